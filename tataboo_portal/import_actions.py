"""What people do with an import on its way: choose its columns, mend its cells, confirm it, take it back."""

from django.db import transaction

from tataboo_portal import audit, jobs
from tataboo_portal.enums import AuditAction, ImportState, JobStatus
from tataboo_portal.imports import checking, files, headers, kept, writing
from tataboo_portal.models import ColumnMemory, ImportBatch, Job
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal
from tataboo_portal.sheets import sheet_of

AT_ONCE = 500
MOST_FIX = 200
MOST_FIXES = 2_000
BEFORE_WRITING = (ImportState.UPLOADED, ImportState.CHECKED, ImportState.CHECKING, ImportState.REFUSED)
OVER = "这一批已经{words}，不能再改。"
BUSY = "还在检查，等检查完再导入。"
NOT_UNDONE = "这一批不能撤销了：只有导入后 30 天内的可以撤销。"
NOT_YOURS = "这一批是别人导入的，请导入的人或者双创办撤销。"


def keep(upload, *, by, sheet, client_uuid, is_pasted=False):
    """The batch of a file or pasted text of somebody who may write into this ledger; raises Refusal."""
    if not sheet_of(sheet)().is_open_to(by):
        raise Refusal(writing.NOT_OPEN)
    return files.keep(upload, by=by, sheet=sheet, client_uuid=client_uuid, is_pasted=is_pasted)


def choose_columns(*, by, batch, table, header_row, mapping):
    """Say which column of the file is which of the ledger's, remember it, and have every row judged."""
    look = headers.look(batch, table=table, header_row=header_row)
    if look.header_row is None:
        raise Refusal(checking.HEADER_GONE)
    checked = check_mapping(batch, by, mapping)
    with transaction.atomic():
        locked = locked_before_writing(batch)
        locked.table, locked.header_row, locked.mapping = look.table, look.header_row, checked
        locked.fixes, locked.replacements, locked.refusal = {}, {}, ""
        locked.rows_total = look.tables[look.table][1]
        remember(locked.sheet, look, checked)
        begin_check(locked, by)
    return settled(locked)


def check_mapping(batch, by, mapping):
    """{column of the file: heading of the ledger} without what is left out; raises Refusal."""
    sheet = sheet_of(batch.sheet)()
    known = {column.column_name for column in sheet.read_columns()}
    chosen = {str(at): heading for at, heading in mapping.items() if heading in known and str(at).isdecimal()}
    twice = sorted({heading for heading in chosen.values() if list(chosen.values()).count(heading) > 1})
    if twice:
        raise Refusal(f"有两列都对到了“{twice[0]}”，只留一列。")
    missing = [
        heading for heading in sheet.needed(checking.Scope(by=batch.created_by)) if heading not in chosen.values()
    ]
    if missing:
        raise Refusal(f"还没有对上：{'、'.join(missing)}。选一下是文件里的哪一列。")
    return chosen


def remember(slug, look, chosen):
    """Keep what a person chose against what the words say, for the next file."""
    for heading in look.headings:
        column = chosen.get(str(heading.at), "")
        if heading.words and column != heading.column:
            ColumnMemory.objects.update_or_create(sheet=slug, heading=heading.words[:60], defaults={"column": column})


def mend(*, by, batch, fixes=(), replacements=()):
    """All that somebody changed on one page, (row, column, text) and (column, text, chosen); the rows are judged once."""
    with transaction.atomic():
        locked = locked_before_writing(batch)
        for row_number, column, text in fixes:
            known_column(locked, column)
            if sum(map(len, locked.fixes.values())) >= MOST_FIXES:
                raise Refusal("改的格子太多了，在 Excel 里改好再导。")
            locked.fixes.setdefault(str(int(row_number)), {})[column] = text[:MOST_FIX]
        for column, text, chosen in replacements:
            known_column(locked, column)
            locked.replacements.setdefault(column, {})[text[:MOST_FIX]] = chosen[:MOST_FIX]
        begin_check(locked, by)
    return settled(locked)


def known_column(batch, column):
    """Refuse a column the batch does not read."""
    if column not in batch.mapping.values():
        raise Refusal("这一列没有导入，先回到“对列”选上它。")


def confirm(*, by, batch, wants_alike=False):
    """Have the good rows written, few at once and many in the background; the second click changes nothing."""
    with transaction.atomic():
        locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if locked.state in {ImportState.IMPORTING, ImportState.DONE}:
            return locked
        if locked.state != ImportState.CHECKED:
            raise Refusal(
                BUSY if locked.state == ImportState.CHECKING else OVER.format(words=locked.get_state_display())
            )
        locked.wants_alike = wants_alike
        writing.refuse_twice(locked)
        if not locked.counts.get("good") and not (wants_alike and locked.counts.get("alike")):
            raise Refusal(checking.NOTHING_GOOD)
        locked.state, locked.rows_done, locked.refusal = ImportState.IMPORTING, 0, ""
        locked.save(update_fields=("state", "rows_done", "wants_alike", "refusal"))
        if locked.rows_total > AT_ONCE:
            jobs.enqueue_once(writing.RUN_TASK, by=by, batch_id=locked.pk)
    if locked.rows_total <= AT_ONCE:
        writing.run(locked.pk)
        locked.refresh_from_db()
        if locked.state != ImportState.DONE:
            raise Refusal(locked.refusal or checking.NOTHING_GOOD)
    return locked


@transaction.atomic
def undo(*, by, batch, reason):
    """Take a whole batch back; (how many rows, words for those somebody changed since, which stay)."""
    locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if locked.state == ImportState.UNDONE:
        return locked.counts.get("undone", 0), locked.counts.get("kept", [])
    if not locked.may_be_undone():
        raise Refusal(NOT_UNDONE)
    if by.pk != locked.created_by_id and not (by.may(Permission.LOG_FOR_ANY_UNIT) or by.may(Permission.MANAGE)):
        raise Refusal(NOT_YOURS)
    return writing.take_back(locked, by=by, reason=reason)


@transaction.atomic
def abandon(*, by, batch):
    """Leave a batch that has written nothing; its file stays with who brought it."""
    locked = locked_before_writing(batch)
    locked.state = ImportState.ABANDONED
    kept.forget(locked)
    locked.save(update_fields=("state", *kept.FIELDS))
    locked.problems.all().delete()
    audit.record(by=by, action=AuditAction.VOID, subject=locked, reason="放弃导入")
    return locked


def lost(batch):
    """Whether a batch waits for work that no worker will do: given up, or never begun."""
    task = {ImportState.CHECKING: checking.CHECK_TASK, ImportState.IMPORTING: writing.RUN_TASK}.get(batch.state)
    jobs_of = Job.objects.filter(task=task, arguments={"batch_id": batch.pk})
    return task is not None and not jobs_of.filter(status__in=(JobStatus.WAITING, JobStatus.RUNNING)).exists()


@transaction.atomic
def resume(*, by, batch):
    """Have a worker do what a batch waits for once more; what was written is never written again."""
    locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if lost(locked):
        is_check = locked.state == ImportState.CHECKING
        jobs.enqueue_once(checking.CHECK_TASK if is_check else writing.RUN_TASK, by=by, batch_id=locked.pk)
    return locked


def locked_before_writing(batch):
    """The batch, locked, as long as nothing was written and nobody gave it up."""
    locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if locked.state not in BEFORE_WRITING:
        raise Refusal(OVER.format(words=locked.get_state_display()))
    return locked


def begin_check(batch, by):
    """Have the rows judged: a large table by a worker."""
    batch.state, batch.rows_done = ImportState.CHECKING, 0
    kept.forget(batch)
    batch.save()
    if batch.rows_total > AT_ONCE:
        jobs.enqueue_once(checking.CHECK_TASK, by=by, batch_id=batch.pk)


def settled(batch):
    """The batch after its check, where that is done at once."""
    if batch.rows_total <= AT_ONCE:
        checking.check(batch.pk)
    batch.refresh_from_db()
    return batch
