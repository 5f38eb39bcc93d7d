"""The messy files themselves, made in code from a recent day."""

import csv
import io
import zipfile
from datetime import date, timedelta

import openpyxl
import xlwt

HEADER = ("序号", "社区", "小区（街巷）", "整治类型", "数量", "发现日期", "备注")


def line(number, day, *, unit="绣品厂社区", place="示例西墙", kind="清理牛皮癣", quantity=12, note=""):
    """One usual row; its quantity makes it different from its neighbours."""
    return (number, unit, place, kind, quantity, day, note)


def lines(count, day, **values):
    """Usual rows that all differ."""
    return [line(number, day, quantity=10 + number, **values) for number in range(1, count + 1)]


def xlsx(*rows, merged=(), change=None, epoch_1904=False):
    """A workbook of one sheet."""
    book = openpyxl.Workbook()
    if epoch_1904:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    page = book.active
    for row in rows:
        page.append(row)
    for span in merged:
        page.merge_cells(span)
    if change:
        change(book)
    return saved(book)


def saved(book):
    """The bytes of a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def text(rows, encoding, separator=","):
    """Rows as separated values."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode(encoding)


def texts(rows):
    """Rows with their dates as text."""
    return [[value.isoformat() if hasattr(value, "isoformat") else value for value in row] for row in rows]


def rezipped(content, change):
    """The package with its parts changed: `change(name, bytes)` gives the new bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


def in_sheet(content, change):
    """The package with its first sheet's XML changed."""
    return rezipped(content, lambda name, part: change(part) if name == "xl/worksheets/sheet1.xml" else part)


def titled(day):
    return xlsx(
        ("塔塔埠街道清扫台账（2026年）",),
        ("填报单位（盖章）：绣品厂社区", None, None, None, None, f"填报日期：{day:%Y-%m-%d}"),
        HEADER,
        *lines(3, day),
        ("合计", None, None, None, 36),
        (),
        ("填报人：示例", None, None, "审核人：示例"),
        merged=("A1:G1", "A2:E2"),
    )


def double_header(day):
    return xlsx(
        ("序号", "责任单位", "地点", "整治情况", None, "日期"),
        (None, None, None, "类型", "数量", None),
        *[(row[0], row[1], row[2], row[3], row[4], row[5]) for row in lines(3, day)],
        merged=("A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:F2"),
    )


def merged_cells(day):
    rows = lines(4, day)
    for at in (1, 2, 3):
        rows[at] = (rows[at][0], None, *rows[at][2:5], None, "")
    return xlsx(HEADER, *rows, merged=("B2:B5", "F2:F5"))


def loose_numbers(day):
    words = ("12处", "１３", "1,200", " 14 ", 15.0, "16 处", "１７处")
    return xlsx(HEADER, *(line(at, day, quantity=word) for at, word in enumerate(words, 1)))


def loose_days(day):
    serial = (day - date(1899, 12, 30)).days
    words = (
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}-{day.month}-{day.day}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.month}月{day.day}日",
        serial,
        float(serial),
        day,
        f"{day:%Y%m%d}",
    )
    rows = (line(at, word, quantity=10 + at) for at, word in enumerate(words, 1))
    return xlsx((f"{day.year}年清扫台账",), HEADER, *rows)


def since_1904(day):
    def unformatted(book):
        book.active["F3"] = (day - date(1904, 1, 1)).days
        book.active["F3"].number_format = "General"

    return xlsx(HEADER, *lines(2, day), change=unformatted, epoch_1904=True)


def strange_header(day):
    return xlsx(("A", "哪里的", "在哪", "干了什么", "多少", "哪天", "别的"), *lines(2, day))


def unknown_unit(day):
    return xlsx(
        HEADER, *lines(2, day), line(3, day, unit="绣品场社区", quantity=8), line(4, day, unit="绣品场社区", quantity=9)
    )


def wrong_numbers(day):
    words = (-3, 0, "1O", "若干", "12余处", 2.5, "12个", 99_999_999)
    return xlsx(HEADER, line(1, day), *(line(at, day, quantity=word) for at, word in enumerate(words, 2)))


def wrong_days(day):
    late = day + timedelta(days=400)
    words = (f"{day.year}-13-02", f"{day.year}年2月31日", late, "上周三", "2001-01-01", None)
    return xlsx(HEADER, line(1, day), *(line(at, word) for at, word in enumerate(words, 2)))


def hidden_sheet(day):
    def change(book):
        first = book.active
        first.sheet_state = "hidden"
        second = book.create_sheet("台账")
        for row in (HEADER, *lines(3, day)):
            second.append(row)
        book.active = 1

    return xlsx(("作废的旧表", "x"), change=change)


def two_sheets(day):
    def change(book):
        second = book.create_sheet("十一月")
        for row in (HEADER, *lines(4, day)):
            second.append(row)

    return xlsx(HEADER, *lines(2, day - timedelta(days=30)), change=change)


def twice_named(day):
    return xlsx((*HEADER, "数量"), *((*row, 999) for row in lines(2, day)))


def old_xls(day):
    book = xlwt.Workbook()
    page = book.add_sheet("台账")
    for at, row in enumerate((("清扫台账",), HEADER, *texts(lines(3, day)), ("合计", "", "", "", 36))):
        for column, value in enumerate(row):
            page.write(at, column, value)
    return saved(book)


def same_rows(day):
    return xlsx(HEADER, line(1, day), line(2, day, quantity=5), line(3, day))


def injected(day):
    notes = ("'=HYPERLINK(1)", "'+8613800000000", "'-看看", "普通的话")
    return text(
        [HEADER, *texts(line(at, day, quantity=at, note=note) for at, note in enumerate(notes, 1))], "utf-8-sig"
    )


def control_letters(day):
    return text([HEADER, *texts([line(1, day), line(2, day, note="看\x07不见"), line(3, day, quantity=7)])], "utf-8")


def part_sums(day):
    return xlsx(
        HEADER,
        *lines(2, day),
        ("", "小计", None, None, 23),
        (),
        HEADER,
        *lines(2, day, unit="幸福社区"),
        (None, "小计", None, None, 23),
        (),
        ("总计", None, None, None, 47),
    )


def only_header(day):
    return xlsx(("清扫台账",), HEADER)


def unknown_numbers(day):
    return xlsx(("平台编号", *HEADER[1:]), line("", day), line(99_999_999, day, quantity=5))


def wide(day):
    heads = ("日期", "社区", "地点", "人数", "人次", "死角（处）", "清理垃圾（车）", "牛皮癣", "备注")
    rows = (
        (day, "绣品厂社区", "示例东墙", 25, 110, 3, "2车", "", ""),
        (day, "幸福社区", "示例巷口", "18人", "", "", "", 12, ""),
        (day, "幸福社区", "示例路", "", "", "", "", "", "没有人也没有数"),
    )
    return xlsx(heads, *rows, ("合计", "", "", 43, 110, 3, 2, 12))


def phones(day):
    return xlsx(
        ("手机号", "姓名", "角色", "单位", "联系电话"),
        (13800000001.0, "示例甲", "社区", "绣品厂社区", 13800000001),
        (13800000002, "示例乙", "社区", None, "１３８００００００２"),
        ("13800000003", "示例丙", "村长", "幸福社区", ""),
    )


def ninety_four(day):
    """The 94 rows of the walk: 86 good, 5 bad, 3 like rows further up."""
    rows = [line(at, day - timedelta(days=at % 20), quantity=10 + at) for at in range(1, 95)]
    rows[15] = line(16, f"{day.year}-13-02")
    rows[29] = line(30, day, unit="绣品场社区", quantity=3)
    rows[50] = line(51, day, quantity="1O")
    rows[60] = line(61, day, quantity=-1)
    rows[70] = line(71, day, kind="没有的类型")
    for at in (80, 85, 90):
        rows[at] = rows[0]
    return xlsx(("清扫台账",), HEADER, *rows)


def csv_of(encoding, separator=","):
    return lambda day: text([HEADER, *texts(lines(3, day))], encoding, separator)
