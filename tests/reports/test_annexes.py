"""The annexes of a report as a workbook: its tables as numbers, what is overdue and decided, and what a reader may know of."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from reports import weekly
from tataboo_portal.models import AuditEvent
from tataboo_portal.weeks import Week
from tests import decisions, makers
from tests.counting import count_queries
from tests.people import person

HEAD = 3  # title, who fills it in, headings


@pytest.fixture
def report(wang):
    """A report of quantities, one closed task and one overdue, after a meeting that decided something."""
    makers.work(unit="7", quantity=24)
    makers.closed(unit="1")
    late()
    decisions.made(words="=SUM(A1:A9)")
    makers.process_photos()
    return weekly.build(Week.current().shifted(1))


def late():
    """A task of 绣品厂社区 that is overdue since the day before yesterday."""
    task = makers.assigned(unit="1", due_at=timezone.now() + timedelta(hours=1))
    type(task).objects.filter(pk=task.pk).update(due_at=timezone.now() - timedelta(days=2))


def address(report):
    return f"/meetings/{report.meeting_week}/annexes.xlsx"


def book(client, report):
    return load_workbook(io.BytesIO(b"".join(client.get(address(report)))))


def lines(page):
    """The rows below the headings that have a number."""
    return [[cell.value for cell in row] for row in page.iter_rows(min_row=HEAD + 1) if isinstance(row[0].value, int)]


def test_the_tables_are_the_reports_own_numbers_with_their_sums(sign_in, report, wang):
    blocks = [block for part in report.content["parts"] for section in part["sections"] for block in section["blocks"]]
    table = next(block for block in blocks if block["kind"] == "table")
    page = book(sign_in(wang), report).worksheets[0]
    assert [cell.value.replace("\n", "") for cell in page[HEAD]] == ["序号", *table["head"]]
    assert [row[1:] for row in lines(page)] == table["rows"][:-1]
    sums = next(row for row in page.iter_rows(values_only=True) if row[0] == "合计")
    assert list(sums[2:]) == table["rows"][-1][1:]
    assert all(isinstance(value, int) for row in lines(page) for value in row[2:])


def test_overdue_tasks_decisions_and_photos_follow_and_nothing_is_a_formula(sign_in, report, wang):
    tables, overdue, decided, photos = book(sign_in(wang), report).worksheets
    ((_, _, unit, *_, due, days),) = lines(overdue)
    assert (unit, days) == ("绣品厂社区", 2)
    assert due.date() == timezone.localdate() - timedelta(days=2)
    (decision,) = lines(decided)
    assert "=SUM(A1:A9)" in decision
    assert len(lines(photos)) == 1
    cells = [cell for page in (tables, overdue, decided, photos) for row in page.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert all(page.page_setup.orientation == "landscape" for page in (tables, overdue, decided, photos))


def test_a_stranger_gets_the_tables_and_neither_tasks_nor_decisions_nor_photos_of_others(sign_in, report, zhang):
    tables, *others = book(sign_in(zhang), report).worksheets
    assert lines(tables)
    assert [lines(page) for page in others] == [[], [], []]


def test_taking_them_along_is_written_down_and_costs_the_same_for_more_rows(sign_in, report, wang):
    client = sign_in(wang)
    once = count_queries(client, address(report))
    taken = AuditEvent.objects.filter(action="export").last()
    assert taken.actor_id == wang.pk
    assert taken.after["what"] == "周例会附表"
    for _ in range(2):
        late()
        decisions.made(words="示例")
    assert count_queries(client, address(report)) == once
    assert sign_in(person("wang")).get("/meetings/2017-01-03/annexes.xlsx").status_code == 404
