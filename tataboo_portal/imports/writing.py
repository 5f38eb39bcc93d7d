"""The last step of an import: every good row in one transaction, with one event and its days marked; and the way back."""

from django.db import transaction
from django.db.models import Count, Max, Min
from django.utils import timezone

from tataboo_portal import audit
from tataboo_portal.changes import mark_changed
from tataboo_portal.enums import AuditAction, ImportState
from tataboo_portal.imports import kept
from tataboo_portal.imports.checking import NOTHING_GOOD, Reading, progress_of
from tataboo_portal.imports.spool import Spool
from tataboo_portal.models import ImportBatch
from tataboo_portal.refusals import Refusal
from tataboo_portal.sheets import sheet_of

RUN_TASK = "tataboo_portal.run_import"
NOT_OPEN = "这本台账由别人录入，没有导入的权限。"
TWICE = "这个文件 {day} 已经由{who}导入过（第 {pk} 批），没有再导入。真要再导一遍，先选“重复的也导入”。"


def earlier(batch):
    """The batch by which the very same file came into the same ledger before, or None."""
    same = ImportBatch.objects.filter(sheet=batch.sheet, sha256=batch.sha256, state=ImportState.DONE)
    return same.exclude(pk=batch.pk).select_related("created_by").order_by("-id").first()


def refuse_twice(batch):
    """Refuse a file that is there already, unless the same again is wanted."""
    before = None if batch.wants_alike else earlier(batch)
    if before:
        day = timezone.localtime(before.imported_at)
        words = f"{day.month}月{day.day}日"
        raise Refusal(TWICE.format(day=words, who=before.created_by.full_name, pk=before.pk))


def run(batch_id):
    """Write the good rows, all or none: those the check kept where nothing changed, else the file is judged anew.

    Safe to run any number of times.
    """
    batch = ImportBatch.objects.select_related("created_by__unit").get(pk=batch_id)
    if batch.state != ImportState.IMPORTING:
        return
    try:
        refuse_twice(batch)
        if not sheet_of(batch.sheet).is_open_to(batch.created_by):
            raise Refusal(NOT_OPEN)
        write(batch, *judged(batch))
    except Refusal as refusal:
        back = {"state": ImportState.CHECKED, "refusal": refusal.sentence}
        ImportBatch.objects.filter(pk=batch.pk, state=ImportState.IMPORTING).update(**back)


def judged(batch):
    """(the reading that counts what it gives, the values of the rows to write)."""
    reading = kept.taken(batch)
    if reading is not None:
        return reading, reading.good()
    reading = Reading(batch, on_chunk=progress_of(batch))
    # Read first, written after: on SQLite a writing transaction would keep everybody else from writing.
    return reading, Spool(made for _, made in reading.good())


@transaction.atomic
def write(batch, reading, rows):
    """All rows of one batch, or none."""
    locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if locked.state != ImportState.IMPORTING:
        return
    count, days = reading.sheet.save(iter(rows), batch)
    if not count:
        raise Refusal(NOTHING_GOOD)
    for model, changed in days.items():
        mark_changed(model, *changed)
    summary = reading.summary()
    locked.counts, locked.sums = summary["counts"] | {"imported": count}, summary["sums"]
    locked.made = spans(reading.sheet, batch)
    locked.state, locked.imported_at, locked.refusal = ImportState.DONE, timezone.now(), ""
    locked.rows_done = locked.rows_total
    kept.forget(locked)
    locked.save()
    facts = {"sheet": batch.sheet, "file": batch.shown_name, "sha256": batch.sha256, "rows": count, "made": locked.made}
    audit.record(by=batch.created_by, action=AuditAction.IMPORT, subject=locked, after=facts)


def spans(sheet, batch):
    """[[first number, last number]] of the rows a batch made; mostly they are without a gap."""
    rows, found = sheet.made_by(batch).order_by(), []
    ends = rows.aggregate(first=Min("pk"), last=Max("pk"), count=Count("pk"))
    if ends["count"] and ends["last"] - ends["first"] + 1 == ends["count"]:
        return [[ends["first"], ends["last"]]]
    for pk in rows.order_by("pk").values_list("pk", flat=True).iterator():
        if found and found[-1][1] == pk - 1:
            found[-1][1] = pk
        else:
            found.append([pk, pk])
    return found


@transaction.atomic
def take_back(batch, *, by, reason):
    """Take a whole batch out of every count; (how many rows, words for those somebody changed since, which stay)."""
    sheet = sheet_of(batch.sheet)()
    count, kept, days = sheet.take_back(batch, by=by, reason=reason)
    for model, changed in days.items():
        mark_changed(model, *changed)
    names = [f"{row.pk} {row}" for row in kept]
    batch.state, batch.undone_at, batch.undone_by = ImportState.UNDONE, timezone.now(), by
    batch.counts |= {"undone": count, "kept": names}
    batch.save(update_fields=("state", "undone_at", "undone_by", "counts"))
    facts = {"rows": count, "kept": names}
    audit.record(by=by, action=AuditAction.UNDO, subject=batch, after=facts, reason=reason)
    return count, names
