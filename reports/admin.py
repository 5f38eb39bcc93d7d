"""Roll-up runs are read here; set are the times at which material is due and asked for, and from which number the reports run on."""

from django.contrib import admin

from reports.models import RollupRun, SubmissionMoment, WeeklyReport
from tataboo_portal import audit
from tataboo_portal.admin import AuditedAdmin, ReadOnlyAdmin
from tataboo_portal.enums import AuditAction


@admin.register(RollupRun)
class RollupRunAdmin(ReadOnlyAdmin):
    list_display = ("finished_at", "is_recount", "days", "cells")
    list_filter = ("is_recount",)


@admin.register(SubmissionMoment)
class SubmissionMomentAdmin(AuditedAdmin):
    list_display = ("kind", "workdays_before", "at")


@admin.register(WeeklyReport)
class WeeklyReportAdmin(ReadOnlyAdmin):
    """Only the issue number of a draft is set here, from which the following ones run on; words are edited in the portal."""

    list_display = ("number", "meeting_week", "state", "data_as_of")
    fields = ("number", "meeting_week", "state")
    readonly_fields = ("meeting_week", "state")

    def has_change_permission(self, request, obj=None):
        return self.has_view_permission(request) and not (obj and obj.is_published)

    def save_model(self, request, obj, form, change):
        before = form.initial["number"]
        obj.version += 1
        obj.save(update_fields=("number", "version"))
        told = [{"number": number} for number in (before, obj.number)]
        audit.record(by=request.user, action=AuditAction.CHANGE, subject=obj, before=told[0], after=told[1])
