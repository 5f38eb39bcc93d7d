"""Forms of a check: one small form per item of the sheet, and the list's filters."""

import django_filters
from django import forms

from inspections.enums import Outcome
from inspections.forms.patrols import VoidableFilter
from inspections.models import Inspection, StandardSet
from tataboo_portal.entry import ARCHIVE_DAYS
from tataboo_portal.enums import PlaceKind
from tataboo_portal.forms import OnePhotoForm, SubmissionForm
from tataboo_portal.models import Unit

MOST_PHOTOS = 20
TOO_MANY_PHOTOS_SENTENCE = f"一次检查最多交 {MOST_PHOTOS} 张照片，去掉几张，其他的在任务里补。"


class ResultForm(OnePhotoForm):
    """One item: what it was found to be; note, photo and task count only for a failure."""

    outcome = forms.ChoiceField(
        label="结果",
        choices=Outcome.choices,
        initial=Outcome.PASS,
        widget=forms.RadioSelect,
        error_messages={"required": "这一条还没有判，选一下。", "invalid_choice": "选合格、不合格或者不涉及。"},
    )
    note = forms.CharField(label="哪里不合格（可不填）", max_length=200, required=False)
    to_task = forms.BooleanField(label="转成任务", required=False)
    photo_required = False

    def __init__(self, *args, item, category, known, **kwargs):
        super().__init__(*args, **kwargs)
        self.item, self.category, self.known = item, category, known
        self.fields["to_task"].initial = bool(item.category and not known)
        if category is None:
            del self.fields["to_task"]

    @property
    def is_failed(self):
        """Whether the item was found wanting."""
        return self.cleaned_data.get("outcome") == Outcome.FAIL

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("outcome") != Outcome.FAIL:
            cleaned |= {"note": "", "photo": None, "to_task": False}
        return cleaned

    def values(self):
        """What the action needs of this item."""
        kept = {name: self.cleaned_data[name] for name in ("outcome", "note", "photo")}
        return kept | {"item": self.item, "category": self.category if self.cleaned_data.get("to_task") else None}


class CheckForm(SubmissionForm):
    """A whole sheet: every item stands on 合格 until somebody says otherwise."""

    note = forms.CharField(label="总的说一句（可不填）", max_length=200, required=False)

    def __init__(self, *args, user, sheet, catch_all, known, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = []
        for item in sheet:
            category = item.category if item.category and item.category.is_active else catch_all
            task = known.get(category.pk) if category else None
            prefix = f"item{item.pk}"
            row = ResultForm(*args, user=user, prefix=prefix, item=item, category=category, known=task)
            self.rows.append(row)

    def clean(self):
        cleaned = super().clean()
        wrong = [number for number, row in enumerate(self.rows, start=1) if not row.is_valid()]
        if wrong:
            raise forms.ValidationError(f"第 {'、'.join(map(str, wrong))} 条要改一下，看条目下面的红字。")
        if sum(bool(row.cleaned_data["photo"]) for row in self.rows) > MOST_PHOTOS:
            raise forms.ValidationError(TOO_MANY_PHOTOS_SENTENCE)
        return cleaned

    def values(self):
        """What the action needs, without the form's own machinery."""
        kept = {name: self.cleaned_data[name] for name in ("client_uuid", "note")}
        return kept | {"results": [row.values() for row in self.rows]}


class InspectionFilter(VoidableFilter):
    """Which inspections a list shows."""

    community = django_filters.ModelChoiceFilter(
        label="社区", queryset=Unit.objects.filter(kind="community"), to_field_name="code", empty_label="全部社区"
    )
    kind = django_filters.ChoiceFilter(
        label="点位类型", field_name="place__kind", choices=PlaceKind.choices, empty_label="全部类型"
    )
    standard = django_filters.ModelChoiceFilter(
        label="标准", queryset=StandardSet.objects.all(), to_field_name="code", empty_label="全部标准"
    )
    day_from = django_filters.DateFilter(
        label="从",
        field_name="day",
        lookup_expr="gte",
        validators=ARCHIVE_DAYS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    day_to = django_filters.DateFilter(
        label="到",
        field_name="day",
        lookup_expr="lte",
        validators=ARCHIVE_DAYS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    class Meta:
        model = Inspection
        fields = ("community", "kind", "standard", "day_from", "day_to", "show")


class PlaceSearch(forms.Form):
    """Finding the place to check by its name."""

    q = forms.CharField(
        label="点位名称", max_length=60, required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
