"""到期 and 拆除: what hangs after its last day becomes one task, on the day after and no earlier; taking down keeps the number."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from inspections import actions as cases
from inspections.models import RemediationTask
from publicity import actions, expiry
from publicity.models import Placement, PublicityKind
from tataboo_portal.models import AuditEvent, Place
from tataboo_portal.refusals import Refusal
from tests import makers, registers
from tests.people import unit_of

TODAY = date(2026, 11, 26)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def thursday(db):
    with time_machine.travel(datetime(2026, 11, 26, 2, tzinfo=UTC), tick=False) as clock:
        yield clock


def expired(**values):
    """Twelve banners of unit 1 whose last day was yesterday."""
    return makers.placement(unit="1", valid_until=YESTERDAY, day=TODAY - timedelta(days=30), **values)


def test_an_expired_banner_becomes_one_task_the_day_after_and_no_earlier(thursday):
    row = makers.placement(unit="1", location="示例东门", valid_until=TODAY, day=YESTERDAY, topic="示例主题")
    assert expiry.file_expired() == 0
    thursday.shift(timedelta(days=1))
    assert expiry.file_expired() == 1
    assert expiry.file_expired() == 0
    task = RemediationTask.objects.get()
    assert (task.title, task.category.code, task.unit.code) == (
        "示例东门 条幅已过期，更换或拆除",
        "public_ad_damage",
        "1",
    )
    assert (task.reported_by, task.description) == (None, "示例主题")
    row.refresh_from_db()
    assert (row.task, row.quantity, row.removed_on, row.changed_by) == (task, 12, None, None)
    assert AuditEvent.objects.filter(object_type="publicity.Placement", action="change").get().actor_name == "系统"


def test_what_is_voided_taken_down_or_handed_out_files_nothing(wang):
    actions.void_placement(expired(), by=wang, reason="示例")
    actions.take_down(expired(quantity=3), by=wang, day=TODAY)
    expired(kind="leaflet", quantity=5)
    assert expiry.file_expired() == 0


def test_a_run_files_so_many_and_the_next_goes_on_with_the_rest(monkeypatch):
    for _ in range(3):
        expired()
    monkeypatch.setattr(expiry, "MOST_TASKS", 2)
    assert [expiry.file_expired() for _ in range(3)] == [2, 1, 0]


def test_a_rejected_task_is_not_filed_again_and_one_from_before_it_was_renewed_does_not_count(wang, thursday):
    row = expired()
    expiry.file_expired()
    cases.reject(by=wang, task=RemediationTask.objects.get(), client_uuid=uuid.uuid4(), note="示例")
    assert expiry.file_expired() == 0
    row.refresh_from_db()
    row = actions.change_placement(row, by=wang, version=row.version, valid_until=TODAY + timedelta(days=9))
    thursday.shift(timedelta(days=10))
    assert expiry.file_expired() == 1
    row.refresh_from_db()
    assert row.task == RemediationTask.objects.latest("id")


def test_closing_the_task_does_not_take_the_banner_down(sign_in, wang, li):
    row = expired()
    expiry.file_expired()
    task = makers.closed(makers.fixed(makers.assigned(RemediationTask.objects.get())))
    row.refresh_from_db()
    assert row.removed_on is None
    page = sign_in(li).get(reverse("placement_detail", args=(row.pk,))).content.decode()
    assert f"{task.number}（已办结）" in page
    assert "过期 1 天" in page


def test_a_task_nobody_reported_opens_and_names_the_system(sign_in, wang):
    expired()
    expiry.file_expired()
    number = RemediationTask.objects.get().number
    assert "（系统 报）" in sign_in(wang).get(reverse("task_detail", args=(number,))).content.decode()
    for page in ("/tasks/", "/tasks/dispatch/", "/tasks/print/", "/tasks/export.xlsx"):
        assert sign_in(wang).get(page).status_code == 200, page


def test_a_worn_one_becomes_a_task_in_one_tap_and_the_next_tap_leads_to_it(sign_in, li):
    row = makers.placement(unit="1", by=li, location="示例西门", photo=makers.photo_upload())
    url, client = reverse("placement_task", args=(row.pk,)), sign_in(li)
    first, second = client.post(url), client.post(url)
    task = RemediationTask.objects.get()
    assert first.url == second.url == reverse("task_detail", args=(task.number,))
    assert (task.title, task.reported_by) == ("示例西门 条幅破损，更换或拆除", li)
    assert task.photos.get().photo == row.photos.get()


def test_taking_down_is_kept_with_its_word_and_can_be_taken_back(sign_in, li):
    row = makers.placement(unit="1", by=li, day=YESTERDAY)
    client, url = sign_in(li), reverse("placement_take_down", args=(row.pk,))
    for _ in range(2):
        client.post(url, {"day": TODAY.isoformat(), "note": "示例破损"})
    row.refresh_from_db()
    assert (row.removed_on, row.removed_note, row.quantity, row.version) == (TODAY, "示例破损", 12, 2)
    client.post(reverse("placement_put_back", args=(row.pk,)))
    row.refresh_from_db()
    assert (row.removed_on, row.removed_note) == (None, "")
    changes = AuditEvent.objects.filter(object_type="publicity.Placement", action="change").order_by("id")
    assert [event.actor_name for event in changes] == ["李", "李"]


def test_taking_down_before_it_was_put_up_is_refused(wang, li):
    row = makers.placement(unit="1", by=li)
    with pytest.raises(Refusal, match="拆除日期不能早于投放日期。"):
        actions.take_down(row, by=li, day=YESTERDAY)
    row = actions.take_down(makers.placement(unit="1", quantity=3, day=YESTERDAY), by=wang, day=YESTERDAY)
    with pytest.raises(Refusal, match="拆除日期不能早于投放日期。"):
        actions.change_placement(row, by=wang, version=row.version, day=TODAY)


def test_the_list_tells_what_holds_what_expired_and_what_was_taken_down_of_all_months(sign_in, wang):
    holds, late = makers.placement(unit="1", day=date(2026, 5, 1)), expired(quantity=3)
    gone = actions.take_down(makers.placement(unit="1", quantity=5), by=wang, day=TODAY)
    client = sign_in(wang)
    for state, row in (("holding", holds), ("expired", late), ("taken_down", gone)):
        page = client.get("/publicity/", {"state": state})
        assert page.context["page"].rows == [row], state


def test_a_kind_with_a_usual_time_fills_the_last_day_of_a_new_entry_alone(sign_in, wang):
    PublicityKind.objects.filter(indicator__code="banner").update(lasts_days=90)
    kind = PublicityKind.objects.get(indicator__code="banner")
    data = {"client_uuid": str(uuid.uuid4()), "day": TODAY.isoformat(), "unit": unit_of("1").pk, "kind": kind.pk}
    client = sign_in(wang)
    client.post("/publicity/", data | {"quantity": "12"})
    row = Placement.objects.get()
    assert row.valid_until == TODAY + timedelta(days=90)
    client.post(reverse("placement_detail", args=(row.pk,)), data | {"quantity": "12", "version": "1"})
    row.refresh_from_db()
    assert row.valid_until is None


def headings(client):
    return {group.heading: group.rows for group in client.get("/").context["publicity"]}


def test_an_expired_banner_is_on_the_units_workbench_the_day_after_and_not_on_a_strangers(sign_in, li, zhang, thursday):
    row = makers.placement(unit="1", valid_until=TODAY, day=YESTERDAY)
    assert headings(sign_in(li)) == {}
    thursday.shift(timedelta(days=1))
    (shown,) = headings(sign_in(li))["宣传品到期"]
    assert (shown["placement"], shown["days_late"]) == (row, 1)
    assert headings(sign_in(zhang)) == {}


def test_the_office_sees_how_many_expired(sign_in, wang):
    expired()
    client = sign_in(wang)
    queue = next(queue for queue in client.get("/").context["queues"] if queue.words == "宣传品到期")
    assert (queue.count, len(client.get(queue.url).context["page"].rows)) == ("1", 1)


def test_places_of_the_kinds_asked_for_are_held_against_what_stands_there(sign_in, wang, li):
    compound = Place.objects.create(name="示例小区一", kind="compound", community=unit_of("1"))
    building = Place.objects.create(name="示例1号楼", kind="building", community=unit_of("1"), parent=compound)
    other = Place.objects.create(name="示例小区二", kind="compound", community=unit_of("2"))
    registers.market()
    makers.placement(unit="1", kind="banner", place=compound)
    makers.placement(unit="1", kind="public_ad", quantity=1, place=compound)
    makers.placement(unit="1", kind="public_ad", quantity=1, place=compound, day=YESTERDAY, valid_until=YESTERDAY)
    client = sign_in(wang)

    def shown(**asked):
        rows = client.get("/publicity/ads/", asked).context["rows"]
        return {row["place"].name: (row["place"].ads, row["flag"].words) for row in rows}

    assert shown() == {"示例小区一": (1, "缺 1 处"), "示例小区二": (0, "缺 2 处")}
    makers.placement(unit="1", kind="publicity_board", quantity=2, place=building)
    assert shown(community="1") == {"示例小区一": (3, "达标")}
    assert list(shown(gap="short")) == [other.name]
    beyond = f"{compound.community_id},{compound.position},{compound.pk}"
    assert list(shown(after=beyond)) == [other.name]
    page = sign_in(li).get("/publicity/ads/").context["rows"]
    assert [row["place"].name for row in page] == ["示例小区一"]


def test_the_way_from_a_place_fills_the_entry(sign_in, wang):
    place = Place.objects.create(name="示例小区一", kind="compound", community=unit_of("1"))
    page = sign_in(wang).get("/publicity/ads/").content.decode()
    href = page.split('aria-label="给示例小区一记一处"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    form = sign_in(wang).get(href).context["form"]
    assert (form["where"].value(), form["unit"].value()) == (place.name, str(place.community_id))
    assert PublicityKind.objects.get(pk=form["kind"].value()).indicator.code == "public_ad"
