"""A batch on its pages: what is alike, the way back, its file, where it stands, a worker that was lost."""

import uuid

from openpyxl import load_workbook

from campaigns.models import WorkRecord
from tataboo_portal import exports, jobs
from tataboo_portal.enums import ExportState, ImportState
from tataboo_portal.imports import writing
from tataboo_portal.models import ExportFile, ImportBatch, Job
from tests.ground.imports import hands
from tests.ground.imports.pages import DAY, GOOD, MISNAMED, file_of, on_check, text, words


def test_alike_rows_come_in_only_when_wanted(sign_in, wang):
    client = sign_in(wang)
    batch, response = on_check(client, GOOD, GOOD)
    assert "1 行和已有的一样" in words(response)
    client.post(f"/imports/{batch.pk}/check/", {"do": "confirm", "wants_alike": "on"})
    assert WorkRecord.objects.count() == 2
    again, response = on_check(client, GOOD, GOOD)
    assert f"（第 {batch.pk} 批）" in words(response)
    assert "已经由王导入过" in words(client.post(f"/imports/{again.pk}/check/", {"do": "confirm"}))


def test_a_batch_is_taken_back_with_a_reason_and_changed_rows_are_named(sign_in, wang):
    client = sign_in(wang)
    batch, _ = on_check(client, GOOD, f"{DAY}\t绣品厂社区\t牛皮癣\t5")
    client.post(f"/imports/{batch.pk}/check/", {"do": "confirm"})
    WorkRecord.objects.filter(quantity=5).update(version=2)
    page = f"/imports/{batch.pk}/done/"
    assert "作废要写原因" in words(client.post(page, {"reason": ""}))
    response = client.post(page, {"reason": "导错了"}, follow=True)
    assert "已撤销 1 行，1 行后来有人改过" in words(response)
    kept = WorkRecord.objects.live().get()
    assert (kept.quantity, f"{kept.pk} " in words(response)) == (5, True)
    assert client.post(page, {"reason": "再来"}, follow=True).status_code == 200


def test_the_file_is_handed_back_as_it_came_and_never_opened(sign_in, wang):
    client = sign_in(wang)
    content = file_of([["日期", "片区"], ["x", "y"]]).read()
    batch = hands.kept(content, by=wang, name="<b>台账.html")
    response = client.get(f"/imports/{batch.pk}/file/")
    assert b"".join(response.streaming_content) == content
    assert response["Content-Disposition"].startswith("attachment")
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")


def test_every_address_leads_to_the_step_where_the_batch_stands(sign_in, wang):
    client = sign_in(wang)
    batch, _ = on_check(client, GOOD)
    stands = {
        ImportState.UPLOADED: ("/columns/", ("check", "done")),
        ImportState.CHECKED: ("/check/", ("done",)),
        ImportState.REFUSED: ("/check/", ("done",)),
        ImportState.IMPORTING: ("/check/", ("columns", "done")),
        ImportState.DONE: ("/done/", ("columns", "check")),
        ImportState.ABANDONED: ("/imports/", ("columns", "check", "done")),
    }
    for state, (end, steps) in stands.items():
        ImportBatch.objects.update(state=state)
        for step in steps:
            assert client.get(f"/imports/{batch.pk}/{step}/").url.endswith(end), (state, step)
        assert client.get("/imports/").status_code == 200


def test_a_worker_at_work_is_waited_for_and_a_lost_one_can_be_called_again(sign_in, wang):
    client = sign_in(wang)
    batch, _ = on_check(client, GOOD)
    ImportBatch.objects.update(state=ImportState.IMPORTING, rows_done=1)
    page = f"/imports/{batch.pk}/check/"
    response = client.get(page)
    assert response["Refresh"] == "2"
    assert "50%" in response.content.decode()
    assert "再来一次" in words(response)
    assert "Refresh" not in client.get(page, {"still": 1})
    client.post(page, {"do": "again"})
    assert "再来一次" not in words(client.get(page))
    jobs.run(Job.objects.get(task=writing.RUN_TASK).pk, writing.run)
    assert client.get(page).url == f"/imports/{batch.pk}/done/"
    client.post(page, {"do": "confirm"})
    assert WorkRecord.objects.count() == 1


def test_a_batch_can_be_given_up_and_nothing_stays(sign_in, wang):
    client = sign_in(wang)
    batch, _ = on_check(client, GOOD)
    response = client.post(f"/imports/{batch.pk}/check/", {"do": "abandon"}, follow=True)
    assert "什么都没有导入" in words(response)
    assert not WorkRecord.objects.exists()


def test_the_number_of_anothers_import_gives_nothing_away(sign_in, li, zhang):
    sign_in(li)
    batch = hands.kept(text(GOOD).encode(), by=li, is_pasted=True)
    sent = {"client_uuid": batch.client_uuid, "text": text(GOOD)}
    response = sign_in(zhang).post("/imports/new/works/", sent)
    assert response.status_code == 400
    assert ImportBatch.objects.get().created_by == li
    assert sign_in(li).post("/imports/new/works/", sent).status_code == 302
    assert ImportBatch.objects.count() == 1


def test_people_an_import_brought_stand_alone_in_the_admins_list(sign_in, qian, li):
    lines = "手机号,姓名,角色\n13800000099,示例甲,领导"
    batch = hands.imported(lines.encode(), by=qian, sheet="people", name="人员.csv")
    client, shown = sign_in(qian), f"/manage/people/?batch={batch.pk}"
    assert shown in client.get(f"/imports/{batch.pk}/done/").content.decode()
    page = client.get(shown, follow=True)
    assert [row.full_name for row in page.context["cl"].result_list] == ["示例甲"]
    assert client.get("/manage/people/?batch=x", follow=True).context["cl"].result_count > 1


def test_the_bad_rows_of_a_large_file_are_written_in_the_background(sign_in, wang, monkeypatch):
    monkeypatch.setattr(exports, "AT_ONCE", 2)
    client = sign_in(wang)
    batch, _ = on_check(client, GOOD, MISNAMED.format(5), MISNAMED.format(6))
    page = f"/imports/{batch.pk}/errors.xlsx"
    assert '一共 <b class="num">2</b> 行' in client.get(page).content.decode()
    assert client.post(page).status_code == 400
    sent = {"client_uuid": str(uuid.uuid4())}
    for _ in range(2):
        assert client.post(page, sent).url == "/exports/"
    export = ExportFile.objects.get()
    exports.write_export(export.pk)
    export.refresh_from_db()
    with export.file.open("rb") as file:
        rows = list(load_workbook(file).active.iter_rows(values_only=True))
    assert (export.state, [row[-2] for row in rows[1:]]) == (ExportState.READY, [3, 4])
    ImportBatch.objects.update(state=ImportState.CHECKING)
    ExportFile.objects.update(state=ExportState.WAITING)
    exports.write_export(export.pk)
    export.refresh_from_db()
    assert export.state == ExportState.REFUSED
