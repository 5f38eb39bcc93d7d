"""The work ledger: one entry, every check, nothing lost, nothing doubled."""

import uuid
from datetime import timedelta
from threading import Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from campaigns import actions
from campaigns.models import Indicator, WorkRecord
from tataboo_portal.entry import place_named
from tataboo_portal.enums import PlaceKind
from tataboo_portal.forms import QuantityField
from tataboo_portal.models import AuditEvent, ChangedDay, Photo, Place, Unit
from tests import makers
from tests.counting import count_queries
from tests.people import person, unit_of

URL = "/cleanups/"


@pytest.fixture
def entry(db):
    """What the quick row sends for 12 处 牛皮癣 in 社区七 today."""
    return {
        "client_uuid": str(uuid.uuid4()),
        "day": timezone.localdate().isoformat(),
        "unit": Unit.objects.get(code="7").pk,
        "indicator": Indicator.objects.get(code="sticker").pk,
        "quantity": "12",
        "where": "",
        "note": "",
    }


def errors_of(response):
    return {name: list(sentences) for name, sentences in response.context["form"].errors.items()}


def test_the_office_logs_a_cleanup_and_is_told_what_was_logged(sign_in, wang, entry):
    response = sign_in(wang).post(URL, entry, follow=True)
    assert "已记：社区七 清理牛皮癣 12 处" in response.content.decode()
    record = WorkRecord.objects.get()
    assert (record.unit.code, record.community.code, record.quantity, record.created_by) == ("7", "7", 12, wang)
    event = AuditEvent.objects.get(object_type="campaigns.WorkRecord")
    assert (event.actor_name, event.before, event.after["quantity"]) == ("王", None, 12)
    assert ChangedDay.objects.get().day == record.day


def test_a_double_click_makes_one_record(sign_in, wang, entry):
    client = sign_in(wang)
    assert [client.post(URL, entry).status_code for _ in range(3)] == [302, 302, 302]
    assert WorkRecord.objects.count() == 1
    assert AuditEvent.objects.filter(object_type="campaigns.WorkRecord").count() == 1


@pytest.mark.parametrize("words", ["12", "12处", "１２", " 12 ", "１２处", "12 处"])
def test_a_quantity_is_read_as_people_type_it(words):
    assert QuantityField().clean(words) == 12


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "数量要填数字，比如 12。"),
        ("1O", "数量要填数字，比如 12。"),
        ("十二", "数量要填数字，比如 12。"),
        ("1.5", "数量要填整数，比如 12。"),
        ("-3", "数量要大于 0。"),
        ("0", "数量要大于 0。"),
        ("99999999999999999999", "数量太大了，检查一下是不是多打了几个数字。"),
    ],
)
def test_a_wrong_quantity_gets_its_sentence(sign_in, wang, entry, words, sentence):
    response = sign_in(wang).post(URL, entry | {"quantity": words, "note": "楼后"})
    assert response.status_code == 400
    assert errors_of(response)["quantity"] == [sentence]
    assert 'value="楼后"' in response.content.decode()
    assert not WorkRecord.objects.exists()


@given(st.text(max_size=30))
def test_no_text_breaks_the_quantity_field(words):
    field = QuantityField()
    try:
        value = field.clean(words)
    except ValidationError:
        value = None
    assert value is None or value > 0


def test_more_than_one_record_may_hold_is_refused(sign_in, wang, entry):
    response = sign_in(wang).post(URL, entry | {"quantity": "20001"})
    assert errors_of(response)["quantity"] == ["数量超过单笔上限 20000，检查一下是不是多打了几个数字。"]


def test_a_quantity_out_of_line_is_asked_about_once(sign_in, wang, entry):
    for quantity in (10, 11, 12, 13, 14):
        makers.work(quantity=quantity)
    client = sign_in(wang)
    asked = client.post(URL, entry | {"quantity": "1200"})
    assert errors_of(asked)["quantity"] == ["比平时多很多，确认是 1200 处吗？"]
    assert "确认没有填错" in asked.content.decode()
    assert client.post(URL, entry | {"quantity": "1200", "confirmed": "on"}).status_code == 302
    assert WorkRecord.objects.filter(quantity=1200).count() == 1


def test_an_entry_that_already_stands_there_is_asked_about(sign_in, wang, entry):
    first = makers.work(quantity=12)
    response = sign_in(wang).post(URL, entry)
    assert f"和第 {first.pk} 条" in errors_of(response)["quantity"][0]


@pytest.mark.parametrize("shift", [1, 30, -366, -4000])
def test_a_day_that_makes_no_sense_is_refused(sign_in, wang, entry, shift):
    today = timezone.localdate()
    response = sign_in(wang).post(URL, entry | {"day": (today + timedelta(days=shift)).isoformat()})
    first = today - timedelta(days=365)
    sentence = f"日期要在 {first.year}年{first.month}月{first.day}日 到今天之间。"
    assert errors_of(response)["day"] == [sentence]


@pytest.mark.parametrize("words", ["2026-13-02", "昨天", ""])
def test_a_day_that_is_no_day_is_refused(sign_in, wang, entry, words):
    response = sign_in(wang).post(URL, entry | {"day": words})
    assert response.status_code == 400
    assert "day" in errors_of(response)


def test_a_file_that_is_no_photo_is_refused_and_the_rest_stays(sign_in, wang, entry):
    bad = makers.SimpleUploadedFile("照片.jpg", b"just text")
    response = sign_in(wang).post(URL, entry | {"photo_album": bad, "note": "墙上"})
    assert errors_of(response) == {"photo_album": ["这个文件不是照片，请选 JPG 或 PNG。"]}
    assert 'value="墙上"' in response.content.decode()


def test_a_good_photo_survives_a_mistake_in_another_field(sign_in, wang, entry):
    client = sign_in(wang)
    wrong = client.post(URL, entry | {"quantity": "x", "photo_album": makers.photo_upload()})
    photo = Photo.objects.get()
    assert str(photo.token) in wrong.content.decode()
    client.post(URL, entry | {"photo_kept": str(photo.token)})
    assert WorkRecord.objects.get().photos.get() == photo
    assert Photo.objects.count() == 1


def test_nobody_names_a_photo_somebody_else_kept(sign_in, wang, li, entry):
    photo = makers.photos.keep(makers.photo_upload(), by=li)
    sign_in(wang).post(URL, entry | {"photo_kept": str(photo.token)})
    assert not WorkRecord.objects.get().photos.exists()


def test_a_worker_writes_for_the_own_unit_whatever_the_form_says(sign_in, li, entry):
    assert sign_in(li).post(URL, entry).status_code == 302
    assert WorkRecord.objects.get().unit.code == "1"


def test_extra_fields_change_nothing(sign_in, wang, entry):
    sign_in(wang).post(URL, entry | {"created_by": 1, "voided_at": "2026-01-01", "version": "77", "community": 3})
    record = WorkRecord.objects.get()
    assert (record.version, record.voided_at, record.community.code) == (1, None, "7")


def test_a_place_is_found_by_its_exact_name_on_the_units_own_ground(db):
    here, there = unit_of("7"), unit_of("8")
    place = Place.objects.create(name="示例小区", kind=PlaceKind.COMPOUND, community=here, market_group=unit_of("A"))
    assert place_named("示例小区", here) == place
    assert place_named("示例小区", unit_of("A")) == place
    assert place_named("示例小区", there) is None
    assert place_named("示例小", here) is None


def test_a_record_at_a_place_counts_on_area_and_line(sign_in, wang, entry):
    Place.objects.create(name="示例市场", kind=PlaceKind.MARKET, community=unit_of("7"), market_group=unit_of("B"))
    sign_in(wang).post(URL, entry | {"where": "示例市场"})
    record = WorkRecord.objects.get()
    assert (record.community.code, record.market_group.code, record.where) == ("7", "B", "示例市场")
    sign_in(wang).post(URL, entry | {"where": "没登记的墙角", "client_uuid": str(uuid.uuid4())})
    assert WorkRecord.objects.latest("id").location == "没登记的墙角"


def test_a_record_keeps_its_place_and_area_when_that_went_out_of_use(sign_in, wang, entry):
    there = Place.objects.create(
        name="示例市场", kind=PlaceKind.MARKET, community=unit_of("7"), market_group=unit_of("B")
    )
    client = sign_in(wang)
    client.post(URL, entry | {"where": "示例市场"})
    Place.objects.filter(pk=there.pk).update(is_active=False)
    record = WorkRecord.objects.get()
    changed = entry | {"where": "示例市场", "note": "示例", "version": "1"}
    assert client.post(f"{URL}{record.pk}/", changed).status_code == 302
    record.refresh_from_db()
    assert (record.note, record.place, record.market_group.code) == ("示例", there, "B")


def test_the_toast_offers_to_undo_what_was_just_logged(sign_in, wang, entry):
    client = sign_in(wang)
    page = client.post(URL, entry, follow=True).content.decode()
    record = WorkRecord.objects.get()
    assert reverse("work_void", args=(record.pk,)) in page
    assert "撤销" in page


def test_the_toast_never_tells_of_anothers_record(sign_in, zhang):
    record = makers.work(unit="1")
    assert "已记" not in sign_in(zhang).get(f"{URL}?saved={record.pk}").content.decode()
    for nonsense in ("abc", "9" * 40, "-1", "²"):
        assert sign_in(zhang).get(URL, {"saved": nonsense}).status_code == 200


def test_the_sums_are_those_of_the_whole_filter(sign_in, wang):
    for quantity in range(1, 61):
        makers.work(quantity=quantity)
    makers.work(quantity=500, indicator="dead_corner")
    page = sign_in(wang).get(URL, {"indicator": "sticker"})
    assert [total for _, total in page.context["sums"]] == [sum(range(1, 61))]
    assert len(page.context["page"].rows) == 50


def test_the_list_equals_a_plain_recount_whatever_happened(sign_in, wang):
    records = [makers.work(quantity=number) for number in range(1, 9)]
    actions.void_work(records[0], by=wang, reason="示例")
    actions.change_work(records[1], by=wang, version=1, quantity=100)
    recount = WorkRecord.objects.filter(voided_at=None).aggregate(total=Sum("quantity"))["total"]
    assert [total for _, total in sign_in(wang).get(URL).context["sums"]] == [recount]


@pytest.mark.parametrize(
    "query",
    ["?from=abc", "?unit=ZZ", "?indicator=none", "?after=x,y", "?after=2026-11-01", "?before=9,9", "?show=x", "?q=%00"],
)
def test_nonsense_in_the_address_is_no_error(sign_in, wang, query):
    makers.work()
    assert sign_in(wang).get(URL + query).status_code == 200


def test_pages_follow_each_other_without_gap_or_overlap(sign_in, wang):
    for number in range(120):
        makers.work(quantity=number + 1)
    client, url, seen = sign_in(wang), URL, []
    while url:
        page = client.get(url).context["page"]
        seen.append([row.pk for row in page.rows])
        url = URL + page.next_url if page.next_url else ""
    assert [len(rows) for rows in seen] == [50, 50, 20]
    assert len({pk for rows in seen for pk in rows}) == 120
    back = client.get(URL + page.previous_url).context["page"]
    assert [row.pk for row in back.rows] == seen[1]


@pytest.mark.parametrize("page", [URL, "/campaigns/2017/"])
def test_a_list_asks_as_often_for_three_rows_as_for_one(sign_in, wang, page):
    client = sign_in(wang)
    makers.work()
    one = count_queries(client, page)
    makers.work(unit="1", quantity=3)
    makers.work(unit="A", quantity=4)
    assert count_queries(client, page) == one


@pytest.mark.django_db(transaction=True)
def test_twenty_arrivals_at_once_make_one_record():
    person("wang")
    client_uuid, made, failures = uuid.uuid4(), [], []

    def arrive():
        try:
            made.append(makers.work(client_uuid=client_uuid).pk)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [Thread(target=arrive) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(set(made)) == 1
    assert WorkRecord.objects.count() == 1
    assert AuditEvent.objects.filter(object_type="campaigns.WorkRecord").count() == 1
    assert ChangedDay.objects.count() == 1
