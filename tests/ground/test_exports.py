"""Lists taken out: the filter and the eyes of the list itself, an event for each, the form as the office knows it."""

import csv
import io
import re
import uuid
from datetime import date, timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone
from openpyxl import load_workbook

from campaigns.models import CleanupDrive, WorkRecord
from tataboo_portal import admin_bases, ledgers
from tataboo_portal.enums import AuditAction
from tataboo_portal.listings import Asked, listings, masked, period_words
from tataboo_portal.models import AuditEvent
from tests import makers, registers
from tests.counting import count_queries
from tests.ground.taken import WORKS, body, event, table
from tests.people import person, unit_of


def test_a_list_leaves_under_its_own_filter_and_the_trail_says_so(sign_in, wang):
    makers.work(unit="1", quantity=3)
    makers.work(unit="2", quantity=4)
    response = sign_in(wang).get(WORKS, {"unit": "1", "after": "2026-11-01,9"})
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert response["Content-Disposition"].startswith("attachment")
    assert [(row["责任单位"], row["数量"]) for row in table(response)] == [("绣品厂社区", 3)]
    today = timezone.localdate()
    assert (event().actor_name, event().after["rows"]) == ("王", 1)
    assert event().after["filter"] == {
        "unit": "1",
        "from": today.replace(day=1).isoformat(),
        "to": today.isoformat(),
        "format": "xlsx",
    }


def test_people_of_a_unit_take_out_what_they_see_and_fill_in_for_their_unit(sign_in, li):
    makers.work(unit="1", quantity=3)
    makers.work(unit="2", quantity=4)
    content = body(sign_in(li).get(WORKS))
    page = load_workbook(io.BytesIO(content)).active
    assert page["A2"].value == "填报单位（盖章）：绣品厂社区"
    assert [row[0].value for row in page.iter_rows(min_row=4, max_col=1)][:2] == [1, "合计"]


def test_voided_rows_leave_only_when_asked_for_with_their_reason_and_no_sum(sign_in, wang):
    ledgers.void(makers.work(quantity=3), by=wang, reason="记重了")
    client = sign_in(wang)
    assert table(client.get(WORKS)) == []
    response = client.get(WORKS, {"show": "voided"})
    content = body(response)
    page = load_workbook(io.BytesIO(content)).active
    assert page["A1"].value == "塔塔埠街道整治台账（作废的）"
    assert "记重了" in [cell.value for cell in page[4]]
    assert "合计" not in [cell.value for cell in page["A"]]


def test_the_same_as_csv(sign_in, wang):
    makers.work(unit="1", quantity=3, note="=1+1")
    response = sign_in(wang).get(WORKS, {"format": "csv"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    row = next(csv.DictReader(io.StringIO(body(response).decode("utf-8-sig"))))
    assert (row["数量"], row["备注"]) == ("3", "'=1+1")


def test_photos_leave_small_and_only_when_asked_for(sign_in, wang):
    makers.work(quantity=3, photo=makers.photo_upload())
    makers.process_photos()
    client = sign_in(wang)
    assert not load_workbook(io.BytesIO(body(client.get(WORKS)))).active._images
    page = load_workbook(io.BytesIO(body(client.get(WORKS, {"photos": "1"})))).active
    assert [image.format for image in page._images] == ["jpeg"]
    assert page.cell(3, page.max_column).value == "照片"
    assert page.row_dimensions[4].height > 60


@pytest.mark.parametrize("query", [{}, {"photos": "1"}])
def test_three_rows_cost_what_one_costs(sign_in, wang, query):
    client = sign_in(wang)
    url = f"{WORKS}?{'&'.join(f'{name}={value}' for name, value in query.items())}"
    makers.work(quantity=3, photo=makers.photo_upload())
    makers.process_photos()
    one = count_queries(client, url)
    for quantity in (4, 5):
        makers.work(quantity=quantity, photo=makers.photo_upload())
    makers.process_photos()
    assert count_queries(client, url) == one
    assert len(table(client.get(url))) == 3


def test_phone_numbers_are_whole_only_for_those_who_may_write_the_row_and_only_when_asked_for(sign_in, li, sun):
    registers.shop(phone="13800005678")
    url, client = "/registers/shops/export.xlsx", sign_in(li)
    assert "138****5678" in table(client.get(url))[0].values()
    assert "13800005678" in table(client.get(url, {"phones": "1"}))[0].values()
    assert "138****5678" in table(sign_in(sun).get(url, {"phones": "1"}))[0].values()
    assert AuditEvent.objects.filter(action=AuditAction.EXPORT, after__filter__phones="True").count() == 2


def test_the_managers_list_of_people_hides_numbers_until_they_are_asked_for(sign_in, qian, li):
    li.phone, li.username = "13800005678", "13800005678"
    li.save()
    url, client = "/manage/people/export.xlsx", sign_in(qian)
    assert "13800005678" not in str(table(client.get(url)))
    assert "13800005678" in str(table(client.get(url, {"phones": "1"})))


def test_long_numbers_are_hidden_wherever_they_stand():
    assert masked("13812345678（家）") == "138****5678（家）"
    assert masked("0632-5551234") == "0632-****"
    assert masked("li") == "li"
    assert masked(None) == ""


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"from": "2026-10-01", "to": "2026-10-31"}, "2026年10月"),
        ({"from": "2026-10-01", "to": "2026-10-30"}, "2026年10月1日—10月30日"),
        ({"from": "2025-12-30", "to": "2026-01-02"}, "2025年12月30日—2026年1月2日"),
        ({"from": "2026-10-01"}, "2026年10月1日起"),
        ({"to": "2026-10-01"}, "到2026年10月1日"),
        ({"day_from": "2026-10-01", "day_to": "2026-10-31"}, "2026年10月"),
        ({}, ""),
    ],
)
def test_the_title_names_the_period(data, words):
    assert period_words({name: date.fromisoformat(day) for name, day in data.items()}) == words


def test_days_beyond_the_calendar_name_no_period(sign_in, wang):
    asked = Asked.read(listings()["works"], wang, QueryDict("from=0001-01-01&to=9999-12-31&unit=1"))
    assert asked.title == "塔塔埠街道整治台账"
    assert asked.params == {"unit": "1", "format": "xlsx"}


def test_a_register_answers_at_its_own_address_only(sign_in, wang):
    client = sign_in(wang)
    for slug in ("works", "nothing", "people"):
        assert client.get(f"/registers/{slug}/export.xlsx").status_code == 404


ADDRESSES = {
    "/tasks/": "/tasks/export.xlsx",
    "/places/": "/places/export.xlsx",
    "/patrols/": "/patrols/export.xlsx",
    "/checks/": "/checks/export.xlsx",
    "/publicity/": "/publicity/export.xlsx",
    "/cleanups/": WORKS,
    "/campaigns/2017/": "/campaigns/export.xlsx",
    "/registers/baits/": "/registers/baits/export.xlsx",
}


@pytest.mark.parametrize("page", ADDRESSES)
def test_every_list_leads_to_its_export_with_its_own_filter(sign_in, wang, page):
    client = sign_in(wang)
    html = client.get(page, {"unit": "1", "after": "5"}).content.decode()
    found = [url.replace("&amp;", "&") for url in re.findall(r'href="([^"]+export\.xlsx[^"]*)"', html)]
    assert all(url.startswith(ADDRESSES[page]) and "unit=1" in url and "after" not in url for url in found)
    assert found
    for url in found:
        assert client.get(url).status_code == 200


def test_the_title_holds_no_more_than_a_line_of_a_search(sign_in, wang):
    asked = Asked.read(listings()["tasks"], person("wang"), QueryDict("q=%E2%80%AE" + "x" * 500))
    assert len(asked.title) < 60
    assert "\u202e" not in asked.title


def test_rows_come_in_the_order_of_their_days(sign_in, wang):
    today = timezone.localdate()
    for days in (1, 3, 2):
        makers.work(quantity=days, day=today - timedelta(days=days))
    since = (today - timedelta(days=9)).isoformat()
    assert [row["数量"] for row in table(sign_in(wang).get(WORKS, {"from": since}))] == [3, 2, 1]
    assert WorkRecord.objects.count() == 3
    assert isinstance(table(sign_in(wang).get(WORKS, {"from": since}))[0]["日期"].date(), date)


def test_no_list_asks_more_for_three_rows_than_for_one(sign_in, wang):
    """Tasks and drives read through other rows; people and places are counted beside them."""
    client = sign_in(wang)
    addresses = (
        "/tasks/export.xlsx",
        "/tasks/export.xlsx?photos=1",
        "/cleanups/drives/export.xlsx",
        "/registers/shops/export.xlsx",
    )

    def add():
        makers.closed(unit="1")
        registers.shop(name=f"示例商户{uuid.uuid4().hex[:6]}")
        drive = CleanupDrive.objects.create(unit=unit_of("1"), day=timezone.localdate(), people=3, created_by=wang)
        makers.work(unit="1", indicator="dead_corner", quantity=2, drive=drive)

    add()
    one = [count_queries(client, url) for url in addresses]
    add()
    add()
    assert [count_queries(client, url) for url in addresses] == one
    assert [len(table(client.get(url))) for url in addresses] == [3] * 4


def test_events_leave_with_what_they_achieved_and_people_are_not_added_up(sign_in, wang):
    for people in (30, 40):
        drive = CleanupDrive.objects.create(
            unit=unit_of("1"), day=timezone.localdate(), people=people, person_times=50, created_by=wang
        )
        makers.work(unit="1", indicator="dead_corner", quantity=2, drive=drive)
    page = load_workbook(io.BytesIO(body(sign_in(wang).get("/cleanups/drives/export.xlsx")))).active
    header, *rows = page.iter_rows(min_row=3, values_only=True)
    total = next(dict(zip(header, row, strict=True)) for row in rows if row[0] == "合计")
    heading = next(name for name in header if "卫生死角" in name)
    assert (total[heading], total["参加人次"]) == (4, 100)
    assert not total["参加人数"]


def test_the_admin_takes_out_the_same_form_with_numbers_hidden(sign_in, qian, li):
    li.phone = "13800005678"
    li.save()
    makers.work(unit="1", quantity=3)
    client = sign_in(qian)
    for model, words in (("campaigns/workrecord", "绣品厂社区"), ("tataboo_portal/user", "138****5678")):
        response = client.post(f"/admin/{model}/export/", {"format": "0"})
        page = load_workbook(io.BytesIO(response.content)).active
        assert page["A1"].value.startswith("塔塔埠街道")
        assert words in [cell.value for row in page.iter_rows() for cell in row]
    csv_response = client.post("/admin/campaigns/workrecord/export/", {"format": "1"})
    assert csv_response.content.startswith(b"\xef\xbb\xbf")
    assert AuditEvent.objects.filter(action=AuditAction.EXPORT).count() == 3


def test_the_admin_takes_out_no_more_than_one_answer_holds(sign_in, qian, monkeypatch):
    monkeypatch.setattr(admin_bases, "MOST_AT_ONCE", 1)
    makers.work(unit="1", quantity=3)
    makers.work(unit="1", quantity=4)
    client = sign_in(qian)
    page = "/admin/campaigns/workrecord/export/"
    for response in (client.get(f"{page}?q=", follow=True), client.post(f"{page}?q=", {"format": "0"}, follow=True)):
        assert response.redirect_chain[0][0] == "../?q="
        assert "超过 5,000 行" in response.content.decode()
    assert client.get(f"{page}?nothing=1").url == "../?e=1"
    assert not AuditEvent.objects.filter(action=AuditAction.EXPORT).exists()
