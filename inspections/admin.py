"""Problem categories are kept here; tasks are only read."""

from django.contrib import admin

from inspections.models import RemediationTask, TaskCategory
from tataboo_portal.admin import AuditedAdmin, ReadOnlyAdmin


@admin.register(TaskCategory)
class TaskCategoryAdmin(AuditedAdmin):
    list_display = ("code", "name", "indicator", "limit_workdays", "closing_condition", "position", "is_active")
    list_select_related = ("indicator",)


@admin.register(RemediationTask)
class RemediationTaskAdmin(ReadOnlyAdmin):
    list_display = ("number", "title", "unit", "category", "state", "due_at", "closed_at")
    list_filter = ("state", "category", "unit")
    list_select_related = ("unit", "category")
    search_fields = ("number", "title")
