"""工作台: what this person has to do now, by role; every list is bounded and every count stops at a cap."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import F
from django.urls import reverse

from campaigns.models import WorkRecord
from inspections import cases, desks, lookbacks, patrols
from inspections.enums import TaskState
from inspections.models import Appeal, Extension, PublicReport, RemediationTask, Suspension
from publicity import activities, boards, expiry
from publicity.models import Activity, Board, Placement
from reports import decisions, orders, submissions
from reports.enums import DecisionState
from reports.metrics.cells import moment
from reports.models import Decision, RollupRun, SupervisionOrder
from reports.totals import as_of
from tataboo_portal.enums import JobStatus
from tataboo_portal.models import ChangedDay, Job
from tataboo_portal.paging import COUNT_CAP
from tataboo_portal.weeks import Week

SHOWN = 20
ORDERS = "督办单未办"


def capped(rows):
    """How many rows, in words that stop at a cap: “31”, “1000+”."""
    count = rows.order_by()[: COUNT_CAP + 1].count()
    return f"{COUNT_CAP}+" if count > COUNT_CAP else str(count)


@dataclass(frozen=True)
class Queue:
    """A pile of work with its count and the list behind it."""

    words: str
    count: str
    url: str
    is_late: bool = False


@dataclass(frozen=True)
class Group:
    """Some tasks under one heading, with the way to the rest."""

    heading: str
    icon: str
    rows: list
    more_url: str
    is_late: bool = False
    card: str = "inspections/_card.html"

    @property
    def count_text(self):
        """How many, as far as they are shown."""
        return f"{len(self.rows)}+" if self.more_url else str(len(self.rows))


def queues(piles):
    """Queues of (words, querysets, address, does any of it alarm); all counts come from one query."""
    counts = iter(desks.capped_counts([(rows, COUNT_CAP) for _, parts, *_ in piles for rows in parts]))
    found = []
    for words, parts, url, alarms in piles:
        count = sum(next(counts) for _ in parts)
        found.append(
            Queue(words, f"{COUNT_CAP}+" if count > COUNT_CAP else str(count), url, is_late=alarms and count > 0)
        )
    return found


def office_queues(user, today, now):
    """What waits in the office, and what was entered today."""
    tasks, task_list = RemediationTask.objects, reverse("task_list")
    requests = [model.objects.pending() for model in (Extension, Suspension, Appeal)]
    return queues(
        (
            ("待受理", [tasks.filter(state=TaskState.REPORTED)], f"{task_list}?state=reported", False),
            ("待派单", [tasks.filter(state=TaskState.ACCEPTED)], f"{task_list}?state=accepted", False),
            ("待核查", [tasks.filter(state=TaskState.RESOLVED)], f"{task_list}?group=to_verify", False),
            ("逾期", [tasks.overdue(now)], f"{task_list}?group=overdue", True),
            ("申请待决定", requests, reverse("request_list"), False),
            ("回头看到期", [lookbacks.due_for(user)], reverse("look_back_list"), False),
            ("宣传栏该更新", [Board.objects.due(today)], rows_of("boards", "to_renew"), False),
            ("活动待补记", [Activity.objects.awaiting(today)], rows_of("activities", "awaiting"), False),
            (
                "议定事项待销号",
                [Decision.objects.live().filter(state=DecisionState.REPORTED)],
                f"{reverse('decision_list')}?state=reported",
                False,
            ),
            ("督办单待销号", [SupervisionOrder.objects.reported()], f"{reverse('order_list')}?state=reported", False),
            ("督办单逾期", [SupervisionOrder.objects.overdue(today)], f"{reverse('order_list')}?state=overdue", True),
            ("宣传品到期", [Placement.objects.expired(today)], f"{reverse('placement_list')}?state=expired", False),
            *of_submissions(now),
            (
                "今天已记",
                [WorkRecord.objects.live().filter(day=today)],
                f"{reverse('work_list')}?from={today}&to={today}",
                False,
            ),
            *of_residents(),
        ),
    )


def rows_of(register, group):
    """The address of one group of a register."""
    return f"{reverse('register_list', args=(register,))}?group={group}"


def of_residents():
    """What residents sent and how they liked the results, while their page is on."""
    if not settings.PUBLIC_PAGES:
        return ()
    reports, address = PublicReport.objects, reverse("public_list")
    return (
        ("随手拍待受理", [reports.waiting()], address, False),
        ("群众不满意", [reports.unhappy()], f"{address}?show=unhappy", False),
    )


def of_submissions(now):
    """Whose material for the meeting the office does not have yet, while it is asked for."""
    times = submissions.asked(now)
    if times is None:
        return ()
    url = reverse("meeting_submissions", args=(times.week.monday.isoformat(),))
    return (("未交材料", [submissions.missing_units(times.week)], url, times.is_past(now)),)


def unit_queues(user, now):
    """What a unit has not signed for and not handed in yet; nothing when there is nothing."""
    waiting = RemediationTask.objects.filter(unit=user.unit_id, state=TaskState.DISPATCHED)
    url = f"{reverse('task_list')}?unit={user.unit.code}&group=to_receive"
    sent = SupervisionOrder.objects.waiting().filter(unit=user.unit_id)
    piles = [(ORDERS, [sent], f"{reverse('order_list')}?state=open", True), ("待签收", [waiting], url, False)]
    if times := submissions.asked(now):
        own = submissions.missing_units(times.week).filter(pk=user.unit_id)
        material = reverse("meeting_submit", args=(times.week.monday.isoformat(), user.unit.code))
        piles.append(("例会材料未交", [own], material, times.is_past(now)))
    return [queue for queue in queues(piles) if queue.count != "0"]


def to_patrol(user, today):
    """该巡查: the places on the person's own area or line that are to be seen by today, those they keep first."""
    places = patrols.due_places(user, today, SHOWN + 1)
    more = reverse("coverage") if len(places) > SHOWN else ""
    rows = [{"place": place, "days_late": (today - place.next_patrol_on).days} for place in places[:SHOWN]]
    return Group("该巡查", "map-pin", rows, more, card="reports/_patrol_card.html")


def to_renew(user, today):
    """宣传栏该更新: the boards of the person's unit, and those they keep, that are to be renewed by today."""
    found = list(Board.objects.due(today).in_hands_of(user).for_list().order_by("next_due_on", "id")[: SHOWN + 1])
    more = reverse("board_due") if len(found) > SHOWN else ""
    rows = boards.rows_for(found[:SHOWN], today)
    return Group("宣传栏该更新", "refresh", rows, more, card="publicity/_board_card.html")


def to_take_down(user, today):
    """宣传品到期: what the person's unit put up and what still hangs though it expired, the longest expired first."""
    own = Placement.objects.expired(today).filter(unit=user.unit_id)
    found = list(own.for_list().order_by("valid_until", "id")[: SHOWN + 1])
    more = f"{reverse('placement_list')}?state=expired&unit={user.unit.code}" if len(found) > SHOWN else ""
    rows = expiry.rows_for(found[:SHOWN], today)
    return Group("宣传品到期", "speakerphone", rows, more, card="publicity/_placement_card.html")


def decided(user, today):
    """议定事项: what the meetings asked of the person's unit and it has not reported yet, the earliest day first."""
    waiting = Decision.objects.unfinished().filter(unit=user.unit_id, state=DecisionState.OPEN)
    found = list(waiting.for_list().order_by(F("due_on").asc(nulls_last=True), "id")[: SHOWN + 1])
    more = f"{reverse('decision_list')}?state=open" if len(found) > SHOWN else ""
    rows = decisions.rows_for(found[:SHOWN], today)
    return Group("议定事项", "check", rows, more, card="reports/_decision_card.html")


def ordered(user, today):
    """督办单 the person's unit has not reported yet, the earliest day first; an alarm when one of them is over it."""
    waiting = SupervisionOrder.objects.waiting().filter(unit=user.unit_id)
    found = list(waiting.for_list().order_by("due_on", "id")[: SHOWN + 1])
    more = f"{reverse('order_list')}?state=open" if len(found) > SHOWN else ""
    rows = orders.rows_for(found[:SHOWN], today)
    is_late = any(row.days_late for row in rows)
    return Group("督办单", "alert-triangle", rows, more, is_late=is_late, card="reports/_order_card.html")


def to_tell(user, today):
    """待补记结果: the planned activities of the person's unit whose day has come, the longest waiting first."""
    waiting = Activity.objects.awaiting(today).filter(unit=user.unit_id)
    found = list(waiting.for_list().order_by("day", "id")[: SHOWN + 1])
    group = f"{rows_of('activities', 'awaiting')}&unit={user.unit.code}"
    rows = activities.rows_for(found[:SHOWN], today)
    more = group if len(found) > SHOWN else ""
    return Group("待补记结果", "calendar", rows, more, card="publicity/_activity_card.html")


def to_look_back(user, today):
    """回头看: the closed tasks this person may look at again, those due longest first."""
    found = list(lookbacks.due_for(user).for_list().order_by("due_on", "id")[: SHOWN + 1])
    more = reverse("look_back_list") if len(found) > SHOWN else ""
    rows = lookbacks.rows_for(found[:SHOWN], today)
    return Group("回头看", "refresh", rows, more, card="desks/_look_back_card.html")


def to_verify(user, now):
    """The tasks handed in last that this person may judge: never their own fix."""
    waiting = RemediationTask.objects.visible_to(user).filter(state=TaskState.RESOLVED).exclude(fixed_by=user)
    tasks = list(waiting.for_list().order_by("-fixed_at", "-id")[: SHOWN + 1])
    more = f"{reverse('task_list')}?group=to_verify" if len(tasks) > SHOWN else ""
    return Group("待核查", "eye", cases.rows_for(tasks[:SHOWN], now), more, card="reports/_verify_card.html")


def own_groups(user, today, now):
    """The unit's tasks to be fixed: 逾期, 今天, 本周, 以后; empty groups are left out.

    “逾期” alone is what the list counts: all a person may see, also what others fix on their area.
    """
    mine = RemediationTask.objects.filter(unit=user.unit_id).in_hands()
    tomorrow, next_monday = moment(today + timedelta(days=1)), moment(Week.of(today).sunday + timedelta(days=1))
    parts = (
        ("本单位逾期", "alert-triangle", mine.filter(due_at__lt=now), "overdue"),
        ("今天到期", "clock", mine.filter(due_at__gte=now, due_at__lt=tomorrow), "in_hands"),
        ("本周到期", "calendar", mine.filter(due_at__gte=tomorrow, due_at__lt=next_monday), "in_hands"),
        ("以后到期", "calendar", mine.filter(due_at__gte=next_monday), "in_hands"),
    )
    found = [(*part, list(part[2].for_list().order_by("due_at", "id")[: SHOWN + 1])) for part in parts]
    cards = {
        row["task"].pk: row for row in cases.rows_for([task for *_, tasks in found for task in tasks[:SHOWN]], now)
    }
    unit_list = f"{reverse('task_list')}?unit={user.unit.code}"
    return [
        Group(
            heading,
            icon,
            [cards[task.pk] for task in tasks[:SHOWN]],
            f"{unit_list}&group={group}" if len(tasks) > SHOWN else "",
            is_late=group == "overdue",
        )
        for heading, icon, _, group, tasks in found
        if tasks
    ]


@dataclass(frozen=True)
class Health:
    """数据健康: whether totals are fresh, work is not stuck, and the last recount found nothing wrong."""

    as_of: object
    changed_days: str
    waiting_jobs: str
    given_up_jobs: str
    recounted_at: object
    drift: int | None


def health():
    """The state of the totals and of the background work."""
    recount = RollupRun.objects.filter(is_recount=True).order_by("-id").first()
    return Health(
        as_of=as_of(),
        changed_days=capped(ChangedDay.objects.all()),
        waiting_jobs=capped(Job.objects.filter(status=JobStatus.WAITING)),
        given_up_jobs=capped(Job.objects.filter(status=JobStatus.GIVEN_UP)),
        recounted_at=recount and recount.finished_at,
        drift=recount and len(recount.differences),
    )
