"""The admin: what 管理员 configures without code; nothing is deleted, every change is audited."""

from http import HTTPStatus

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import Group
from django.contrib.auth.password_validation import validate_password
from django.urls import reverse
from django.utils.html import format_html

from tataboo_portal import actions, audit, robots, sign_ins
from tataboo_portal.admin_bases import AuditedAdmin, ReadOnlyAdmin, SheetExport
from tataboo_portal.audit_words import changes_of, without_numbers
from tataboo_portal.enums import AuditAction
from tataboo_portal.models import (
    AuditEvent,
    BackupRun,
    Job,
    Notice,
    Place,
    RobotChannel,
    RobotDelivery,
    StandardText,
    Unit,
    User,
    WorkCalendarDay,
    WorkHours,
)
from tataboo_portal.permissions import ROLE_PERMISSIONS, Permission
from tataboo_portal.registers import masked_words

# Who may do what stands in the role table: Django's groups mean nothing here, and their pages knew deleting and no trail.
admin.site.unregister(Group)


@admin.register(Unit)
class UnitAdmin(AuditedAdmin):
    list_display = ("code", "name", "kind", "is_placeholder", "is_active")
    list_filter = ("kind", "is_active")
    search_fields = ("code", "name")


@admin.register(Place)
class PlaceAdmin(SheetExport, AuditedAdmin):
    sheet_slug = "places"
    list_display = ("name", "kind", "parent", "community", "market_group", "keeper", "is_active")
    list_filter = ("kind", "community", "market_group", "is_active")
    list_select_related = ("parent", "community", "market_group", "keeper")
    autocomplete_fields = ("parent", "keeper")
    search_fields = ("name",)


class PersonForm(forms.ModelForm):
    """A person's card; a typed first password must be changed at the next sign-in."""

    first_password = forms.CharField(
        label="首次密码",
        required=False,
        strip=False,
        help_text="新建人员必填；填了就改成这个密码，本人下次登录时要换掉。",
    )

    class Meta:
        model = User
        fields = ("username", "full_name", "role", "unit", "is_unit_head", "units_in_charge", "phone", "is_active")
        widgets = {"units_in_charge": forms.CheckboxSelectMultiple}

    def clean_first_password(self):
        password = self.cleaned_data["first_password"]
        if password:
            validate_password(password, self.instance)
        elif self.instance.pk is None:
            raise forms.ValidationError("新建人员要填首次密码。")
        return password

    def clean(self):
        cleaned = super().clean()
        sees_all = Permission.SEE_ALL_UNITS in ROLE_PERMISSIONS.get(cleaned.get("role"), ())
        if cleaned.get("units_in_charge") and not sees_all:
            self.add_error("units_in_charge", "这个角色看不到全部单位，分管单位给领导选。")
        return cleaned


@admin.register(User)
class PersonAdmin(SheetExport, AuditedAdmin):
    sheet_slug = "people"
    form = PersonForm
    list_display = ("full_name", "number", "role", "unit", "is_unit_head", "is_active", "account")
    list_filter = ("role", "unit", "is_active")
    list_select_related = ("unit",)
    search_fields = ("username", "full_name")

    @admin.display(description="手机号或工号", ordering="username")
    def number(self, person):
        """The account's name, of a phone number only its ends."""
        return masked_words(person.username)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """A card shows the numbers whole: each look leaves its event."""
        response = super().changeform_view(request, object_id, form_url, extra_context)
        person = (
            User.objects.filter(pk=object_id).first()
            if request.method == "GET" and response.status_code == HTTPStatus.OK
            else None
        )
        if person:
            actions.see_plain(by=request.user, subject=person, what="联系电话和账号")
        return response

    @admin.display(description="设备、登录卡")
    def account(self, person):
        """The way to the page of this account."""
        return format_html('<a href="{}">账号</a>', reverse("manage_person", args=(person.pk,)))

    def save_model(self, request, obj, form, change):
        if form.cleaned_data["first_password"]:
            obj.set_password(form.cleaned_data["first_password"])
            obj.must_change_password = True
        super().save_model(request, obj, form, change)
        if set(form.changed_data) & {"role", "unit", "is_active", "first_password"}:
            sign_ins.end(obj)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if "units_in_charge" in form.changed_data:  # the card's own event holds no lists
            names = "、".join(unit.name for unit in form.instance.units_in_charge.all()) or "没有"
            audit.record(by=request.user, action=AuditAction.CHANGE, subject=form.instance, reason=f"分管单位：{names}")


@admin.register(WorkCalendarDay)
class WorkCalendarDayAdmin(AuditedAdmin):
    list_display = ("day", "name", "is_workday", "source")
    list_filter = ("is_workday",)
    date_hierarchy = "day"


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    exclude = ("before", "after", "object_label", "reason")
    readonly_fields = ("about", "why", "changes")
    list_display = ("at", "actor_name", "action", "object_type", "about", "why")
    list_filter = ("action", "object_type")
    search_fields = ("actor_name", "object_label", "object_id")

    @admin.display(description="对象")
    def about(self, event):
        """What it is about, without anybody's number."""
        return without_numbers(event.object_label)

    @admin.display(description="原因")
    def why(self, event):
        """Why, without anybody's number."""
        return without_numbers(event.reason)

    @admin.display(description="改前 → 改后")
    def changes(self, event):
        """Before and after as 操作日志 tells them."""
        return "；".join(f"{name}：{before} → {after}" for name, before, after in changes_of(event)) or "--"


@admin.register(BackupRun)
class BackupRunAdmin(ReadOnlyAdmin):
    list_display = ("finished_at", "kind", "is_good", "archive", "byte_count", "sentence")
    list_filter = ("kind", "is_good")


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "task", "status", "attempts", "finished_at", "error")
    list_filter = ("status", "task")


@admin.register(WorkHours)
class WorkHoursAdmin(AuditedAdmin):
    list_display = ("effective_from", "morning_start", "morning_end", "afternoon_start", "afternoon_end")


@admin.register(StandardText)
class StandardTextAdmin(AuditedAdmin):
    list_display = ("topic", "text", "position", "is_active")
    list_filter = ("topic", "is_active")
    search_fields = ("text",)


class ChannelForm(forms.ModelForm):
    """A group robot; an address that could never be written to is refused at once, without being repeated."""

    class Meta:
        model = RobotChannel
        fields = ("name", "kind", "url", "secret", "is_active")

    def clean_url(self):
        try:
            robots.checked(self.cleaned_data["url"])
        except robots.Undelivered as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return self.cleaned_data["url"]


@admin.register(RobotChannel)
class RobotChannelAdmin(AuditedAdmin):
    form = ChannelForm
    list_display = ("name", "kind", "is_active")
    actions = ("send_sample",)

    @admin.action(description="发一条试试")
    def send_sample(self, request, queryset):
        for channel in queryset:
            actions.send_sample(by=request.user, channel=channel)
        self.message_user(request, "已交给后台发送，结果看“群机器人发送记录”。", messages.SUCCESS)


@admin.register(RobotDelivery)
class RobotDeliveryAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "channel", "attempts", "sent_at", "error")
    list_filter = ("channel", ("sent_at", admin.EmptyFieldListFilter))
    list_select_related = ("channel",)
    actions = ("send_again",)

    @admin.action(description="再发一次")
    def send_again(self, request, queryset):
        """Only what was given up goes once more; what still tries by itself is left to it."""
        again = sum(actions.send_again(by=request.user, delivery=delivery) for delivery in queryset)
        if again:
            self.message_user(request, f"{again} 条已交给后台再发，过一会儿刷新看结果。", messages.SUCCESS)
        if again < queryset.count():
            self.message_user(request, "已送达的和还在自动重试的没有再发。", messages.WARNING)


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "recipient", "title", "read_at")
    list_select_related = ("recipient",)
    search_fields = ("title", "recipient__full_name")
