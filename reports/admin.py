"""Roll-up runs are read here: when totals were counted, and whether a recount found them wrong."""

from django.contrib import admin

from reports.models import RollupRun
from tataboo_portal.admin import ReadOnlyAdmin


@admin.register(RollupRun)
class RollupRunAdmin(ReadOnlyAdmin):
    list_display = ("finished_at", "is_recount", "days", "cells")
    list_filter = ("is_recount",)
