"""Empty forms to fill in: the office's headings, drop-downs of what may stand there, and a page that explains each column."""

import xlsxwriter

from tataboo_portal import books
from tataboo_portal.imports.scope import Scope
from tataboo_portal.sheets import NUMBER
from tataboo_portal.widgets import Choice, Clock, Day, Fraction, Named, Number, PersonName, Quantity, Words, YesNo

EXPLAINED, OPTIONS = "填写说明", "选项"
LINES = 500
HINT = "黄底的列要填，其他的可以空着。怎么填看“填写说明”那一页。"
NOT_LISTED = "这里没有列出这个词。先留着也行，导入的时候会问一下是哪个。"
MOST_LISTED = 12
WANTS = {
    Day: ("日期。2026-11-24、2026.11.24、2026年11月24日、11月24日都认。", "2026-11-24"),
    Quantity: ("大于 0 的整数，后面带量词也认，比如 12处。", "12"),
    Fraction: ("数，可以有小数。", "36.5"),
    Number: ("整数。", "3"),
    Clock: ("时间，24 小时制。", "07:30"),
    PersonName: ("姓名。有重名的填手机号或者工号。", "示例姓名"),
}


def columns_of(sheet, has_own):
    """The columns people fill in by hand: not the portal's own number, and those of single indicators when asked for."""
    return [
        column
        for column in sheet.columns()
        if not column.readonly and column.column_name != NUMBER and (has_own or not hasattr(column, "sources"))
    ]


def choices_of(widget, scope):
    """The words that may stand in a column, as far as they are few and fixed."""
    if isinstance(widget, Choice):
        return list(dict.fromkeys(str(words) for words in widget.choices.values()))
    if isinstance(widget, YesNo):
        return [widget.yes, widget.no]
    if isinstance(widget, Named):
        return list(dict.fromkeys(str(row) for row in widget.index(scope).values()))
    return []


def explained(column, choices):
    """(what the column wants, an example) in the office's words."""
    widget = column.widget
    if choices:
        more = "……" if len(choices) > MOST_LISTED else "。"
        return f"从下拉里选：{'；'.join(choices[:MOST_LISTED])}{more}", choices[0]
    if hasattr(widget, "wants"):
        return widget.wants
    for kind, words in WANTS.items():
        if isinstance(widget, kind):
            return words
    return f"文字，最多 {widget.most} 个字。" if isinstance(widget, Words) else "文字。", ""


def write_blank(out, sheet, *, has_own=False):
    """The template of one ledger as xlsx, with the columns only single indicators have where `has_own` says so."""
    columns, scope = columns_of(sheet, has_own), Scope()
    choices = [choices_of(column.widget, scope) for column in columns]
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        looks = books.formats(book)
        looks["needed"] = book.add_format(books.HEADER_LOOK | {"bg_color": "#FFE79A"})
        page = book.add_worksheet(books.sheet_name(sheet.title))
        _form(page, sheet, columns, looks)
        _explanations(book.add_worksheet(EXPLAINED), sheet, columns, choices, looks)
        _drop_downs(page, book.add_worksheet(OPTIONS), choices)


def _form(page, sheet, columns, looks):
    last = len(columns)
    page.merge_range(0, 0, 0, last, f"{books.STREET}{sheet.title}", looks["title"])
    page.set_row(0, 30)
    page.merge_range(1, 0, 1, last, HINT, looks["line"])
    page.set_row(books.HEADER_ROW, 30)
    page.write_string(books.HEADER_ROW, 0, books.NUMBERED, looks["header"])
    page.set_column(0, 0, 6)
    for place, column in enumerate(columns, start=1):
        page.write_string(books.HEADER_ROW, place, column.column_name, looks["needed" if column.required else "header"])
        page.set_column(place, place, column.width)
        style = looks[{Day: books.date, Quantity: int, Number: int, Fraction: float}.get(type(column.widget), str)]
        for line in range(1, LINES + 1):
            page.write_blank(books.HEADER_ROW + line, place, None, style)
    books.set_paper(page)


def _explanations(page, sheet, columns, choices, looks):
    examples = dict(sheet.example)
    for place, (words, width) in enumerate((("列名", 16), ("要不要填", 10), ("怎么填", 60), ("示例（只是样子）", 24))):
        page.write_string(0, place, words, looks["header"])
        page.set_column(place, place, width)
    for line, (column, listed) in enumerate(zip(columns, choices, strict=True), start=1):
        wants, example = explained(column, listed)
        needed = "要填" if column.required else "可以空着"
        for place, words in enumerate((column.column_name, needed, wants, examples.get(column.column_name, example))):
            page.write_string(line, place, words, looks[str])
    page.freeze_panes(1, 0)


def _drop_downs(page, options, choices):
    """The lists stand on a page of their own: those written into a cell end at 255 letters."""
    first, last = books.HEADER_ROW + 1, books.HEADER_ROW + LINES
    for place, listed in enumerate(choices):
        if not listed:
            continue
        options.write_column(0, place, listed)
        name = xlsxwriter.utility.xl_col_to_name(place)
        rule = {"validate": "list", "source": f"={OPTIONS}!${name}$1:${name}${len(listed)}"}
        rule |= {"error_type": "warning", "error_title": "不在下拉里", "error_message": NOT_LISTED}
        page.data_validation(first, place + 1, last, place + 1, rule)
    options.hide()
