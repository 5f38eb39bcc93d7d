"""What every list of the admin keeps to: an event for each change, no deleting, nothing shown or taken out that lists hide."""

import io

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils import timezone
from import_export.admin import ExportMixin
from import_export.formats import base_formats
from import_export.forms import ExportForm

from tataboo_portal import actions, audit, books
from tataboo_portal.enums import AuditAction
from tataboo_portal.listings import filled, hidden
from tataboo_portal.registers import PRIVATE
from tataboo_portal.sheets import sheet_of


class AuditedAdmin(admin.ModelAdmin):
    """Adds and changes with one audit event each, in the admin's own transaction; no delete path."""

    actions = None
    list_per_page = 50
    show_full_result_count = False

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        before = audit.snapshot(type(obj)._default_manager.get(pk=obj.pk)) if change else None
        super().save_model(request, obj, form, change)
        action = AuditAction.CHANGE if change else AuditAction.ADD
        audit.record(by=request.user, action=action, subject=obj, before=before, after=audit.snapshot(obj))


class ReadOnlyAdmin(AuditedAdmin):
    """Rows that are read here, without what lists hide, and written only by the portal's own pages."""

    def get_exclude(self, request, obj=None):
        return (*(super().get_exclude(request, obj) or ()), *PRIVATE)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


MOST_AT_ONCE = 5_000
TOO_MANY = "筛出来的超过 5,000 行，这里一次导不了：先用筛选缩小范围，或者到平台的列表里导出，那里在后台生成。"


class SheetExport(ExportMixin):
    """Rows that may be taken out with the columns of their ledger's sheet, in the office's form; phone numbers stay hidden."""

    export_formats = (base_formats.XLSX, base_formats.CSV)
    export_form_class = ExportForm  # the office's form has all its columns
    sheet_slug = ""

    def has_export_permission(self, request):
        return self.has_view_permission(request)

    def export_action(self, request):
        """As many rows as one answer can hold; more of them are refused before anything is read."""
        if self.has_export_permission(request):
            try:
                rows = self.get_export_queryset(request).order_by()
            except IncorrectLookupParameters:
                return redirect("../?e=1")  # as the list itself answers an address it cannot read
            if rows[: MOST_AT_ONCE + 1].count() > MOST_AT_ONCE:
                self.message_user(request, TOO_MANY, messages.ERROR)
                return redirect(f"../?{request.GET.urlencode()}")
        return super().export_action(request)

    def get_export_resource_classes(self, request):
        return [sheet_of(self.sheet_slug)]

    def get_export_filename(self, request, queryset, file_format):
        return f"{self.model._meta.model_name}-{timezone.localdate()}.{file_format.get_extension()}"

    def get_export_data(self, file_format, request, queryset, **kwargs):
        if not self.has_export_permission(request):
            raise PermissionDenied
        sheet, out = sheet_of(self.sheet_slug)(), io.BytesIO()
        is_text = isinstance(file_format, base_formats.CSV)
        columns = hidden(filled(sheet, sheet.columns(), queryset, is_paper=not is_text))
        if is_text:
            books.write_csv(out, columns, queryset)
        else:
            head = books.Head(f"{books.STREET}{sheet.title}", books.OFFICE, timezone.localdate())
            books.write_book(out, columns, queryset, head, tally=books.Tally(columns, sheet.summed, sheet.apart))
        actions.take_out_of_admin(by=request.user, sheet=sheet, count=queryset.count(), query=request.GET.urlencode())
        return out.getvalue()


class ReadOnlyExportAdmin(SheetExport, ReadOnlyAdmin):
    """Read-only rows that may be taken out as a sheet."""
