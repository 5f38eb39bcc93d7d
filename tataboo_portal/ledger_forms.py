"""The entry form and the filter every ledger shares; a floor adds what the entry is of."""

import django_filters
from django import forms
from django.db.models import Q
from django.utils import timezone

from tataboo_portal.entry import ARCHIVE_DAYS, is_out_of_line, place_meant, same_entry, sensible_day
from tataboo_portal.forms import AxisFilter, BatchFilter, LabelChoiceField, OnePhotoForm, QuantityField, SubmissionForm
from tataboo_portal.models import Unit
from tataboo_portal.permissions import Permission

LATER_SENTENCE = "数量超过单笔上限 {most}，检查一下是不是多打了几个数字。"


class EntryForm(OnePhotoForm, SubmissionForm):
    """What was done somewhere on a day; people of a unit write for their own unit and cannot name another.

    `subject` is the name of the field that says what it is of, where there is one.
    """

    day = forms.DateField(
        label="日期",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "选一下日期。", "invalid": "日期要写成 2026-11-24 这样。"},
    )
    unit = LabelChoiceField(
        label="片区",
        queryset=Unit.objects.none(),
        empty_label="选片区",
        error_messages={"required": "选一下是哪个片区。"},
    )
    where = forms.CharField(label="地点", max_length=80, required=False)
    note = forms.CharField(label="备注", max_length=200, required=False)
    confirmed = forms.BooleanField(label="确认没有填错，照样记", required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    photo_required = False
    model = None
    subject = ""

    def __init__(self, *args, user, row=None, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.row = row
        self.needs_confirmation = False
        if user.may(Permission.LOG_FOR_ANY_UNIT):
            self.fields["unit"].queryset = Unit.objects.active()
        else:
            del self.fields["unit"]
        self.fields["where"].widget.attrs |= {"list": "places", "autocomplete": "off"}

    def clean_day(self):
        return sensible_day(self.cleaned_data["day"])

    def clean(self):
        cleaned = super().clean()
        if "unit" not in self.fields:
            cleaned["unit"] = self.row.unit if self.row else self.user.unit
        cleaned["place"] = place_meant(cleaned.get("where"), cleaned.get("unit"), self.row)
        cleaned["location"] = "" if cleaned["place"] else cleaned.get("where", "")
        if not self.errors:
            self._look_at_neighbours(cleaned)
        return cleaned

    def _look_at_neighbours(self, cleaned):
        """Refuse or ask about what does not fit the rows already there."""
        raise NotImplementedError

    def arrived_before(self, cleaned):
        """Whether this very entry was already written: a second click is no second question."""
        return not self.row and self.model.objects.filter(client_uuid=cleaned.get("client_uuid")).exists()

    @classmethod
    def shared_initial(cls, row):
        """The form's values of what every row has."""
        return {name: getattr(row, name) for name in ("day", "unit", "note", "version", "client_uuid")} | {
            "where": row.place.name if row.place else row.location
        }


class LedgerEntryForm(EntryForm):
    """One ledger entry: so much of one thing.

    A floor sets `model`, `subject` (the name of its own choice field) and `indicator_of(subject)`.
    """

    quantity = QuantityField(label="数量")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields(("day", "unit", self.subject, "quantity"))

    def _look_at_neighbours(self, cleaned):
        subject, quantity = cleaned[self.subject], cleaned["quantity"]
        indicator = self.indicator_of(subject)
        if quantity > indicator.most_per_record:
            self.add_error("quantity", LATER_SENTENCE.format(most=indicator.most_per_record))
        elif not cleaned.get("confirmed") and not self.arrived_before(cleaned):
            self._ask(cleaned, self.model.objects.live().filter(**{self.subject: subject}), indicator)

    def _ask(self, cleaned, alike, indicator):
        """Ask once about a quantity out of line, or an entry that already stands there."""
        quantity = cleaned["quantity"]
        others = alike.exclude(pk=self.row.pk) if self.row else alike
        twin = same_entry(others, cleaned)
        if is_out_of_line(quantity, others.filter(unit=cleaned["unit"])):
            self.needs_confirmation = True
            self.add_error("quantity", f"比平时多很多，确认是 {quantity} {indicator.unit_word}吗？")
        elif twin:
            self.needs_confirmation = True
            words = f"{twin.day.month}月{twin.day.day}日 {twin.unit.name} {twin.quantity} {indicator.unit_word}"
            self.add_error("quantity", f"和第 {twin.pk} 条（{words}）一样，还要记吗？")

    def indicator_of(self, subject):
        """The indicator whose 量词 and upper limit hold for this choice."""
        raise TypeError("a ledger's form names its indicator")

    def values(self):
        """What the action needs, without the form's own machinery."""
        kept = ("unit", "place", "location", "day", "quantity", "note", "photo", self.subject, *self.extra_fields)
        return {name: self.cleaned_data[name] for name in kept}

    extra_fields: tuple[str, ...] = ()

    @classmethod
    def initial_of(cls, row):
        """The form's values of an existing row."""
        names = ("quantity", cls.subject, *cls.extra_fields)
        return cls.shared_initial(row) | {name: getattr(row, name) for name in names}


class VoidForm(forms.Form):
    """作废: only with a reason."""

    reason = forms.CharField(label="作废原因", max_length=200, error_messages={"required": "作废要写原因。"})


class LedgerFilter(django_filters.FilterSet):
    """Whose, when and which words; this month when nothing is asked for."""

    unit = django_filters.ModelChoiceFilter(
        label="片区", queryset=Unit.objects.all(), to_field_name="code", empty_label="全部片区"
    )
    q = django_filters.CharFilter(label="搜索", method="search")
    show = django_filters.ChoiceFilter(
        label="显示", choices=(("voided", "作废的"),), method="shown", empty_label="有效的", required=False
    )
    community, line = AxisFilter("community"), AxisFilter("market_group")
    batch = BatchFilter()
    whole_when = ("from", "to", "q", "show", "batch")  # what is asked for of all months

    def __init__(self, data, queryset, **kwargs):
        asked = data.copy()
        if not any(asked.get(name) for name in self.whole_when):
            today = timezone.localdate()
            asked["from"], asked["to"] = today.replace(day=1).isoformat(), today.isoformat()
        super().__init__(asked, queryset, **kwargs)
        day = {"widget": forms.DateInput(attrs={"type": "date"}), "validators": ARCHIVE_DAYS}
        # `from` is a word of the language, so these two cannot be class attributes.
        for name, label, lookup in (("from", "从", "gte"), ("to", "到", "lte")):
            self.filters[name] = django_filters.DateFilter("day", lookup, label=label, **day)
            self.filters[name].parent, self.filters[name].model = self, self._meta.model
        self.filters.move_to_end("q")
        self.filters.move_to_end("show")
        self.form.auto_id = "filter_%s"  # the quick row above has fields of the same names

    def search(self, queryset, name, value):
        """Rows whose note, spot or place holds the words."""
        return queryset.filter(
            Q(note__icontains=value) | Q(location__icontains=value) | Q(place__name__icontains=value)
        )

    def shown(self, queryset, name, value):
        """The voided rows instead of the live ones."""
        return queryset.voided()

    def filter_queryset(self, queryset):
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("show") else found.live()
