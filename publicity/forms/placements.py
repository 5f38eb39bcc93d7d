"""The publicity ledger's entry form and filter."""

import django_filters
from django import forms

from campaigns.enums import Ledger
from campaigns.forms.details import DetailedForm
from campaigns.models import Indicator
from publicity.models import Placement, PublicityKind
from tataboo_portal.forms import LabelChoiceField
from tataboo_portal.ledger_forms import LedgerEntryForm, LedgerFilter


class PlacementForm(DetailedForm, LedgerEntryForm):
    """记一笔宣传: day, unit, kind, quantity, topic, until when."""

    kind = LabelChoiceField(
        label="形式",
        queryset=PublicityKind.objects.filter(is_active=True).select_related("indicator"),
        empty_label="选形式",
        error_messages={"required": "选一下形式。"},
    )
    topic = forms.CharField(label="主题", max_length=80, required=False)
    valid_until = forms.DateField(
        label="有效期至",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "有效期要写成 2026-11-24 这样。"},
    )
    model = Placement
    subject = "kind"
    extra_fields = ("topic", "valid_until")

    def clean(self):
        cleaned = super().clean()
        day, until = cleaned.get("day"), cleaned.get("valid_until")
        if day and until and until < day:
            self.add_error("valid_until", "有效期不能早于投放日期。")
        return cleaned

    def indicator_of(self, subject):
        return subject.indicator


class PlacementFilter(LedgerFilter):
    """宣传台账 by kind, unit and day."""

    kind = django_filters.ModelChoiceFilter(
        "kind__indicator",
        label="形式",
        queryset=Indicator.objects.filter(ledger=Ledger.PUBLICITY),
        to_field_name="code",
        empty_label="全部形式",
    )

    class Meta:
        model = Placement
        fields = ("unit", "kind")
