"""A result as a workbook: the table as it is ranked, and the records behind the points lost."""

import io

import xlsxwriter

from reports.assessment import pages
from reports.models import ScoreEvidence
from tataboo_portal.books import HEADER_LOOK, NUMBER_LOOK
from tataboo_portal.permissions import Permission
from tataboo_portal.sheets import harmless

TITLE_LOOK = {"bold": True, "font_size": 14, "align": "center"}
MOST_EVIDENCE = 20_000


def workbook(row, span, user):
    """The bytes of the workbook; evidence only of the units this person may open."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        looks = {name: book.add_format(look) for name, look in LOOKS.items()}
        table_sheet(book.add_worksheet("得分"), looks, row, span, user)
        evidence_sheet(book.add_worksheet("扣分依据"), looks, evidence_of(row, user))
    return buffer.getvalue()


LOOKS = {"title": TITLE_LOOK, "head": HEADER_LOOK, "cell": NUMBER_LOOK | {"text_wrap": True}}


def table_sheet(sheet, looks, row, span, user):
    """The ranked table, on one A4 sheet lying."""
    items, rows = pages.table(row, user)
    heads = ["名次", "片区", "得分", "比上期", *(f"{item.name}{item.points.normalize():f}" for item in items), "标记"]
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.merge_range(
        0, 0, 0, len(heads) - 1, f"{span.label}考核（{row.scheme.name}，规则 v{row.rules.number}）", looks["title"]
    )
    sheet.set_column(0, len(heads) - 1, 12)
    sheet.write_row(1, 0, heads, looks["head"])
    for number, one in enumerate(rows, start=2):
        write_row(sheet, number, one, looks["cell"])
    sheet.write(len(rows) + 3, 0, f"状态：{row.get_state_display()}；计算时间 {row.computed_at:%Y-%m-%d}")


def write_row(sheet, number, one, look):
    """One unit."""
    marks = "、".join(words for _, _, words in one.marks)
    cells = [
        item.score.final if item.score.final is not None and item.words != pages.SMALL else item.words
        for item in one.cells
    ]
    known = [one.rank, harmless(one.score.unit.name), one.points if one.score.points is None else one.score.points]
    for column, value in enumerate([*known, one.change, *cells, marks]):
        sheet.write(number, column, value, look)


def evidence_of(row, user):
    """The records behind the points lost, by unit and item."""
    rows = ScoreEvidence.objects.filter(score__unit_score__scoring=row).select_related(
        "score__unit_score__unit", "score__item"
    )
    if not user.may(Permission.SEE_ALL_UNITS):
        rows = rows.filter(score__unit_score__unit=user.unit_id)
    return rows.order_by("score__unit_score__unit__position", "score__item__position", "id")[:MOST_EVIDENCE]


def evidence_sheet(sheet, looks, rows):
    """One line for each record."""
    sheet.set_column(0, 1, 16)
    sheet.set_column(2, 2, 60)
    sheet.write_row(0, 0, ["片区", "项目", "记录", "扣分"], looks["head"])
    for number, one in enumerate(rows, start=1):
        lost = "" if one.lost is None else one.lost
        values = [harmless(one.score.unit_score.unit.name), one.score.item.name, harmless(one.words), lost]
        for column, value in enumerate(values):
            sheet.write(number, column, value, looks["cell"])
