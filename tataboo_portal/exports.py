"""Taking a list out: at once when its rows are few, in the background with a file kept for a day when they are many."""

import io
from functools import cache
from tempfile import TemporaryFile

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from tataboo_portal import books, jobs
from tataboo_portal.enums import ExportFormat, ExportState
from tataboo_portal.imports import leftovers
from tataboo_portal.listings import MOST_ROWS, Asked, columns_of, listings
from tataboo_portal.models import ExportFile
from tataboo_portal.models.exports import KEPT_FOR, export_path

WRITE_TASK = "tataboo_portal.write_export"
HOURS = int(KEPT_FOR.total_seconds() // 3600)
AT_ONCE = 2_000
MOST_UNDER_WAY = 3
SWEEP_BATCH = 200
TOO_MANY_SENTENCE = f"超过 {MOST_ROWS // 10_000} 万行，先用筛选把范围缩小，再导出。"
NO_RIGHT_SENTENCE = "已经没有看这张表的权限，没有生成。还要用就请管理员看看账号的角色。"
BUSY_SENTENCE = "还有 3 个导出没有生成完，等一会儿再导。"


def head_of(asked):
    """The words around the rows: a unit's own people fill in for their unit, everybody else for the office."""
    unit = asked.user.unit.name if asked.user.unit else books.OFFICE
    has_sums = asked.filters.data.get("show") != "voided"
    return books.Head(asked.title, unit, timezone.localdate(), has_sums)


def write(out, asked, *, on_rows=None):
    """Write what was asked for into a binary file; what is no list writes itself."""
    if hasattr(asked, "write"):
        asked.write(out, on_rows=on_rows)
        return
    sheet = asked.listing.form()
    columns = columns_of(sheet, asked)
    rows = asked.rows
    if asked.kind == ExportFormat.CSV:
        books.write_csv(out, columns, rows, on_rows=on_rows)
        return
    tally = books.Tally(columns, sheet.summed, sheet.apart)
    pictures = asked.listing.pictures if asked.has_photos else None
    books.write_book(out, columns, rows, head_of(asked), tally=tally, on_rows=on_rows, pictures=pictures)


def at_once(asked):
    """A small export, whole and in memory: its rows and photos are few."""
    out = io.BytesIO()
    write(out, asked)
    out.seek(0)
    return out


def begin(asked, *, client_uuid, rows_total):
    """The row of a large export and the job that writes it; the same submission again is the same export."""
    export, is_new = ExportFile.objects.get_or_create(
        client_uuid=client_uuid,
        defaults={
            "listing": asked.listing.slug,
            "title": asked.title,
            "params": asked.params,
            "kind": asked.kind,
            "rows_total": rows_total,
            "by": asked.user,
        },
    )
    if is_new:
        jobs.enqueue(WRITE_TASK, by=asked.user, export_id=export.pk)
    return export, is_new


def write_export(export_id):
    """Write one export into the storage, telling how far it is; what its person may no longer see is not written."""
    export = ExportFile.objects.select_related("by__unit").get(pk=export_id)
    if not export.is_under_way:
        return
    asked = asked_for(export)
    if asked is None:
        _finish(export, state=ExportState.REFUSED, refusal=NO_RIGHT_SENTENCE)
        return
    _note(export, state=ExportState.RUNNING, rows_done=0)
    try:
        with TemporaryFile() as out:
            write(out, asked, on_rows=lambda count: _note(export, rows_done=count))
            _keep(export, out)
    except Exception:
        _note(export, state=ExportState.STOPPED)
        raise


def asked_for(export):
    """What a stored export asks for; None where its person may not have it any more."""
    if export.listing in makers():
        return makers()[export.listing](export.by, export.params) if export.by.is_active else None
    listing = listings().get(export.listing)
    is_open = listing is not None and listing.is_open_to(export.by)
    return Asked.read(listing, export.by, export.params) if is_open else None


@cache
def makers():
    """{slug: function of a person and stored params} of what is taken out and is no list; floors name theirs in the settings."""
    own = {leftovers.Leftovers.slug: leftovers.asked_for}
    return own | {slug: import_string(path) for slug, path in settings.OFFICE_PARCELS.items()}


def _note(export, **values):
    ExportFile.objects.filter(pk=export.pk).update(**values)


def _keep(export, out):
    byte_count = out.tell() or out.seek(0, 2)
    out.seek(0)
    # What an earlier try left behind has this very name, whether or not it got to say so.
    export.file.storage.delete(export_path(export, ""))
    export.file.save("export", File(out), save=False)
    _finish(export, state=ExportState.READY, file=export.file.name, byte_count=byte_count, rows_done=export.rows_total)


def _finish(export, **values):
    now = timezone.now()
    _note(export, finished_at=now, expires_at=now + KEPT_FOR, **values)


def forget_expired(now=None):
    """Remove the files whose day is over; the rows stay for the list. Returns how many."""
    return _forget(ExportFile.objects.expired(now or timezone.now())[:SWEEP_BATCH])


def forget_made(slug):
    """Remove every file made of a list, whoever asked for it: something in it has been forgotten. Returns how many."""
    return _forget(ExportFile.objects.filter(listing=slug, state=ExportState.READY))


def _forget(found):
    found = list(found)
    for export in found:
        with transaction.atomic():
            _note(export, state=ExportState.EXPIRED, file="")
            if export.file:
                transaction.on_commit(lambda file=export.file: file.storage.delete(file.name))
    return len(found)
