"""Policy of the meeting itself: whoever sees every unit sees the slides, the office writes; a unit sees its own decisions."""

from tataboo_portal.weeks import Week
from tests import decisions
from tests.access.rows import BAD, EVERYONE, LOGIN, NO, OK, OWN_RECORD, UNKNOWN, row

ALL_UNITS_READ = row(LOGIN, OK, NO, NO, NO, NO, OK, OK, OK)

POLICY = {
    ("GET", "meeting_present"): ALL_UNITS_READ,
    ("GET", "meeting_record"): ALL_UNITS_READ,
    ("POST", "meeting_record"): row(LOGIN, BAD, NO, NO, NO, NO, NO, NO, NO),
    ("GET", "meeting_attendance"): row(LOGIN, OK, NO, NO, NO, NO, NO, NO, NO),
    ("POST", "meeting_attendance"): row(LOGIN, BAD, NO, NO, NO, NO, NO, NO, NO),
    ("GET", "meeting_minutes"): EVERYONE,
    ("GET", "decision_list"): EVERYONE,
    ("GET", "decision_detail"): OWN_RECORD,
    ("POST", "decision_step"): row(LOGIN, BAD, BAD, UNKNOWN, UNKNOWN, UNKNOWN, NO, NO, NO),
}


def addresses(task):
    """A decision of 绣品厂社区, and the step its unit takes."""
    decision, monday = decisions.made(), Week.current().monday.isoformat()
    pages = {f"meeting_{page}": (monday,) for page in ("present", "record", "attendance", "minutes")}
    steps = {"decision_detail": (decision.pk,), "decision_step": (decision.pk, "report")}
    return pages | steps
