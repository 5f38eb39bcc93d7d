"""The lists of this floor that leave as sheets."""

from campaigns.forms import DriveFilter, FigureFilter, GoalFilter, WorkFilter
from campaigns.models import BaseFigure, CleanupDrive, Goal, WorkRecord
from tataboo_portal.listings import Listing, of_records


def works(user, params):
    """清扫台账 as its page filters it."""
    return WorkFilter(params, WorkRecord.objects.visible_to(user))


def drives(user, params):
    """清扫活动 of a period."""
    return DriveFilter(params, CleanupDrive.objects.visible_to(user))


def figures(user, params):
    """历史基数 in use, which everybody sees."""
    rows = BaseFigure.objects.filter(is_active=True).select_related("campaign", "indicator", "unit")
    return FigureFilter(params, rows)


def goals(user, params):
    """目标 in use, which everybody sees."""
    return GoalFilter(params, Goal.objects.in_use().for_list())


LISTS = (
    Listing("works", "work_export", works, ("day", "id"), pictures=of_records()),
    Listing("drives", "drive_export", drives, ("day", "id"), pictures=of_records(), prefetch=("records", "helpers")),
    Listing("figures", "campaign_export", figures, ("campaign", "position", "id")),
    Listing("goals", "goal_export", goals, ("period_start", "id")),
)
