"""The list of this floor that leaves as a sheet."""

import django_filters

from tataboo_portal.enums import Role
from tataboo_portal.listings import Listing
from tataboo_portal.models import Unit, User
from tataboo_portal.permissions import Permission


class PersonFilter(django_filters.FilterSet):
    """人员 of one unit or role; those who left only when asked for."""

    unit = django_filters.ModelChoiceFilter(
        label="单位", queryset=Unit.objects.all(), to_field_name="code", empty_label="全部单位"
    )
    role = django_filters.ChoiceFilter(label="角色", choices=Role.choices, empty_label="全部角色")
    show = django_filters.ChoiceFilter(
        label="显示", choices=(("inactive", "停用的"),), method="inactive", empty_label="在用的"
    )

    class Meta:
        model = User
        fields = ("unit", "role", "show")

    def inactive(self, queryset, name, value):
        """People who have left."""
        return queryset.filter(is_active=False)

    def filter_queryset(self, queryset):
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("show") else found.filter(is_active=True)


def people(user, params):
    """人员, for those who manage them."""
    return PersonFilter(params, User.objects.select_related("unit"))


LISTS = (
    Listing(
        "people",
        "manage_people_export",
        people,
        ("unit__position", "username"),
        permission=Permission.MANAGE,
        is_plain=lambda user, row: user.may(Permission.MANAGE),
    ),
)
