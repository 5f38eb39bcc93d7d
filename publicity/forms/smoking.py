"""The form of one 控烟检查, ready to be sent as it stands, and the filter of the page by place."""

import django_filters
from django import forms
from django.db.models import Q

from inspections import places
from publicity import smoking
from publicity.forms.days import PastDayForm
from publicity.models import SmokingCheck
from publicity.models.smoking import POINTS
from tataboo_portal.enums import PlaceKind, UnitKind
from tataboo_portal.models import Unit
from tataboo_portal.permissions import Permission
from tataboo_portal.register_forms import RegisterForm

MET = ((True, "合格"), (False, "不合格"))


class PointField(forms.TypedChoiceField):
    """A point that is met unless somebody says otherwise."""

    is_pair = True

    def __init__(self, label):
        coerce = {str(value): value for value, _ in MET}.get
        answers = {"choices": MET, "coerce": coerce, "empty_value": False, "initial": True}
        sentence = {"invalid_choice": f"{label}选合格或者不合格。"}
        super().__init__(label=label, required=False, widget=forms.RadioSelect, error_messages=sentence, **answers)


class SmokingForm(PastDayForm, RegisterForm):
    """控烟检查: at a place, which a link may name by its code (`at`); all seven points stand at 合格."""

    at = forms.CharField(max_length=8, required=False, widget=forms.HiddenInput)
    place_required = True

    class Meta(RegisterForm.Meta):
        model = SmokingCheck
        fields = ("day", "sign_count", *POINTS)

    def __init__(self, *args, user, initial=None, **kwargs):
        initial = initial or {}
        super().__init__(*args, user=user, initial=initial | there(user, initial.get("at")), **kwargs)
        for name in POINTS:
            self.fields[name] = PointField(self.fields[name].label)
        self.order_fields(("unit", "where", "location", "day", *POINTS, "sign_count"))

    def initial_of(self, row):
        return super().initial_of(row) | ({"at": row.place.code} if row and row.place else {})

    def _find_place(self, cleaned):
        """The very place the link or the row named, while its name stands there; else the one of that name."""
        named = self.row.place if self.row else places.by_code(self.user, cleaned.get("at"))
        if named and named.name == cleaned.get("where"):
            cleaned["place"] = named
        else:
            super()._find_place(cleaned)


def there(user, code):
    """The form's values at the place of this code; nothing for one this person may not know of."""
    place = places.by_code(user, code)
    if place is None:
        return {}
    found = {"where": place.name, "at": place.code}
    return found | ({"unit": place.community_id} if user.may(Permission.LOG_FOR_ANY_UNIT) else {})


class SmokingFilter(django_filters.FilterSet):
    """控烟 by community and kind of place; those never looked into, or those with something not met."""

    community = django_filters.ModelChoiceFilter(
        label="社区",
        queryset=Unit.objects.filter(kind=UnitKind.COMMUNITY),
        to_field_name="code",
        empty_label="全部社区",
    )
    kind = django_filters.ChoiceFilter(label="类型", choices=PlaceKind.choices, empty_label="全部")
    group = django_filters.ChoiceFilter(
        label="只看",
        choices=(("never", "没查过的"), ("faults", "有不合格的")),
        method="in_group",
        empty_label="全部",
    )
    q = django_filters.CharFilter(
        label="搜索", method="with_words", widget=forms.TextInput(attrs={"type": "search", "maxlength": 60})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.form.auto_id = "filter_%s"

    def in_group(self, queryset, name, value):
        """The places the question is true of."""
        return smoking.never_checked(queryset) if value == "never" else smoking.with_faults(queryset)

    def with_words(self, queryset, name, value):
        """Places whose name holds the words."""
        return queryset.filter(Q(name__icontains=value) | Q(parent__name__icontains=value))
