"""The trail: what an event holds, and that an altered or missing one is found."""

import pytest
from django.core.management import CommandError, call_command

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


def verified(capsys, *anchors):
    """What verify_audit says."""
    call_command("verify_audit", *(f"--anchor={anchor}" for anchor in anchors))
    return capsys.readouterr().out


def test_the_command_says_that_the_chain_holds_and_how_it_ends(wang, capsys):
    assert verified(capsys) == "还有 0 条等着封存（每 5 分钟封存一次）。\n"
    add_events(wang, 3)
    audit.seal()
    add_events(wang, 1)
    last = AuditEvent.objects.get(position=3)
    out = verified(capsys, f"3:{last.digest[:16]}", f"3:{last.digest.upper()}")
    assert f"共 3 条，末条校验码 {last.digest}" in out
    assert "还有 1 条等着封存" in out


def test_the_command_names_the_first_row_that_was_altered_or_is_missing(wang):
    add_events(wang, 4)
    audit.seal()
    altered = AuditEvent.objects.get(position=3)
    AuditEvent.objects.filter(position__gte=3).update(actor_name="别人")
    with pytest.raises(CommandError, match=f"从第 3 条起对不上：编号 {altered.pk}，.*别人修改"):
        call_command("verify_audit")
    AuditEvent.objects.filter(position=2).delete()
    with pytest.raises(CommandError, match="第 2 条不见了，后面接的是第 3 条"):
        call_command("verify_audit")


def test_a_chain_written_anew_does_not_fit_the_digest_on_paper(wang):
    """Whoever can write the database can chain anew; what was printed tells."""
    add_events(wang, 4)
    audit.seal()
    printed = f"4:{AuditEvent.objects.get(position=4).digest[:16]}"
    AuditEvent.objects.filter(position=2).delete()
    AuditEvent.objects.update(position=None)
    audit.seal()
    assert audit.first_break() is None
    with pytest.raises(CommandError, match="第 4 条的校验码和记下来的不一样"):
        call_command("verify_audit", f"--anchor={printed}")
    for words in ("4", "4:", "四:ab", ":ab"):
        with pytest.raises(CommandError, match="校验码写成"):
            call_command("verify_audit", f"--anchor={words}")
