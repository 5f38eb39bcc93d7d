"""Publicity kinds are kept here; placements are only read and exported."""

from django.contrib import admin

from publicity.models import Placement, PublicityKind
from tataboo_portal.admin import AuditedAdmin, ReadOnlyExportAdmin


@admin.register(PublicityKind)
class PublicityKindAdmin(AuditedAdmin):
    list_display = ("indicator", "counts_as_public_ad", "position", "is_active")
    list_select_related = ("indicator",)


@admin.register(Placement)
class PlacementAdmin(ReadOnlyExportAdmin):
    sheet_slug = "placements"
    list_display = ("day", "unit", "kind", "quantity", "topic", "place", "location", "voided_at")
    list_filter = ("kind", "unit")
    list_select_related = ("unit", "kind__indicator", "place")
    date_hierarchy = "day"
