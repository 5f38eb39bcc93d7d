"""One clean-up event as one row: who took part, and how much of each of the eight totals."""

from django import forms
from django.db.models import Q

from campaigns.enums import IndicatorGroup, Ledger
from campaigns.models import CleanupDrive, Indicator, WorkRecord
from tataboo_portal.entry import is_out_of_line
from tataboo_portal.forms import ManyField, QuantityField
from tataboo_portal.ledger_forms import LATER_SENTENCE, EntryForm, LedgerFilter
from tataboo_portal.models import Unit

PREFIX = "count_"
MOST = {"people": 30_000, "person_times": 30_000, "vehicles": 500}
TOTALS = Indicator.objects.for_ledger(Ledger.WORK).filter(group=IndicatorGroup.TOTALS)


class CountField(QuantityField):
    """How much of one of the totals; thumbs have − and + beside it."""

    has_steps = True


class UnitsField(ManyField):
    """Units by name, any number of them."""

    widget = forms.CheckboxSelectMultiple


class DriveForm(EntryForm):
    """记一次活动: day, unit, where, people, person-times, vehicles, the eight totals, who took part."""

    name = forms.CharField(label="活动名称", max_length=60, required=False)
    people = QuantityField(label="人数（人）", required=False)
    person_times = QuantityField(label="人次", required=False)
    vehicles = QuantityField(label="车辆（辆）", required=False)
    helpers = UnitsField(label="参加单位（可不选）", queryset=Unit.objects.active(), required=False)
    model = CleanupDrive
    shared_fields = ("unit", "place", "location", "day", "note", "photo", "name", "helpers", *MOST)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.indicators = indicators_of(self.row)
        if self.row:  # a unit out of use that took part stays
            there = Q(is_active=True) | Q(pk__in=self.row.helpers.values("pk"))
            self.fields["helpers"].queryset = Unit.objects.filter(there)
        for indicator in self.indicators:
            label = f"{indicator.name}（{indicator.unit_word}）"
            self.fields[PREFIX + indicator.code] = CountField(label=label, required=False)
        counts = [PREFIX + indicator.code for indicator in self.indicators]
        self.order_fields(("day", "unit", "where", *MOST, *counts, "name", "helpers", "note"))

    @property
    def counts(self):
        """The fields of the eight totals."""
        return [self[PREFIX + indicator.code] for indicator in self.indicators]

    @property
    def results(self):
        """{indicator: quantity} of what was filled in."""
        filled = {row: self.cleaned_data.get(PREFIX + row.code) for row in self.indicators}
        return {indicator: quantity for indicator, quantity in filled.items() if quantity}

    def values(self):
        """What the action needs, without the form's own machinery."""
        values = {name: self.cleaned_data[name] for name in self.shared_fields}
        return values | {"helpers": list(values["helpers"]), "results": self.results}

    def _look_at_neighbours(self, cleaned):
        limits = {name: (cleaned[name], most) for name, most in MOST.items()}
        limits |= {PREFIX + row.code: (quantity, row.most_per_record) for row, quantity in self.results.items()}
        for name, (quantity, most) in limits.items():
            if quantity and quantity > most:
                self.add_error(name, LATER_SENTENCE.format(most=most))
        if not any(quantity for quantity, _ in limits.values()):
            self.add_error("people", "人数、人次、车辆、清理的数量，至少填一个。")
        if not self.errors and not cleaned.get("confirmed") and not self.arrived_before(cleaned):
            self._ask(cleaned)

    def _ask(self, cleaned):
        """Ask once about an event that already stands there, or a quantity out of line."""
        same = {name: cleaned[name] for name in ("unit", "day", "place", "location")}
        twin = CleanupDrive.objects.live().filter(**same).exclude(pk=self.row and self.row.pk).first()
        if twin and not self.row:
            self.needs_confirmation = True
            self.add_error("where", f"{twin.unit.name}这天在这里已经记过一次活动（第 {twin.pk} 次），还要再记一次吗？")
        for indicator, quantity in self.results.items():
            others = WorkRecord.objects.live().filter(indicator=indicator, unit=cleaned["unit"])
            others = others.exclude(drive=self.row) if self.row else others
            if is_out_of_line(quantity, others):
                self.needs_confirmation = True
                words = f"比平时多很多，确认是 {quantity} {indicator.unit_word}吗？"
                self.add_error(PREFIX + indicator.code, words)

    @classmethod
    def initial_of(cls, row):
        """The form's values of an existing event and its records."""
        results = row.results
        counts = {PREFIX + indicator.code: results.get(indicator.pk) for indicator in indicators_of(row)}
        own = {name: getattr(row, name) for name in ("name", *MOST)} | {"helpers": list(row.helpers.all())}
        return cls.shared_initial(row) | own | counts


def indicators_of(row):
    """The eight totals, and whatever else this event has achieved."""
    found = list(TOTALS.all())
    if row:
        known = {indicator.pk for indicator in found}
        parts = row.records.live().exclude(indicator__group=IndicatorGroup.DRIVES).select_related("indicator")
        found += [part.indicator for part in parts if part.indicator_id not in known]
    return found


class DriveFilter(LedgerFilter):
    """清扫活动 by unit and day."""

    class Meta:
        model = CleanupDrive
        fields = ("unit",)
