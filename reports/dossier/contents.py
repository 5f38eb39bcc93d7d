"""The index of a parcel, as a sheet and as a page that opens without a network; written line by line beside the files."""

from tempfile import TemporaryFile
from urllib.parse import quote

import xlsxwriter
from django.template.loader import render_to_string
from django.utils import timezone

from reports.dossier.finding import MOST_PROOFS
from tataboo_portal.sheets import harmless

SHEET_NAME, PAGE_NAME = "00-目录.xlsx", "目录.html"
HEADINGS = ("章", "条款", "要求", "情况", "序号", "佐证", "算作", "日期", "单位", "谁归入", "文件", "SHA-256")
WIDTHS = (16, 8, 40, 22, 6, 40, 6, 12, 14, 12, 60, 66)
EMPTY_WORDS = "缺：这一章没有街道承担的条款"
CUT_WORDS = f"材料很多，每一样放最新的 {MOST_PROOFS} 份"


class Contents:
    """The index while it is written; memory holds one clause's line at a time."""

    def __init__(self, parcel):
        self.parcel = parcel
        self.sheet, self.page = TemporaryFile(), TemporaryFile()  # noqa: SIM115 - closed when it leaves
        self.at, self.standing, self.words = 0, None, ""

    def __enter__(self):
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(self.sheet, options)
        self.table = self.book.add_worksheet("目录")
        bold = self.book.add_format({"bold": True, "bg_color": "#E6EFEC"})
        for place, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
            self.table.set_column(place, place, width)
            self.table.write_string(0, place, heading, bold)
        self.table.freeze_panes(1, 0)
        self._write("head", parcel=self.parcel, day=timezone.localdate())
        return self

    def __exit__(self, *exc_info):
        self.sheet.close()
        self.page.close()

    def chapter(self, chapter, *, has_clauses):
        """A chapter begins; one that asks nothing of the street is told so."""
        self._write("chapter", chapter=chapter, has_clauses=has_clauses)
        if not has_clauses:
            self._cells(str(chapter), "", "", EMPTY_WORDS)

    def clause(self, standing, is_cut):
        """A clause begins; one without proof is told with what is missing."""
        self.standing = standing
        self.words = "，".join(
            part for part in (standing.missing_words or standing.state.label, CUT_WORDS if is_cut else "") if part
        )
        self._write("clause", standing=standing, words=self.words)
        if not standing.total:
            self._line("", "（没有佐证）")

    def proof(self, number, proof, files):
        """A proof with its files, [(name, SHA-256)]; one that brings no file of its own stands in its ledger's sheet."""
        shown = [{"name": name.rpartition("/")[2], "url": quote(name), "sha256": digest} for name, digest in files]
        self._write("proof", number=number, proof=proof, files=shown)
        facts = (proof.words, proof.kind.label, str(proof.day), str(proof.unit or ""), proof.by_words)
        for name, digest in files or [("", "")]:
            self._line(number, *facts, name, digest)

    def sheet_of(self, source, file):
        """The sheet that holds a ledger's rows."""
        name, digest = file
        self._write(
            "ledger", source=source, file={"name": name.rpartition("/")[2], "url": quote(name), "sha256": digest}
        )
        self._line("", f"{source.title}登记表", "表", "", "", "", name, digest)

    def finished(self):
        """[(name, file)] of both, complete."""
        self._write("foot")
        self.book.close()
        return ((SHEET_NAME, self.sheet), (PAGE_NAME, self.page))

    def _line(self, *cells):
        clause = self.standing.clause
        self._cells(str(clause.chapter), clause.code, clause.text, self.words, *cells)

    def _cells(self, *cells):
        self.at += 1
        for place, cell in enumerate(cells):
            if isinstance(cell, int):
                self.table.write_number(self.at, place, cell)
            else:
                self.table.write_string(self.at, place, harmless(cell))

    def _write(self, part, **context):
        words = render_to_string("dossier/contents.html", {"part": part, **context})
        self.page.write(words.encode())
