"""目标: one per unit, indicator and period; entered, imported, changed, switched off, each with its trace."""

from datetime import date

import pytest

from campaigns import actions
from campaigns.models import Goal, Indicator
from tataboo_portal.models import AuditEvent
from tataboo_portal.refusals import Refusal, StaleEdit
from tests.counting import count_queries
from tests.ground.imports import hands
from tests.ground.imports.test_every_ledger import file_of
from tests.people import unit_of

URL = "/goals/"
ASKED = {"indicator": "", "unit": "", "period_kind": "year", "period_start": "2026-06-05", "value": "1300"}


def goal(code="dead_corner", unit=None, kind="year", start=date(2026, 1, 1), value=1300, **values):
    """A goal, of the whole street and a year unless said otherwise."""
    indicator = Indicator.objects.get(code=code)
    unit = unit and unit_of(unit)
    return Goal.objects.create(
        indicator=indicator, unit=unit, period_kind=kind, period_start=start, value=value, **values
    )


def asked(**values):
    return ASKED | {"indicator": Indicator.objects.get(code="dead_corner").pk} | values


def test_any_day_names_the_period_and_the_same_goal_twice_is_one(sign_in, wang):
    client = sign_in(wang)
    for _ in range(2):
        assert client.post(URL, asked()).status_code == 302
    kept = Goal.objects.get()
    assert (kept.period.label, kept.value, kept.unit) == ("2026年", 1300, None)
    assert AuditEvent.objects.filter(object_type="campaigns.Goal").count() == 1
    page = client.get(URL).content.decode()
    assert "1300处" in page
    assert "全街道" in page


def test_a_second_goal_of_the_same_period_is_refused_and_the_first_stays(sign_in, wang):
    client = sign_in(wang)
    client.post(URL, asked())
    page = client.post(URL, asked(value="1500"))
    assert page.status_code == 400
    assert Goal.TAKEN in page.content.decode()
    assert Goal.objects.get().value == 1300
    assert client.post(URL, asked(value="1500", period_kind="month")).status_code == 302


@pytest.mark.parametrize("value", ["0", "-3", "100000001", "１２３４５６７８９０１２３", "很多"])
def test_a_goal_nobody_can_mean_is_refused_in_words(sign_in, wang, value):
    page = sign_in(wang).post(URL, asked(value=value))
    assert page.status_code == 400
    assert not Goal.objects.exists()
    assert page.context["form"].errors["value"][0].endswith("。")


def test_a_change_keeps_its_trace_and_a_stale_one_is_told(wang):
    first = goal()
    seen = Goal.objects.get()
    actions.change_goal(first, by=wang, version=1, value=1400)
    with pytest.raises(StaleEdit):
        actions.change_goal(seen, by=wang, version=1, value=1500)
    event = AuditEvent.objects.get(object_type="campaigns.Goal")
    assert (event.before["value"], event.after["value"]) == (1300, 1400)


def test_out_of_use_it_makes_room_and_does_not_come_back_beside_another(wang):
    first = goal()
    actions.switch_goal(first, by=wang, is_active=False)
    second = goal(value=1500)
    with pytest.raises(Refusal):
        actions.switch_goal(first, by=wang, is_active=True)
    assert list(Goal.objects.in_use()) == [second]


def test_goals_come_from_a_sheet_as_an_office_writes_it(wang):
    content = file_of(
        *[
            {"指标": "清理卫生死角", "责任单位": "", "期间类别": "年", "期间": "2026年", "目标数": "1300处"},
            {"指标": "清理牛皮癣", "责任单位": "绣品厂社区", "期间类别": "月", "期间": "2026年11月", "目标数": "400"},
            {"指标": "清理牛皮癣", "责任单位": "绣品厂社区", "期间类别": "周", "期间": "2026-11-26", "目标数": "100"},
            {"指标": "清理牛皮癣", "责任单位": "绣品厂社区", "期间类别": "月", "期间": "2026-13", "目标数": "400"},
            {"指标": "清理牛皮癣", "责任单位": "绣品厂社区", "期间类别": "年", "期间": "2026", "目标数": "400车"},
        ]
    )
    batch = hands.imported(content, by=wang, sheet="goals", name="目标.csv")
    found = {(one.period.label, one.unit and one.unit.code, one.value) for one in Goal.objects.for_list()}
    assert found == {("2026年", None, 1300), ("2026年11月", "1", 400), ("11月23日—11月29日", "1", 100)}
    assert list(batch.problems.order_by("row_number").values_list("column", flat=True)) == ["期间", "目标数"]


def test_the_list_costs_the_same_for_one_goal_and_for_three(sign_in, sun):
    client = sign_in(sun)
    goal()
    one = count_queries(client, URL)
    goal(unit="1")
    goal(unit="A", code="sticker")
    assert count_queries(client, URL) == one
