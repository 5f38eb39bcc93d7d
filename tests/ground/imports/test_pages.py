"""The pages of the wizard: four addresses, one person's own; mended in place, imported once, taken back."""

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from campaigns.models import WorkRecord
from tataboo_portal import import_actions as imports
from tataboo_portal.enums import ImportState
from tataboo_portal.imports import checking, pasting
from tataboo_portal.models import ImportBatch
from tataboo_portal.sheets import sheet_of
from tests.access.test_garbage import GARBAGE
from tests.counting import count_queries
from tests.ground.imports import hands
from tests.ground.imports.pages import DAY, GOOD, MISNAMED, WORDY, file_of, on_check, send, text, words


def test_a_file_goes_by_its_columns_to_the_check_and_is_written_at_the_last_step_alone(sign_in, wang):
    client = sign_in(wang)
    rows = [
        ["示例台账"],
        ["日期", "片区", "整治项目", "数目", "经办"],
        [DAY.replace("-", "."), "绣品厂", "牛皮癣", "12处", "张"],
    ]
    response = send(client, file_of(rows))
    batch = ImportBatch.objects.get()
    assert response.redirect_chain[-1][0] == f"/imports/{batch.pk}/columns/"
    assert [word for word in ("同名", "自动", "没有对上") if word in words(response)] == ["同名", "自动", "没有对上"]
    form = response.context["form"]
    assert (form["header_row"].value(), form["column_4"].value(), form.rows()[3]["heading"].samples) == (
        2,
        "",
        ["12处"],
    )
    chosen = {name: form[name].value() for name in form.fields}
    response = client.post(f"/imports/{batch.pk}/columns/", chosen, follow=True)
    assert "1 行可导入" in words(response)
    assert not WorkRecord.objects.exists()
    response = client.post(f"/imports/{batch.pk}/check/", {"do": "confirm"}, follow=True)
    assert response.redirect_chain[-1][0] == f"/imports/{batch.pk}/done/"
    assert "已导入 1 行" in words(response)
    assert "清理牛皮癣 +12处" in words(response)
    assert client.get(f"/cleanups/?batch={batch.pk}").context["page"].rows == list(WorkRecord.objects.all())
    assert client.get(f"/cleanups/?batch={batch.pk + 1}").context["page"].rows == []


def test_a_column_that_is_needed_is_asked_for_and_a_wrong_header_row_can_be_told(sign_in, wang):
    client = sign_in(wang)
    send(client, file_of([["甲", "乙"], ["日期", "片区", "项目", "几何"], [DAY, "绣品厂", "牛皮癣", 3]]))
    batch = ImportBatch.objects.get()
    page = f"/imports/{batch.pk}/columns/"
    assert "还没有对上：数量" in words(client.get(page))
    told = {"table": 0, "header_row": 2, "column_0": "日期", "column_1": "责任单位", "column_2": "类型"}
    response = client.post(page, told)
    assert response.status_code == 400
    assert "还没有对上：数量" in words(response)
    assert response.context["form"]["column_1"].value() == "责任单位"
    assert "两列都对到了" in words(client.post(page, told | {"column_3": "日期"}))
    assert client.post(page, told | {"column_3": "数量"}).url == f"/imports/{batch.pk}/check/"
    assert client.get(page, {"header_row": 1}).context["form"].rows()[0]["heading"].words == "甲"
    assert client.get(page).context["form"]["column_3"].value() == "数量"


def test_rows_pasted_without_headings_are_read_in_the_order_of_the_quick_row(sign_in, li):
    client = sign_in(li)
    response = send(client, f"{DAY}\t牛皮癣\t12处\t南墙\n{DAY}\t牛皮癣\t4")
    assert "2 行可导入" in words(response)
    batch = ImportBatch.objects.get()
    client.post(f"/imports/{batch.pk}/check/", {"do": "confirm"})
    assert list(WorkRecord.objects.values_list("quantity", "location", "unit__code").order_by("id")) == [
        (12, "南墙", "1"),
        (4, "", "1"),
    ]


def test_the_order_without_headings_names_the_unit_where_there_is_a_choice(li, wang):
    works = sheet_of("works")()
    assert pasting.order(works, wang)[:3] == ["日期", "责任单位", "类型"]
    assert pasting.order(works, li)[:2] == ["日期", "类型"]
    assert pasting.headed("a\tb", works, li) == "日期\t类型\na\tb"
    assert pasting.headed(text(GOOD), works, wang) == text(GOOD)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "先选一个文件"),
        ({"text": " \n "}, "先选一个文件"),
        ({"file": b""}, "0 字节"),
        ({"file": b"MZ\x00\x00\x01binary"}, "不是表格"),
        ({"file": b"a,b\n1,2", "text": "a\tb"}, "只留一样"),
    ],
)
def test_what_is_no_table_is_refused_on_the_page(sign_in, wang, sent, sentence):
    sent = {name: SimpleUploadedFile("表.xlsx", value) if name == "file" else value for name, value in sent.items()}
    response = sign_in(wang).post("/imports/new/works/", sent | {"client_uuid": uuid.uuid4()})
    assert response.status_code == 400
    assert sentence in words(response)
    assert not ImportBatch.objects.exists()


def test_a_cell_is_mended_and_an_offered_name_taken_everywhere(sign_in, wang):
    client = sign_in(wang)
    batch, response = on_check(client, GOOD, MISNAMED.format(4), WORDY, MISNAMED.format(5))
    assert "共 4 行" in words(response)
    assert "3 行有错" in words(response)
    row = response.context["rows"][0]
    assert (row.number, row.offer, row.wrong.field) == (3, "绣品厂社区", "fix_3_1")
    page = f"/imports/{batch.pk}/check/"
    response = client.post(f"{page}?kind=bad", {"fix_4_3": "10", "replace": "fix_3_1"}, follow=True)
    assert response.redirect_chain[-1][0] == f"{page}?kind=bad#rows"
    assert "3 行改好了" in words(response)
    batch.refresh_from_db()
    assert (batch.counts["good"], batch.counts["bad"]) == (4, 0)
    client.post(page, {"do": "confirm"})
    assert sorted(WorkRecord.objects.values_list("quantity", flat=True)) == [3, 4, 5, 10]


def test_a_click_that_changes_nothing_says_so_and_cells_of_right_rows_are_left_alone(sign_in, wang):
    client = sign_in(wang)
    batch, _ = on_check(client, GOOD, WORDY)
    page = f"/imports/{batch.pk}/check/"
    for sent, sentence in (
        ({"do": "mend", "fix_3_3": "1O"}, "还没有改什么"),
        ({"do": "mend", "fix_2_3": "99", "fix_3_99": "1"}, "还没有改什么"),
        ({"replace": "fix_3_3"}, "这一页已经变了"),
        ({"do": "dance"}, "页面不完整"),
        ({"do": "confirm", "rest": "all"}, "还有 1 行有错"),
    ):
        response = client.post(page, sent)
        assert (response.status_code, sentence in words(response)) == (400, True), sent
    batch.refresh_from_db()
    assert (batch.fixes, batch.state) == ({}, ImportState.CHECKED)


def test_the_bad_rows_come_back_in_the_files_own_columns_with_their_reasons(sign_in, wang):
    client = sign_in(wang)
    rows = [["经办", "日期", "片区", "类型", "数量"]]
    rows += [["张", DAY, "绣品厂", "牛皮癣", 3], ["=1+1", "2026-13-02", "绣品厂", "牛皮癣", 7]]
    batch = hands.checked(hands.kept(file_of(rows).read(), by=wang, name="十一月.xlsx"), by=wang)
    response = client.get(f"/imports/{batch.pk}/errors.xlsx")
    page = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    found = [list(row) for row in page.iter_rows(values_only=True)]
    assert found[0] == ["经办", "日期", "片区", "类型", "数量", "原来的行号", "错误说明"]
    assert found[1][1:] == ["2026-13-02", "绣品厂", "牛皮癣", 7, 3, "日期没有 13 月。"]
    assert len(found) == 2
    assert not str(found[1][0] or "").startswith("=")
    assert "%E9%94%99%E8%AF%AF%E8%A1%8C-%E5%8D%81%E4%B8%80%E6%9C%88.xlsx" in response["Content-Disposition"]


@pytest.mark.parametrize("page", ["/imports/", "/imports/{}/check/?kind=all"])
def test_the_pages_ask_the_database_the_same_for_one_row_and_for_three(sign_in, wang, page):
    client = sign_in(wang)
    batch, _ = on_check(client, GOOD, WORDY)
    one = count_queries(client, page.format(batch.pk))
    for _ in range(2):
        batch, _ = on_check(client, GOOD, WORDY, MISNAMED.format(3), MISNAMED.format(4))
    assert count_queries(client, page.format(batch.pk)) == one
    assert one <= 8


def test_the_lists_lead_those_who_may_write_to_the_import(sign_in, li, liu, sun):
    for address, slug in (("/cleanups/", "works"), ("/publicity/", "placements"), ("/registers/shops/", "shops")):
        link = f'href="/imports/new/{slug}/"'
        assert link in sign_in(li).get(address).content.decode()
        assert link not in sign_in(sun).get(address).content.decode()
    assert sign_in(liu).get("/imports/").context["sheets"] != sign_in(sun).get("/imports/").context["sheets"]


def test_rows_below_the_first_page_are_reached_by_their_number(sign_in, wang):
    client = sign_in(wang)
    batch, response = on_check(client, *(MISNAMED.format(number) for number in range(1, 61)))
    assert (len(response.context["rows"]), response.context["page"].count_text) == (50, "共 60 条")
    second = client.get(f"/imports/{batch.pk}/check/" + response.context["page"].next_url)
    assert [row.number for row in second.context["rows"]] == list(range(52, 62))
    batch = imports.mend(by=wang, batch=batch, replacements=[("责任单位", "绣品场社区", "绣品厂社区")])
    assert batch.counts["bad"] == 0


def test_all_cells_changed_on_a_page_are_judged_in_one_go(sign_in, wang, monkeypatch):
    client, judged = sign_in(wang), []
    batch, response = on_check(client, *(MISNAMED.format(number) for number in range(1, 4)))
    monkeypatch.setattr(checking, "check", lambda pk, check=checking.check: judged.append(pk) or check(pk))
    cells = {row.wrong.field: "绣品厂社区" for row in response.context["rows"]}
    assert len(cells) == 3
    client.post(f"/imports/{batch.pk}/check/", {"do": "mend", "rest": "good", **cells})
    batch.refresh_from_db()
    assert (batch.counts["bad"], judged) == (0, [batch.pk])


def test_garbage_in_addresses_and_forms_is_answered_and_changes_nothing(sign_in, wang):
    client = sign_in(wang)
    batch, _ = on_check(client, GOOD, WORDY)
    check, columns = f"/imports/{batch.pk}/check/", f"/imports/{batch.pk}/columns/"
    for place, piece in enumerate(GARBAGE):
        asked = dict.fromkeys(("kind", "after", "before", "still", "table", "header_row", "batch"), piece)
        lists = ("/imports/", "/cleanups/", "/places/", "/tasks/", "/registers/shops/")
        for page in (check, columns, lists[place % len(lists)]):
            assert client.get(page, asked).status_code < 500, (page, piece[:30])
        sent = dict.fromkeys(("do", "replace", "rest", "fix_3_x", "fix_999999999_3", f"fix_3_{piece[:20]}"), piece)
        assert client.post(check, sent).status_code == 400, piece[:30]
        chosen = dict.fromkeys(("table", "header_row", "column_0", "column_3"), piece)
        assert client.post(columns, chosen).status_code == 400, piece[:30]
        assert client.post("/imports/new/works/", {"client_uuid": piece, "text": piece}).status_code == 400
    batch.refresh_from_db()
    assert (batch.fixes, batch.replacements, ImportBatch.objects.count()) == ({}, {}, 1)


def test_a_mended_cell_may_hold_anything_and_only_says_again_what_is_wrong(sign_in, wang):
    client = sign_in(wang)
    batch, _ = on_check(client, GOOD, WORDY)
    for piece in GARBAGE[:9]:
        assert client.post(f"/imports/{batch.pk}/check/", {"do": "mend", "fix_3_3": piece}).status_code == 302
    batch.refresh_from_db()
    assert (batch.counts["good"], batch.counts["bad"]) == (1, 1)
