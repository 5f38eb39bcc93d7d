"""Messy workbooks whose package itself is the trouble: blown up, locked, cut off, with formulas or macros."""

import io
import zipfile

import xlsxwriter

from tests.messy_builders import HEADER, in_sheet, lines, texts, titled, xlsx


def million_blank_rows(day):
    """Formatting down to the last row of the sheet, as “fill down” leaves it."""
    blanks = "".join(f'<row r="{number}" spans="1:7"><c r="A{number}" s="0"/></row>' for number in range(5, 1_000_001))
    return in_sheet(
        xlsx(HEADER, *lines(3, day)), lambda part: part.replace(b"</sheetData>", f"{blanks}</sheetData>".encode())
    )


def far_corner(day):
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return in_sheet(xlsx(HEADER, *lines(3, day)), lambda part: part.replace(b"</sheetData>", far))


def encrypted(day):
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000) + "EncryptedPackage".encode("utf-16-le") + bytes(2000)


def bomb(day):
    zeros = b"<!--" + b"0" * 60_000_000 + b"-->"
    return in_sheet(xlsx(HEADER, *lines(1, day)), lambda part: part.replace(b"</worksheet>", zeros + b"</worksheet>"))


def entities(day):
    head = b'<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>'
    return in_sheet(xlsx(HEADER, *lines(1, day)), lambda part: part.replace(b"<worksheet", head + b"<worksheet", 1))


def macro(day):
    out = io.BytesIO(xlsx(HEADER, *lines(1, day)))
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("xl/vbaProject.bin", b"x")
    return out.getvalue()


def formulas(day):
    def change(book):
        book.active["E3"] = "=5+6"

    return xlsx(HEADER, *lines(3, day), change=change)


def stored_formulas(day):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEADER)
        for at, row in enumerate(texts(lines(3, day)), 1):
            page.write_row(at, 0, row)
        page.write_formula(3, 4, "=5+8", None, 13)
    return out.getvalue()


def error_values(day):
    content = xlsx(HEADER, *lines(2, day))
    return in_sheet(
        content, lambda part: part.replace(b'<c r="E2" t="n"><v>11</v></c>', b'<c r="E2" t="e"><v>#REF!</v></c>')
    )


def parcel(day):
    """A zip that is no workbook."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("1.jpg", b"x")
    return out.getvalue()


def cut_off(day):
    """The beginning of a workbook."""
    return titled(day)[:3000]
