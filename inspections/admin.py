"""What the office configures of this floor: categories with their rules and stages, escalation, standards, registers' lists."""

from django.contrib import admin

from inspections import models
from tataboo_portal import audit
from tataboo_portal.admin_bases import AuditedAdmin, ReadOnlyExportAdmin
from tataboo_portal.enums import AuditAction


class CaseRuleInline(admin.TabularInline):
    model = models.CaseRule
    extra = 0
    show_change_link = True
    can_delete = False


class CaseStageInline(admin.TabularInline):
    model = models.CaseStage
    extra = 0


class AuditedInlinesAdmin(AuditedAdmin):
    """Rows whose lines are edited with them; every changed line leaves its own event."""

    def save_formset(self, request, form, formset, change):
        before = {line.pk: audit.snapshot(line) for line in formset.queryset}
        formset.save()
        for line in formset.new_objects:
            audit.record(by=request.user, action=AuditAction.ADD, subject=line, after=audit.snapshot(line))
        for line, _ in formset.changed_objects:
            after = audit.snapshot(line)
            audit.record(
                by=request.user, action=AuditAction.CHANGE, subject=line, before=before.get(line.pk), after=after
            )
        for line in formset.deleted_objects:
            audit.record(by=request.user, action=AuditAction.VOID, subject=line, reason="从清单里去掉")


@admin.register(models.TaskCategory)
class TaskCategoryAdmin(AuditedInlinesAdmin):
    list_display = ("code", "name", "indicator", "unit_word", "position", "is_active")
    list_select_related = ("indicator",)
    inlines = (CaseRuleInline,)


@admin.register(models.CaseRule)
class CaseRuleAdmin(AuditedInlinesAdmin):
    list_display = ("category", "condition", "closing_condition", "limit", "is_active")
    list_filter = ("category", "limit_kind", "is_active")
    list_select_related = ("category",)
    search_fields = ("condition",)
    inlines = (CaseStageInline,)

    @admin.display(description="时限", ordering="limit_value")
    def limit(self, rule):
        return rule.limit


@admin.register(models.RemediationTask)
class RemediationTaskAdmin(ReadOnlyExportAdmin):
    sheet_slug = "tasks"
    list_display = ("number", "title", "unit", "category", "state", "due_at", "closed_at")
    list_filter = ("state", "category", "unit")
    list_select_related = ("unit", "category")
    search_fields = ("number", "title")


@admin.register(models.EscalationRule)
class EscalationRuleAdmin(AuditedAdmin):
    list_display = ("percent", "recipient", "to_robots", "quiet_from", "quiet_to", "is_active")


@admin.register(models.LookBackRule)
class LookBackRuleAdmin(AuditedAdmin):
    list_display = ("days", "percent", "is_active")


@admin.register(models.StandardSet)
class StandardSetAdmin(AuditedAdmin):
    list_display = ("code", "name", "version", "source", "position", "is_active")


@admin.register(models.StandardItem)
class StandardItemAdmin(AuditedAdmin):
    """A sheet is one standard and one kind of place; what an item is known by stays, so that loading again adds nothing twice."""

    list_display = ("code", "text", "standard", "place_kind", "category", "source", "position", "is_active")
    list_filter = ("standard", "place_kind", "is_active")
    list_select_related = ("standard", "category")
    search_fields = ("code", "text", "source")

    def get_readonly_fields(self, request, obj=None):
        return ("standard", "place_kind", "code") if obj else ()


@admin.register(models.FivePledgeItem)
class FivePledgeItemAdmin(AuditedAdmin):
    list_display = ("code", "name", "standard", "position", "is_active")


@admin.register(models.BaitSpacing)
class BaitSpacingAdmin(AuditedAdmin):
    list_display = ("place_kind", "metres", "source")
