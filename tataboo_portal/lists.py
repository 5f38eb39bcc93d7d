"""The people, and every register of the house, as lists that leave as sheets."""

from functools import partial

import django_filters

from tataboo_portal.enums import Role
from tataboo_portal.ledger_views import may_write
from tataboo_portal.listings import Listing, of_records
from tataboo_portal.models import Unit, User
from tataboo_portal.permissions import Permission
from tataboo_portal.register_forms import RegisterFilter
from tataboo_portal.registers import all_registers


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


def of_register(register, user, params):
    """A register as its list filters it."""
    return RegisterFilter(params, register.model.objects.visible_to(user), register=register)


def listing_of(register):
    """A register as something to take out; who may write a row may have its phone number plain."""
    return Listing(
        register.slug,
        "register_export",
        partial(of_register, register),
        tuple(key.lstrip("-") for key in register.keys),
        pictures=of_records(),
        url_args=(register.slug,),
        is_plain=may_write,
    )


LISTS = (
    Listing(
        "people",
        "manage_people_export",
        people,
        ("unit__position", "username"),
        permission=Permission.MANAGE,
        is_plain=lambda user, row: user.may(Permission.MANAGE),
    ),
    *(listing_of(register) for register in all_registers().values()),
)
