"""The lists of this floor that leave as sheets."""

import django_filters

from campaigns.forms import DriveFilter, WorkFilter
from campaigns.models import BaseFigure, Campaign, CleanupDrive, WorkRecord
from tataboo_portal.listings import Listing, of_records


class FigureFilter(django_filters.FilterSet):
    """历史基数 of one campaign, or of all."""

    campaign = django_filters.ModelChoiceFilter(
        label="创建活动", queryset=Campaign.objects.all(), to_field_name="code", empty_label="全部"
    )

    class Meta:
        model = BaseFigure
        fields = ("campaign",)


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


LISTS = (
    Listing("works", "work_export", works, ("day", "id"), pictures=of_records()),
    Listing("drives", "drive_export", drives, ("day", "id"), pictures=of_records(), prefetch=("records", "helpers")),
    Listing("figures", "campaign_export", figures, ("campaign", "position", "id")),
)
