"""Material of the units for a meeting, handed in through the portal's own action, and the week it is for."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from reports.actions import submissions as acts
from reports.enums import Part
from tataboo_portal.weeks import Week
from tests.people import unit_of

CHINA = ZoneInfo("Asia/Shanghai")
WEEK = Week(date(2026, 11, 30))
PAGE, LIST = f"/meetings/{WEEK.monday}/submit/1/", f"/meetings/{WEEK.monday}/submissions/"
ITEMS = (
    {"part": Part.LAST, "words": "开展集中清扫2次。"},
    {"part": Part.PLAN, "words": "清理示例小区楼道", "person": "李", "due_on": date(2026, 12, 3)},
    {"part": Part.PROBLEM, "words": "示例路口夜间无人保洁", "needs_coordination": True},
)


def at(words):
    """A moment in China."""
    return datetime.fromisoformat(words).replace(tzinfo=CHINA)


def handed_in(by, unit="1", week=WEEK, items=ITEMS, version=0):
    """A unit's material for a week, handed in."""
    return acts.hand_in(by=by, unit=unit_of(unit), week=week, version=version, items=list(items))
