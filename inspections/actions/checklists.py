"""Recording a check with the tasks it leads to, voiding one, and drawing a random sample."""

import secrets
import uuid

from django.db import transaction
from django.utils import timezone

from inspections import samples
from inspections.enums import Outcome, TaskSource
from inspections.filing import MOST_TITLE, file_report
from inspections.models import Inspection, InspectionResult, SampleDraw, SamplePlace
from tataboo_portal import audit, photos, voiding
from tataboo_portal.enums import AuditAction
from tataboo_portal.models import Place
from tataboo_portal.refusals import Refusal

LARGEST_SEED = 2**31
MOST_DESCRIPTION = 200
NOT_DRAWN_SENTENCE = "这个点位不在这次抽查里，回到抽查的名单再选。"
DONE_SENTENCE = "{who} 已经查过这个点位，回到抽查的名单看下一个。"
EMPTY_SENTENCE = "一个点位也没有抽到，换一类点位再抽。"


@transaction.atomic
def record_inspection(*, by, client_uuid, place, standard, results, note="", draw=None):
    """One place judged item by item, in the words of today; failures with a category become tasks.

    The same `client_uuid` again returns the inspection it made the first time. Two arrivals at once queue at the place's row.
    """
    place = Place.objects.select_for_update(of=("self",)).select_related("community", "market_group").get(pk=place.pk)
    existing = Inspection.objects.filter(client_uuid=client_uuid).first()
    if existing:
        return existing
    if draw:
        _refuse_if_not_to_do(draw, place)
    judged = [row["outcome"] for row in results if row["outcome"] != Outcome.NOT_APPLICABLE]
    inspection = Inspection.objects.create(
        client_uuid=client_uuid,
        standard=standard,
        place=place,
        community=place.community,
        market_group=place.market_group,
        draw=draw,
        by=by,
        day=timezone.localdate(),
        note=note,
        passed=judged.count(Outcome.PASS),
        judged=len(judged),
    )
    for row in results:
        _keep_result(inspection, by=by, **row)
    audit.record(by=by, action=AuditAction.ADD, subject=inspection, after=audit.snapshot(inspection))
    return inspection


def _refuse_if_not_to_do(draw, place):
    """Within a draw a place counts once, and only a drawn one."""
    if not draw.places.filter(place=place).exists():
        raise Refusal(NOT_DRAWN_SENTENCE)
    earlier = draw.inspections.live().filter(place=place).select_related("by").first()
    if earlier:
        raise Refusal(DONE_SENTENCE.format(who=earlier.by.full_name))


def _keep_result(inspection, *, by, item, outcome, note="", photo=None, category=None):
    kept = photos.stored(photo, by=by)
    result = InspectionResult.objects.create(
        inspection=inspection, item=item, item_text=item.text, outcome=outcome, note=note, photo=kept
    )
    if category:
        result.task = _file(inspection, result, category, by=by)
        result.save(update_fields=("task",))


def _file(inspection, result, category, *, by):
    """The task of one failure: led by the inspector's own unit where the place is theirs, else by the market's or the area's."""
    place, said = inspection.place, result.note
    own = by.unit if by.unit_id in {place.community_id, place.market_group_id} else None
    return file_report(
        by=by,
        client_uuid=uuid.uuid5(inspection.client_uuid, str(result.item_id)),
        unit=own or place.market_group or place.community,
        photo=result.photo,
        place=place,
        category=category,
        title=f"{place.name}：不符合“{result.item_text}”"[:MOST_TITLE],
        note=f"{said or result.item_text}（{inspection.standard}）"[:MOST_DESCRIPTION],
        source=TaskSource.CHECK,
    )


def void_inspection(*, by, inspection, reason):
    """作废: the check leaves every score and its draw and stays readable, its tasks go on; voiding twice is harmless."""
    return voiding.void(inspection, by=by, reason=reason)


@transaction.atomic
def draw_sample(*, by, client_uuid, name, standard, counts, seed=None):
    """A random sample of places with its seed; the same `client_uuid` again returns the draw it made the first time."""
    draw, is_new = SampleDraw.objects.get_or_create(
        client_uuid=client_uuid,
        defaults={
            "name": name,
            "standard": standard,
            "seed": seed or secrets.randbelow(LARGEST_SEED) + 1,
            "drawn_by": by,
        },
    )
    if not is_new:
        return draw
    picked = samples.pick(draw.seed, counts)
    if not picked:
        raise Refusal(EMPTY_SENTENCE)
    SamplePlace.objects.bulk_create(
        SamplePlace(draw=draw, place_id=key, position=position) for position, key in enumerate(picked, start=1)
    )
    audit.record(by=by, action=AuditAction.ADD, subject=draw, after=audit.snapshot(draw) | {"counts": counts})
    return draw
