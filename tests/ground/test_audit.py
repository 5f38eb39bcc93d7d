"""The trail: what an event holds, and that an altered or missing one is found."""

import re

import pytest
from django.core.management import CommandError, call_command, execute_from_command_line
from django.db import connection, transaction

from tataboo_portal import audit
from tataboo_portal.enums import AuditAction
from tataboo_portal.models import AuditEvent, Unit
from tataboo_portal.models.audit import TrailStands


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


def tamper(words, *values):
    """What somebody does who can write into the database past the portal."""
    with connection.cursor() as cursor:
        cursor.execute(f"{words.format(trail=AuditEvent._meta.db_table)}", values)


def changed():
    tamper("UPDATE {trail} SET reason = '改过' WHERE position = 3")
    return 3, "这一条的内容被改过"


def changed_and_sealed_anew():
    """The row's own digest fits again, so the next one tells."""
    tamper("UPDATE {trail} SET reason = '改过' WHERE position = 3")
    event = AuditEvent.objects.get(position=3)
    tamper("UPDATE {trail} SET digest = %s WHERE position = 3", audit.digest_of(event, event.previous_digest))
    return 4, "前面接的不是原来那一条"


def deleted():
    tamper("DELETE FROM {trail} WHERE position = 2")
    return 2, "第 2 条不见了，后面接的是第 3 条"


def deleted_and_closed_up():
    tamper("DELETE FROM {trail} WHERE position = 2")
    for position in (3, 4, 5):
        tamper("UPDATE {trail} SET position = %s WHERE position = %s", position - 1, position)
    return 2, "前面接的不是原来那一条"


def inserted():
    for position in (5, 4, 3):
        tamper("UPDATE {trail} SET position = %s WHERE position = %s", position + 1, position)
    event = audit.record(by=None, action=AuditAction.CHANGE, subject=Unit.objects.first())
    event.position, event.previous_digest = 3, AuditEvent.objects.get(position=2).digest
    tamper(
        "UPDATE {trail} SET position = 3, previous_digest = %s, digest = %s WHERE id = %s",
        event.previous_digest,
        audit.digest_of(event, event.previous_digest),
        event.pk,
    )
    return 4, "前面接的不是原来那一条"


def reordered():
    tamper("UPDATE {trail} SET position = 99 WHERE position = 2")
    tamper("UPDATE {trail} SET position = 2 WHERE position = 3")
    tamper("UPDATE {trail} SET position = 3 WHERE position = 99")
    return 2, "前面接的不是原来那一条"


@pytest.mark.parametrize(
    "do",
    [changed, changed_and_sealed_anew, deleted, deleted_and_closed_up, inserted, reordered],
    ids=lambda do: do.__name__,
)
def test_the_first_row_that_does_not_hold_is_named_and_how(wang, do):
    add_events(wang, 5)
    audit.seal()
    position, words = do()
    assert audit.first_broken_position() == position
    with pytest.raises(CommandError, match=f"从第 {position} 条起对不上：.*{words}"):
        call_command("verify_audit")


def verified(capsys, *anchors):
    """What verify_audit says."""
    call_command("verify_audit", *(f"--anchor={anchor}" for anchor in anchors))
    return capsys.readouterr().out


def test_what_is_cut_off_at_the_end_only_the_paper_tells(wang, capsys):
    add_events(wang, 5)
    audit.seal()
    printed = audit.anchor_words(audit.anchor())
    tamper("DELETE FROM {trail} WHERE position > 3")
    assert audit.first_break() is None
    assert "共 3 条" in verified(capsys)
    with pytest.raises(CommandError, match="记下来的是第 5 条，现在只有 3 条"):
        verified(capsys, printed)
    tamper("DELETE FROM {trail}")
    with pytest.raises(CommandError, match="现在只有 0 条"):
        verified(capsys, printed)


def test_the_command_says_that_the_chain_holds_and_how_it_ends(wang, capsys):
    assert verified(capsys) == "还有 0 条等着封存（每 5 分钟封存一次）。\n"
    add_events(wang, 3)
    audit.seal()
    add_events(wang, 1)
    last = AuditEvent.objects.get(position=3)
    out = verified(capsys, f"3:{last.digest[:16]}", f"3:{last.digest.upper()}")
    assert f"共 3 条，末条校验码 {last.digest}" in out
    assert "还有 1 条等着封存" in out


def test_a_chain_written_anew_does_not_fit_the_digest_on_paper(wang):
    """Whoever can write the database can chain anew; what was printed tells."""
    add_events(wang, 4)
    audit.seal()
    printed = audit.anchor_words(audit.anchor())
    tamper("DELETE FROM {trail} WHERE position = 2")
    tamper("UPDATE {trail} SET position = NULL")
    add_events(wang, 1)
    audit.seal()
    assert audit.first_break() is None
    with pytest.raises(CommandError, match="第 4 条的校验码和记下来的不一样"):
        call_command("verify_audit", f"--anchor={printed}")
    for words in ("4", "4:", "四:ab", ":ab", "4:abc", f"{'9' * 30}:0123456789abcdef"):
        with pytest.raises(CommandError, match="校验码写成"):
            call_command("verify_audit", f"--anchor={words}")


def test_nothing_in_the_portal_changes_or_deletes_an_event(wang, sign_in, qian):
    add_events(wang, 2)
    audit.seal()
    event, trail = AuditEvent.objects.first(), AuditEvent.objects.all()
    event.reason = "改过"
    for refused in (
        event.save,
        AuditEvent(pk=event.pk, action="change", actor_name="别人", object_type="x").save,
        event.delete,
        trail.delete,
        lambda: trail.update(reason="改过"),
        lambda: trail.bulk_update([event], ["reason"]),
        lambda: trail._raw_delete("default"),
        lambda: AuditEvent.objects.update_or_create(pk=event.pk, defaults={"reason": "改过"}),
    ):
        with pytest.raises(TrailStands), transaction.atomic():
            refused()
    assert trail.update(position=None, previous_digest="", digest="") == 0, "what is sealed stays sealed"
    client, page = sign_in(qian), f"/admin/tataboo_portal/auditevent/{event.pk}"
    assert client.post(f"{page}/delete/", {"post": "yes"}).status_code == 403
    assert client.post(f"{page}/change/", {"reason": "改过"}).status_code == 403
    data = {"action": "delete_selected", "_selected_action": [event.pk], "post": "yes"}
    client.post("/admin/tataboo_portal/auditevent/", data)
    assert AuditEvent.objects.filter(actor_id=wang.pk, reason="").count() == 2
    assert audit.first_break() is None


@pytest.mark.parametrize("command", [("flush", "--noinput"), ("loaddata", "nothing.json")])
def test_the_commands_that_write_past_the_portal_are_refused(capsys, command):
    with pytest.raises(SystemExit):
        execute_from_command_line(["manage.py", *command])
    assert re.search("这里不做", capsys.readouterr().err)
