"""毒饵站: numbers, monthly looks, overdue first, spacing by the office's rule, the map-free layout, tasks in one tap."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from inspections import registers as shown
from inspections.actions import checks
from inspections.enums import BaitStatus, TaskSource
from inspections.models import BaitCheck, BaitSpacing, BaitStation, RemediationTask
from tataboo_portal.models import Place
from tataboo_portal.refusals import Refusal
from tests import registers
from tests.counting import count_queries

LIST = "/registers/baits/"


@pytest.fixture
def station(db):
    return registers.station(code="S-1", place=registers.market())


def sent(**values):
    """What the check's page sends."""
    return {
        "client_uuid": str(uuid.uuid4()),
        "day": registers.today().isoformat(),
        "status": "good",
        "grams_added": "",
        "note": "",
    } | values


def address(station):
    return reverse("register_bait_check", args=[station.pk])


def look(station, by, status=BaitStatus.GOOD, day=None, **values):
    values = {"status": status, "day": day or registers.today(), **values}
    return checks.check_station(by=by, station=station, client_uuid=uuid.uuid4(), **values)


def test_a_look_takes_the_state_along_and_moves_the_next_one_a_month_on(sign_in, li, station):
    assert sign_in(li).post(address(station), sent(status="empty", grams_added="15")).status_code == 302
    check = BaitCheck.objects.get()
    station.refresh_from_db()
    assert (check.by, check.grams_added, check.task) == (li, 15, None)
    assert (station.status, station.last_checked_on) == (BaitStatus.EMPTY, registers.today())
    assert station.next_check_on == registers.today() + timedelta(days=30)
    assert not RemediationTask.objects.exists()


def test_a_look_written_down_late_leaves_the_station_as_it_is_now(li, station):
    look(station, li, BaitStatus.GOOD)
    look(station, li, BaitStatus.DAMAGED, day=registers.today() - timedelta(days=3))
    station.refresh_from_db()
    assert (station.status, station.last_checked_on) == (BaitStatus.GOOD, registers.today())
    assert BaitCheck.objects.count() == 2


def test_a_damaged_station_becomes_a_task_with_the_same_tap(sign_in, li, station):
    data = sent(status="damaged", file_task="on", note="盒子裂了")
    client = sign_in(li)
    assert [client.post(address(station), data).status_code for _ in range(2)] == [302, 302]
    task = RemediationTask.objects.get()
    assert BaitCheck.objects.get().task == task
    assert (task.category.code, task.source, task.place) == ("vector", TaskSource.CHECK, station.place)
    assert task.title == "示例市场 毒饵站 S-1 缺损"


def test_the_last_bad_look_becomes_a_task_from_the_register(sign_in, li, station):
    client, url = sign_in(li), reverse("register_task", args=["baits", station.pk])
    assert "还没有检查记录" in client.post(url, follow=True).content.decode()
    look(station, li)
    assert "现在是完好的" in client.post(url, follow=True).content.decode()
    look(station, li, BaitStatus.EMPTY)
    opened = client.get(reverse("register_detail", args=["baits", station.pk]))
    assert opened.context["may_file"] is True
    first = client.post(url)
    task = RemediationTask.objects.get()
    assert first.url == reverse("task_detail", args=[task.number])
    assert client.post(url).url == first.url
    assert RemediationTask.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "name", "words"),
    [
        ({"file_task": "on"}, "file_task", "完好的不用转任务"),
        ({"grams_added": "2001"}, "grams_added", "一次补药不超过 2000 克"),
        ({"grams_added": "-1"}, "grams_added", "不能小于 0"),
        ({"status": ""}, "status", "选一下毒饵站的状态"),
        ({"day": "2999-01-01"}, "day", "到今天之间"),
    ],
)
def test_a_look_that_makes_no_sense_gets_its_sentence(sign_in, li, station, wrong, name, words):
    response = sign_in(li).post(address(station), sent(**wrong))
    assert response.status_code == 400
    assert words in str(response.context["form"].errors[name])
    assert not BaitCheck.objects.exists()


def test_a_voided_station_takes_no_look(sign_in, li, wang, station):
    shown_page = sign_in(li).get(address(station))
    assert shown_page.status_code == 200
    registers.ground_void(station, by=wang)
    assert sign_in(li).get(address(station)).status_code == 403
    with pytest.raises(Refusal, match="已经作废"):
        look(station, li)


def test_what_is_due_stands_first_and_says_by_how_many_days(sign_in, wang):
    today = registers.today()
    due = {n: registers.station(code=f"S{n}", next_check_on=today + timedelta(days=n)) for n in (5, -3, 0)}
    rows = sign_in(wang).get(LIST).context["rows"]
    assert [one["row"] for one in rows] == [due[-3], due[0], due[5]]
    assert [next(flag.words for flag in one["flags"]) for one in rows] == ["检查逾期 3 天", "今天该检查", "完好"]
    found = sign_in(wang).get(LIST, {"group": "to_check"}).context["rows"]
    assert [one["row"] for one in found] == [due[-3], due[0]]


def test_a_number_stands_once_in_its_unit(sign_in, wang, station):
    client, url = sign_in(wang), reverse("register_add", args=["baits"])
    refused = client.post(url, registers.typed("baits") | {"code": "S-1"})
    assert "已经有这个编号的毒饵站" in str(refused.context["form"].errors["code"])
    assert client.post(url, registers.typed("baits", "2") | {"code": "S-1"}).status_code == 302
    registers.ground_void(station, by=wang)
    assert client.post(url, registers.typed("baits") | {"code": "S-1"}).status_code == 302


def test_two_people_giving_one_number_at_once_are_told(wang, station):
    with pytest.raises(Refusal, match="换一个编号"):
        registers.station(code="S-1")
    assert BaitStation.objects.count() == 1


@pytest.mark.parametrize(("metres", "words"), [(None, None), (30, None), (31, "间距 31 米，超过 30 米")])
def test_a_station_too_far_from_the_next_is_pointed_out(sign_in, wang, metres, words):
    registers.station(place=registers.market(), metres_to_next=metres)
    found = BaitStation.objects.for_list().get()
    flag = shown.spacing_flag(found)
    assert (flag.words if flag else None) == words
    rows = sign_in(wang).get(LIST, {"group": "too_far"}).context["rows"]
    assert len(rows) == (1 if words else 0)


def test_the_office_sets_the_spacing(db):
    registers.station(place=registers.market(), metres_to_next=40)
    BaitSpacing.objects.filter(place_kind="market").update(metres=50)
    assert shown.spacing_flag(BaitStation.objects.for_list().get()) is None
    BaitSpacing.objects.filter(place_kind="market").update(metres=35)
    assert shown.spacing_flag(BaitStation.objects.for_list().get()).words == "间距 40 米，超过 35 米"


def test_the_layout_draws_rows_and_columns_with_the_state_in_words(sign_in, li):
    market = registers.market()
    for row, column, status in ((1, 1, "good"), (2, 3, "damaged"), (2, 3, "empty")):
        registers.station(place=market, layout_row=row, layout_column=column, status=status)
    page = sign_in(li).get(reverse("register_layout", args=["baits", market.pk]))
    drawn = [[len(cell) for cell in cells] for _, cells in page.context["layout"].rows]
    assert drawn == [[1, 0, 0], [0, 0, 2]]
    assert all(words in page.content.decode() for words in ("完好", "缺损", "缺药", "间距按 30 米"))


def test_the_layout_stays_small_enough_to_look_at(sign_in, wang):
    for wrong in ({"layout_row": "61"}, {"layout_column": "21"}, {"layout_row": "0"}):
        response = sign_in(wang).post(reverse("register_add", args=["baits"]), registers.typed("baits") | wrong)
        assert "示意图最多 60 排 20 列" in str(response.context["form"].errors)


def test_the_stranger_gets_no_layout_and_the_list_of_layouts_is_ones_own(sign_in, zhang, li, station):
    url = reverse("register_layout", args=["baits", station.place_id])
    assert sign_in(zhang).get(url).status_code == 404
    assert sign_in(zhang).get("/registers/baits/layout/").context["places"] == []
    assert sign_in(li).get("/registers/baits/layout/").context["places"] == [(Place.objects.get(), 1)]
    assert sign_in(li).get("/registers/baits/layout/999999/").status_code == 404


def test_the_pages_ask_as_often_for_three_as_for_one(sign_in, li, station):
    client = sign_in(li)
    urls = (
        reverse("register_detail", args=["baits", station.pk]),
        reverse("register_layout", args=["baits", station.place_id]),
        "/registers/baits/layout/",
    )
    look(station, li, BaitStatus.EMPTY, file_task=True)
    for_one = [count_queries(client, url) for url in urls]
    for _ in range(2):
        look(station, li)
        registers.station(place=station.place)
    assert [count_queries(client, url) for url in urls] == for_one
