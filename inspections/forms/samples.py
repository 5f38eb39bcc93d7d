"""The form of a random sample: how many places of each kind, judged by which standard."""

import django_filters
from django import forms

from inspections import checklists
from inspections.models import SampleDraw, SamplePlace, StandardSet
from tataboo_portal.enums import PlaceKind
from tataboo_portal.forms import QuantityField, SubmissionForm

MOST_PER_KIND = 100
NONE_SENTENCE = "至少选一类点位，填上抽几个。"
TOO_MANY_SENTENCE = f"一类最多抽 {MOST_PER_KIND} 个，分几次抽。"


class CountField(QuantityField):
    """How many places of one kind; empty and 0 both mean none."""

    default_error_messages = {"negative": "个数不能小于 0。", "invalid": "个数要填数字，比如 5。"}

    def validate(self, value):
        if value is not None and value < 0:
            raise forms.ValidationError(self.error_messages["negative"], "negative")
        if value is not None and value > MOST_PER_KIND:
            raise forms.ValidationError(TOO_MANY_SENTENCE, "many")


class SampleForm(SubmissionForm):
    """抽查: a name, a standard, a number per kind; a seed only to draw the same places again."""

    name = forms.CharField(label="名称", max_length=60, error_messages={"required": "给这次抽查起个名称。"})
    standard = forms.ModelChoiceField(
        label="检查标准",
        queryset=StandardSet.objects.filter(is_active=True),
        empty_label=None,
        error_messages={"required": "选一个检查标准。", "invalid_choice": "这个标准已经停用，换一个。"},
    )
    seed = QuantityField(
        label="随机种子（可不填）",
        required=False,
        help_text="空着就随机取一个并存下来；填以前的种子，同样的点位会抽出同样的结果。",
    )

    def __init__(self, *args, available, **kwargs):
        super().__init__(*args, **kwargs)
        self.available = available
        for kind, label in PlaceKind.choices:
            if available.get(kind):
                self.fields[f"count_{kind}"] = CountField(label=f"{label}（共 {available[kind]} 个）", required=False)

    def count_fields(self):
        """The fields of the numbers, one per kind there is a place of."""
        return [field for field in self if field.name.startswith("count_")]

    def clean(self):
        cleaned = super().clean()
        counts = {kind: cleaned.get(f"count_{kind}") for kind in PlaceKind.values}
        self.counts = {kind: count for kind, count in counts.items() if count}
        if not self.counts and not self.errors:
            raise forms.ValidationError(NONE_SENTENCE)
        if cleaned.get("standard"):
            self._refuse_kinds_without_sheet(cleaned["standard"])
        return cleaned

    def _refuse_kinds_without_sheet(self, standard):
        for kind in set(self.counts) - checklists.kinds_with_sheets(standard):
            label = PlaceKind(kind).label
            self.add_error(f"count_{kind}", f"{standard}没有{label}的条目，这一类空着，或者换一个标准。")

    def values(self):
        """What the action needs, without the form's own machinery."""
        return {name: self.cleaned_data[name] for name in ("client_uuid", "name", "standard", "seed")} | {
            "counts": self.counts
        }


class SampleFilter(django_filters.FilterSet):
    """抽中的点位 of one draw, or of all."""

    draw = django_filters.ModelChoiceFilter(label="抽查", queryset=SampleDraw.objects.all(), empty_label="全部")

    class Meta:
        model = SamplePlace
        fields = ("draw",)
