"""The rows a check judged, kept beside their file until the last step, and whether everything they were judged by is still the same."""

import json
import sys
import weakref
from dataclasses import dataclass
from datetime import date
from hashlib import file_digest, sha256
from importlib.metadata import version
from itertools import compress, groupby
from tempfile import TemporaryFile

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from tataboo_portal.imports.neighbours import Twins
from tataboo_portal.imports.scope import Scope
from tataboo_portal.models import ImportBatch
from tataboo_portal.models.imports import KEPT_MARK
from tataboo_portal.permissions import Permission
from tataboo_portal.sheets import sheet_of

CHOSEN = ("table", "header_row", "mapping", "fixes", "replacements")
FACTS = (*CHOSEN, "sheet", "sha256", "is_pasted", "shown_name")
FIELDS = ("kept_rows", "kept_sha256", "kept_stamp")
FOLDER = "imports"
NONE = type(None)
PLAIN = {str, int, bool, float, NONE}
LOOSE = {dict, list}
DAYS = {date, NONE}


def code():
    """A digest of the portal's own code: rows judged by another version of it are judged anew."""
    found = sha256(f"{sys.version} {version('python-calamine')}".encode())
    folders = [settings.BASE_DIR / app for app in settings.INSTALLED_APPS if (settings.BASE_DIR / app).is_dir()]
    for path in sorted(path for folder in folders for path in folder.rglob("*.py") if "migrations" not in path.parts):
        found.update(path.read_bytes())
    return found.hexdigest()


CODE = code()  # as the process begins, before anybody can have put newer files in their place


def stamp(batch, sheet):
    """A digest of everything that decides what the rows of a batch become, but for the ledger's other rows."""
    by = batch.created_by
    who = (by.pk, by.role, by.unit_id, sorted(permission for permission in Permission if by.may(permission)))
    with batch.file.open("rb") as source:
        content = file_digest(source, "sha256").hexdigest()
    facts = (CODE, timezone.localdate(), who, content, [getattr(batch, name) for name in FACTS])
    found = sha256(repr(facts).encode())
    for model in sheet.judged_by:
        for row in model._base_manager.order_by("pk").values_list().iterator():
            found.update(repr(row).encode())
    return found.hexdigest()


class UnkeptError(ValueError):
    """A value that would not come back as it is."""


@dataclass(frozen=True)
class Stored:
    """Where the rows of one check are and how they are known again; nowhere without a name."""

    name: str = ""
    sha256: str = ""
    stamp: str = ""


class Keeper:
    """Rows put aside by a check as they are finished, before anybody asks what they are like."""

    def __init__(self, batch, sheet):
        self.batch, self.sheet = batch, sheet
        self.stamp = stamp(batch, sheet) if sheet.judged_by else ""
        self.days, self.digest, self.file = set(), sha256(), None
        if self.stamp:
            self.file = TemporaryFile()  # noqa: SIM115 -- closed with the keeper
            weakref.finalize(self, self.file.close)

    def add(self, rows):
        """Put (row number, [(heading, number that adds up)], values) aside."""
        if not self.file:
            return
        day = self.sheet.twin_day
        try:
            for names, group in groupby(rows, lambda row: tuple(row[2])):
                self._line(packed(names, list(group)))
        except (TypeError, ValueError):  # not as JSON, or not back out of it
            self.give_up()
        else:
            self.days.update(row[2][day] if day else None for row in rows)

    def give_up(self):
        """Keep nothing: the last step judges the file anew."""
        self.file = None

    def _line(self, facts):
        line = json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        self.digest.update(line)
        self.file.write(line)

    def stored(self):
        """The rows as a private file that no batch names yet."""
        if not self.file:
            return Stored()
        self._line(packed(("day",), [(0, (), {"day": day}) for day in self.days]))
        field = self.batch.kept_rows.field
        name = field.storage.save(field.generate_filename(self.batch, ""), File(self.file))
        return Stored(name, self.digest.hexdigest(), self.stamp)


def packed(names, rows):
    """Rows of the same names as columns that JSON brings back as they were; raises UnkeptError."""
    columns = list(zip(*(made.values() for _, _, made in rows), strict=True)) or [() for _ in names]
    return {
        "names": names,
        "days": [at for at, column in enumerate(columns) if is_days(column)],
        "columns": [texts(column) if is_days(column) else same(column) for column in columns],
        "rows": [number for number, _, _ in rows],
        "sums": [sums for _, sums, _ in rows],
    }


def is_days(column):
    """Whether these values are days, as far as there are any."""
    return date in (kinds := set(map(type, column))) and kinds <= DAYS


def texts(column):
    """Days as texts."""
    return [day and day.isoformat() for day in column]


def same(column):
    """The values, as long as JSON brings them back as they are."""
    kinds = set(map(type, column))
    loose = [value for value in column if value and type(value) in LOOSE] if kinds & LOOSE else ()
    if kinds <= PLAIN | LOOSE and all(json.loads(json.dumps(value)) == value for value in loose):
        return column
    raise UnkeptError


def unpacked(line):
    """([row number], [[(heading, number that adds up)]], [values]) of one line of a file of rows."""
    facts = json.loads(line)
    columns, names = facts["columns"], facts["names"]
    for at in facts["days"]:
        columns[at] = [day and date.fromisoformat(day) for day in columns[at]]
    rows = [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]
    return facts["rows"], facts["sums"], rows


class KeptReading:
    """A check's rows once more: only what is like them is asked anew, the rest stays as the check told it."""

    def __init__(self, batch, sheet, source, days):
        self.batch, self.sheet, self.source, self.days = batch, sheet, source, days
        weakref.finalize(self, source.close)
        self.twins = Twins(sheet, Scope(by=batch.created_by))
        self.good_count = self.alike_count = 0
        self.ours = {}

    def good(self):
        """Values of every row that is wanted; the ledger is asked before the first, for COPY needs the connection alone."""
        self.twins.load_days(self.days)
        for line in self.source:
            numbers, sums, rows = unpacked(line)
            if not numbers or numbers[0] == 0:  # the line of days
                break
            wanted = [self._is_wanted(number, made) for number, made in zip(numbers, rows, strict=True)]
            for heading, value in (one for some in compress(sums, wanted) for one in some):
                self.ours[heading] = self.ours.get(heading, 0) + value
            self.good_count += sum(wanted)
            yield from compress(rows, wanted)

    def _is_wanted(self, number, made):
        if not self.twins.meet(number, made):
            return True
        self.alike_count += 1
        return self.batch.wants_alike

    def summary(self):
        """{counts, sums} as the batch keeps them."""
        counts = self.batch.counts | {"good": self.good_count, "alike": self.alike_count}
        sums = [line | {"ours": self.ours.get(line["heading"], 0)} for line in self.batch.sums]
        return {"counts": counts, "sums": sums}


def taken(batch):
    """The reading of the rows a check kept; None where there are none, they are damaged, or anything changed since."""
    sheet = sheet_of(batch.sheet)()
    if not batch.kept_rows or not sheet.judged_by:
        return None
    try:
        if batch.kept_stamp != stamp(batch, sheet):
            return None
        source = batch.kept_rows.storage.open(batch.kept_rows.name, "rb")
    except OSError:
        return None
    found, last = sha256(), b""
    for line in source:
        found.update(line)
        last = line
    if found.hexdigest() != batch.kept_sha256:
        source.close()
        return None
    source.seek(0)
    return KeptReading(batch, sheet, source, {made["day"] for made in unpacked(last)[2]})


def name(batch, stored):
    """Say in the batch, which the caller saves, where its rows are from now on."""
    forget(batch)
    batch.kept_rows, batch.kept_sha256, batch.kept_stamp = stored.name, stored.sha256, stored.stamp


def forget(batch):
    """Remove the kept rows of a batch once the caller's transaction, which saves it, is committed."""
    old = Stored(batch.kept_rows.name or "")
    batch.kept_rows, batch.kept_sha256, batch.kept_stamp = "", "", ""
    if old.name:
        transaction.on_commit(lambda: remove(old))


def remove(stored):
    """Remove the file of rows that no batch names."""
    if stored.name:
        ImportBatch.kept_rows.field.storage.delete(stored.name)


def forget_old(now=None):
    """Remove what was kept before today, whoever names it: rows are judged by their day. Returns how many files."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    storage, count = ImportBatch.kept_rows.field.storage, 0
    folders = storage.listdir(FOLDER)[0] if storage.exists(FOLDER) else ()
    for path in (
        f"{FOLDER}/{folder}/{name}" for folder in folders for name in storage.listdir(f"{FOLDER}/{folder}")[1]
    ):
        if KEPT_MARK in path and storage.get_modified_time(path) < midnight:
            ImportBatch.objects.filter(kept_rows=path).update(kept_rows="", kept_sha256="", kept_stamp="")
            storage.delete(path)
            count += 1
    return count
