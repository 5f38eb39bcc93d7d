"""The form of a batch, and the filter of what is left."""

import django_filters
from django import forms

from campaigns.enums import Ledger
from campaigns.models import Indicator
from publicity.models import MaterialBatch, PublicityKind
from publicity.stock import MOST
from tataboo_portal.entry import sensible_day
from tataboo_portal.forms import QuantityField
from tataboo_portal.register_forms import RegisterForm


class BatchForm(RegisterForm):
    """宣传品批次: so much of one kind, made at one time."""

    quantity = QuantityField(label="数量")
    today = ("day",)

    class Meta(RegisterForm.Meta):
        model = MaterialBatch
        fields = ("kind", "quantity", "topic", "day", "maker")

    def __init__(self, *args, user, row=None, **kwargs):
        super().__init__(*args, user=user, row=row, **kwargs)
        kinds = PublicityKind.objects.filter(is_active=True)
        if row:
            kinds = kinds | PublicityKind.objects.filter(pk=row.kind_id)
        self.fields["kind"].queryset, self.fields["kind"].empty_label = kinds.select_related("indicator"), "选形式"

    def clean_day(self):
        return sensible_day(self.cleaned_data["day"])

    def clean_quantity(self):
        if self.cleaned_data["quantity"] > MOST:
            raise forms.ValidationError("数量太大了，检查一下是不是多打了几个数字。", "max_value")
        return self.cleaned_data["quantity"]


class StockFilter(django_filters.FilterSet):
    """库存 of one kind; all batches, or only those with something left."""

    kind = django_filters.ModelChoiceFilter(
        "kind__indicator",
        label="形式",
        queryset=Indicator.objects.filter(ledger=Ledger.PUBLICITY),
        to_field_name="code",
        empty_label="全部形式",
    )
    show = django_filters.ChoiceFilter(
        label="显示", choices=(("left", "还有剩的"),), method="with_rest", empty_label="全部批次"
    )

    class Meta:
        model = MaterialBatch
        fields = ("kind",)

    def with_rest(self, queryset, name, value):
        """Batches with something left."""
        return queryset.filter(left__gt=0)
