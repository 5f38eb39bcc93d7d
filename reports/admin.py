"""Roll-up runs are read here, and the times set at which material for the meeting is due and asked for."""

from django.contrib import admin

from reports.models import RollupRun, SubmissionMoment
from tataboo_portal.admin import AuditedAdmin, ReadOnlyAdmin


@admin.register(RollupRun)
class RollupRunAdmin(ReadOnlyAdmin):
    list_display = ("finished_at", "is_recount", "days", "cells")
    list_filter = ("is_recount",)


@admin.register(SubmissionMoment)
class SubmissionMomentAdmin(AuditedAdmin):
    list_display = ("kind", "workdays_before", "at")
