"""The form of 综合文化服务中心: the centre and its services and rooms, saved together."""

from itertools import groupby
from typing import NamedTuple

from django import forms
from django.db.models import Q

from publicity.enums import FacilityGroup
from publicity.models import CultureCentre, Facility, FacilityKind
from tataboo_portal.enums import UnitKind
from tataboo_portal.register_forms import RegisterForm

TAKEN_SENTENCE = "这个社区已经有综合文化服务中心了，在原来那条上改。"
COMMUNITY_SENTENCE = "综合文化服务中心一个社区一个，责任单位要是社区。"
MOST_HOURS = Facility._meta.get_field("opening_hours").max_length
GROUPS = FacilityGroup.values
MOST_ROOM = Facility._meta.get_field("room").max_length


def hinted(words):
    """A short text box that says what goes into it; its label stands beside it for readers."""
    return forms.TextInput(attrs={"placeholder": words, "autocomplete": "off"})


class FacilityRow(NamedTuple):
    """One service or room in the form: its name and its three fields."""

    kind: FacilityKind
    is_there: object
    hours: object
    room: object

    @property
    def texts(self):
        """What is written of it."""
        return (self.hours, self.room)


class CentreForm(RegisterForm):
    """综合文化服务中心: one of each community; a service or room that is not there keeps what is written of it."""

    class Meta(RegisterForm.Meta):
        model = CultureCentre
        fields = ("name", "opened_on", "opening_hours", "is_free", "contact", "phone", "area")

    def __init__(self, *args, user, row=None, **kwargs):
        super().__init__(*args, user=user, row=row, **kwargs)
        if "unit" in self.fields:
            self.fields["unit"].queryset = self.fields["unit"].queryset.filter(kind=UnitKind.COMMUNITY)
            self.fields["unit"].error_messages["invalid_choice"] = COMMUNITY_SENTENCE
        self.fields["phone"].widget = forms.TextInput(
            attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off", "maxlength": 20}
        )
        self.offered = row.offer if row else {}
        self.kinds = list(FacilityKind.objects.filter(Q(is_active=True) | Q(pk__in=self.offered)))
        for kind in self.kinds:
            self._add_facility(kind)

    def _add_facility(self, kind):
        is_there, hours, room = self.offered.get(kind.pk, (False, "", ""))
        self.fields[f"{kind.code}-there"] = forms.BooleanField(label=kind.name, required=False, initial=is_there)
        self.fields[f"{kind.code}-hours"] = forms.CharField(
            label=f"{kind.name}开放时间",
            max_length=MOST_HOURS,
            required=False,
            initial=hours,
            widget=hinted("开放时间"),
        )
        self.fields[f"{kind.code}-room"] = forms.CharField(
            label=f"{kind.name}位置", max_length=MOST_ROOM, required=False, initial=room, widget=hinted("位置")
        )

    @property
    def facility_groups(self):
        """[(heading, rows)] of services and rooms, as the form draws them."""
        rows = [FacilityRow(kind, *(self[name] for name in self._names(kind))) for kind in self.kinds]
        grouped = groupby(sorted(rows, key=lambda row: GROUPS.index(row.kind.group)), lambda row: row.kind.group)
        return [(FacilityGroup(group).label, list(found)) for group, found in grouped]

    @property
    def plain_fields(self):
        """The fields of the centre itself; services and rooms have their own part."""
        own = {name for kind in self.kinds for name in self._names(kind)}
        return [field for field in super().plain_fields if field.name not in own]

    def _names(self, kind):
        return [f"{kind.code}-{part}" for part in ("there", "hours", "room")]

    def clean(self):
        cleaned = super().clean()
        unit = cleaned.get("unit")
        if unit and unit.kind != UnitKind.COMMUNITY:
            self.add_error(None, COMMUNITY_SENTENCE)
        elif unit:
            others = CultureCentre.objects.live().exclude(pk=self.row.pk if self.row else None)
            if others.filter(unit=unit).exclude(client_uuid=cleaned.get("client_uuid")).exists():
                self.add_error("unit" if "unit" in self.fields else None, TAKEN_SENTENCE)
        return cleaned

    def values(self):
        """What the action needs: the centre, and what it offers."""
        told = {kind.pk: tuple(self.cleaned_data[name] for name in self._names(kind)) for kind in self.kinds}
        return super().values() | {"offer": {kind: facts for kind, facts in told.items() if any(facts)}}
