"""督办单: issued in two taps from a task and from the board, one open at a time, its way to 销号, its clock, its list."""

import uuid
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from inspections.models import RemediationTask
from reports import orders as work
from reports import rollups
from reports.actions import orders
from reports.models import SupervisionOrder
from tataboo_portal.models import AuditEvent, Notice, RobotChannel, RobotDelivery
from tataboo_portal.refusals import Refusal, StaleEdit
from tests import decisions, makers
from tests.counting import count_queries
from tests.inspections.threads import HANDS, at_once
from tests.people import person, unit_of

NEW = "/decisions/orders/new/"


def late_task(unit="1", days=2, **values):
    """A task that is over its time."""
    return makers.assigned(unit=unit, due_at=timezone.now() - timedelta(days=days), **values)


def confirmed(client, address, **values):
    """The form as it stands on the page, sent as it is."""
    form = client.get(address).context["form"]
    data = {field.html_name: field.value() for field in form if field.value() is not None}
    data["due_on"] = str(data["due_on"])[:10]
    return client.post(address, {**data, **values})


def test_a_task_is_pressed_in_two_taps_and_once(sign_in, sun):
    task = late_task()
    client = sign_in(sun)
    address = f"{NEW}task/{task.number}/"
    assert address in client.get(f"/tasks/{task.number}/").content.decode()
    assert confirmed(client, address).status_code == 302
    order = SupervisionOrder.objects.get()
    assert (order.unit.code, order.task, order.source, order.issued_by) == ("1", task, "overdue", sun)
    assert order.due_on == work.usual_day(timezone.localdate())
    assert task.title in order.matter
    assert "已经逾期" in order.problem
    page = client.get(f"/tasks/{task.number}/").content.decode()
    assert order.number in page
    assert address not in page
    assert order.number in client.get(address).content.decode()
    assert client.post(address, sheet()).status_code == 400
    assert SupervisionOrder.objects.count() == 1
    with pytest.raises(Refusal, match="已经有督办单"):
        decisions.pressed(task)


def sheet(**values):
    """What a browser sends for a task's order."""
    due_on = decisions.in_days(3).isoformat()
    return {"client_uuid": str(uuid.uuid4()), "matter": "清理", "source": "overdue", "due_on": due_on, **values}


def test_the_same_submission_is_the_same_order_and_a_done_task_has_none(wang):
    task, number = late_task(), uuid.uuid4()
    assert decisions.pressed(task, client_uuid=number) == decisions.pressed(task, client_uuid=number)
    with pytest.raises(Refusal, match="不在办"):
        decisions.pressed(makers.closed())
    with pytest.raises(Refusal, match="已经过了"):
        decisions.warned(due_on=decisions.in_days(-1))


def test_once_struck_off_the_task_may_be_pressed_again_and_that_is_the_second_time(wang):
    task = late_task()
    first = decisions.answered(decisions.pressed(task))
    orders.strike_off(first, by=wang, version=first.version)
    second = decisions.pressed(task)
    assert (first.turn, second.turn) == (1, 2)
    orders.void(second, by=wang, reason="发错了")
    assert decisions.pressed(task).turn == 2


def test_the_board_sends_one_order_about_all_overdue_tasks_of_a_unit(sign_in, sun, li):
    late = [late_task(days=days) for days in (1, 5)]
    late_task(unit="2")
    rollups.refresh()
    client = sign_in(sun)
    board = client.get("/dashboard/").content.decode()
    assert f"{NEW}unit/1/" in board
    page = client.get(f"{NEW}unit/1/").content.decode()
    assert all(task.number in page for task in late)
    assert confirmed(client, f"{NEW}unit/1/").status_code == 302
    order = SupervisionOrder.objects.get()
    assert set(order.tasks.all()) == set(late)
    assert order.matter == "限期办结逾期的整改任务2项"
    board = client.get("/dashboard/").content.decode()
    assert f"{NEW}unit/1/" not in board
    assert f"{NEW}unit/2/" in board
    assert order.number in board
    assert confirmed(client, f"{NEW}unit/2/").status_code == 302
    with pytest.raises(Refusal, match="已经有督办单"):
        orders.issue_for_unit(by=sun, client_uuid=uuid.uuid4(), unit=unit_of("1"))
    assert order.number in sign_in(li).get(f"/tasks/{late[0].number}/").content.decode()
    with pytest.raises(Refusal, match="没有逾期任务"):
        orders.issue_for_unit(by=sun, client_uuid=uuid.uuid4(), unit=unit_of("7"))


def test_an_order_goes_its_way_to_being_struck_off(sign_in, wang, li):
    order, client = decisions.warned(), sign_in(li)
    address = f"/decisions/orders/{order.pk}/"
    with pytest.raises(Refusal, match="还没有办理结果"):
        orders.strike_off(order, by=wang, version=1)
    data = {"result": "已清理", "version": 1, "photo_camera": makers.photo_upload()}
    assert client.post(f"{address}report/", data).status_code == 302
    order.refresh_from_db()
    assert (order.state, order.received_by, order.photo.uploaded_by) == ("reported", li, li)
    makers.process_photos()
    assert client.get(f"{address}photo/{order.photo.token}/320/").getvalue()
    office = sign_in(wang)
    assert office.post(f"{address}back/", {"reason": "还有两处", "version": 2}).status_code == 302
    assert Notice.objects.filter(recipient=li, title__contains="被退回").count() == 1
    client = sign_in(li)
    assert order.number in client.get("/").content.decode()
    with pytest.raises(StaleEdit):
        orders.report(order, by=li, version=1, result="又报了一次")
    client.post(f"{address}report/", {"result": "都清理了", "version": 3})
    office = sign_in(wang)
    assert office.post(f"{address}strike/", {"opinion": "现场看过", "version": 4}).status_code == 302
    order.refresh_from_db()
    assert (order.state, order.opinion, order.struck_off_by) == ("struck_off", "现场看过", wang)
    assert orders.strike_off(order, by=wang, version=1).version == order.version
    page = client.get(address).content.decode()
    for words in (order.number, "都清理了", "现场看过", "上级督查", "签收人签字"):
        assert words in page
    assert AuditEvent.objects.filter(object_type=SupervisionOrder._meta.label, object_id=order.pk).count() == 5


def test_who_may_judge_and_take_back(sign_in, wang, li, sun):
    order = decisions.answered(decisions.warned(unit="BGS", by=sun), by=wang)
    wang.unit = unit_of("BGS")
    wang.save()
    answer = sign_in(wang).post(f"/decisions/orders/{order.pk}/strike/", {"version": order.version})
    assert answer.status_code == 400
    assert "不能自己销号" in answer.content.decode()
    others = decisions.warned()
    assert sign_in(sun).post(f"/decisions/orders/{others.pk}/void/", {"reason": "发错了"}).status_code == 403
    assert sign_in(sun).post(f"/decisions/orders/{order.pk}/void/", {"reason": ""}).status_code == 400
    assert sign_in(sun).post(f"/decisions/orders/{order.pk}/void/", {"reason": "发错了"}).status_code == 302
    assert orders.void(order, by=sun, reason="又一次").void_reason == "发错了"
    orders.void(others, by=wang, reason="发错了")
    with pytest.raises(Refusal, match="已经作废"):
        orders.sign_for(others, by=li)


def test_an_order_about_a_decision_ends_with_it_and_one_taken_back_frees_it(wang, li):
    first = decisions.ordered()
    with pytest.raises(Refusal, match="随议定事项办"):
        orders.report(first, by=li, version=1, result="已清理")
    orders.void(first, by=wang, reason="时限写错")
    second = decisions.ordered(first.decision)
    decisions.struck_off(first.decision)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("voided", "struck_off")


def at(day, hour=9):
    """A moment of a day of December 2026, whose 7th is a Monday."""
    return datetime(2026, 12, day, hour, tzinfo=timezone.get_default_timezone())


def test_the_unit_is_reminded_before_on_and_after_the_day_and_those_above_once(wang, li, sun):
    sun.units_in_charge.add(unit_of("1"))
    RobotChannel.objects.create(name="群", kind="wecom", url="https://qyapi.weixin.qq.com/x")
    order = decisions.warned()
    SupervisionOrder.objects.filter(pk=order.pk).update(due_on=date(2026, 12, 7))
    runs = [at(3), at(4), at(4, 10), at(5), at(7), at(8), at(9)]
    assert [work.remind_due(now) for now in runs] == [0, 1, 0, 0, 1, 3, 1]  # the 5th is a day off
    assert Notice.objects.filter(recipient=li).latest("id").title == f"督办单 {order.number} 逾期 2 天"
    assert Notice.objects.filter(recipient__in=(sun, wang)).count() == 2
    assert RobotDelivery.objects.count() == 1
    decisions.answered(order)
    assert work.remind_due(at(10)) == 0


@pytest.mark.parametrize("page", ["/decisions/orders/", "/", "/dashboard/", "detail"])
def test_pages_ask_the_database_as_often_for_three_as_for_one(sign_in, wang, li, page):
    first = decisions.pressed(late_task())
    url = f"/decisions/orders/{first.pk}/" if page == "detail" else page
    rollups.refresh()
    client = sign_in(li if page == "/" else wang)
    before = count_queries(client, url)
    for unit in ("1", "2"):
        decisions.pressed(late_task(unit=unit))
    assert RemediationTask.objects.count() == 3
    assert count_queries(client, url) == before


def test_the_list_shows_what_is_asked_for(sign_in, wang, li):
    late = decisions.warned(matter="逾期的")
    SupervisionOrder.objects.filter(pk=late.pk).update(due_on=decisions.in_days(-1))
    decisions.answered(decisions.warned(matter="已报的"))
    struck = decisions.answered(decisions.warned(matter="销号的"))
    orders.strike_off(struck, by=wang, version=struck.version)
    orders.void(decisions.warned(matter="作废的"), by=wang, reason="发错了")
    decisions.warned(unit="2", matter="别的单位的")
    client = sign_in(wang)

    def shown(query):
        page = client.get(f"/decisions/orders/?{query}").content.decode()
        return [words for words in ("逾期的", "已报的", "销号的", "作废的", "别的单位的") if words in page]

    assert shown("") == ["逾期的", "已报的", "销号的", "别的单位的"]
    assert shown("state=unfinished") == ["逾期的", "已报的", "别的单位的"]
    assert shown("state=open&unit=1") == ["逾期的"]
    assert shown("state=overdue") == ["逾期的"]
    assert shown("state=reported") == ["已报的"]
    assert shown("state=struck_off") == ["销号的"]
    assert shown("state=voided") == ["作废的"]
    queues = client.get("/").content.decode()
    assert '<b class="num">1</b>督办单待销号' in queues
    client = sign_in(li)
    assert shown("") == ["逾期的", "已报的", "销号的"]


@pytest.mark.django_db(transaction=True)
def test_at_once_every_order_gets_its_own_number_and_a_task_gets_one_order():
    person("li")
    wang, task, year = person("wang"), late_task(), timezone.localdate().year
    numbers = at_once(lambda index: decisions.warned(by=wang).number)
    assert sorted(numbers) == [f"督〔{year}〕{position}号" for position in range(1, HANDS + 1)]
    results = at_once(lambda index: decisions.pressed(task, by=wang))
    assert sum(isinstance(result, Refusal) for result in results) == HANDS - 1
    assert SupervisionOrder.objects.filter(task=task).count() == 1
