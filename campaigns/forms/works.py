"""The work ledger's entry form and filter."""

import django_filters

from campaigns.enums import Ledger
from campaigns.forms.details import DetailedForm
from campaigns.models import Indicator, WorkRecord
from tataboo_portal.forms import LabelChoiceField
from tataboo_portal.ledger_forms import LedgerEntryForm, LedgerFilter


class WorkForm(DetailedForm, LedgerEntryForm):
    """记一笔: day, unit, indicator, quantity."""

    indicator = LabelChoiceField(
        label="类型",
        queryset=Indicator.objects.for_ledger(Ledger.WORK),
        empty_label="选类型",
        error_messages={"required": "选一下类型。"},
    )
    model = WorkRecord
    subject = "indicator"

    def indicator_of(self, subject):
        return subject


class WorkFilter(LedgerFilter):
    """整治台账 by indicator, unit and day."""

    indicator = django_filters.ModelChoiceFilter(
        label="类型",
        queryset=Indicator.objects.filter(ledger=Ledger.WORK),
        to_field_name="code",
        empty_label="全部类型",
    )

    class Meta:
        model = WorkRecord
        fields = ("unit", "indicator")
