"""Which decisions a list shows: how they stand, whose, and of which meeting; validates and never saves."""

import django_filters
from django import forms
from django.utils import timezone

from inspections.forms.filters import PlainSelect
from reports.enums import DecisionState
from reports.models import Decision
from tataboo_portal.entry import ARCHIVE_DAYS
from tataboo_portal.models import Unit

UNFINISHED, OVERDUE = "unfinished", "overdue"
STATES = ((UNFINISHED, "没有销号"), (OVERDUE, "逾期"), *DecisionState.choices)


class DecisionFilter(django_filters.FilterSet):
    """State, unit, and the week of the meeting."""

    state = django_filters.ChoiceFilter(
        label="状态", method="in_state", choices=STATES, empty_label="全部", widget=PlainSelect
    )
    unit = django_filters.ChoiceFilter(label="单位", method="of_unit", empty_label="全部单位", widget=PlainSelect)
    meeting = django_filters.DateFilter(
        label="例会所在周（周一）",
        field_name="meeting__week",
        widget=forms.DateInput(attrs={"type": "date"}),
        validators=ARCHIVE_DAYS,
    )

    class Meta:
        model = Decision
        fields = ("state", "unit", "meeting")

    def __init__(self, data, *, user):
        super().__init__(data, queryset=Decision.objects.live().visible_to(user))
        self.form.fields["unit"].choices = [(unit.code, unit.label) for unit in Unit.objects.all()]

    def in_state(self, queryset, name, value):
        """Unfinished or overdue ones, or those of one state."""
        if value == OVERDUE:
            return queryset.overdue(timezone.localdate())
        return queryset.unfinished() if value == UNFINISHED else queryset.filter(state=value)

    def of_unit(self, queryset, name, value):
        """Those of one unit, by its code."""
        return queryset.filter(unit__code=value)
