"""How activities are shown: their state in words, sums that are never added to each other, and the month as a calendar."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Count, F, Sum, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils import timezone

from publicity.enums import ActivityStatus
from tataboo_portal.enums import PeriodKind
from tataboo_portal.ledgers import SUM_CAP
from tataboo_portal.periods import Period
from tataboo_portal.registers import Flag

AHEAD = timedelta(days=365)
SHOWN_A_DAY = 4
FIRST_MONTH, LAST_MONTH = date(2000, 1, 1), date(2100, 12, 1)
WEEKDAYS = "一二三四五六日"
FLAGS = {
    ActivityStatus.PLANNED: Flag("todo", "calendar", "计划"),
    ActivityStatus.HELD: Flag("done", "circle-check", "已举办"),
    ActivityStatus.CANCELLED: Flag("void", "x", "取消"),
}


def status_flag(activity, today=None):
    """The activity's state; one that was planned for a day which has come waits for its result."""
    today = today or timezone.localdate()
    if activity.is_awaiting(today):
        return Flag("late" if activity.day < today else "soon", "clock", "待补记结果")
    return FLAGS[ActivityStatus(activity.status)]


def rows_for(activities, today):
    """The activities as cards that wait for their result, with how long they have."""
    return [{"activity": activity, "days_late": (today - activity.day).days} for activity in activities]


def summary(rows):
    """What the held ones among these rows come to; people (人) and person-times (人次) apart. None when they are too many."""
    if rows.order_by()[: SUM_CAP + 1].count() > SUM_CAP:
        return None
    held = rows.order_by().held()
    found = held.aggregate(n=Count("pk"), people=Sum("people"), times=Sum("person_times"), hours=Sum("hours"))
    told = [(("", "已举办", "场"), found["n"])]
    told.append((("", "参加", "人"), found["people"] or 0))
    told.append((("", "参加", "人次"), found["times"] or 0))
    hours = found["hours"]
    return [*told, (("", "志愿时长", "小时"), hours.normalize() if hours % 1 else int(hours))] if hours else told


@dataclass
class Day:
    """One day of the calendar: what is shown of it, and how many more there are behind a link."""

    day: date
    is_today: bool
    rows: list = field(default_factory=list)
    count: int = 0
    more_url: str = ""

    @property
    def weekday(self):
        """The day of the week in one character."""
        return WEEKDAYS[self.day.weekday()]

    @property
    def more(self):
        """How many are not shown."""
        return self.count - len(self.rows)


@dataclass(frozen=True)
class Month:
    """A month as the calendar shows it, with the ways to its neighbours under the same filter (empty beyond the calendar)."""

    start: date
    days: list
    previous_url: str
    next_url: str

    @property
    def first_column(self):
        """The column of the first day, Monday being 1."""
        return self.start.isoweekday()

    @property
    def count(self):
        """How many activities lie in it."""
        return sum(day.count for day in self.days)


def month_asked(words, today):
    """The first day of the month written 2026-11; this month for anything else."""
    try:
        found = date.fromisoformat(f"{words}-01")
    except ValueError:
        found = today
    return min(max(found.replace(day=1), FIRST_MONTH), LAST_MONTH)


def month_of(start, rows, kept, today):
    """The month with these rows, a few for each day and the number of the rest; `kept` is the filter as an address has it."""
    end = start.replace(day=monthrange(start.year, start.month)[1])
    within = rows.filter(day__gte=start, day__lte=end)
    days = {start + timedelta(days=at): None for at in range(end.day)}
    days = {day: Day(day, is_today=day == today) for day in days}
    for day, count in within.order_by().values_list("day").annotate(n=Count("pk")):
        days[day].count = count
    order = (F("starts_at").asc(nulls_first=True), F("pk").asc())
    numbered = within.for_list().annotate(nth=Window(RowNumber(), partition_by=F("day"), order_by=order))
    for row in numbered.filter(nth__lte=SHOWN_A_DAY).order_by("day", "nth"):
        days[row.day].rows.append({"activity": row, "flag": status_flag(row, today)})
    for day in days.values():
        if day.more:
            asked = {"from": day.day.isoformat(), "to": day.day.isoformat()} | kept
            day.more_url = f"{reverse('register_list', args=['activities'])}?{urlencode(asked)}"
    period = Period.of(PeriodKind.MONTH, start)
    return Month(
        start,
        list(days.values()),
        month_url(period.previous().start, kept) if start > FIRST_MONTH else "",
        month_url(period.following().start, kept) if start < LAST_MONTH else "",
    )


def month_url(start, kept):
    """The calendar of a month under a filter."""
    return f"{reverse('activity_calendar')}?{urlencode({'month': f'{start:%Y-%m}'} | kept)}"
