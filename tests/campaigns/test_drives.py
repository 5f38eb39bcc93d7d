"""清扫活动: one event is one transaction; people and person-times apart; its records follow it and nothing else does."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns import actions
from campaigns.models import CleanupDrive, WorkRecord
from tataboo_portal.models import AuditEvent, ChangedDay
from tataboo_portal.refusals import Refusal, StaleEdit
from tests import makers
from tests.counting import count_queries
from tests.people import unit_of

URL = "/cleanups/drives/"


@pytest.fixture
def entry(db):
    """What the row of an event sends: 25 people, 3 车辆, 3 处 死角, 12 处 牛皮癣."""
    return {
        "client_uuid": str(uuid.uuid4()),
        "day": timezone.localdate().isoformat(),
        "unit": unit_of("7").pk,
        "where": "示例宿舍西墙",
        "people": "２５人",
        "vehicles": "3",
        "count_dead_corner": "3处",
        "count_sticker": "12",
    }


def counted():
    """{indicator code: quantity} of every record that counts."""
    return dict(WorkRecord.objects.live().order_by("indicator__code").values_list("indicator__code", "quantity"))


def typed_of(client, drive):
    """What the event's own page would send back unchanged."""
    form = client.get(reverse("drive_detail", args=[drive.pk])).context["form"]
    return {field.html_name: field.value() for field in form if field.value() not in (None, False)}


def test_one_row_makes_the_event_its_records_and_one_time(sign_in, wang, entry):
    page = sign_in(wang).post(URL, entry | {"photo_album": makers.photo_upload()}, follow=True)
    drive = CleanupDrive.objects.get()
    assert (drive.people, drive.person_times, drive.vehicles) == (25, None, 3)
    assert counted() == {"cleanup_event": 1, "dead_corner": 3, "sticker": 12}
    for record in WorkRecord.objects.all():
        assert (record.drive, record.unit, record.day, record.location) == (
            drive,
            drive.unit,
            drive.day,
            drive.location,
        )
        assert record.community == drive.community
    assert drive.photos.count() == 1
    assert "已记：社区七 清扫活动 25人 3辆" in page.content.decode()
    sums = {group[0]: total for group, total in page.context["sums"] if isinstance(group[0], str)}
    assert sums == {"drives": 1, "people": 25, "person_times": 0, "vehicles": 3}
    assert ChangedDay.objects.filter(table="campaigns.CleanupDrive").count() == 1


def test_the_same_row_twice_is_one_event_even_after_it_was_changed(sign_in, wang, entry):
    client = sign_in(wang)
    assert [client.post(URL, entry).status_code for _ in range(2)] == [302, 302]
    client.post(URL, entry | {"count_signboard": "9"})
    assert CleanupDrive.objects.count() == 1
    assert counted() == {"cleanup_event": 1, "dead_corner": 3, "sticker": 12}


@pytest.mark.parametrize(
    ("typed", "name", "sentence"),
    [
        ({"people": "", "vehicles": "", "count_dead_corner": "", "count_sticker": ""}, "people", "至少填一个"),
        ({"count_sticker": "20001"}, "count_sticker", "单笔上限 20000"),
        ({"people": "30001"}, "people", "单笔上限 30000"),
        ({"person_times": "1O"}, "person_times", "数量要填数字"),
        ({"day": "2020-01-01"}, "day", "日期要在"),
    ],
)
def test_an_event_that_makes_no_sense_gets_its_sentence(sign_in, wang, entry, typed, name, sentence):
    response = sign_in(wang).post(URL, entry | typed)
    assert response.status_code == 400
    assert sentence in response.context["form"].errors[name][0]
    assert not CleanupDrive.objects.exists()
    assert not WorkRecord.objects.exists()


def test_an_event_that_stands_there_is_asked_about_once(sign_in, wang, entry):
    client = sign_in(wang)
    client.post(URL, entry)
    again = entry | {"client_uuid": str(uuid.uuid4())}
    asked = client.post(URL, again)
    assert "已经记过一次活动" in asked.context["form"].errors["where"][0]
    assert client.post(URL, again | {"confirmed": "on"}).status_code == 302
    assert CleanupDrive.objects.count() == 2


def test_the_records_follow_a_change_and_the_second_editor_is_told(sign_in, wang):
    client, drive = sign_in(wang), makers.drive(results={"dead_corner": 3, "sticker": 12})
    url, typed = reverse("drive_detail", args=[drive.pk]), typed_of(client, drive)
    change = {"unit": unit_of("5").pk, "count_dead_corner": "4", "count_sticker": "", "count_signboard": "2"}
    assert client.post(url, typed | change).status_code == 302
    assert counted() == {"cleanup_event": 1, "dead_corner": 4, "signboard": 2}
    assert set(WorkRecord.objects.live().values_list("unit__code", "community__code")) == {("5", "5")}
    gone = WorkRecord.objects.voided().get()
    assert (gone.indicator.code, gone.void_reason) == ("sticker", "随清扫活动修改：这一项清空了")
    assert AuditEvent.objects.filter(object_type="campaigns.WorkRecord", object_id=gone.pk, action="void").exists()
    assert "看看再保存" in client.post(url, typed | {"people": "9"}).content.decode()
    with pytest.raises(StaleEdit):
        actions.change_drive(drive, by=wang, version=1, results={}, people=3)
    assert counted() == {"cleanup_event": 1, "dead_corner": 4, "signboard": 2}


def test_a_count_taken_out_and_put_in_again_counts_once(sign_in, wang):
    client, drive = sign_in(wang), makers.drive(results={"sticker": 12})
    for words, expected in (("", {"cleanup_event": 1}), ("7", {"cleanup_event": 1, "sticker": 7})):
        typed = typed_of(client, drive) | {"count_sticker": words}
        assert client.post(reverse("drive_detail", args=[drive.pk]), typed).status_code == 302
        assert counted() == expected


def test_saving_without_a_change_writes_nothing(sign_in, wang):
    client, drive = sign_in(wang), makers.drive(results={"sticker": 12})
    typed, events = typed_of(client, drive), AuditEvent.objects.count()
    assert client.post(reverse("drive_detail", args=[drive.pk]), typed).status_code == 302
    assert AuditEvent.objects.count() == events
    drive.refresh_from_db()
    assert drive.version == 1


def test_a_voided_event_takes_its_records_with_it(sign_in, wang):
    client, drive = sign_in(wang), makers.drive(results={"sticker": 12})
    client.post(reverse("drive_void", args=[drive.pk]), {"reason": "记重了"})
    assert counted() == {}
    assert {row.void_reason for row in WorkRecord.objects.all()} == {"记重了"}
    page = client.get(URL, {"show": "voided"})
    assert [quantity for indicator, quantity in page.context["page"].rows[0].cells if indicator.code == "sticker"] == [
        12
    ]


def test_what_belongs_to_an_event_is_changed_through_it_alone(sign_in, wang):
    drive = makers.drive(results={"sticker": 12})
    record = drive.records.get(indicator__code="sticker")
    client, url = sign_in(wang), reverse("work_detail", args=[record.pk])
    page = client.get(url)
    assert page.context["form"] is None
    assert reverse("drive_detail", args=[drive.pk]) in page.content.decode()
    assert client.post(url, {"quantity": "1"}).status_code == 403
    assert client.post(reverse("work_void", args=[record.pk]), {"reason": "x"}).status_code == 403
    with pytest.raises(Refusal, match="到那次活动里改"):
        actions.void_work(record, by=wang, reason="x")
    with pytest.raises(Refusal, match="到那次活动里改"):
        actions.change_work(record, by=wang, version=1, quantity=1)


def test_one_click_takes_back_what_one_has_just_made_and_nothing_else(sign_in, wang, li):
    client = sign_in(wang)
    foreign, own, old = makers.work(unit="1", by=li), makers.work(), makers.work(quantity=5)
    WorkRecord.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(minutes=6))
    for record in (foreign, own, old):
        client.post(reverse("work_void", args=[record.pk]), {"undo": "1"})
    assert list(WorkRecord.objects.voided().values_list("pk", "void_reason")) == [(own.pk, "撤销")]
    assert client.get("/cleanups/", {"saved": old.pk}).context["just_saved"] is None
    drive = makers.drive(results={"sticker": 12})
    client.post(reverse("drive_void", args=[drive.pk]), {"undo": "1"})
    assert set(drive.records.values_list("void_reason", flat=True)) == {"撤销"}


def test_the_list_asks_as_often_for_three_events_as_for_one_and_shows_only_ones_own(sign_in, wang, zhang):
    client = sign_in(wang)
    makers.drive(results={"sticker": 12})
    one = count_queries(client, URL)
    makers.drive(unit="1", results={"sticker": 3, "dead_corner": 2})
    makers.drive(unit="5", results={"signboard": 2}, person_times=40)
    assert count_queries(client, URL) == one
    assert len(client.get(URL, {"unit": "5"}).context["page"].rows) == 1
    assert sign_in(zhang).get(URL).context["page"].rows == []
