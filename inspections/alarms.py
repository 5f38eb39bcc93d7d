"""The words of reminders: rules, digests and the line on the trail, in Chinese and without anybody's phone or account."""

import uuid
from dataclasses import dataclass
from fractions import Fraction
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from inspections.enums import AlarmRecipient
from inspections.models import RemediationTask

ROBOTS = "robots"
ROBOTS_LABEL = "群机器人"
LINES_IN_A_NOTICE = 50
LINES_IN_A_GROUP = 15
NAMES_ON_THE_TRAIL = 3
LONGEST_NOTE = 200
STEPS = uuid.UUID("6f0f3f5e-6a7c-4b55-9b0c-2f5a8a1f2017")


@dataclass(frozen=True)
class Line:
    """One task in a digest."""

    task: RemediationTask
    share: Fraction
    is_late: bool

    def __str__(self):
        due = timezone.localtime(self.task.due_at)
        late = "已到期" if self.is_late else "到期"
        subject = " ".join(self.task.title.split())
        return f"{self.task.number} {subject}，用掉 {percent(self.share)}，{due.month}月{due.day}日 {due:%H:%M} {late}"


def percent(share):
    """A share of the clock as people say it; rounded down, so that 75% is never said too early."""
    return f"{int(share * 100)}%"


def pressing_first(lines):
    """The lines with the most used clock first."""
    return tuple(sorted(lines, key=lambda line: (-line.share, line.task.pk)))


def title(lines):
    """“3 项任务到提醒线，2 项已逾期”."""
    late = sum(line.is_late for line in lines)
    return f"{len(lines)} 项任务到提醒线" + (f"，{late} 项已逾期" if late else "")


def body(lines, most):
    """A line per task up to a number, and how many more there are."""
    shown = [str(line) for line in lines[:most]]
    more = len(lines) - len(shown)
    return "\n".join([*shown, f"还有 {more} 项，到任务列表里看。"] if more else shown)


def group_text(lines):
    """What a group reads: the heading and as many lines as a group message holds."""
    return f"双创提醒：{title(lines)}\n{body(lines, LINES_IN_A_GROUP)}"


def way(lines):
    """Where a digest leads: its one task, or the list that holds them all."""
    if len(lines) == 1:
        return reverse("task_detail", args=(lines[0].task.number,))
    asked = {"group": "overdue" if all(line.is_late for line in lines) else "in_hands"}
    units = {line.task.unit.code for line in lines}
    if len(units) == 1:
        asked["unit"] = units.pop()
    return f"{reverse('task_list')}?{urlencode(asked)}"


def audience_label(audience):
    """责任人, 单位负责人, 分管领导, 主要领导 or the groups."""
    return ROBOTS_LABEL if audience == ROBOTS else AlarmRecipient(audience).label


def trail_note(share, told):
    """“用掉时限的 103%，提醒了责任人 李、单位负责人 王；没有分管领导可提醒”; `told` is {audience: people}."""
    reached = [f"{audience_label(audience)} {names(people)}" for audience, people in told.items() if people]
    reached += [ROBOTS_LABEL] if ROBOTS in told else []
    missed = [audience_label(audience) for audience, people in told.items() if not people and audience != ROBOTS]
    parts = [f"提醒了{'、'.join(reached)}"] if reached else []
    parts += [f"没有{'、'.join(missed)}可提醒"] if missed else []
    return f"用掉时限的 {percent(share)}，{'；'.join(parts)}"[:LONGEST_NOTE]


def names(people):
    """The first few names, and how many there are when there are more."""
    shown = "、".join(person.full_name for person in people[:NAMES_ON_THE_TRAIL])
    return shown if len(people) <= NAMES_ON_THE_TRAIL else f"{shown}等 {len(people)} 人"


def step_uuid(task, rules):
    """The submission number of a task's alarm step: the same for the same rules and deadline, so that it is taken once."""
    return uuid.uuid5(STEPS, f"{task.pk}:{task.due_at.isoformat()}:{sorted(rules)}")


def rule_words(rule):
    """A rule as people say it: “用掉 75% 时限时通知责任人”."""
    group = "，同时发到群" if rule.to_robots else ""
    return f"用掉 {rule.percent}% 时限时通知{rule.get_recipient_display()}{group}"


def quiet_words(rule):
    """“20:00 到次日 07:30 不发，到时补发”, or that there are no quiet hours."""
    if rule.quiet_from == rule.quiet_to:
        return "随时发"
    next_day = "次日 " if rule.quiet_from > rule.quiet_to else ""
    return f"{rule.quiet_from:%H:%M} 到{next_day or ' '}{rule.quiet_to:%H:%M} 不发，过后补发"
