"""Units, places and people as search knows them: names, which stand before records."""

from django.urls import reverse

from reports.models import SearchEntry
from reports.search.nouns import Facts, Noun, page
from tataboo_portal.models import Place, Unit, User
from tataboo_portal.permissions import Permission
from tataboo_portal.registers import masked_digits


def units():
    """Units that still take records."""
    return Unit.objects.active()


def unit_facts(unit):
    """Everybody knows of every unit."""
    return Facts(
        title=unit.name,
        words=(unit.short_name, unit.code),
        line=unit.get_kind_display(),
        code=unit.code,
        address=unit.code,
        gate=SearchEntry.EVERYBODY,
    )


def unit_page(entry, user):
    """The unit's own page, or its tasks for those who do not see all of it."""
    if user.may(Permission.SEE_ALL_UNITS) or user.unit_id == entry.key:
        return reverse("area_detail", args=[entry.address])
    return f"{reverse('task_list')}?unit={entry.address}"


def places():
    """Places in use."""
    return Place.objects.active().select_related("parent")


def place_facts(place):
    """Found by name, by the place it lies in, and by the code on its card; its keeper knows of it too."""
    return Facts(
        title=place.name,
        words=(place.parent.name if place.parent else "", place.code),
        line=" ".join(part for part in (place.get_kind_display(), place.parent.name if place.parent else "") if part),
        code=place.code,
        address=place.code,
        reader_id=place.keeper_id,
    )


def people():
    """People who have not left."""
    return User.objects.filter(is_active=True)


def person_facts(person):
    """By name for those who know of the unit's people; by phone and account only for who manages people."""
    return Facts(
        title=person.full_name,
        line=person.get_role_display(),
        address=str(person.pk) if person.may(Permission.FIX_TASK) else "",
        private=(person.phone, person.username),
        private_line=masked_digits(person.phone or person.username),
        private_gate=Permission.MANAGE,
    )


def person_page(entry, user):
    """The person's account for who manages people, else what is in their hands."""
    if user.may(Permission.MANAGE):
        return reverse("admin:tataboo_portal_user_change", args=[entry.key])
    return f"{reverse('task_list')}?assignee={entry.address}" if entry.address else ""


NOUNS = (
    Noun("units", "单位", "building-community", Unit, units, unit_facts, unit_page, is_name=True),
    Noun(
        "places",
        "点位",
        "map-pin",
        Place,
        places,
        place_facts,
        page("place_page", by="address"),
        is_name=True,
        parents={"tataboo_portal.Place": ("parent", ("name", "community", "is_active"))},
    ),
    Noun("people", "人员", "user", User, people, person_facts, person_page, is_name=True),
)
