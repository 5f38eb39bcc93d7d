"""Random facts: headline, tiles, sums and drill-downs of the board equal a plain recount, for every kind of period."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from campaigns.models import Indicator
from inspections.enums import TaskState
from tataboo_portal.models import Unit
from tests.reports import rows

THURSDAY = datetime(2026, 11, 26, 2, tzinfo=UTC)  # 10:00 in Asia/Shanghai
TODAY = date(2026, 11, 26)
ZONES = "123456789ABCDE"
PERIODS = {
    "": (date(2026, 11, 23), date(2026, 11, 29)),
    "?period=week&start=2026-11-16": (date(2026, 11, 16), date(2026, 11, 22)),
    "?period=month": (date(2026, 11, 1), date(2026, 11, 30)),
    "?from=2026-10-20&to=2026-11-24": (date(2026, 10, 20), date(2026, 11, 24)),
}


def at_random(seed):
    """Tasks and records over forty days; returns them as plain facts: [(unit, due day, outcome)] and [(unit, code, day, quantity)]."""
    chance, tasks, records = random.Random(seed), [], []
    for _ in range(70):
        unit, outcome = chance.choice(ZONES), chance.choice(("on_time", "on_time", "on_time", "late", "overdue"))
        day = TODAY - timedelta(days=chance.randint(1, 40))
        rows.standing(unit, day=day, **{outcome: 1})
        tasks.append((unit, day, outcome))
    for _ in range(40):
        fact = (
            chance.choice(ZONES),
            chance.choice(("sticker", "dead_corner")),
            TODAY - timedelta(days=chance.randint(0, 40)),
            chance.randint(1, 50),
        )
        rows.record(fact[0], indicator=fact[1], day=fact[2], quantity=fact[3])
        records.append(fact)
    rows.task("1", rows.at(TODAY + timedelta(days=1)))  # not due yet
    rows.task("2", None, TaskState.REPORTED)
    rows.counted()
    return tasks, records


def plain_kinds(tasks, start, end):
    """{unit code: late, soon, ok or none} after the words of the caliber, counted one by one."""
    is_past, kinds = end < TODAY, {}
    for unit in ZONES:
        due = [outcome for code, day, outcome in tasks if code == unit and start <= day <= end]
        overdue = sum(
            code == unit and outcome == "overdue" and (not is_past or start <= day <= end)
            for code, day, outcome in tasks
        )
        # Half a per cent counts as a whole one.
        rate = int(100 * due.count("on_time") / len(due) + 0.5) if due else None
        if overdue >= 2 or (rate is not None and rate <= 70):
            kinds[unit] = "late"
        elif overdue or (rate is not None and rate < 80):
            kinds[unit] = "soon"
        else:
            kinds[unit] = "none" if rate is None else "ok"
    return kinds


@pytest.mark.parametrize("seed", [3, 11])
def test_the_board_says_what_a_plain_recount_says(db, sign_in, sun, seed):
    with time_machine.travel(THURSDAY, tick=False):
        tasks, records = at_random(seed)
        client = sign_in(sun)
        titles = {unit.code: unit.name if unit.community_key else unit.short_name for unit in Unit.objects.zones()}
        for query, (start, end) in PERIODS.items():
            page = client.get(f"/dashboard/{query}")
            kinds = plain_kinds(tasks, start, end)
            assert {tile.unit.code: tile.kind for tile in page.context["tiles"]} == kinds, query
            late = [titles[code] for code in ZONES if kinds[code] == "late"]
            assert page.context["headline"].names == late or page.context["headline"].kind != "late"
            assert (page.context["headline"].kind == "late") == bool(late)
            due = [outcome for _, day, outcome in tasks if start <= day <= end]
            numbers = page.context["tasks"]
            assert (numbers["due"].text, numbers["on_time"].text) == (str(len(due)), str(due.count("on_time")))
            for number in (numbers["due"], numbers["on_time"], numbers["overdue"]):
                if number.url:
                    assert len(client.get(number.url).context["page"].rows) == min(int(number.text), 50)
            check_figures(client, page, records, start, end)


def check_figures(client, page, records, start, end):
    """Each total equals its records, and so does the list it opens."""
    sums = Counter()
    for _, code, day, quantity in records:
        if start <= day <= end:
            sums[Indicator.objects.get(code=code).name] += quantity
    shown = {figure.name: figure.total for figure in page.context["totals"]["figures"]}
    assert {name: int(total.text.replace(",", "")) for name, total in shown.items() if total.text != "0"} == sums
    for name, total in shown.items():
        if total.url:
            listed = client.get(total.url)
            assert sum(row.quantity for row in listed.context["page"].rows) == sums[name]
            assert listed.context["number_card"].value == total.text
