"""Every row of a table judged once: good with its values, bad with its reason, like one that is there, unchanged, or no data."""

from itertools import islice

from django.db import transaction
from django.utils import timezone

from tataboo_portal import sheets
from tataboo_portal.enums import ImportState, ProblemKind
from tataboo_portal.imports import bulk, files, headers, kept
from tataboo_portal.imports.cells import Bad, is_blank
from tataboo_portal.imports.columns import Plan
from tataboo_portal.imports.neighbours import Twins, Usual
from tataboo_portal.imports.scope import Scope
from tataboo_portal.imports.spool import Spool
from tataboo_portal.models import ImportBatch, ImportProblem
from tataboo_portal.refusals import Refusal

CHECK_TASK = "tataboo_portal.check_import"
CHUNK = 1_000
MOST_NOTES = 30
MOST_WORDS = 200
NOTHING_GOOD = "没有可以导入的行。"
HEADER_GONE = "没有找到表头：选一下表头在第几行。"


class Reading:
    """One pass over the chosen table of a batch; `good()` yields rows to write, everything else is counted.

    With `is_check` what is wrong with rows and the rows that can be written are put aside; otherwise an earlier pass did.
    """

    def __init__(self, batch, *, on_chunk=None, is_check=False):
        self.batch, self.on_chunk = batch, on_chunk
        self.sheet = sheets.sheet_of(batch.sheet)()
        self.keeper = kept.Keeper(batch, self.sheet) if is_check else None
        found = files.tables_of(batch, only=batch.table)
        if batch.table >= len(found) or not batch.header_row:
            raise Refusal(HEADER_GONE)
        self.table = found[batch.table]
        top = list(self.table.rows(batch.header_row))
        self.header = top[-1][1] if top else []
        year = headers.year_in(headers.title_of(top, batch.header_row)) or headers.year_in(batch.shown_name)
        self.scope = Scope(by=batch.created_by, year=year or 0, is_1904=self.table.is_1904)
        self.plan = Plan(self.sheet, self.scope, batch, self.table)
        self.twins = Twins(self.sheet, self.scope)
        self.usual = Usual(self.sheet)
        self.problems = Spool() if is_check else None
        self.counts = dict.fromkeys(("good", *ProblemKind.values), 0)
        self.notes = list(self.table.notes)
        self.ours = {}
        self.read_sums = {}
        self.their_sums = []
        self.blank_rows = 0

    def good(self):
        """(row number, values for the model) of every row that can be written, in the order of the file."""
        rows = self._data_rows()
        while chunk := list(islice(rows, CHUNK)):
            read = [(number, cells, *self._read(number, cells)) for number, cells in chunk]
            read = [row for row in read if row[2] is not None]
            there = self._numbered(read)
            finished = [
                (number, cells, sums, made)
                for number, cells, values, sums in read
                if (made := self._finish(number, cells, values, there))
            ]
            if self.keeper:
                self.keeper.add([(number, sums, made) for number, _, sums, made in finished])
            self.twins.load(made for _, _, _, made in finished)
            for number, cells, sums, made in finished:
                if self._is_new(number, cells, sums, made):
                    self.counts["good"] += 1
                    yield number, made
            if self.on_chunk:
                self.on_chunk(chunk[-1][0])

    def _data_rows(self):
        """The rows below the header that are data; sums, repeated headers and remarks are said, blank rows counted."""
        pending = 0
        for number, cells in self.table.rows():
            if number <= self.batch.header_row:
                continue
            full = self.plan.filled(number, cells)
            if self.plan.is_blank(full):
                pending += any(not is_blank(cell) for cell in full) or 1
                continue
            self.blank_rows, pending = self.blank_rows + pending, 0
            reason = self._no_data(number, full)
            if reason:
                self._problem(number, full, ProblemKind.SKIPPED, reason)
            else:
                yield number, full

    def _no_data(self, number, cells):
        if cells[: len(self.header)] == self.header:
            return "重复的表头，没有导入。"
        if not headers.may_be_no_data(cells):
            return ""
        if headers.is_total(cells):
            if not headers.is_part_total(cells):
                self._their_sum(number, cells)
            return "合计行，没有导入。"
        if headers.is_below(cells):
            return "表下面的说明，没有导入。"
        return ""

    def _their_sum(self, number, cells):
        for heading, total in self.plan.numbers(cells).items():
            self.their_sums.append({"heading": heading, "row": number, "theirs": total})

    def _read(self, number, cells):
        """(values, what adds up of them); no values for a row that is bad."""
        try:
            values = self.plan.read(number, cells)
        except Bad as bad:
            self._bad(number, cells, bad)
            self._add_read(self.plan.numbers(cells).items())
            return None, ()
        sums = self.plan.summed(values)
        self._add_read(sums)
        return values, sums

    def _add_read(self, numbers):
        for heading, value in numbers:
            self.read_sums[heading] = self.read_sums.get(heading, 0) + value

    def _numbered(self, read):
        """The rows of the portal that this chunk names by their number."""
        numbers = {values["number"] for _, _, values, _ in read if values.get("number")}
        if numbers and self.keeper:
            self.keeper.give_up()  # what they name may be another row's by the last step
        return self.sheet.numbered(numbers, self.scope.by) if numbers else {}

    def _finish(self, number, cells, values, there):
        """The values for the model; None for a row that is bad or is there."""
        try:
            if values.get("number") and self._is_there(number, cells, values, there):
                return None
            return self.sheet.finish(values, self.scope)
        except Bad as bad:
            self._bad(number, cells, bad)
            return None

    def _is_there(self, number, cells, values, there):
        row = there.get(values["number"])
        if row is None:
            return self.sheet.is_new_number(values["number"])
        if getattr(row, "is_voided", False):
            raise Bad(f"{sheets.NUMBER} {values['number']} 已经作废，不能再导。", column=sheets.NUMBER)
        changed = self.plan.differences(row, values)
        if changed:
            what = "；".join(changed)
            sentence = (
                f"{self.sheet.number_heading} {values['number']} 已有记录，内容不同：{what}。要改就到平台里改这一条。"
            )
            raise Bad(sentence, column=sheets.NUMBER)
        self._problem(
            number, cells, ProblemKind.UNCHANGED, f"{self.sheet.number_heading} {values['number']} 已有，没有变化。"
        )
        return True

    def _is_new(self, number, cells, sums, made):
        """Whether nothing like the row is there; what is, is told and written only when it is wanted."""
        same = self.twins.meet(number, made)
        if same and self.sheet.twin_is_bad:
            self._bad(number, cells, Bad(f"和{same}一样，同样的只能有一条。"))
            return False
        if same:
            self._problem(number, cells, ProblemKind.ALIKE, f"和{same}一样。")
            if not self.batch.wants_alike:
                return False
        for heading, value in sums:
            self.ours[heading] = self.ours.get(heading, 0) + value
        if self.usual.is_exceeded(made) and len(self.notes) < MOST_NOTES:
            self.notes.append(f"第 {number} 行数量 {made['quantity']} 比平时多很多，看看对不对。")
        return True

    def _bad(self, number, cells, bad):
        self._problem(number, cells, ProblemKind.BAD, bad.sentence, column=bad.column, offer=bad.offer)

    def _problem(self, number, cells, kind, words, *, column="", offer=""):
        self.counts[kind] += 1
        if self.problems is not None:
            self.problems.add(
                {
                    "row_number": number,
                    "kind": str(kind),
                    "column": column[:40],
                    "words": words[:MOST_WORDS],
                    "cells": self.plan.shown(number, cells),
                    "offer": offer[:80],
                }
            )

    def summary(self):
        """{counts, sums} as the batch keeps them."""
        notes = [*self.notes, *sorted(self.scope.said), *self.plan.notes()]
        if self.blank_rows:
            notes.append(f"空行 {self.blank_rows} 行，跳过了。")
        counts = self.counts | {"blank": self.blank_rows, "notes": notes}
        sums = [
            {"heading": heading, "ours": self.ours.get(heading, 0), "read": read, "theirs": None, "row": None}
            for heading, read in self.read_sums.items()
        ]
        for line in sums:
            line.update(next((told for told in reversed(self.their_sums) if told["heading"] == line["heading"]), {}))
        return {"counts": counts, "sums": sums}


def check(batch_id):
    """Judge every row of a batch and keep what needs a person; safe to run any number of times."""
    batch = ImportBatch.objects.select_related("created_by__unit").get(pk=batch_id)
    if batch.state != ImportState.CHECKING:
        return
    try:
        reading = Reading(batch, on_chunk=progress_of(batch), is_check=True)
        for _ in reading.good():
            pass
    except Refusal as refusal:
        ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.REFUSED, refusal=refusal.sentence)
        return
    rows = reading.keeper.stored()
    if not keep(batch, reading, rows):
        kept.remove(rows)


@transaction.atomic
def keep(batch, reading, rows):
    """Write down what a check found and where its rows are, in place of what an earlier one did; whether it still counts."""
    locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    is_old = any(getattr(locked, name) != getattr(batch, name) for name in kept.CHOSEN)
    if locked.state != ImportState.CHECKING or is_old:  # somebody chose again meanwhile: that check will tell
        return False
    kept.name(locked, rows)
    locked.problems.all().delete()
    bulk.insert(ImportProblem, reading.problems, batch=locked)
    summary = reading.summary()
    locked.counts, locked.sums = summary["counts"], summary["sums"]
    locked.rows_done = locked.rows_total
    locked.state = ImportState.CHECKED
    locked.save(update_fields=("counts", "sums", "rows_done", "state", *kept.FIELDS))
    return True


def progress_of(batch):
    """A function that writes down how far a reading is; coarse, and outside of any writing transaction."""
    told = [timezone.now()]

    def tell(row_number):
        now = timezone.now()
        if (now - told[0]).total_seconds() >= 1:
            told[0] = now
            ImportBatch.objects.filter(pk=batch.pk).update(rows_done=row_number)

    return tell
