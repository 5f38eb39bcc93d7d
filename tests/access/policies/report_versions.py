"""Policy of editing and publishing the weekly report: the office does it, everybody reads what was published."""

from reports import weekly
from reports.actions import publishing as actions
from tataboo_portal.weeks import Week
from tests.access.rows import BAD, EVERYONE, LOGIN, MOVED, NO, OK, row
from tests.people import person

OFFICE_OPENS = row(LOGIN, OK, NO, NO, NO, NO, NO, NO, NO)
OFFICE_SENDS_TOO_LITTLE = row(LOGIN, BAD, NO, NO, NO, NO, NO, NO, NO)

POLICY = {
    ("GET", "meeting_edit"): OFFICE_OPENS,
    ("POST", "meeting_edit"): OFFICE_SENDS_TOO_LITTLE,
    ("GET", "meeting_pairs"): OFFICE_OPENS,
    ("POST", "meeting_pairs"): OFFICE_SENDS_TOO_LITTLE,
    ("GET", "meeting_publish"): OFFICE_OPENS,
    ("POST", "meeting_publish"): row(LOGIN, MOVED, NO, NO, NO, NO, NO, NO, NO),
    ("GET", "meeting_withdraw"): OFFICE_OPENS,
    ("POST", "meeting_withdraw"): OFFICE_SENDS_TOO_LITTLE,
    ("GET", "meeting_version"): EVERYONE,
    ("GET", "meeting_compare"): EVERYONE,
    ("GET", "meeting_annexes"): EVERYONE,
}


def addresses(task):
    """This week's report, published once and taken back."""
    week = Week.current()
    report = weekly.build(week)
    actions.publish(by=person("wang"), report=report, version=report.version)
    actions.withdraw(by=person("wang"), report=report, reason="示例")
    monday = week.monday.isoformat()
    return {
        "meeting_edit": (monday, "overview"),
        "meeting_version": (monday, 1),
        **dict.fromkeys(("meeting_pairs", "meeting_publish", "meeting_withdraw", "meeting_compare"), (monday,)),
        "meeting_annexes": (monday,),
    }
