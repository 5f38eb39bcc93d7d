"""Roll-up runs are read here; set are the times at which material is due and asked for, and from which number the reports run on."""

from django.contrib import admin

from reports.models import DossierChapter, DossierStandard, RollupRun, SubmissionMoment, WeeklyReport
from tataboo_portal import audit
from tataboo_portal.admin_bases import AuditedAdmin, ReadOnlyAdmin
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


@admin.register(DossierStandard)
class DossierStandardAdmin(AuditedAdmin):
    """A version that is out of use is kept with its clauses; the clauses themselves are kept in the portal."""

    list_display = ("code", "name", "version", "source", "assessed_on", "gap_months", "position", "is_active")

    def get_readonly_fields(self, request, obj=None):
        return ("code",) if obj else ()


@admin.register(DossierChapter)
class DossierChapterAdmin(AuditedAdmin):
    list_display = ("standard", "number", "title")
    list_filter = ("standard",)
    list_select_related = ("standard",)

    def get_readonly_fields(self, request, obj=None):
        return ("standard", "number") if obj else ()
