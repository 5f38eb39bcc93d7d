"""When the material of a week is asked for, reminded of and due: counted in workdays back from the meeting."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from reports.enums import MomentKind
from reports.models import SubmissionMoment
from tataboo_portal import workdays
from tataboo_portal.weeks import Week

WEEKS_AHEAD = 2  # a whole week of holidays may lie before the next meeting
LONGEST_HOLIDAY = timedelta(days=21)


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


def times_of(*weeks):
    """The times of those of the weeks that have a meeting, in order; two queries."""
    first, last = min(weeks), max(weeks)
    days = workdays.workdays_between(first.monday - LONGEST_HOLIDAY, last.sunday)
    moments = list(SubmissionMoment.objects.all())
    return [found for week in sorted(weeks) if (found := _times(week, days, moments))]


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
