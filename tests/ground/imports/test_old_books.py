"""Old xls books before they are read: what they claim is not believed, and what cannot end is refused."""

import struct
from datetime import date

import pytest

from tataboo_portal.imports import files, old_books
from tataboo_portal.imports.old_books import Compound
from tataboo_portal.refusals import Refusal
from tests import messy_builders as builders
from tests.messy_old_books import old_book

DAY = date(2026, 11, 2)
HEADER_SIZE, SIZES = 512, 0x0200


def rows_of(content):
    """The rows of the first sheet."""
    return [cells for _, cells in files.tables(content)[0].rows()]


def test_a_book_comes_out_of_its_container_and_is_read_from_a_new_one():
    content = builders.old_xls(DAY)
    again = old_books.contained(Compound(content).book())
    assert rows_of(content) == rows_of(again)
    assert rows_of(content)[2][:2] == [1, "绣品厂社区"]


def test_a_sheet_that_claims_to_be_huge_is_as_large_as_its_cells():
    book = bytearray(Compound(builders.old_xls(DAY)).book())
    at = book.index(struct.pack("<HH", SIZES, 14))
    book[at + 4 : at + 16] = struct.pack("<IIHH", 0, 2**31, 0, 2**15)
    assert len(rows_of(old_books.contained(bytes(book)))) == 6


def test_numbers_beyond_the_limit_are_cut_from_a_row_of_many(monkeypatch):
    monkeypatch.setattr(old_books, "MOST_COLUMNS", 3)
    found = files.tables(old_book(("a", 1, 2, 3, 4, 5), (6, 7, 8, 9)))[0]
    assert [cells for _, cells in found.rows()] == [["a", 1, 2], [6, 7, 8]]
    assert found.notes == ("BH 列往右的格子离表太远，没有读。",)


@pytest.mark.parametrize("first", [48, 76], ids=["folders", "table of sectors"])
def test_a_chain_that_goes_round_is_refused(first):
    content = bytearray(builders.old_xls(DAY))
    fat = (struct.unpack_from("<I", content, 76)[0] + 1) * HEADER_SIZE
    start = struct.unpack_from("<I", content, first)[0]
    struct.pack_into("<I", content, fat + 4 * start, start)
    struct.pack_into("<I", content, 48, start)
    with pytest.raises(Refusal, match="不完整或者坏了"):
        files.tables(bytes(content))


def test_a_locked_book_and_one_that_is_no_book_are_refused():
    book = Compound(builders.old_xls(DAY)).book()
    first = struct.unpack_from("<H", book, 2)[0] + 4
    locked = old_books.contained(book[:first] + struct.pack("<HHH", old_books.FILE_PASS, 2, 1) + book[first:])
    with pytest.raises(Refusal, match="加了密码"):
        files.tables(locked)
    letter = old_books.contained(book).replace("Workbook".encode("utf-16-le"), "WordDocu".encode("utf-16-le"))
    with pytest.raises(Refusal, match="不是表格"):
        files.tables(letter)
