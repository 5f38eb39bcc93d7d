"""资料包: one zip of a standard's material, a folder a clause, written piece by piece so that memory stays flat."""

import hashlib
import zipfile
from dataclasses import dataclass
from tempfile import TemporaryFile

from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.dateparse import parse_date

from reports.archives import safe
from reports.dossier import contents, forms, proofs, standing
from reports.dossier.finding import Looking
from reports.dossier.spans import Span
from reports.models import DossierStandard
from tataboo_portal.enums import ExportFormat, PhotoSize
from tataboo_portal.listings import listings
from tataboo_portal.models import User
from tataboo_portal.permissions import Permission

SLUG = "dossier"
PIECE = 64 * 1024
LONGEST_FOLDER, LONGEST_NAME = 24, 30
MISSING = "文件暂缺"


@dataclass(frozen=True)
class Parcel:
    """The material of one standard for a span of days, as one person may see it; written like any other export."""

    standard: DossierStandard
    span: Span
    user: User
    kind = ExportFormat.ZIP
    slug = SLUG

    @property
    def listing(self):
        """What is taken out: itself."""
        return self

    @property
    def params(self):
        """By what it is found again."""
        return {"standard": self.standard.code, "from": str(self.span.start), "to": str(self.span.end)}

    @property
    def title(self):
        """The name of the file."""
        return f"迎检资料 {self.standard} {self.span.start}至{self.span.end}"[:80]

    def write(self, out, *, on_rows=None):
        """Write the zip into a binary file; how many clauses it holds."""
        clauses = standing.clauses_of(self.standard)
        looking = Looking(clauses)
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, contents.Contents(self) as index:
            for number, one in enumerate(
                told(self.standard, standing.standings(clauses, self.span, looking), index), start=1
            ):
                found, is_cut = proofs.fresh(one.clause, self.span, self.user, looking)
                index.clause(one, is_cut)
                Folder(archive, one.clause, found).write(index)
                if on_rows:
                    on_rows(number)
            for name, source in index.finished():
                put(archive, name, source)
        return len(clauses)


def told(standard, standings, index):
    """The standings chapter by chapter, each chapter told to the index before its first clause."""
    by_chapter = {}
    for one in standings:
        by_chapter.setdefault(one.clause.chapter_id, []).append(one)
    for chapter in standard.chapters.order_by("number"):
        index.chapter(chapter, has_clauses=chapter.pk in by_chapter)
        yield from by_chapter.get(chapter.pk, ())


def asked_for(user, params):
    """The parcel a stored export means, as far as this person may still have it; None otherwise."""
    standard = DossierStandard.objects.filter(code=params.get("standard"), is_active=True).first()
    start, end = (parse_date(str(params.get(name, ""))) for name in ("from", "to"))
    if not (standard and start and end and user.may(Permission.SEE_TOTALS)):
        return None
    return Parcel(standard, Span(start, end), user)


class Folder:
    """The files of one clause, in the order of its proofs; a file two proofs share lies there once."""

    def __init__(self, archive, clause, found):
        self.archive, self.found = archive, found
        chapter = clause.chapter
        parts = (
            f"第{chapter.number}章{safe(chapter.title)}",
            f"{safe(clause.code)}_{safe(clause.text)[:LONGEST_FOLDER]}",
        )
        self.path = "/".join(parts)
        self.written = {}

    def write(self, index):
        """Every file of every proof, each told to the index; then the rows of each ledger as one sheet."""
        ledgers = {}
        for number, proof in enumerate(self.found, start=1):
            files = self._files(number, proof)
            if proof.source.slug in listings():
                ledgers.setdefault(proof.source, []).append(proof)
                files.append((f"{self.path}/台账_{safe(proof.source.title)}.xlsx", ""))
            index.proof(number, proof, files)
        for source, rows in ledgers.items():
            with TemporaryFile() as sheet:
                forms.write(sheet, source, rows)
                index.sheet_of(source, self._put(f"台账_{safe(source.title)}.xlsx", sheet))

    def _files(self, number, proof):
        """[(name, SHA-256)] of a proof's photos and paper."""
        head = "_".join(part for part in (f"{number:03d}", str(proof.day), safe(str(proof.unit or ""))) if part)
        words = safe(proof.words)[:LONGEST_NAME]
        found = []
        for at, (what, release) in enumerate(proof.releases, start=1):
            name = f"{head}_{words}_{what}{'' if proof.source.slug == 'tasks' else at}.jpg"
            found.append(self._copy(release.served_path(PhotoSize.LARGE), name))
        if proof.paper:
            ending = proof.paper.shown_name.rpartition(".")[2]
            found.append(self._copy(proof.paper.file.name, f"{head}_{words}.{safe(ending)}"))
        return found

    def _copy(self, path, name):
        """A stored file under a telling name; the name it has already where another proof brought it."""
        if path not in self.written:
            try:
                with default_storage.open(path) as source:
                    self.written[path] = self._put(name, source)
            except FileNotFoundError:
                return f"{self.path}/{name}（{MISSING}）", ""
        return self.written[path]

    def _put(self, name, source):
        name = f"{self.path}/{name}"
        return name, put(self.archive, name, source)


def put(archive, name, source):
    """Copy a file into the zip piece by piece; its SHA-256."""
    digest = hashlib.sha256()
    source.seek(0)
    entry = zipfile.ZipInfo(name, timezone.localtime().timetuple()[:6])
    entry.compress_type = (
        zipfile.ZIP_STORED if name.endswith((".jpg", ".xlsx", ".docx", ".pptx")) else zipfile.ZIP_DEFLATED
    )
    with archive.open(entry, "w") as target:
        for piece in iter(lambda: source.read(PIECE), b""):
            digest.update(piece)
            target.write(piece)
    return digest.hexdigest()
