"""The trail: what an event holds, and that an altered or missing one is found."""

from tataboo_portal import audit
from tataboo_portal.enums import AuditAction
from tataboo_portal.models import AuditEvent, Unit


def add_events(by, count):
    for _ in range(count):
        audit.record(by=by, action=AuditAction.CHANGE, subject=by)


def test_an_event_names_who_what_and_what_changed(li):
    unit = Unit.objects.get(code="7")
    before = audit.snapshot(unit)
    unit.name = "社区七（新名）"
    event = audit.record(by=li, action=AuditAction.CHANGE, subject=unit, before=before, after=audit.snapshot(unit))
    assert (event.actor_name, event.unit_code, event.object_type) == ("李", "1", "tataboo_portal.Unit")
    assert (event.before["name"], event.after["name"]) == ("社区七", "社区七（新名）")


def test_the_system_acts_under_its_own_name(wang):
    event = audit.record(by=None, action=AuditAction.BUILD, subject=wang)
    assert (event.actor_name, event.actor_id) == ("系统", None)


def test_a_snapshot_never_holds_a_password(wang):
    assert "password" not in audit.snapshot(wang)


def test_sealing_twice_chains_every_event_once(wang):
    add_events(wang, 3)
    assert audit.seal() == 3
    add_events(wang, 2)
    assert audit.seal() == 2
    assert audit.seal() == 0
    positions = AuditEvent.objects.order_by("id").values_list("position", flat=True)
    assert list(positions) == [1, 2, 3, 4, 5]
    assert audit.first_broken_position() is None


def test_an_altered_event_is_found(wang):
    add_events(wang, 4)
    audit.seal()
    AuditEvent.objects.filter(position=3).update(reason="改过")
    assert audit.first_broken_position() == 3


def test_a_removed_event_is_found(wang):
    add_events(wang, 4)
    audit.seal()
    AuditEvent.objects.filter(position=2).delete()
    assert audit.first_broken_position() == 2
