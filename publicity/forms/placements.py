"""The publicity ledger's entry form and filter, and the form that takes a placement down."""

from datetime import timedelta

import django_filters
from django import forms
from django.utils import timezone

from campaigns.enums import Ledger
from campaigns.forms.details import DetailedForm
from campaigns.models import Indicator
from publicity import stock
from publicity.models import MaterialBatch, Placement, PublicityKind
from tataboo_portal.entry import sensible_day
from tataboo_portal.forms import LabelChoiceField
from tataboo_portal.ledger_forms import LedgerEntryForm, LedgerFilter
from tataboo_portal.refusals import Refusal

EARLY_SENTENCE = "有效期不能早于投放日期。"


class BatchSelect(forms.Select):
    """Batches, each saying of which kind it is, so that a script can leave the others out."""

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        if value:
            option["attrs"]["data-kind"] = value.instance.kind_id
        return option


class BatchField(forms.ModelChoiceField):
    """A batch with what is left of it."""

    widget = BatchSelect

    def label_from_instance(self, obj):
        word = obj.kind.indicator.unit_word
        words = " ".join(part for part in (obj.topic, obj.maker) if part)
        return f"{obj.kind} {obj.day.month}月{obj.day.day}日 {words} 剩 {obj.left} {word}".replace("  ", " ")


class PlacementForm(DetailedForm, LedgerEntryForm):
    """记一笔宣传: day, unit, kind, quantity, topic, until when, and from which batch where there are any."""

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
    batch = BatchField(
        label="批次",
        required=False,
        queryset=MaterialBatch.objects.none(),
        empty_label="不从批次里取",
        error_messages={"invalid_choice": "这批没有了，重新选一批。"},
    )
    model = Placement
    subject = "kind"
    extra_fields = ("topic", "valid_until")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        is_asked = bool(self.data.get("batch"))
        # An entry that arrives again names a batch it may have emptied itself.
        offered = stock.offered_to(self.user, also=self.row.batch_id if self.row else None, with_empty=is_asked)
        self.fields["batch"].queryset = offered
        # Who keeps no batches is asked for none.
        if not is_asked and not offered.exists():
            del self.fields["batch"]

    def clean(self):
        cleaned = super().clean()
        kind, day, until = (cleaned.get(name) for name in ("kind", "day", "valid_until"))
        if day and until and until < day:
            self.add_error("valid_until", EARLY_SENTENCE)
        if kind and day and not until and not self.row and kind.lasts_days and "valid_until" not in self.errors:
            cleaned["valid_until"] = day + timedelta(days=kind.lasts_days)
        if kind and cleaned.get("batch") and cleaned.get("quantity") and not self.arrived_before(cleaned):
            self._look_at_batch(cleaned)
        return cleaned

    def _look_at_batch(self, cleaned):
        try:
            stock.refuse_more_than_left(cleaned["batch"], cleaned["kind"], cleaned["quantity"], but=self.row)
        except Refusal as refusal:
            self.add_error("quantity" if cleaned["batch"].kind_id == cleaned["kind"].pk else "batch", refusal.sentence)

    def values(self):
        """The entry's values; a form that was sent without the field leaves the batch as it is."""
        values = super().values()
        is_asked = "batch" in self.fields and "batch" in self.data
        return values | {"batch": self.cleaned_data["batch"]} if is_asked else values

    @classmethod
    def initial_of(cls, row):
        """The form's values of an existing row."""
        return super().initial_of(row) | {"batch": row.batch}

    def indicator_of(self, subject):
        return subject.indicator


class PlacementFilter(LedgerFilter):
    """宣传台账 by kind, unit, day, and whether it still hangs."""

    kind = django_filters.ModelChoiceFilter(
        "kind__indicator",
        label="形式",
        queryset=Indicator.objects.filter(ledger=Ledger.PUBLICITY),
        to_field_name="code",
        empty_label="全部形式",
    )
    state = django_filters.ChoiceFilter(
        label="状态",
        choices=(("holding", "在用"), ("expired", "已过期"), ("taken_down", "已拆除")),
        method="in_state",
        empty_label="全部状态",
    )
    whole_when = (*LedgerFilter.whole_when, "state")

    class Meta:
        model = Placement
        fields = ("unit", "kind", "state")

    def in_state(self, queryset, name, value):
        """What holds today, what hangs though it expired, or what was taken down."""
        today = timezone.localdate()
        found = {"holding": lambda: queryset.holding(today), "expired": lambda: queryset.expired(today)}
        return found.get(value, queryset.taken_down)()


class TakeDownForm(forms.Form):
    """拆除: on which day, and a word about it."""

    day = forms.DateField(
        label="拆除日期",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "选一下拆除日期。", "invalid": "日期要写成 2026-11-24 这样。"},
    )
    note = forms.CharField(label="拆除说明", max_length=80, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="down_%s", **kwargs)

    def clean_day(self):
        return sensible_day(self.cleaned_data["day"])
