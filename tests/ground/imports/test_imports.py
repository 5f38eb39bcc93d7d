"""An import as a whole: who may, twice the same, what a number means, taking back, and a worker that dies in the middle."""

import io
import os
import signal
import subprocess
import sys
import uuid
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.utils import timezone

from campaigns.models import CleanupDrive, DetailColumn, WorkRecord
from inspections.models import RemediationTask
from tataboo_portal import import_actions as imports
from tataboo_portal import jobs
from tataboo_portal.enums import ImportState
from tataboo_portal.imports import writing
from tataboo_portal.models import AuditEvent, ChangedDay, ColumnMemory, ImportBatch, Job, Place, Unit
from tataboo_portal.refusals import Refusal
from tataboo_portal.sheets import office_sheets, sheet_of
from tests import makers
from tests.ground.imports import hands
from tests.messy_builders import HEADER, line, lines, titled, wide, xlsx


def day():
    return timezone.localdate() - timedelta(days=3)


def sheet_file(*rows):
    """A workbook of these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def own_export(slug, user):
    """A ledger's rows as the portal writes them, every column."""
    sheet = sheet_of(slug)()
    columns = sheet.columns()
    rows = [[column.widget.render(column.get_value(row)) for column in columns] for row in sheet.for_numbers(user)]
    return sheet_file([column.column_name for column in columns], *rows)


def test_nothing_is_written_before_the_last_step_and_all_in_one_event_then(wang):
    batch = hands.checked(hands.kept(titled(day()), by=wang), by=wang)
    assert not WorkRecord.objects.exists()
    assert not AuditEvent.objects.exists()
    marks = ChangedDay.objects.count()
    batch = imports.confirm(by=wang, batch=batch)
    assert ChangedDay.objects.count() == marks + 1
    assert [event.action for event in AuditEvent.objects.all()] == ["import"]
    row = WorkRecord.objects.first()
    assert (row.import_batch, row.created_by, row.community.code, row.version) == (batch, wang, "1", 1)
    assert len({row.client_uuid for row in WorkRecord.objects.all()}) == 3


def test_the_same_file_again_says_when_it_came_and_adds_nothing_unless_it_is_wanted(wang):
    content = titled(day())
    first = hands.imported(content, by=wang)
    again = hands.checked(hands.kept(content, by=wang), by=wang)
    with pytest.raises(Refusal, match=f"已经由王导入过（第 {first.pk} 批）"):
        imports.confirm(by=wang, batch=again)
    assert WorkRecord.objects.count() == 3
    imports.confirm(by=wang, batch=again, wants_alike=True)
    assert WorkRecord.objects.count() == 6


def test_a_second_click_writes_nothing_more(wang):
    batch = hands.imported(titled(day()), by=wang)
    assert imports.confirm(by=wang, batch=batch).state == ImportState.DONE
    writing.run(batch.pk)
    assert WorkRecord.objects.count() == 3


def test_people_of_a_unit_import_for_their_own_unit_only(li):
    rows = [*lines(1, day()), *lines(1, day(), unit="幸福社区")]
    batch = hands.checked(hands.kept(xlsx(HEADER, *rows), by=li), by=li)
    assert hands.told(batch, "bad") == [(3, "这一行是幸福社区的，只能导入自己单位的。")]
    without = xlsx(("类型", "数量", "日期"), ("清理牛皮癣", 4, day()))
    assert hands.imported(without, by=li).counts["imported"] == 1
    assert set(WorkRecord.objects.values_list("unit__code", flat=True)) == {"1"}


def test_who_may_not_write_may_not_import(sun, li):
    for by, slug in ((sun, "works"), (li, "places"), (li, "people"), (li, "figures")):
        with pytest.raises(Refusal, match="没有导入的权限"):
            hands.kept(titled(day()), by=by, sheet=slug)


def test_what_a_person_chose_is_proposed_the_next_time(wang):
    odd = xlsx(("哪里的", "类型", "多少", "日期"), ("绣品厂社区", "清理牛皮癣", 4, day()))
    hands.checked(hands.kept(odd, by=wang), by=wang, mapping=(("哪里的", "责任单位"), ("多少", "数量")))
    assert ColumnMemory.objects.count() == 2
    assert hands.checked(hands.kept(odd, by=wang), by=wang).counts["good"] == 1


def test_own_columns_of_an_indicator_are_kept_typed_and_come_back(wang):
    assert DetailColumn.objects.filter(indicator__code="garbage_truckload").count() == 6
    head = ("社区", "类型", "数量", "日期", "车牌/车型", "吨位", "死角类型")
    rows = (("1", "清理垃圾", "3车", day(), "示例D00001", "2.5吨", ""), ("1", "清理垃圾", 2, day(), "", "", "墙角"))
    batch = hands.imported(sheet_file(head, *rows), by=wang)
    row = WorkRecord.objects.get()
    assert row.details == {"vehicle": "示例D00001", "tons": 2.5}
    assert hands.told(batch, "bad") == [(3, "清理垃圾没有“死角类型”这一列，空着，或者改类型。")]
    again = hands.checked(hands.kept(own_export("works", wang), by=wang), by=wang)
    assert (again.counts["unchanged"], again.counts["good"], again.counts["bad"]) == (1, 0, 0)


def test_a_row_with_its_number_is_never_overwritten(wang):
    work = makers.work(quantity=3)
    book = openpyxl.load_workbook(io.BytesIO(own_export("works", wang)))
    at = [cell.value for cell in book.active[1]].index("数量") + 1
    book.active.cell(2, at).value = 5
    out = io.BytesIO()
    book.save(out)
    batch = hands.checked(hands.kept(out.getvalue(), by=wang), by=wang)
    ((number, words),) = hands.told(batch, "bad")
    assert number == 2
    assert words == f"平台编号 {work.pk} 已有记录，内容不同：数量 3 → 5。要改就到平台里改这一条。"


@pytest.mark.parametrize("slug", ["works", "placements", "tasks", "places", "people", "figures", "drives"])
def test_what_was_taken_out_changes_nothing_when_it_comes_back(wang, qian, slug):
    makers.work(note="=1+1", location="示例西墙")
    makers.placement()
    makers.reported(by=wang)
    Place.objects.create(name="示例小区一", kind="compound", community=wang.unit or Unit.objects.get(code="1"))
    CleanupDrive.objects.create(unit=Unit.objects.get(code="1"), day=day(), people=3)
    by = qian if slug in {"people", "places", "figures"} else wang
    rows = sheet_of(slug)().for_numbers(by).count()
    batch = hands.checked(hands.kept(own_export(slug, by), by=by, sheet=slug), by=by)
    assert rows
    assert (batch.counts["unchanged"], batch.counts["bad"], batch.counts["good"]) == (rows, 0, 0), (
        batch.problems.values()
    )


def test_a_batch_is_taken_back_but_for_rows_somebody_changed(wang):
    batch = hands.imported(titled(day()), by=wang)
    changed = WorkRecord.objects.first()
    WorkRecord.objects.filter(pk=changed.pk).update(version=2)
    ChangedDay.objects.all().delete()
    count, kept = imports.undo(by=wang, batch=batch, reason="导错了")
    assert count == 2
    assert kept == [f"{changed.pk} {changed}"]
    assert list(WorkRecord.objects.live()) == [changed]
    assert ChangedDay.objects.count() == 1
    assert imports.undo(by=wang, batch=batch, reason="再点一次")[0] == 2
    assert AuditEvent.objects.filter(action="undo").count() == 1


def test_a_batch_is_not_taken_back_after_thirty_days_nor_by_others(wang, li, zhang):
    batch = hands.imported(xlsx(HEADER, *lines(1, day())), by=li)
    with pytest.raises(Refusal, match="别人导入的"):
        imports.undo(by=zhang, batch=batch, reason="x")
    ImportBatch.objects.update(imported_at=timezone.now() - timedelta(days=31))
    with pytest.raises(Refusal, match="30 天"):
        imports.undo(by=wang, batch=batch, reason="x")


def test_drives_bring_their_results_and_take_them_back(wang):
    batch = hands.imported(wide(day()), by=wang, sheet="drives")
    drive = CleanupDrive.objects.order_by("pk").first()
    assert (drive.people, drive.person_times) == (25, 110)
    results = drive.records.filter(indicator__group="totals").values_list("indicator__code", "quantity")
    assert sorted(results) == [("dead_corner", 3), ("garbage_truckload", 2)]
    assert imports.undo(by=wang, batch=batch, reason="导错了")[0] == 2
    assert not WorkRecord.objects.live().exists()


def test_tasks_come_in_as_reports_with_numbers_and_a_trail(wang):
    head = ("社区", "类别", "地点", "数量", "发现日期", "完成日期")
    rows = (("1", "卫生死角", "示例西墙", "2处", day(), ""), ("1", "卫生死角", "示例东墙", 1, day(), day()))
    batch = hands.imported(sheet_file(head, *rows), by=wang, sheet="tasks")
    task = RemediationTask.objects.get()
    assert (task.number, task.state, task.steps.count(), task.unit.code) == ("1-0001", "reported", 1, "1")
    assert hands.told(batch, "bad")[0][1].startswith("这一行已经办完了")
    imports.undo(by=wang, batch=batch, reason="导错了")
    task.refresh_from_db()
    assert task.state == "void"


def test_registers_stand_under_the_rules_of_their_forms(wang):
    head = ("社区", "车型", "颜色", "首次发现", "状态", "处置日期")
    rows = (("1", "面包车", "白", day(), "", ""), ("1", "轿车", "黑", day(), "已贴告知书", ""))
    batch = hands.imported(sheet_file(head, *rows), by=wang, sheet="vehicles")
    assert batch.counts["imported"] == 1
    assert sheet_of("vehicles")().made_by(batch).get().vehicle_type == "面包车"
    assert len(hands.told(batch, "bad")) == 1


def test_every_ledger_says_what_it_is_called_and_whether_it_is_open(wang):
    for slug, sheet in office_sheets().items():
        headings = [column.column_name for column in sheet().columns()]
        assert len(set(headings)) == len(headings), slug
        assert sheet.title
        assert set(sheet().needed(imports.checking.Scope(by=wang))) <= set(headings)


def test_a_large_file_is_left_to_the_workers_and_a_lost_one_can_run_again(wang):
    batch = hands.checked(hands.kept(xlsx(HEADER, *lines(600, day())), by=wang), by=wang)
    assert batch.state == ImportState.CHECKING
    jobs.run(Job.objects.get().pk, imports.checking.check)
    batch.refresh_from_db()
    assert (batch.state, batch.counts["good"]) == (ImportState.CHECKED, 600)
    batch = imports.confirm(by=wang, batch=batch)
    assert (batch.state, WorkRecord.objects.count()) == (ImportState.IMPORTING, 0)
    for _ in range(2):
        writing.run(batch.pk)
    assert WorkRecord.objects.count() == 600


def many(count):
    """So many rows that all differ and are all good."""
    return [line(number, day(), quantity=number % 90 + 1, place=f"示例{number}号") for number in range(1, count + 1)]


DYING = """
import os, signal
import django; django.setup()
from tataboo_portal.imports import bulk, writing
honest = bulk.insert
def dying(model, rows, **constants):
    def until():
        for number, row in enumerate(rows):
            if number == 25_000:
                os.kill(os.getpid(), signal.SIGKILL)
            yield row
    return honest(model, until(), **constants)
bulk.insert = dying
writing.run(int(os.environ["BATCH"]))
"""


@pytest.mark.sweep
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_leaves_nothing_and_the_job_can_run_again(transactional_db):
    wang = makers.person("wang")
    batch = hands.checked(hands.kept(xlsx(HEADER, *many(50_000)), by=wang), by=wang)
    imports.checking.check(batch.pk)
    batch.refresh_from_db()
    batch = imports.confirm(by=wang, batch=batch, wants_alike=True)
    facts = connection.settings_dict
    environment = os.environ | {"BATCH": str(batch.pk), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    connect = f"import django.conf; django.conf.settings.DATABASES['default']['NAME'] = {str(facts['NAME'])!r}\n"
    done = subprocess.run([sys.executable, "-c", connect + DYING], env=environment, check=False, timeout=300)
    assert done.returncode == -signal.SIGKILL
    assert not WorkRecord.objects.exists()
    batch.refresh_from_db()
    assert batch.state == ImportState.IMPORTING
    writing.run(batch.pk)
    assert WorkRecord.objects.count() == batch.counts["good"]


def test_the_same_submission_is_the_same_batch(wang):
    number = uuid.uuid4()
    first, second = (
        imports.keep("社区\t数量\n1\t2\n", by=wang, sheet="works", client_uuid=number, is_pasted=True) for _ in range(2)
    )
    assert first == second
