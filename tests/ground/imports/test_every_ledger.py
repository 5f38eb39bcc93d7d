"""Every ledger's sheet: an awkward row is refused with its number and a sentence, and what came in can be taken back."""

import csv
import io

import pytest
from django.utils import timezone

from tataboo_portal import import_actions as imports
from tataboo_portal.sheets import NUMBER, office_sheets, sheet_of
from tataboo_portal.widgets import Day, Fraction, Number, Quantity
from tests import registers
from tests.ground.imports import hands
from tests.people import person

REGISTERS = [slug for slug in registers.SLUGS if slug in office_sheets()]
LEDGERS = {
    "works": {"责任单位": "1", "类型": "牛皮癣", "数量": "3处"},
    "drives": {"责任单位": "1", "参加人数": "5", "参加单位": "2、A"},
    "placements": {"责任单位": "1", "形式": "悬挂条幅", "数量": "2"},
    "tasks": {"责任单位": "1", "类别": "卫生死角", "具体位置": "示例西墙"},
    "places": {"社区": "1", "名称": "示例小区九"},
    "people": {"手机号或工号": "13800000099", "姓名": "示例甲", "角色": "领导"},
    "figures": {"创建活动": "2017", "指标": "planting", "数值": "4"},
    "goals": {"指标": "planting", "期间类别": "年", "期间": "2026年", "目标数": "40"},
}
DAYS = {"works": "日期", "drives": "日期", "placements": "日期", "tasks": "发现日期"}
IMPORTERS = {"people": "qian"}
WRONG = (
    ((Day,), "2017年13月2日"),
    ((Number, Fraction, Quantity), "-3"),
)


def row_of(slug):
    """{heading: words} of one row as an office writes it."""
    if slug in LEDGERS:
        day = {DAYS[slug]: timezone.localdate().isoformat()} if slug in DAYS else {}
        return LEDGERS[slug] | day
    made, by = registers.made(slug), person("wang")
    row = sheet_of(slug)().for_numbers(by).get(pk=made.pk)
    registers.ground_void(made, by=by)
    return {column.column_name: column.widget.render(column.get_value(row)) for column in columns_of(slug)}


def columns_of(slug):
    """The columns a person fills in."""
    return [column for column in sheet_of(slug)().read_columns() if column.column_name != NUMBER]


def file_of(*rows):
    """The rows as a csv, every heading of any of them."""
    out = io.StringIO()
    sheet = csv.DictWriter(out, list(dict.fromkeys(heading for row in rows for heading in row)))
    sheet.writeheader()
    sheet.writerows(rows)
    return out.getvalue().encode()


def awkward(slug):
    """[(heading, row)]: a unit nobody knows, a day there is not, a number below nothing, as far as the ledger has such columns."""
    columns = columns_of(slug)
    found = [(column.column_name, "没有这个单位") for column in columns if column.name == "unit"]
    for kinds, words in WRONG:
        column = next((column for column in columns if isinstance(column.widget, kinds)), None)
        found += [(column.column_name, words)] if column else []
    row = row_of(slug)
    return [(heading, row | {heading: words}) for heading, words in found]


@pytest.mark.parametrize("slug", REGISTERS)
def test_an_awkward_row_of_a_register_is_refused_with_its_number_and_a_sentence(wang, slug):
    wrong = awkward(slug)
    content = file_of(*(row for _, row in wrong))
    batch = hands.checked(hands.kept(content, by=wang, sheet=slug, name="示例.csv"), by=wang)
    told = list(batch.problems.filter(kind="bad").order_by("row_number"))
    assert wrong
    assert [(problem.row_number, problem.column) for problem in told] == [
        (number, heading) for number, (heading, _) in enumerate(wrong, start=2)
    ]
    for problem in told:
        assert problem.column in problem.words
        assert problem.words[-1] in "。？"
    assert batch.counts["good"] == 0


@pytest.mark.parametrize("slug", [*LEDGERS, *REGISTERS])
def test_what_came_in_is_taken_back_and_kept(wang, slug):
    by = person(IMPORTERS.get(slug, "wang"))
    batch = hands.imported(file_of(row_of(slug)), by=by, sheet=slug, name="示例.csv")
    sheet = sheet_of(slug)()
    assert batch.counts.get("imported") == 1, list(batch.problems.values_list("words", flat=True))
    assert sheet.live_rows().filter(import_batch=batch).count() == 1
    assert imports.undo(by=by, batch=batch, reason="导错了") == (1, [])
    assert not sheet.live_rows().filter(import_batch=batch).exists()
    assert sheet.made_by(batch).count() == 1
