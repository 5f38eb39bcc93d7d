"""Files as offices really send them, and what becomes of each: imported, mended, refused with row and reason.

`day` is a recent day; every file writes its dates from it, so that no file grows too old to be taken.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tests import messy_builders as builders
from tests import messy_old_books as old_books
from tests import messy_packages as packages


@dataclass(frozen=True)
class Messy:
    """One file; rows are numbered as Excel shows them.

    `fixes` are (row, column, text) of one cell or (column, text, chosen) everywhere; `imported` counts after them.
    `mapping` are columns a person has to choose: {words of the heading: column}; `refusal` is told for the whole file.
    """

    name: str
    file_name: str
    build: Callable
    good: int = 0
    bad: tuple = ()
    alike: tuple = ()
    skipped: tuple = ()
    fixes: tuple = ()
    imported: int | None = None
    refusal: str = ""
    sheet: str = "works"
    table: int | None = None
    mapping: tuple = ()
    notes: tuple = ()
    theirs: tuple = ()
    is_pasted: bool = False
    needs: str = ""

    @property
    def rows_written(self):
        """How many rows stand in the ledger at the end."""
        return self.good if self.imported is None else self.imported


NO_UNIT = "责任单位里没有“绣品场社区”，是不是 绣品厂社区？"
BAD_NUMBERS = (
    (3, "数量要大于 0"),
    (4, "数量要大于 0"),
    (5, "里面有字母 O"),
    (6, "数量要填数字"),
    (7, "数量要填准数"),
    (8, "数量要填整数"),
    (9, "按“处”记，这里写的是“12个”"),
    (10, "数量超过单笔上限"),
)
BAD_DAYS = (
    (3, "日期没有 13 月"),
    (4, "2 月没有 31 日"),
    (5, "到今天之间"),
    (6, "日期要写成 2026-11-24 这样"),
    (7, "到今天之间"),
    (8, "日期空着"),
)
OPEN_AND_SAVE = "另存为 .xlsx"
FILES = (
    Messy("titles, sums and signatures", "台账.xlsx", builders.titled, 3, skipped=(7, 9), theirs=(("数量", 36, 36),)),
    Messy("a header of two rows", "两行表头.xlsx", builders.double_header, 3),
    Messy("merged cells", "合并.xlsx", builders.merged_cells, 4, notes=("合并的格子",)),
    Messy("numbers as people write them", "数量.xlsx", builders.loose_numbers, 7),
    Messy("days as people write them", "日期.xlsx", builders.loose_days, 9, notes=("只写了月和日",)),
    Messy("days since 1904", "苹果.xlsx", builders.since_1904, 2),
    Messy(
        "a header nobody knows",
        "别的表头.xlsx",
        builders.strange_header,
        2,
        mapping=(("哪里的", "责任单位"), ("干了什么", "类型"), ("多少", "数量"), ("哪天", "日期")),
        needs="还没有对上：责任单位、类型、数量、日期",
    ),
    Messy(
        "a community spelt wrong",
        "错字.xlsx",
        builders.unknown_unit,
        2,
        bad=((4, NO_UNIT), (5, NO_UNIT)),
        fixes=(("责任单位", "绣品场社区", "绣品厂社区"),),
        imported=4,
    ),
    Messy(
        "wrong numbers", "错数.xlsx", builders.wrong_numbers, 1, bad=BAD_NUMBERS, fixes=((5, "数量", "10"),), imported=2
    ),
    Messy("wrong days", "错日期.xlsx", builders.wrong_days, 1, bad=BAD_DAYS),
    Messy("a million blank rows", "空行.xlsx", packages.million_blank_rows, 3),
    Messy("a cell in the farthest corner", "远处.xlsx", packages.far_corner, 3, notes=("没有读",)),
    Messy("encrypted", "加密.xlsx", packages.encrypted, refusal="去掉密码"),
    Messy("a bomb", "炸弹.xlsx", packages.bomb, refusal="解开来太大了"),
    Messy("entities", "实体.xlsx", packages.entities, refusal="外部引用"),
    Messy("a macro", "宏.xlsm", packages.macro, refusal="带宏"),
    Messy("formulas never computed", "公式.xlsx", packages.formulas, 2, bad=((3, "没有算出来的公式"),)),
    Messy("formulas with their values", "公式值.xlsx", packages.stored_formulas, 3),
    Messy("error values", "错误值.xlsx", packages.error_values, 1, bad=((2, "是错误值"),)),
    Messy("a hidden sheet in front", "隐藏.xlsx", builders.hidden_sheet, 3),
    Messy("two sheets", "两张表.xlsx", builders.two_sheets, 4, table=1),
    Messy("one heading twice", "重名.xlsx", builders.twice_named, 2),
    Messy("csv in UTF-8", "台账.csv", builders.csv_of("utf-8"), 3),
    Messy("csv in UTF-8 with its mark", "台账.csv", builders.csv_of("utf-8-sig"), 3),
    Messy("csv in GB18030", "台账.csv", builders.csv_of("gb18030"), 3),
    Messy("csv in UTF-16", "台账.csv", builders.csv_of("utf-16", "\t"), 3),
    Messy("csv with semicolons", "台账.csv", builders.csv_of("utf-8", ";"), 3),
    Messy("pasted from a spreadsheet", "", builders.csv_of("utf-8", "\t"), 3, is_pasted=True),
    Messy("old xls", "旧表.xls", builders.old_xls, 3, skipped=(6,), theirs=(("数量", 36, 36),)),
    Messy("old xls with a cell in the farthest corner", "旧远处.xls", old_books.old_far_corner, 3, notes=("没有读",)),
    Messy(
        "old xls with error values and formulas never computed",
        "旧公式.xls",
        old_books.old_lost_cells,
        3,
        bad=((5, "是错误值"), (6, "没有算出来的公式")),
    ),
    Messy("the same row twice", "重复.xlsx", builders.same_rows, 2, alike=(4,)),
    Messy("formulas as text", "公式字.csv", builders.injected, 4),
    Messy("letters nobody sees", "控制符.csv", builders.control_letters, 2, bad=((3, "看不见的控制字符"),)),
    Messy("sums in between", "小计.xlsx", builders.part_sums, 4, skipped=(4, 6, 9, 11), theirs=(("数量", 46, 47),)),
    Messy("a header and nothing else", "空表.xlsx", builders.only_header, 0),
    Messy(
        "numbers the portal never gave", "编号.xlsx", builders.unknown_numbers, 1, bad=((3, "没有平台编号 99999999"),)
    ),
    Messy(
        "one row for eight totals",
        "清扫.xlsx",
        builders.wide,
        2,
        sheet="drives",
        bad=((4, "没有人数"),),
        skipped=(5,),
        theirs=(("清理牛皮癣（处）", 12, 12),),
    ),
    Messy(
        "phone numbers as numbers",
        "人员.xlsx",
        builders.phones,
        1,
        sheet="people",
        bad=((3, "要选单位"), (4, "角色里没有“村长”")),
    ),
    Messy(
        "ninety-four rows",
        "九十四行.xlsx",
        builders.ninety_four,
        86,
        bad=((18, "没有 13 月"), (32, NO_UNIT), (53, "字母 O"), (63, "大于 0"), (73, "类型里没有")),
        alike=(83, 88, 93),
    ),
    Messy(
        "a web page called xls",
        "网页.xls",
        lambda day: b"<html><table><tr><td>1</td></tr></table></html>",
        refusal="其实是网页",
    ),
    Messy("nothing", "空.xlsx", lambda day: b"", refusal="0 字节"),
    Messy("a picture", "照片.xlsx", lambda day: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, refusal="不是表格"),
    Messy("a letter", "说明.txt", lambda day: "今天开会讨论了创卫工作。\n没有表。".encode(), refusal="不是表格"),
    Messy("a parcel of photos", "照片.zip", packages.parcel, refusal="不是 Excel 表格"),
    Messy("cut off", "断了.xlsx", packages.cut_off, refusal="不完整或者坏了"),
)
