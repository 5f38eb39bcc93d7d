"""Forms of the task loop; they validate and never save."""

from datetime import datetime, time, timedelta

import django_filters
from django import forms
from django.utils import timezone

from inspections.enums import TaskState
from inspections.models import RemediationTask, TaskCategory
from tataboo_portal.entry import place_named
from tataboo_portal.forms import OnePhotoForm, QuantityField, SubmissionForm
from tataboo_portal.models import Unit, User
from tataboo_portal.permissions import Permission

MOST_PER_TASK = 10_000
ABSURD_SENTENCE = "一条任务不会有这么多，检查一下是不是多打了几个数字。"


class TaskQuantityField(QuantityField):
    """How much one task comes to."""

    def validate(self, value):
        super().validate(value)
        if value and value > MOST_PER_TASK:
            raise forms.ValidationError(ABSURD_SENTENCE, "absurd")


class UnitChoiceField(forms.ModelChoiceField):
    """Units with their codes in front, so that one key chooses."""

    def label_from_instance(self, obj):
        return obj.label


class ReportForm(OnePhotoForm, SubmissionForm):
    """拍照上报: a photo, what, where; everything else has a default."""

    category = forms.ModelChoiceField(
        label="是什么",
        queryset=TaskCategory.objects.filter(is_active=True),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "选一下是什么问题。"},
    )
    unit = UnitChoiceField(
        label="片区", queryset=Unit.objects.none(), error_messages={"required": "选一下是哪个片区。"}
    )
    where = forms.CharField(label="在哪里", max_length=80, required=False)
    quantity = TaskQuantityField(label="数量", initial=1)
    note = forms.CharField(label="说一句（可不填）", max_length=200, required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        if user.may(Permission.SEE_ALL_UNITS):
            self.fields["unit"].queryset = Unit.objects.active()
        else:
            del self.fields["unit"]
        self.fields["where"].widget.attrs |= {"list": "places", "autocomplete": "off"}

    def clean(self):
        cleaned = super().clean()
        cleaned.setdefault("unit", self.user.unit if "unit" not in self.fields else None)
        cleaned["place"] = place_named(cleaned.get("where"), cleaned["unit"])
        cleaned["location"] = "" if cleaned["place"] else cleaned.get("where", "")
        return cleaned


class AssignForm(SubmissionForm):
    """派单: to whom, until when."""

    unit = UnitChoiceField(
        label="派给", queryset=Unit.objects.active(), error_messages={"required": "选一下派给哪个单位。"}
    )
    assignee = forms.ModelChoiceField(
        label="责任人（可不选）", queryset=User.objects.filter(is_active=True, unit__isnull=False), required=False
    )
    due_at = forms.DateTimeField(
        label="期限",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"required": "选一下期限。", "invalid": "期限要写成日期和时间。"},
    )
    note = forms.CharField(label="要求（可不填）", max_length=200, required=False)

    def clean_due_at(self):
        due_at = self.cleaned_data["due_at"]
        if due_at <= timezone.now():
            raise forms.ValidationError("期限已经过了，选一个以后的时间。")
        return due_at

    def clean(self):
        cleaned = super().clean()
        assignee, unit = cleaned.get("assignee"), cleaned.get("unit")
        if assignee and unit and assignee.unit_id != unit.pk:
            self.add_error("assignee", f"{assignee.full_name}不在{unit.name}，换一个人或者不选。")
        return cleaned


class FixForm(OnePhotoForm, SubmissionForm):
    """拍整改后: the after photo and how much was done."""

    quantity = TaskQuantityField(label="数量")
    note = forms.CharField(label="说一句（可不填）", max_length=200, required=False)
    photo_sentence = "还没有整改后的照片，先拍一张。"


class ReshootForm(OnePhotoForm, SubmissionForm):
    """重拍: one photo in place of one that could not be opened."""


class VerifyForm(SubmissionForm):
    """核查: pass with a quantity, or send back with a reason."""

    PASS, SEND_BACK = "pass", "send_back"
    decision = forms.ChoiceField(choices=((PASS, "合格"), (SEND_BACK, "退回")))
    quantity = TaskQuantityField(label="核定数量", required=False)
    note = forms.CharField(label="意见", max_length=200, required=False, help_text="退回时写清哪里不合格。")

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("decision") == self.SEND_BACK and not cleaned.get("note"):
            self.add_error("note", "退回要写明哪里不合格。")
        if cleaned.get("decision") == self.PASS and not cleaned.get("quantity") and "quantity" not in self.errors:
            self.add_error("quantity", "合格要核定数量，至少是 1。")
        return cleaned


class VoidForm(SubmissionForm):
    """作废: only with a reason."""

    note = forms.CharField(label="原因", max_length=200, error_messages={"required": "作废要写原因。"})


def day_start(day):
    """The first moment of a local day (Asia/Shanghai), so that the index on the moment can be used."""
    return timezone.make_aware(datetime.combine(day, time.min))


class TaskFilter(django_filters.FilterSet):
    """Which tasks a list shows; every number on other pages links here with these parameters."""

    GROUPS = (
        ("overdue", "逾期"),
        ("in_hands", "待整改"),
        ("to_verify", "待核查"),
        ("to_assign", "待派单"),
        ("closed", "已办结"),
    )
    OUTCOMES = (("due", "应办"), ("on_time", "按期办结"), ("overdue", "逾期未办"))
    unit = django_filters.ModelChoiceFilter(label="片区", queryset=Unit.objects.all(), to_field_name="code")
    category = django_filters.ModelChoiceFilter(label="类别", queryset=TaskCategory.objects.all(), to_field_name="code")
    q = django_filters.CharFilter(label="搜索", method="search")
    state = django_filters.ChoiceFilter(choices=TaskState.choices, widget=forms.HiddenInput)
    group = django_filters.ChoiceFilter(choices=GROUPS, method="in_group", widget=forms.HiddenInput)
    outcome = django_filters.ChoiceFilter(choices=OUTCOMES, method="with_outcome", widget=forms.HiddenInput)
    reported_from = django_filters.DateFilter(method="since", widget=forms.HiddenInput)
    reported_to = django_filters.DateFilter(method="until", widget=forms.HiddenInput)
    closed_from = django_filters.DateFilter(method="since", widget=forms.HiddenInput)
    closed_to = django_filters.DateFilter(method="until", widget=forms.HiddenInput)
    due_from = django_filters.DateFilter(method="since", widget=forms.HiddenInput)
    due_to = django_filters.DateFilter(method="until", widget=forms.HiddenInput)

    class Meta:
        model = RemediationTask
        fields = ("unit", "category", "q")

    def search(self, queryset, name, value):
        """Tasks whose number, title or spot holds the words."""
        found = [queryset.filter(**{f"{field}__icontains": value}) for field in ("number", "title", "location")]
        return found[0] | found[1] | found[2]

    def since(self, queryset, name, value):
        """Tasks whose moment lies on or after the local day."""
        return queryset.filter(**{f"{name.removesuffix('_from')}_at__gte": day_start(value)})

    def until(self, queryset, name, value):
        """Tasks whose moment lies on or before the local day."""
        return queryset.filter(**{f"{name.removesuffix('_to')}_at__lt": day_start(value + timedelta(days=1))})

    def in_group(self, queryset, name, value):
        """One of the five groups of the tabs."""
        return {
            "overdue": queryset.overdue,
            "in_hands": queryset.in_hands,
            "to_verify": lambda: queryset.filter(state=TaskState.RESOLVED),
            "to_assign": lambda: queryset.filter(state=TaskState.REPORTED),
            "closed": lambda: queryset.filter(state=TaskState.CLOSED),
        }[value]()

    def with_outcome(self, queryset, name, value):
        """The tasks behind a number of the dashboard."""
        return {"due": queryset.due_counted, "on_time": queryset.on_time, "overdue": queryset.overdue}[value]()
