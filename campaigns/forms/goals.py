"""目标: one indicator, one unit or the whole street, one period, one number."""

import django_filters
from django import forms

from campaigns.enums import Ledger
from campaigns.models import Goal, Indicator
from tataboo_portal.entry import ARCHIVE_DAYS
from tataboo_portal.forms import BatchFilter, LabelChoiceField, QuantityField
from tataboo_portal.models import Unit
from tataboo_portal.periods import Period

FIELDS = ("indicator", "unit", "period_kind", "value", "source")
KINDS = [(kind, kind.label) for kind in Goal.KINDS]


class GoalForm(forms.Form):
    """指标、单位、期间、目标数: any day of the period names it."""

    indicator = LabelChoiceField(
        label="指标",
        queryset=Indicator.objects.none(),
        empty_label="选指标",
        error_messages={"required": "选一下指标。"},
    )
    unit = LabelChoiceField(label="责任单位", queryset=Unit.objects.none(), empty_label="全街道", required=False)
    period_kind = forms.ChoiceField(label="期间", choices=KINDS, initial="year")
    period_start = forms.DateField(
        label="期间里的一天",
        validators=ARCHIVE_DAYS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "选期间里的任意一天。", "invalid": "日期要写成 2026-01-01 这样。"},
        help_text="选期间里的任意一天：全年目标选这一年的哪天都行。",
    )
    value = QuantityField(label="目标数")
    source = forms.CharField(label="依据", max_length=120, required=False, help_text="比如哪次会议定的，可以不填。")
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, goal=None, **kwargs):
        super().__init__(*args, **kwargs)
        counted = Indicator.objects.exclude(ledger=Ledger.NONE).order_by("position")
        self.fields["indicator"].queryset = counted
        self.fields["unit"].queryset = Unit.objects.active().order_by("position")
        self.goal = goal

    def clean_value(self):
        value = self.cleaned_data["value"]
        if not 0 < value <= Goal.MOST:
            raise forms.ValidationError(f"目标要在 1 到 {Goal.MOST} 之间。", "absurd")
        return value

    def values(self):
        """What the action needs."""
        asked = self.cleaned_data
        start = Period.of(asked["period_kind"], asked["period_start"]).start
        return {name: asked[name] for name in FIELDS} | {"period_start": start}

    @classmethod
    def initial_of(cls, goal):
        """The form's values of an existing goal."""
        return {name: getattr(goal, name) for name in (*FIELDS, "period_start", "version")}


class GoalFilter(django_filters.FilterSet):
    """目标 by period kind, unit and indicator, of one import or all."""

    period_kind = django_filters.ChoiceFilter(label="期间", choices=KINDS, empty_label="全部")
    unit = django_filters.ModelChoiceFilter(
        label="责任单位", queryset=Unit.objects.order_by("position"), to_field_name="code", empty_label="全部"
    )
    batch = BatchFilter()

    class Meta:
        model = Goal
        fields = ("period_kind", "unit")
