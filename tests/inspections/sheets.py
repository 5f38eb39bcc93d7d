"""Places, filled sheets and draws the tests of checklists need, made through the portal's own actions."""

import uuid

from django.urls import reverse

from inspections import checklists
from inspections.actions.checklists import draw_sample, record_inspection
from inspections.enums import Outcome
from inspections.models import StandardSet
from tataboo_portal.models import Place
from tests import makers
from tests.people import person, unit_of


def standard(code="hygiene_2021"):
    """A loaded standard."""
    return StandardSet.objects.get(code=code)


def place(name="示例小区一", kind="compound", unit="1", market=None, **values):
    """A place in 绣品厂社区 unless said otherwise."""
    group = unit_of(market) if market else None
    return Place.objects.create(name=name, kind=kind, community=unit_of(unit), market_group=group, **values)


def url_of(place, **more):
    """The address of the sheet of a place."""
    query = "&".join(f"{name}={value}" for name, value in {"place": place.code, **more}.items())
    return f"{reverse('check_new')}?{query}"


def sheet_of(place, code="hygiene_2021"):
    """The items of a standard for this kind of place."""
    return checklists.sheet_for(standard(code), place.kind)


def judged(sheet, *, failures=0, not_applicable=0, with_photo=False, with_tasks=False):
    """The items of a sheet as found: first the failures, then what does not apply, the rest in order."""
    found = []
    for position, item in enumerate(sheet):
        is_failed = position < failures
        row = {"item": item, "outcome": Outcome.PASS}
        if is_failed:
            photo = makers.photo_upload() if with_photo else None
            row |= {"outcome": Outcome.FAIL, "note": "墙角有垃圾", "photo": photo}
            row |= {"category": item.category if with_tasks else None}
        elif position < failures + not_applicable:
            row["outcome"] = Outcome.NOT_APPLICABLE
        found.append(row)
    return found


def checked(at=None, by=None, code="hygiene_2021", draw=None, client_uuid=None, **found):
    """An inspection of a new compound by 李 unless said otherwise."""
    at = at or place(f"示例小区{uuid.uuid4().hex[:4]}")
    sheet = checklists.sheet_for(standard(code), at.kind)
    return record_inspection(
        by=by or person("li"),
        client_uuid=client_uuid or uuid.uuid4(),
        place=at,
        standard=standard(code),
        results=judged(sheet, **found),
        draw=draw,
    )


def drawn(counts, *, seed=7, code="hygiene_2021", by=None, client_uuid=None):
    """A draw of 刘 with a known seed."""
    return draw_sample(
        by=by or person("liu"),
        client_uuid=client_uuid or uuid.uuid4(),
        name="示例抽查",
        standard=standard(code),
        counts=counts,
        seed=seed,
    )


def sent(sheet, *, failures=(), not_applicable=(), left_out=(), **values):
    """What a browser sends of a sheet: every item on 合格 but those named by their position."""
    data = {"client_uuid": str(uuid.uuid4()), "note": ""}
    for position, item in enumerate(sheet):
        if position not in left_out:
            outcome = "fail" if position in failures else "na" if position in not_applicable else "pass"
            data[f"item{item.pk}-outcome"] = outcome
    return data | values
