"""Filters of what can be voided: the rows that count, or the voided ones with their reason."""

import django_filters

from inspections.models import PatrolRound


class VoidableFilter(django_filters.FilterSet):
    """Live rows unless the voided are asked for."""

    show = django_filters.ChoiceFilter(
        label="显示", choices=(("voided", "作废的"),), method="shown", empty_label="有效的", required=False
    )

    def filter_queryset(self, queryset):
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("show") else found.live()

    def shown(self, queryset, name, value):
        """The voided rows instead of the live ones."""
        return queryset.voided()


class RoundFilter(VoidableFilter):
    """Which rounds a list shows."""

    class Meta:
        model = PatrolRound
        fields = ("show",)
