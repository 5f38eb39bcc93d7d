"""Which pairs the gallery shows, and what is taken along on paper; validates and never saves."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import django_filters
from django import forms
from django.db.models import Q

from inspections.forms.filters import PlainSelect, span_words
from inspections.models import RemediationTask, TaskCategory
from reports import pairs
from reports.metrics.cells import moment
from tataboo_portal.entry import ARCHIVE_DAYS
from tataboo_portal.models import Unit

MOST_CHOSEN = 200
NUMBER = re.compile(r"[0-9A-Za-z_-]{1,16}", re.ASCII)


class PairFilter(django_filters.FilterSet):
    """When closed, in whose area or line, of which category, at which place."""

    NAMES = ("from", "to", "unit", "category", "q")
    unit = django_filters.ChoiceFilter(label="片区", method="in_unit", empty_label="全部片区", widget=PlainSelect)
    category = django_filters.ChoiceFilter(
        label="类别", method="of_category", empty_label="全部类别", widget=PlainSelect
    )
    q = django_filters.CharFilter(
        label="地点",
        method="at_place",
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "小区、街巷、门牌"}),
    )

    class Meta:
        model = RemediationTask
        fields = ("unit", "category", "q")

    def __init__(self, data, *, user):
        super().__init__(data, queryset=RemediationTask.objects.visible_to(user))
        day = {"widget": forms.DateInput(attrs={"type": "date"}), "validators": ARCHIVE_DAYS}
        # `from` is a word of the language, so these two cannot be class attributes.
        for name, label in (("from", "办结从"), ("to", "到")):
            self.filters[name] = django_filters.DateFilter(label=label, method="any_day", **day)
            self.filters[name].parent, self.filters[name].model = self, self._meta.model
        self.filters.move_to_end("to", last=False)
        self.filters.move_to_end("from", last=False)
        self.units = {unit.code: unit for unit in Unit.objects.all()}
        self.categories = {
            code: (pk, name) for pk, code, name in TaskCategory.objects.values_list("pk", "code", "name")
        }
        self.form.fields["unit"].choices = [(code, unit.label) for code, unit in self.units.items()]
        self.form.fields["category"].choices = [(code, name) for code, (_, name) in self.categories.items()]

    @property
    def asked(self):
        """What was asked for and understood: {name: value}, the empty left out."""
        self.form.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    @property
    def span(self):
        """The asked days as moments (first, beyond the last), None where they are open."""
        first, last = self.asked.get("from"), self.asked.get("to")
        return first and moment(first), last and moment(last + timedelta(days=1))

    @property
    def closed(self):
        """All closed tasks of the asked days, whoever may see them: the index a page walks along."""
        return pairs.closed_tasks(*self.span)

    @property
    def tasks(self):
        """The closed tasks this person may know of that fit."""
        start, end = (at or bound for at, bound in zip(self.span, pairs.ARCHIVE, strict=True))
        return self.qs.filter(closed_at__gte=start, closed_at__lt=end)

    @property
    def unit_name(self):
        """The name of the asked unit, or nothing."""
        return self.units[self.asked["unit"]].name if "unit" in self.asked else ""

    @property
    def period_words(self):
        """The asked days in words, or nothing."""
        first, last = self.asked.get("from"), self.asked.get("to")
        return span_words(first, last) if first or last else ""

    @property
    def chips(self):
        """What is asked for by name, each with the address of the same page without it."""
        asked = self.asked
        named = [
            (self.period_words, ("from", "to")),
            (self.unit_name, ("unit",)),
            (self.categories[asked["category"]][1] if "category" in asked else "", ("category",)),
            (f"地点“{asked['q']}”" if "q" in asked else "", ("q",)),
        ]
        return [{"words": words, "url": f"?{self._without(names)}"} for words, names in named if words]

    def _without(self, names):
        return urlencode([(name, words) for name, words in self.query if name not in names])

    @property
    def words(self):
        """What is asked for, in one line."""
        return " ".join(chip["words"] for chip in self.chips)

    @property
    def query(self):
        """The asked filters as they travel on to paper: [(name, words)]."""
        return [(name, self.data[name]) for name in self.NAMES if name in self.asked]

    def any_day(self, queryset, name, value):
        """The asked days hold for `tasks` as a whole."""
        return queryset

    def in_unit(self, queryset, name, value):
        """Tasks the unit leads, or that lie in its area or line."""
        unit = self.units[value]
        return queryset.filter(Q(unit=unit) | Q(community=unit) | Q(market_group=unit))

    def of_category(self, queryset, name, value):
        """Tasks of one category."""
        return queryset.filter(category=self.categories[value][0])

    def at_place(self, queryset, name, value):
        """Tasks whose place or spot holds the words."""
        return queryset.filter(Q(location__icontains=value) | Q(place__name__icontains=value))


class ChosenField(forms.MultipleChoiceField):
    """Chosen task numbers; what is no number is left out, and the views give only what the person may see."""

    def clean(self, value):
        return list(dict.fromkeys(number for number in (value or [])[:MOST_CHOSEN] if NUMBER.fullmatch(number)))


class PaperForm(forms.Form):
    """What goes onto paper: the pairs that were ticked, or everything the filter holds; and how many on a page."""

    LAYOUTS = (("2", "每页 2 组"), ("6", "每页 6 组"))
    task = ChosenField(required=False)
    per = forms.ChoiceField(choices=LAYOUTS, required=False)

    @property
    def numbers(self):
        """The ticked numbers."""
        return self.cleaned_data.get("task", [])

    @property
    def on_a_page(self):
        """Pairs on one sheet; two when nothing or nonsense was asked."""
        return int(self.cleaned_data.get("per") or 2)
