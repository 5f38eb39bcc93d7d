"""Policy of 各单位报送: a unit's people write their own, who knows every unit reads, the office asks, returns and reminds."""

from reports.actions import submissions
from reports.enums import Part
from tataboo_portal.weeks import Week
from tests.access.rows import BAD, LOGIN, MOVED, NO, OK, OWN_RECORD, UNKNOWN, row
from tests.people import person

OFFICE_MOVES = row(LOGIN, MOVED, NO, NO, NO, NO, NO, NO, NO)

POLICY = {
    ("GET", "meeting_times"): row(LOGIN, OK, NO, NO, NO, NO, NO, NO, NO),
    ("POST", "meeting_times"): row(LOGIN, BAD, NO, NO, NO, NO, NO, NO, NO),
    ("GET", "meeting_submit"): OWN_RECORD,
    ("POST", "meeting_submit"): row(LOGIN, NO, BAD, UNKNOWN, UNKNOWN, UNKNOWN, NO, NO, NO),
    ("POST", "meeting_submission_take_back"): row(LOGIN, NO, MOVED, UNKNOWN, UNKNOWN, UNKNOWN, NO, NO, NO),
    ("POST", "meeting_submission_return"): row(LOGIN, BAD, NO, NO, NO, NO, NO, NO, NO),
    ("GET", "meeting_submissions"): row(LOGIN, OK, NO, NO, NO, NO, NO, NO, NO),
    ("POST", "meeting_submission_remind"): OFFICE_MOVES,
}


def addresses(task):
    """The arguments of these addresses: what 绣品厂社区 wrote for next week's meeting."""
    week, li = Week.current().shifted(1), person("li")
    items = [{"part": Part.LAST, "words": "示例"}]
    submissions.save(by=li, unit=li.unit, week=week, version=0, items=items)
    monday, own = week.monday.isoformat(), ("submit", "submission_take_back", "submission_return")
    arguments = {f"meeting_{page}": (monday, li.unit.code) for page in own}
    return arguments | {f"meeting_{page}": (monday,) for page in ("submissions", "submission_remind")}
