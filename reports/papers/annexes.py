"""The annexes of a weekly report as one workbook: its tables, what is overdue, what was decided, and which photos it shows."""

import io
from dataclasses import dataclass

import xlsxwriter
from django.utils import timezone

from inspections.models import RemediationTask
from reports import decisions, sentences
from reports.sections.decisions import told
from tataboo_portal import books
from tataboo_portal.weeks import Week

OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
MOST_ROWS = 2_000
TOTAL_ROW = "合计"
TASKS = (("任务编号", 14), ("责任单位", 14), ("问题", 24), ("地点", 24), ("办结时限", 16), ("逾期天数", 10))
DECISIONS = (
    ("会议日期", 12),
    ("事项序号", 10),
    ("事项", 32),
    ("责任单位", 14),
    ("责任人", 10),
    ("时限", 12),
    ("状态", 10),
    ("逾期天数", 10),
    ("落实情况", 26),
)
PAIRS = (("任务编号", 26), ("说明", 80))


@dataclass(frozen=True)
class Heading:
    """A column as the ledger form asks for it."""

    column_name: str
    width: int


class Stated:
    """The sums of a table that says them itself."""

    def __init__(self, lines):
        self.lines = lines

    def add(self, cells):
        """Nothing is added: the report's own sums are written."""

    def rows(self):
        """One row of {place of the column: value}."""
        return [dict(enumerate(values)) for values in self.lines]


def workbook(report, content, user):
    """The workbook as bytes, and how many rows of lists it has; `content` is the report as this reader may see it.

    The tables and the photos are those of the report; tasks and decisions stand as they do now, and the sheets say so.
    """
    out, now = io.BytesIO(), timezone.now()
    count = 0
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        for title, columns, lines, sums in _sheets(report, content, user, now):
            head = books.Head(title, books.OFFICE, timezone.localdate(now), has_sums=bool(sums))
            headings = [Heading(name, width) for name, width in columns]
            books.Form(book, headings, head, Stated(sums), None).write_lines((values, None) for values in lines)
            count += len(lines)
    return out.getvalue(), count


def _sheets(report, content, user, now):
    """(title, columns, lines, sums) of every sheet."""
    blocks = [block for section in sentences.sections_of(content["parts"]) for block in section["blocks"]]
    for block in blocks:
        if block["kind"] == "table":
            yield _table(content, block)
    local = timezone.localtime(now)
    at = f"（截至{local.month}月{local.day}日{local:%H:%M}）"
    yield f"逾期未办整改任务{at}", TASKS, _overdue(user, now), ()
    yield f"上周议定事项落实{at}", DECISIONS, _decided(report, user, now), ()
    shown = [item for block in blocks if block["kind"] == "pairs" for item in block["items"]]
    yield "问题整改前后对比图目录", PAIRS, [[item["number"], item["caption"]] for item in shown], ()


def _table(content, block):
    # The 量词 of a column stands on a line of its own.
    columns = [(name.replace("（", "\n（"), 14 if at == 0 else 12) for at, name in enumerate(block["head"])]
    sums = [row for row in block["rows"] if row[0] == TOTAL_ROW]
    lines = [row for row in block["rows"] if row[0] != TOTAL_ROW]
    return f"{block['caption']}（{content['period']}）", columns, lines, [["", *row[1:]] for row in sums]


def _overdue(user, now):
    tasks = RemediationTask.objects.visible_to(user).overdue(now).for_list().order_by("due_at", "id")[:MOST_ROWS]
    today = timezone.localdate(now)
    return [
        [
            task.number,
            task.unit.name,
            task.title,
            task.where,
            task.due_at,
            (today - timezone.localdate(task.due_at)).days,
        ]
        for task in tasks
    ]


def _decided(report, user, now):
    today = timezone.localdate(now)
    rows = told(Week(report.meeting_week)).visible_to(user)[:MOST_ROWS]
    return [
        [
            row.meeting.day,
            row.number,
            row.words,
            row.unit.name,
            row.person,
            row.due_on or "",
            row.get_state_display(),
            decisions.days_late(row, today),
            row.result,
        ]
        for row in rows
    ]
