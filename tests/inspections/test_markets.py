"""市场划行归市: the plan drawn without a map, looks that count stalls outside their row, and the task they lead to."""

import uuid

import pytest
from django.urls import reverse

from inspections.enums import TaskSource
from inspections.models import MarketCheck, MarketZone, RemediationTask
from tataboo_portal.models import AuditEvent
from tests import registers
from tests.counting import count_queries


@pytest.fixture
def market(db):
    return registers.zone().place


def sent(**values):
    """What the market's page sends."""
    day = registers.today().isoformat()
    return {"client_uuid": str(uuid.uuid4()), "day": day, "out_of_zone": "0", "note": ""} | values


def check_url(market):
    return reverse("register_market_check", args=[market.pk])


def plan_url(market):
    return reverse("register_layout", args=["markets", market.pk])


def test_a_row_of_the_plan_belongs_to_a_market_that_is_a_place(sign_in, wang):
    url = reverse("register_add", args=["markets"])
    refused = sign_in(wang).post(url, registers.typed("markets") | {"where": "没有的市场"})
    assert "名称要和点位表里的一样" in str(refused.context["form"].errors["where"])
    assert not MarketZone.objects.exists()


def test_the_plan_shows_which_goods_belong_where(sign_in, li, market):
    registers.zone(market, name="示例二区", goods="水产", stall_count=9, layout_row=2, layout_column=2, has_sign=False)
    page = sign_in(li).get(plan_url(market))
    assert [[len(cell) for cell in cells] for _, cells in page.context["layout"].rows] == [[1, 0], [0, 1]]
    assert all(words in page.content.decode() for words in ("蔬菜", "水产 9 个", "缺标识"))


def test_a_look_without_stray_stalls_is_written_down(sign_in, li, market):
    response = sign_in(li).post(check_url(market), sent(), follow=True)
    assert "已记这次检查。" in response.content.decode()
    check = MarketCheck.objects.get()
    assert (check.by, check.out_of_zone, check.task) == (li, 0, None)
    assert AuditEvent.objects.filter(object_type="inspections.MarketCheck").count() == 1


def test_stray_stalls_become_one_task_of_the_markets_own_group(sign_in, zhao, market):
    client, data = sign_in(zhao), sent(out_of_zone="3", file_task="on", note="通道上")
    for _ in range(2):
        assert client.post(check_url(market), data | {"photo_camera": registers.picture()}).status_code == 302
    task, check = RemediationTask.objects.get(), MarketCheck.objects.get()
    assert check.task == task
    assert (task.category.code, task.source, task.quantity) == ("market_mess", TaskSource.CHECK, 3)
    assert (task.unit.code, task.community.code, task.market_group.code) == ("A", "1", "A")
    assert task.title == "示例市场 3 个摊位不在区域内"


@pytest.mark.parametrize(
    ("wrong", "name", "words"),
    [
        ({"out_of_zone": ""}, "out_of_zone", "没有就填 0"),
        ({"out_of_zone": "-1"}, "out_of_zone", "不能小于 0"),
        ({"out_of_zone": "2001"}, "out_of_zone", "一次不超过 2000 个"),
        ({"out_of_zone": "2", "file_task": "on"}, "photo_camera", "转成任务要有一张照片"),
        ({"file_task": "on", "photo_camera": "picture"}, "file_task", "不用转任务"),
        ({"day": ""}, "day", "选一下日期"),
    ],
)
def test_a_look_that_makes_no_sense_gets_its_sentence(sign_in, li, market, wrong, name, words):
    if wrong.get("photo_camera"):
        wrong = wrong | {"photo_camera": registers.picture()}
    response = sign_in(li).post(check_url(market), sent(**wrong))
    assert response.status_code == 400
    assert words in str(response.context["form"].errors[name])
    assert not MarketCheck.objects.exists()


def test_both_sides_see_the_plan_and_the_stranger_does_not(sign_in, li, zhao, zhang, sun, market):
    assert [sign_in(who).get(plan_url(market)).status_code for who in (li, zhao, sun, zhang)] == [200, 200, 200, 404]
    assert sign_in(zhang).post(check_url(market), sent()).status_code == 404
    assert sign_in(sun).get(plan_url(market)).context["form"] is None


def test_the_plan_asks_as_often_for_three_as_for_one(sign_in, li, market):
    client = sign_in(li)
    client.post(check_url(market), sent(out_of_zone="1"))
    for_one = count_queries(client, plan_url(market))
    for _ in range(2):
        registers.zone(market)
        client.post(check_url(market), sent(out_of_zone="2"))
    assert count_queries(client, plan_url(market)) == for_one
