"""Campaigns, indicators and the historical base are kept here; the ledger is only read and exported."""

from django.contrib import admin

from campaigns.models import BaseFigure, Campaign, Goal, Indicator, WorkRecord
from tataboo_portal.admin_bases import AuditedAdmin, ReadOnlyExportAdmin, SheetExport


@admin.register(Campaign)
class CampaignAdmin(AuditedAdmin):
    list_display = ("name", "start", "end")


@admin.register(Indicator)
class IndicatorAdmin(AuditedAdmin):
    list_display = ("code", "name", "unit_word", "ledger", "group", "display", "shortcut", "position", "is_active")
    list_filter = ("ledger", "group", "is_active")
    search_fields = ("code", "name")


@admin.register(BaseFigure)
class BaseFigureAdmin(SheetExport, AuditedAdmin):
    sheet_slug = "figures"
    list_display = ("campaign", "indicator", "value", "is_approximate", "own_words", "period_words")
    list_filter = ("campaign",)
    list_select_related = ("campaign", "indicator")

    def save_model(self, request, obj, form, change):
        obj.version += change  # who has the portal's form open is told
        super().save_model(request, obj, form, change)


@admin.register(Goal)
class GoalAdmin(SheetExport, AuditedAdmin):
    sheet_slug = "goals"
    list_display = ("indicator", "unit", "period_kind", "period_start", "value", "is_active")
    list_filter = ("period_kind", "unit")
    list_select_related = ("indicator", "unit")

    def save_model(self, request, obj, form, change):
        obj.period_start = obj.period.start
        obj.version += change  # who has the portal's form open is told
        super().save_model(request, obj, form, change)


@admin.register(WorkRecord)
class WorkRecordAdmin(ReadOnlyExportAdmin):
    sheet_slug = "works"
    list_display = ("day", "unit", "indicator", "quantity", "place", "location", "voided_at")
    list_filter = ("indicator", "unit")
    list_select_related = ("unit", "indicator", "place")
    date_hierarchy = "day"
