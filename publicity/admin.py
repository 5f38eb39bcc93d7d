"""What the office may add on this floor is kept here; records are only read and exported."""

from django.contrib import admin

from publicity.models import ActivityTheme, AdRequirement, BoardKind, FacilityKind, Placement, PublicityKind
from tataboo_portal.admin import AuditedAdmin, ReadOnlyExportAdmin


@admin.register(PublicityKind)
class PublicityKindAdmin(AuditedAdmin):
    list_display = ("indicator", "counts_as_public_ad", "stays", "lasts_days", "position", "is_active")
    list_select_related = ("indicator",)


@admin.register(AdRequirement)
class AdRequirementAdmin(AuditedAdmin):
    list_display = ("place_kind", "least", "source", "is_active")


@admin.register(BoardKind)
class BoardKindAdmin(AuditedAdmin):
    list_display = ("name", "cycle_words", "counts_as", "needs_smoking_words", "position", "is_active")
    list_select_related = ("counts_as__indicator",)


@admin.register(ActivityTheme)
class ActivityThemeAdmin(AuditedAdmin):
    list_display = ("name", "is_volunteering", "position", "is_active")


@admin.register(FacilityKind)
class FacilityKindAdmin(AuditedAdmin):
    list_display = ("name", "group", "position", "is_active")


@admin.register(Placement)
class PlacementAdmin(ReadOnlyExportAdmin):
    sheet_slug = "placements"
    list_display = ("day", "unit", "kind", "quantity", "topic", "place", "location", "voided_at")
    list_filter = ("kind", "unit")
    list_select_related = ("unit", "kind__indicator", "place")
    date_hierarchy = "day"
