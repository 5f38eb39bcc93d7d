"""九+五: tiles and the matrix, each number once and with its records."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import Campaign, Indicator
from reports import grid
from tests.people import unit_of
from tests.reports import rows

THURSDAY = datetime(2026, 11, 26, 2, tzinfo=UTC)  # 10:00 in Asia/Shanghai
TODAY = date(2026, 11, 26)
URL = "/areas/"


@pytest.fixture(autouse=True)
def thursday(db):
    with time_machine.travel(THURSDAY, tick=False) as clock:
        yield clock


@pytest.mark.parametrize(
    ("rate", "overdue", "kind"),
    [
        (None, 0, "none"),
        (100, 0, "ok"),
        (80, 0, "ok"),
        (79, 0, "soon"),
        (71, 0, "soon"),
        (70, 0, "late"),
        (0, 0, "late"),
        (100, 1, "soon"),
        (100, 2, "late"),
        (None, 1, "soon"),
        (None, 2, "late"),
    ],
)
def test_who_is_late_and_who_comes_close(rate, overdue, kind):
    assert grid.standing(rate, overdue) == kind


def line(matrix, code):
    return next(row for row in matrix["zones"] if row.code == code)


def column(page, name):
    return [column.name for column in page.context["columns"]].index(name)


def test_every_cell_is_its_units_sum_and_opens_its_records(wang, sign_in):
    rows.record("1", quantity=12)
    rows.record("1", quantity=5, day=TODAY - timedelta(days=1))
    rows.record("A", quantity=40)
    rows.record("1", quantity=99, day=TODAY - timedelta(days=10))
    rows.counted()
    client = sign_in(wang)
    page = client.get(URL)
    place, matrix = column(page, "清理牛皮癣"), page.context["matrix"]
    assert (line(matrix, "1").numbers[place].text, line(matrix, "A").numbers[place].text) == ("17", "40")
    assert matrix["sum"].numbers[place].text == "57"
    for number, value in ((line(matrix, "1").numbers[place], 17), (matrix["sum"].numbers[place], 57)):
        assert sum(row.quantity for row in client.get(number.url).context["page"].rows) == value
    assert line(matrix, "2").numbers[place] == grid.Number("0", "")


def test_a_unit_outside_the_nine_and_five_has_its_own_line_and_counts_in_the_sum(wang, chen, sign_in):
    rows.record("K1", quantity=9)
    rows.counted()
    page = sign_in(wang).get(URL)
    place, matrix = column(page, "清理牛皮癣"), page.context["matrix"]
    assert [(row.name, row.numbers[place].text) for row in matrix["others"]] == [("城管科", "9")]
    assert matrix["sum"].numbers[place].text == "9"
    assert "其他单位" in page.content.decode()


def test_tasks_come_first_then_the_eight_totals_then_the_other_groups_in_their_order(sun, sign_in):
    page = sign_in(sun).get(URL)
    names = [heading for heading, _ in page.context["column_groups"]]
    assert names == ["整改任务", "八项总账", "整治形式", "集中行动", "宣传发动", "会议培训", "文明创建"]
    assert sum(span for _, span in page.context["column_groups"]) == len(page.context["columns"])


def test_an_indicator_out_of_use_stays_where_it_has_a_total(sun, sign_in):
    rows.record(indicator="bait_station")
    Indicator.objects.filter(code__in=("bait_station", "parking_space")).update(is_active=False)
    rows.counted()
    names = [column.name for column in sign_in(sun).get(URL).context["columns"]]
    assert "增设毒饵站" in names
    assert "划停车位" not in names


def test_a_person_of_a_unit_sees_all_sums_and_opens_only_their_own(li, sign_in):
    rows.record("1")
    rows.record("2")
    rows.counted()
    page = sign_in(li).get(URL)
    place, matrix = column(page, "清理牛皮癣"), page.context["matrix"]
    numbers = [line(matrix, code).numbers[place] for code in "12"] + [matrix["sum"].numbers[place]]
    assert [number.text for number in numbers] == ["12", "12", "24"]
    assert [bool(number.url) for number in numbers] == [True, False, False]


def test_a_total_says_what_the_historical_base_adds_and_to_which_unit(sun, sign_in):
    campaign, sticker = Campaign.objects.get(code="2017"), Indicator.objects.get(code="sticker")
    campaign.figures.filter(indicator=sticker).update(unit=unit_of("1"))
    rows.record("1", quantity=5, day=date(2017, 3, 1))
    rows.counted()
    client = sign_in(sun)
    page = client.get(URL, {"period": "year", "start": "2017-01-01"})
    place, matrix = column(page, "清理牛皮癣"), page.context["matrix"]
    words = "合计25900余处，其中历史基数25900余处"
    cells = [line(matrix, "1").numbers[place], line(matrix, "2").numbers[place], matrix["sum"].numbers[place]]
    assert [(cell.text, cell.with_base) for cell in cells] == [("5", words), ("0", ""), ("5", words)]
    assert matrix["sum"].numbers[column(page, "清理卫生死角")].with_base == "合计1100余处，其中历史基数1100余处"
    assert f"<small>{words}</small>" in page.content.decode()
    week = client.get(URL)
    assert not any(cell.with_base for cell in week.context["matrix"]["sum"].numbers)


def test_the_table_scrolls_in_a_region_the_keyboard_reaches(sun, sign_in):
    assert '<div class="table-x" tabindex="0" role="region"' in sign_in(sun).get(URL).content.decode()


def test_the_price_is_the_same_for_one_row_and_for_many(sun, chen, sign_in):
    client, counts = sign_in(sun), []
    for codes in ("1", "2AK"):
        for code in codes:
            unit = "K1" if code == "K" else code
            rows.record(unit)
            rows.placement(unit)
            rows.standing(unit, on_time=1, overdue=1)
        rows.counted()
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


@pytest.mark.parametrize(
    ("on_time", "overdue", "may_be_chance"),
    [(3, 1, True), (1, 3, False), (15, 5, True), (60, 40, False), (4, 0, False)],
)
def test_a_low_rate_of_few_tasks_is_said_to_be_of_few(sun, sign_in, on_time, overdue, may_be_chance):
    rows.standing("1", on_time=on_time, late=overdue)
    rows.counted()
    tile = sign_in(sun).get(URL).context["tiles"][0]
    assert tile.sample == f"{on_time}/{on_time + overdue}"
    assert tile.may_be_chance == may_be_chance
    assert (tile.remark == "样本少") == may_be_chance
