"""The clocks of deadlines: the table of domain research §5.5 to the minute, seasons, and laws that hold on any calendar."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tataboo_portal.clocks import office_calendar
from tataboo_portal.enums import LimitKind

CHINA = ZoneInfo("Asia/Shanghai")


def at(words):
    """A moment in China."""
    return datetime.fromisoformat(words).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("start", "value", "kind", "due"),
    [
        ("2017-05-26 16:30", 4, LimitKind.WORK_HOUR, "2017-05-27 10:30"),
        ("2017-05-26 16:30", 8, LimitKind.WORK_HOUR, "2017-05-27 16:30"),
        ("2017-05-26 16:30", 16, LimitKind.WORK_HOUR, "2017-05-31 16:30"),
        ("2017-01-20 17:00", 4, LimitKind.WORK_HOUR, "2017-01-22 11:00"),
        ("2026-02-13 17:00", 4, LimitKind.WORK_HOUR, "2026-02-14 11:00"),
        ("2026-09-30 17:00", 4, LimitKind.WORK_HOUR, "2026-10-08 11:00"),
        ("2017-05-26 16:30", 2, LimitKind.EMERGENCY_HOUR, "2017-05-26 18:30"),
        ("2017-05-26 16:30", 3, LimitKind.CALENDAR_DAY, "2017-05-29 16:30"),
        ("2017-05-26 16:30", 2, LimitKind.WORK_DAY, "2017-05-31 16:30"),
        ("2017-05-28 09:00", 1, LimitKind.WORK_DAY, "2017-05-31 18:00"),
    ],
)
def test_the_table_of_deadlines_holds_to_the_minute(db, start, value, kind, due):
    assert office_calendar().add(at(start), value, kind) == at(due)
