"""Forms of the task loop; they validate and never save."""

from datetime import datetime, time, timedelta

import django_filters
from django import forms
from django.db.models import Q
from django.utils import timezone

from inspections.cases import USUAL_UNIT_WORD
from inspections.enums import TaskState
from inspections.models import RemediationTask, TaskCategory
from tataboo_portal.entry import ARCHIVE_DAYS, place_named
from tataboo_portal.forms import LabelChoiceField, OnePhotoForm, QuantityField, SubmissionForm
from tataboo_portal.models import Unit, User
from tataboo_portal.permissions import ROLE_PERMISSIONS, Permission

MOST_PER_TASK = 10_000
ABSURD_SENTENCE = "一条任务最多 {most} {unit_word}，检查一下是不是多打了几个数字。"
FIXER_ROLES = [role for role, held in ROLE_PERMISSIONS.items() if Permission.FIX_TASK in held]


class PersonChoiceField(forms.ModelChoiceField):
    """People with their unit, in the order of the units."""

    def label_from_instance(self, obj):
        return f"{obj.unit.label} {obj.full_name}"


class CountedForm(SubmissionForm):
    """A form with a quantity, which stays within what one entry of the category's ledger may hold."""

    quantity = QuantityField(label="数量", initial=1)
    category = None

    def clean(self):
        cleaned = super().clean()
        category, quantity = cleaned.get("category") or self.category, cleaned.get("quantity")
        if category and quantity:
            indicator = category.indicator
            most = min(MOST_PER_TASK, indicator.most_per_record) if indicator else MOST_PER_TASK
            if quantity > most:
                unit_word = indicator.unit_word if indicator else USUAL_UNIT_WORD
                self.add_error("quantity", ABSURD_SENTENCE.format(most=most, unit_word=unit_word))
        return cleaned


class ReportForm(OnePhotoForm, CountedForm):
    """拍照上报: a photo, what, where; everything else has a default."""

    category = forms.ModelChoiceField(
        label="是什么",
        queryset=TaskCategory.objects.filter(is_active=True).select_related("indicator"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "选一下是什么问题。", "invalid_choice": "这个类别已经停用，换一个。"},
    )
    unit = LabelChoiceField(
        label="片区",
        queryset=Unit.objects.none(),
        empty_label="选片区",
        error_messages={"required": "选一下是哪个片区。", "invalid_choice": "这个片区已经停用，换一个。"},
    )
    where = forms.CharField(label="在哪里", max_length=80, required=False)
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
        if "unit" not in self.fields:
            cleaned["unit"] = self.user.unit
        cleaned["place"] = place_named(cleaned.get("where"), cleaned.get("unit"))
        cleaned["location"] = "" if cleaned["place"] else cleaned.get("where", "")
        return cleaned

    def values(self):
        """What the action needs, without the form's own machinery."""
        kept = ("client_uuid", "unit", "category", "photo", "place", "location", "note", "quantity")
        return {name: self.cleaned_data[name] for name in kept}


class DeskForm(SubmissionForm):
    """A decision at a desk: it holds for the task as it was on the screen."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def look_again(self, version):
        """Show the form again for the task as it is now on the screen."""
        self.data = self.data.copy()
        self.data["version"] = str(version)


class AssignForm(DeskForm):
    """派单: to whom, until when; a deadline that has passed may only be kept, not chosen."""

    unit = LabelChoiceField(
        label="派给",
        queryset=Unit.objects.active(),
        empty_label="选单位",
        error_messages={"required": "选一下派给哪个单位。"},
    )
    assignee = PersonChoiceField(
        label="责任人（可不选）",
        queryset=User.objects.filter(is_active=True, role__in=FIXER_ROLES).select_related("unit"),
        empty_label="由单位安排",
        required=False,
    )
    due_at = forms.DateTimeField(
        label="期限",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"required": "选一下期限。", "invalid": "期限要写成日期和时间。"},
    )
    note = forms.CharField(label="要求（可不填）", max_length=200, required=False)

    def __init__(self, *args, present_due_at=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.present_due_at = present_due_at

    def clean_due_at(self):
        due_at, present = self.cleaned_data["due_at"], self.present_due_at
        if present and due_at == present.replace(second=0, microsecond=0):
            return present
        if due_at <= timezone.now():
            raise forms.ValidationError("期限已经过了，选一个以后的时间。")
        return due_at

    def clean(self):
        cleaned = super().clean()
        assignee, unit = cleaned.get("assignee"), cleaned.get("unit")
        if assignee and unit and assignee.unit_id != unit.pk:
            self.add_error("assignee", f"{assignee.full_name}不在{unit.name}，换一个人或者不选。")
        return cleaned


class FixForm(OnePhotoForm, CountedForm):
    """拍整改后: the after photo and how much was done."""

    note = forms.CharField(label="说一句（可不填）", max_length=200, required=False)
    photo_sentence = "还没有整改后的照片，先拍一张。"

    def __init__(self, *args, category, **kwargs):
        super().__init__(*args, **kwargs)
        self.category = category

    def values(self):
        """What the action needs, without the form's own machinery."""
        return {name: self.cleaned_data[name] for name in ("client_uuid", "photo", "quantity", "note")}


class ReshootForm(OnePhotoForm, SubmissionForm):
    """重拍: one photo in place of one that could not be opened."""


class VerifyForm(DeskForm, CountedForm):
    """核查: pass with a quantity, or send back with a reason."""

    PASS, SEND_BACK = "pass", "send_back"
    decision = forms.ChoiceField(
        label="结论",
        choices=((PASS, "合格"), (SEND_BACK, "退回")),
        error_messages={"required": "选合格或者退回。", "invalid_choice": "选合格或者退回。"},
    )
    quantity = QuantityField(label="核定数量", required=False)
    note = forms.CharField(label="意见", max_length=200, required=False, help_text="退回时写清哪里不合格。")

    def __init__(self, *args, category, **kwargs):
        super().__init__(*args, **kwargs)
        self.category = category

    def clean(self):
        cleaned = super().clean()
        sends_back = cleaned.get("decision") == self.SEND_BACK
        if sends_back:
            self.errors.pop("quantity", None)
            if not cleaned.get("note"):
                self.add_error("note", "退回要写明哪里不合格。")
        elif not cleaned.get("quantity") and "quantity" not in self.errors:
            self.add_error("quantity", "合格要核定数量，至少是 1。")
        return cleaned


class VoidForm(DeskForm):
    """作废: only with a reason."""

    note = forms.CharField(label="原因", max_length=200, error_messages={"required": "作废要写原因。"})


def day_start(day):
    """The first moment of a local day (Asia/Shanghai), so that the index on the moment can be used."""
    return timezone.make_aware(datetime.combine(day, time.min))


def span_words(start, end):
    """A closed interval of dates in words; the year is named when it is not this one."""
    year = timezone.localdate().year
    words = [
        f"{day:%Y年}{day.month}月{day.day}日" if day.year != year else f"{day.month}月{day.day}日"
        for day in (start, end)
        if day
    ]
    return "—".join(dict.fromkeys(words)) if start and end else f"{words[0]}{'起' if start else '止'}"


class TaskFilter(django_filters.FilterSet):
    """Which tasks a list shows; every number on other pages links here with these parameters."""

    GROUPS = (
        ("overdue", "逾期"),
        ("in_hands", "待整改"),
        ("to_verify", "待核查"),
        ("to_assign", "待派单"),
        ("closed", "已办结"),
    )
    OUTCOMES = (("due", "应办"), ("on_time", "按期"), ("overdue", "逾期未办"))
    MOMENTS = (("reported", "上报"), ("closed", "办结"), ("due", "到期"))
    unit = django_filters.ModelChoiceFilter(
        label="片区", queryset=Unit.objects.all(), to_field_name="code", empty_label="全部片区"
    )
    category = django_filters.ModelChoiceFilter(
        label="类别", queryset=TaskCategory.objects.all(), to_field_name="code", empty_label="全部类别"
    )
    q = django_filters.CharFilter(
        label="搜索",
        method="search",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "编号、问题、地点"}),
    )
    state = django_filters.ChoiceFilter(choices=TaskState.choices, widget=forms.HiddenInput)
    group = django_filters.ChoiceFilter(choices=GROUPS, method="in_group", widget=forms.HiddenInput)
    outcome = django_filters.ChoiceFilter(choices=OUTCOMES, method="with_outcome", widget=forms.HiddenInput)
    reported_from = django_filters.DateFilter(method="since", validators=ARCHIVE_DAYS, widget=forms.HiddenInput)
    reported_to = django_filters.DateFilter(method="until", validators=ARCHIVE_DAYS, widget=forms.HiddenInput)
    closed_from = django_filters.DateFilter(method="since", validators=ARCHIVE_DAYS, widget=forms.HiddenInput)
    closed_to = django_filters.DateFilter(method="until", validators=ARCHIVE_DAYS, widget=forms.HiddenInput)
    due_from = django_filters.DateFilter(method="since", validators=ARCHIVE_DAYS, widget=forms.HiddenInput)
    due_to = django_filters.DateFilter(method="until", validators=ARCHIVE_DAYS, widget=forms.HiddenInput)

    class Meta:
        model = RemediationTask
        fields = ("unit", "category", "q")

    @property
    def words(self):
        """What the list holds, as the number it stands behind is called: “绣品厂社区 11月16日—11月22日 应办”."""
        asked = self.form.cleaned_data if self.form.is_bound and self.form.is_valid() else {}
        choices = (("outcome", self.OUTCOMES), ("group", self.GROUPS), ("state", TaskState.choices))
        kinds = [dict(found)[asked[name]] for name, found in choices if asked.get(name)]
        spans = [(word, asked.get(f"{name}_from"), asked.get(f"{name}_to")) for name, word in self.MOMENTS]
        spans = [(word, start, end) for word, start, end in spans if start or end]
        kinds = kinds or [word for word, *_ in spans]
        parts = [str(asked[name]) for name in ("unit", "category") if asked.get(name)]
        parts += [f"“{asked['q']}”"] if asked.get("q") else []
        return " ".join([*parts, *(span_words(start, end) for _, start, end in spans), *kinds])

    def search(self, queryset, name, value):
        """Tasks whose number, title or spot holds the words."""
        words = Q(number__icontains=value) | Q(title__icontains=value) | Q(location__icontains=value)
        return queryset.filter(words | Q(place__name__icontains=value))

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
