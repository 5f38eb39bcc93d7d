"""When the material of a week is asked for, reminded of and due: counted in workdays back from the meeting."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from reports.enums import MomentKind
from reports.models import SubmissionMoment
from tataboo_portal import workdays
from tataboo_portal.weeks import Week

MOST_WORKDAYS = 5  # as far before the meeting as a moment may lie
WEEKS_AHEAD = 2  # a whole week of holidays may lie before the next meeting
LONGEST_HOLIDAY = timedelta(days=21)
WEEKS_LOOKED_AHEAD, MOST_MOVED = 40, 4


@dataclass(frozen=True)
class Times:
    """The days of one week's material."""

    week: Week
    meeting_day: date
    deadline: datetime | None
    reminders: tuple

    @property
    def opens_on(self):
        """The first day on which units are asked: that of the first reminder, or of the deadline."""
        moments = [*self.reminders, *([self.deadline] if self.deadline else [])]
        return min((timezone.localdate(moment) for moment in moments), default=self.meeting_day)

    def is_past(self, now):
        """Whether material handed in now is late."""
        return self.deadline is not None and now > self.deadline


def times_of(*weeks, moments=None):
    """The times of those of the weeks that have a meeting, in order; two queries. `moments` stand in for those that are kept."""
    first, last = min(weeks), max(weeks)
    days = workdays.workdays_between(first.monday - LONGEST_HOLIDAY, last.sunday)
    moments = list(SubmissionMoment.objects.all()) if moments is None else moments
    return [found for week in sorted(weeks) if (found := _times(week, days, moments))]


def stamp(moments):
    """The moments as one line, the same for the same moments: what stood on the screen."""
    return ";".join(sorted(f"{row.kind} {row.workdays_before} {row.at:%H:%M:%S}" for row in moments))


def preview(today, moments):
    """[(week, its times or None)] of this and the next week, then of the coming weeks that holidays change."""
    weeks = [Week.of(today).shifted(ahead) for ahead in range(WEEKS_LOOKED_AHEAD)]
    found = {times.week: times for times in times_of(*weeks, moments=moments)}
    moved = [week for week in weeks[2:] if week not in found or found[week].meeting_day != week.monday]
    return [(week, found.get(week)) for week in (*weeks[:2], *moved[:MOST_MOVED])]


def asked(now):
    """The times of the week that is asked for now: the newest whose first day has come; None when there is none."""
    today = timezone.localdate(now)
    weeks = [Week.of(today).shifted(ahead) for ahead in range(WEEKS_AHEAD + 1)]
    return next((times for times in reversed(times_of(*weeks)) if times.opens_on <= today), None)


def _times(week, days, moments):
    position = next((at for at, day in enumerate(days) if week.monday <= day <= week.sunday), None)
    if position is None:
        return None
    found = {MomentKind.DEADLINE: [], MomentKind.REMINDER: []}
    for moment in moments:
        found[moment.kind].append(_combined(days[max(position - moment.workdays_before, 0)], moment.at))
    deadline = next(iter(found[MomentKind.DEADLINE]), None)
    return Times(week, days[position], deadline, tuple(sorted(found[MomentKind.REMINDER])))


def _combined(day, at):
    return datetime.combine(day, at, tzinfo=timezone.get_default_timezone())
