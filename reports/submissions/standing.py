"""Which units are asked, and how each stands: 未交, 已交, 迟交, 已退回."""

from dataclasses import dataclass

from django.utils import timezone

from campaigns.reference import OFFICE_UNIT
from reports.enums import SubmissionState
from reports.models import Submission
from tataboo_portal.enums import UnitKind
from tataboo_portal.models import Unit
from tataboo_portal.permissions import Permission
from tataboo_portal.registers import Flag

ASKED_KINDS = (UnitKind.COMMUNITY, UnitKind.MARKET_GROUP, UnitKind.SECTION)


@dataclass(frozen=True)
class Standing:
    """One unit's material of one week, as lists name it."""

    unit: Unit
    submission: Submission | None
    is_past: bool

    @property
    def is_handed_in(self):
        """Whether the office has it."""
        return self.submission is not None and self.submission.state == SubmissionState.HANDED_IN

    @property
    def flag(self):
        """The state as icon, word and colour."""
        if self.is_handed_in:
            late = self.submission.is_late
            return Flag("soon", "clock", "迟交") if late else Flag("done", "circle-check", "已交")
        if self.submission is not None and self.submission.state == SubmissionState.RETURNED:
            return Flag("late", "arrow-back-up", "已退回")
        return Flag("late", "alert-triangle", "未交") if self.is_past else Flag("todo", "circle-dashed", "未交")


def asked_units():
    """Communities, market groups and sections in their fixed order, but for the office itself, which asks."""
    asked = Unit.objects.active().filter(kind__in=ASKED_KINDS).exclude(code=OFFICE_UNIT)
    return asked.order_by("position", "code")


def missing_units(week):
    """The asked units whose material the office does not have."""
    handed_in = Submission.objects.filter(meeting_week=week.monday).handed_in()
    return asked_units().exclude(pk__in=handed_in.values("unit"))


def standings(times, user, now=None):
    """How the units this person may know of stand; two queries whatever their number, none without a meeting."""
    if times is None:
        return []
    units = asked_units()
    if not user.may(Permission.SEE_ALL_UNITS):
        units = units.filter(pk=user.unit_id)
    rows = Submission.objects.filter(meeting_week=times.week.monday).select_related("handed_in_by")
    submissions = {submission.unit_id: submission for submission in rows}
    is_past = times.is_past(now or timezone.now())
    return [Standing(unit, submissions.get(unit.pk), is_past) for unit in units]
