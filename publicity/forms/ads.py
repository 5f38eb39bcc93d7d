"""The filter of places by their public advertisements."""

import django_filters

from publicity import compliance
from tataboo_portal.enums import UnitKind
from tataboo_portal.models import Place, Unit


class AdsFilter(django_filters.FilterSet):
    """Places of one community; all, or those where advertisements are lacking."""

    community = django_filters.ModelChoiceFilter(
        label="社区",
        queryset=Unit.objects.filter(kind=UnitKind.COMMUNITY),
        to_field_name="code",
        empty_label="全部社区",
    )
    gap = django_filters.ChoiceFilter(
        label="显示", choices=(("short", "没达标的"),), method="with_gap", empty_label="全部点位"
    )

    class Meta:
        model = Place
        fields = ("community",)

    def __init__(self, data, queryset, *, asked):
        super().__init__(data, queryset)
        self.asked = asked

    def with_gap(self, queryset, name, value):
        """Places where fewer stand than have to."""
        return compliance.short_of(queryset, self.asked)
