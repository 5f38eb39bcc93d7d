"""What the office does with places: add, change, take out of use, and many at once from a sheet."""

from django.db import IntegrityError, transaction

from inspections.places import fingerprint
from tataboo_portal import audit
from tataboo_portal.enums import AuditAction
from tataboo_portal.models import Place
from tataboo_portal.refusals import Refusal, StaleEdit

SAME_NAME_SENTENCE = "这里已经有叫“{name}”的点位，换一个名称，或者去改那一个。"
STALE_SENTENCE = "这个点位刚被别人改过，看看现在的内容再保存。"
TWO_LEVELS_SENTENCE = "“{name}”下面还有点位，不能再放到别的点位下面。"
AT_ONCE_SENTENCE = "刚才有人也在录入点位，再点一次“写入”。"


def add_place(*, by, **values):
    """One new place; the same values again return the place they made the first time."""
    try:
        with transaction.atomic():
            return _add(by=by, place=Place(**values))
    except IntegrityError:
        existing = _same_spot(values).first()
        if existing and all(getattr(existing, name) == value for name, value in values.items()):
            return existing
        raise Refusal(SAME_NAME_SENTENCE.format(name=values["name"])) from None


def _same_spot(values):
    return Place.objects.filter(community=values["community"], parent=values.get("parent"), name=values["name"])


def _add(*, by, place):
    place.save()
    audit.record(by=by, action=AuditAction.ADD, subject=place, after=audit.snapshot(place))
    return place


def change_place(*, by, place, seen, **values):
    """The place with new values, moved or out of use; its children follow into its community.

    `seen` is the fingerprint that was on the screen: StaleEdit when somebody changed it since.
    """
    try:
        with transaction.atomic():
            return _change(by=by, place=place, seen=seen, values=values)
    except IntegrityError:
        raise Refusal(SAME_NAME_SENTENCE.format(name=values["name"])) from None


def _change(*, by, place, seen, values):
    locked = Place.objects.select_for_update().get(pk=place.pk)
    if all(getattr(locked, name) == value for name, value in values.items()):
        return locked
    if fingerprint(locked) != seen:
        raise StaleEdit(STALE_SENTENCE)
    before = audit.snapshot(locked)
    for name, value in values.items():
        setattr(locked, name, value)
    if locked.parent_id and locked.children.exists():
        raise Refusal(TWO_LEVELS_SENTENCE.format(name=locked.name))
    locked.save()
    moved = _take_children_along(locked)
    reason = f"连同 {moved} 处下级点位" if moved else ""
    after = audit.snapshot(locked)
    audit.record(by=by, action=AuditAction.CHANGE, subject=locked, before=before, after=after, reason=reason)
    return locked


def _take_children_along(place):
    """Children lie where their compound lies, and go out of use with it; back in use each goes by itself."""
    moved = place.children.exclude(community=place.community_id).update(community=place.community_id)
    if place.is_active:
        return moved
    return moved + place.children.filter(is_active=True).update(is_active=False, next_patrol_on=None)


def import_places(*, by, plan):
    """Write the new places of a plan in one transaction, all or none; a plan without any writes nothing."""
    try:
        with transaction.atomic():
            for place in plan.new_places:
                _add(by=by, place=place)
    except IntegrityError:
        raise Refusal(AT_ONCE_SENTENCE) from None
    return len(plan.new_places)
