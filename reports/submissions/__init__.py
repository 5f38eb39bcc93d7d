"""各单位报送: when material is asked for, what a unit finds in it already, who has handed it in, and who is reminded."""

from reports.submissions.material import Material, material
from reports.submissions.prefill import last_plan, recorded, starting_items
from reports.submissions.reminders import remind, remind_if_due, tell_returned
from reports.submissions.standing import Standing, asked_units, missing_units, standings
from reports.submissions.times import MOST_WORKDAYS, WEEKS_AHEAD, Times, asked, preview, stamp, times_of

__all__ = [
    "MOST_WORKDAYS",
    "WEEKS_AHEAD",
    "Material",
    "Standing",
    "Times",
    "asked",
    "asked_units",
    "last_plan",
    "material",
    "missing_units",
    "preview",
    "recorded",
    "remind",
    "remind_if_due",
    "stamp",
    "standings",
    "starting_items",
    "tell_returned",
    "times_of",
]
