"""Old xls books, made in code from a recent day."""

import xlwt

from tests.messy_builders import HEADER, lines, saved, texts


def old_book(*rows, change=None):
    """An xls of one sheet; cells that are None are left out."""
    book = xlwt.Workbook()
    page = book.add_sheet("台账")
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                page.write(at, column, value)
    if change:
        change(page)
    return saved(book)


def old_far_corner(day):
    return old_book(HEADER, *texts(lines(3, day)), change=lambda page: page.write(65_535, 255, "x"))


def old_lost_cells(day):
    """An error value in row 5 and in row 6 a formula that nobody computed."""

    def change(page):
        page.row(4).set_cell_error(4, "#REF!")
        page.write(5, 4, xlwt.Formula("5+6"))

    rows = texts(lines(5, day))
    return old_book(HEADER, *rows[:3], *((*row[:4], None, *row[5:]) for row in rows[3:]), change=change)
