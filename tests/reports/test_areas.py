"""A unit's own page and areas crossed with lines: every number once, with exactly its records."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from campaigns.models import Goal, Indicator, WorkRecord
from tests.counting import count_queries
from tests.people import unit_of
from tests.reports import rows

THURSDAY = datetime(2026, 11, 26, 2, tzinfo=UTC)  # 10:00 in Asia/Shanghai
TODAY = date(2026, 11, 26)
CROSSING = "/areas/crossing/"


@pytest.fixture(autouse=True)
def thursday(db):
    with time_machine.travel(THURSDAY, tick=False) as clock:
        yield clock


def crossed_record(area, line, quantity, day=TODAY):
    """A record led by the area, or by the line where it lies in none."""
    row = rows.record(area or line, quantity=quantity, day=day)
    row.community, row.market_group = area and unit_of(area), line and unit_of(line)
    row.save()
    return row


def test_a_unit_sees_how_it_stands_what_presses_and_what_it_did(sign_in, li):
    rows.standing("1", on_time=1, overdue=2)
    rows.record("1", quantity=42)
    rows.record("2", quantity=7)
    rows.counted()
    unit, sticker = unit_of("1"), Indicator.objects.get(code="sticker")
    for owner, value in ((unit, 84), (None, 1)):
        Goal.objects.create(
            indicator=sticker, unit=owner, period_kind="week", period_start=date(2026, 11, 23), value=value
        )
    page = sign_in(li).get("/areas/1/")
    assert page.context["headline"] == "本周落后"
    assert len(page.context["late"]) == 2
    figure = next(one for one in page.context["figures"] if one.name == "清理牛皮癣")
    assert (figure.total.text, figure.goal.standing) == ("42", "50% 略慢")
    listed = sign_in(li).get(figure.total.url).context["page"].rows
    assert sum(row.quantity for row in listed) == 42
    assert "李" in page.content.decode()


def test_nobody_else_knows_of_a_unit_page_and_no_unit_is_no_page(sign_in, zhang, sun):
    assert sign_in(zhang).get("/areas/1/").status_code == 404
    assert sign_in(sun).get("/areas/nobody/").status_code == 404
    assert sign_in(sun).get(f"/areas/{unit_of('K1').code}/").status_code == 200


def test_a_unit_page_costs_the_same_with_one_row_and_with_three(sign_in, sun):
    client, counts = sign_in(sun), []
    for more in (1, 2):
        for _ in range(more):
            rows.standing("1", on_time=1, overdue=1)
            rows.record("1")
        rows.counted()
        counts.append(count_queries(client, "/areas/1/"))
    assert counts[0] == counts[1] <= 16


def test_every_record_stands_in_exactly_one_cell_and_every_cell_leads_to_its_records(sign_in, sun):
    chance = random.Random(9)
    for _ in range(40):
        area, line = chance.choice([*"123456789", None]), chance.choice([*"ABCDE", None, None])
        if area or line:
            crossed_record(area, line, chance.randint(1, 30), TODAY - timedelta(days=chance.randint(0, 40)))
    rows.counted()
    client = sign_in(sun)
    page = client.get(CROSSING, {"metric": "work:sticker", "period": "month"})
    plain = WorkRecord.objects.in_period(date(2026, 11, 1), date(2026, 11, 30))
    table, whole = page.context["table"], sum(row.quantity for row in plain)
    numbers = [number for row in table["rows"] for number in row.numbers]
    assert sum(map(value_of, numbers)) == sum(value_of(row.sum) for row in table["rows"]) == whole
    assert sum(map(value_of, table["sums"])) == value_of(table["sum"]) == whole
    for number in [*numbers, *table["sums"], *(row.sum for row in table["rows"])]:
        if number.url:
            listed = client.get(number.url).context["page"].rows
            assert sum(row.quantity for row in listed) == value_of(number), number.url


def value_of(number):
    return int(number.text.replace(",", ""))


def test_tasks_cross_too(sign_in, sun):
    rows.standing("1", on_time=2, overdue=1)
    rows.counted()
    client = sign_in(sun)
    page = client.get(CROSSING)
    assert page.context["metric"] == "task:reported"
    page = client.get(CROSSING, {"metric": "task:due"})
    cell = page.context["table"]["rows"][0].sum
    assert value_of(cell) == len(client.get(cell.url).context["page"].rows) == 3
    assert client.get(CROSSING, {"metric": "nonsense"}).context["metric"] == "task:reported"
