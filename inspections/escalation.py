"""提醒升级: which tasks have crossed a line of their clock, who is told, and the telling itself.

Nothing here sleeps or remembers by itself: what was said stands in EscalationAlarm, so a run may be repeated, doubled or missed.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, replace
from fractions import Fraction

from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from inspections import alarms as words
from inspections.deadlines import used_share
from inspections.enums import AlarmRecipient, TaskAction
from inspections.models import EscalationAlarm, EscalationRule, RemediationTask
from inspections.steps import take_step
from tataboo_portal import inbox, robots
from tataboo_portal.clocks import office_calendar
from tataboo_portal.enums import Role
from tataboo_portal.models import User
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import StaleEdit

# Beyond so many tasks in one run the rest waits for the next, ten minutes later; the longest overdue come first.
MOST_TASKS = 500
ALARMS_OF_A_TASK = 6
CLOCK_FIELDS = ("state", "due_at", "limit_value", "limit_kind", "extension_count", "suspended_at")


@dataclass(frozen=True)
class Alarm:
    """A task at a rule's line: to whom the rule speaks of it now; nobody when a higher rule says the same more loudly."""

    task: RemediationTask
    rule: EscalationRule
    share: Fraction
    is_late: bool
    audiences: tuple[str, ...]

    @property
    def line(self):
        """The task as a digest names it."""
        return words.Line(self.task, self.share, self.is_late)


@dataclass(frozen=True)
class Digest:
    """What one person is told in one run: every task once, the most pressing first."""

    person: User
    lines: tuple[words.Line, ...]

    @property
    def title(self):
        """“3 项任务到提醒线”, with the first of them."""
        return words.title(self.lines)

    @property
    def body(self):
        """A line per task, and how many more there are."""
        return words.body(self.lines, words.LINES_IN_A_NOTICE)


def due_alarms(now, within=None):
    """Every (task, rule) whose line is crossed and was not spoken of for this deadline; none within the rule's quiet hours.

    Only tasks in somebody's hands: a paused clock (挂账) alarms nobody. `within` names the only tasks to look at.
    """
    rules = {rule.pk: rule for rule in EscalationRule.objects.order_by("percent", "id")}
    active = [rule for rule in rules.values() if rule.is_active]
    tasks = still_to_speak_of(len(active))
    if within is not None:
        tasks = tasks.filter(pk__in=within)
    calendar, spoken, found, count = office_calendar(), spoken_rules(tasks, rules), [], 0
    for task in tasks.order_by("due_at", "id").only(*CLOCK_FIELDS).iterator():
        said = spoken.get((task.pk, task.due_at), [])
        alarms = crossed(task, [rule for rule in active if rule not in said], said, now, calendar)
        found += alarms
        count += bool(alarms)
        if count == MOST_TASKS:
            break
    return with_whole_tasks(found)


def still_to_speak_of(rules):
    """Tasks in somebody's hands of whose deadline fewer than so many active rules have spoken.

    A task that is long overdue has heard every rule: it costs the database one look and the run nothing.
    """
    rows = EscalationAlarm.objects.filter(task=OuterRef("pk"), due_at=OuterRef("due_at"), rule__is_active=True)
    said = Subquery(rows.order_by().values("task").annotate(count=Count("pk")).values("count"))
    tasks = RemediationTask.objects.in_hands().filter(due_at__isnull=False)
    return tasks.alias(said=Coalesce(said, 0)).filter(said__lt=rules)


def spoken_rules(tasks, rules):
    """{(task, deadline): the rules that have spoken of it} of these tasks."""
    found = defaultdict(list)
    rows = EscalationAlarm.objects.filter(task__in=tasks).order_by()
    for task, due_at, rule in rows.values_list("task_id", "due_at", "rule_id").iterator():
        found[task, due_at].append(rules[rule])
    return found


def crossed(task, waiting, said, now, calendar):
    """The alarms of one task: rules whose line is crossed, each to those whom no higher rule tells now or told before.

    A rule in its quiet hours waits for the morning, unless nobody is left to hear it.
    """
    share = used_share(task, now, calendar)
    over = [rule for rule in waiting if share * 100 >= rule.percent]
    awake = [rule for rule in over if not is_quiet(rule, now)]
    alarms = []
    for rule in over:
        louder = [other for other in awake if other.percent > rule.percent]
        louder += [other for other in said if other.percent >= rule.percent]
        heard = {audience for other in louder for audience in audiences(other)}
        left = tuple(audience for audience in audiences(rule) if audience not in heard)
        if rule in awake or not left:
            alarms.append(Alarm(task, rule, share, task.due_at < now, left))
    return alarms


def audiences(rule):
    """Whom a rule speaks to: its recipients, and the groups when it says so."""
    return (rule.recipient, words.ROBOTS) if rule.to_robots else (rule.recipient,)


def is_quiet(rule, now):
    """Whether the moment lies in the rule's quiet hours (Asia/Shanghai), which may run through midnight."""
    clock = timezone.localtime(now).time()
    if rule.quiet_from <= rule.quiet_to:
        return rule.quiet_from <= clock < rule.quiet_to
    return clock >= rule.quiet_from or clock < rule.quiet_to


def with_whole_tasks(alarms):
    """The same alarms with all that a line prints of their tasks, in one query."""
    whole = RemediationTask.objects.select_related("unit", "assignee", "place", "category").in_bulk(
        {alarm.task.pk for alarm in alarms}
    )
    return [replace(alarm, task=whole[alarm.task.pk]) for alarm in alarms]


class People:
    """Who stands behind 责任人, 单位负责人, 分管领导 and 主要领导; two queries whatever the number of tasks."""

    def __init__(self):
        self.units, self.in_charge, self.leaders = defaultdict(list), defaultdict(list), []
        active = User.objects.filter(is_active=True).prefetch_related("units_in_charge").order_by("pk")
        for person in active:
            self.units[person.unit_id].append(person)
            if person.role == Role.LEADER:
                self.leaders.append(person)
            if person.may(Permission.SEE_ALL_UNITS):
                for unit in person.units_in_charge.all():
                    self.in_charge[unit.pk].append(person)

    def behind(self, audience, task):
        """The people of an audience for this task; a 责任人 who left or moved away is stood in for by the unit."""
        of_unit = self.units[task.unit_id]
        if audience == AlarmRecipient.HANDLER:
            return [person for person in of_unit if person.pk == task.assignee_id] or of_unit
        if audience == AlarmRecipient.UNIT_HEAD:
            return [person for person in of_unit if person.is_unit_head]
        if audience == AlarmRecipient.IN_CHARGE:
            return self.in_charge[task.unit_id]
        return self.leaders if audience == AlarmRecipient.LEADER else []


def digests(alarms, people):
    """One digest per person over all alarms, in the order of the people's names in the list of accounts."""
    told = defaultdict(dict)
    for alarm in alarms:
        for audience in alarm.audiences:
            for person in people.behind(audience, alarm.task):
                told[person][alarm.task.pk] = alarm.line
    return [Digest(person, words.pressing_first(told[person].values())) for person in sorted(told, key=lambda p: p.pk)]


def group_lines(alarms):
    """What the groups are told: every task of a rule that speaks to them, once."""
    lines = {alarm.task.pk: alarm.line for alarm in alarms if words.ROBOTS in alarm.audiences}
    return words.pressing_first(lines.values())


def nobody_behind(alarms, people):
    """{audience: units} that a rule speaks to and nobody stands behind, each unit once."""
    missing = defaultdict(dict)
    for alarm in alarms:
        for audience in alarm.audiences:
            if audience != words.ROBOTS and not people.behind(audience, alarm.task):
                missing[audience][alarm.task.unit] = True
    return {audience: sorted(units, key=lambda unit: unit.code) for audience, units in missing.items()}


def escalate(now=None):
    """Say what has to be said now, in one transaction: alarms, trail, one notice per person, one message per group.

    Returns how many tasks were spoken of. Safe to run twice and by two beats at once: the second waits for the rules' rows and
    finds everything said. After days of silence everybody hears the highest line only; the lower ones are marked as passed.
    """
    now = now or timezone.now()
    waiting = {alarm.task.pk for alarm in due_alarms(now)}
    if not waiting:
        return 0
    with transaction.atomic():
        list(EscalationRule.objects.select_for_update().order_by("id"))
        return speak(due_alarms(now, within=waiting), now)


def speak(alarms, now):
    """Write everything these alarms say; a task that moved on meanwhile is left out."""
    people, by_task = People(), defaultdict(list)
    for alarm in alarms:
        by_task[alarm.task].append(alarm)
    kept = [alarm for task, own in by_task.items() if on_the_trail(task, own, people) for alarm in own]
    EscalationAlarm.objects.bulk_create(
        EscalationAlarm(task=alarm.task, rule=alarm.rule, due_at=alarm.task.due_at, created_at=now) for alarm in kept
    )
    key = run_key(kept)
    for digest in digests(kept, people):
        facts = {"title": digest.title, "body": digest.body, "url": words.way(digest.lines)}
        inbox.tell(person=digest.person, key=key, at=now, **facts)
    lines = group_lines(kept)
    if lines:
        robots.announce(key=key, text=words.group_text(lines), path=words.way(lines))
    return len({alarm.task.pk for alarm in kept})


def on_the_trail(task, alarms, people):
    """Write the step “提醒升级” with who was told; False when the task is no longer as it was looked at."""
    told = {audience: people.behind(audience, task) for alarm in alarms for audience in alarm.audiences}

    def unchanged(locked):
        if locked.due_at != task.due_at:
            raise StaleEdit(str(locked))

    if not told:
        return True
    note = words.trail_note(alarms[0].share, told)
    uuid = words.step_uuid(task, [alarm.rule.pk for alarm in alarms])
    try:
        take_step(by=None, task=task, action=TaskAction.ALARM, client_uuid=uuid, change=unchanged, note=note)
    except StaleEdit:
        return False
    return True


def last_said(most):
    """The last tasks that were spoken of, each run's highest line only, newest first."""
    rows = EscalationAlarm.objects.select_related("task", "rule").order_by("-id")[: most * ALARMS_OF_A_TASK]
    said = {}
    for row in rows:
        key = row.task_id, row.created_at
        if key not in said or row.rule.percent > said[key].rule.percent:
            said[key] = row
    return list(said.values())[:most]


def run_key(alarms):
    """The same for the same alarms: what makes a notice and a message unique."""
    facts = sorted(f"{alarm.task.pk}:{alarm.rule.pk}:{alarm.task.due_at.isoformat()}" for alarm in alarms)
    return f"escalation:{hashlib.sha256('|'.join(facts).encode()).hexdigest()[:40]}"
