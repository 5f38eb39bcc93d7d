"""The article's publicity of January to May 2017, entered as its office would have: totals, report and board agree with the ledger."""

import csv
import io
import uuid
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from campaigns.actions import figures
from campaigns.models import BaseFigure
from publicity.models import Placement, PublicityKind, Training
from reports import rollups, weekly
from reports.totals import Totals
from tataboo_portal.enums import PeriodKind
from tataboo_portal.periods import Period
from tataboo_portal.weeks import Week
from tests.ground.imports import hands
from tests.people import unit_of
from tests.reports.test_weekly import words_of

MEETING = datetime(2017, 5, 31, 9, tzinfo=ZoneInfo("Asia/Shanghai"))  # 端午 moved it to Wednesday
YEAR = Period(PeriodKind.YEAR, date(2017, 1, 1))
# Kept in ledgers here, so their figures of the article go out of use; the rest stays as historical base.
KEPT_IN_LEDGERS = ("banner", "publicity_board", "blackboard", "training", "special_meeting")
TYPED = ((100, "2017-03-10", "1"), (80, "2017-04-20", "2"), (50, "2017-05-24", "A"))
BOARDS = ((60, "2017-02-14", "1"), (92, "2017-04-05", "5"), (10, "2017-05-26", "9"))
MEETINGS = (
    "2017-01-10",
    "2017-02-13",
    "2017-03-06",
    "2017-03-20",
    "2017-04-10",
    "2017-04-24",
    "2017-05-08",
    "2017-05-22",
)
TRAININGS = ("2017-02-20", "2017-04-12", "2017-05-25")


@pytest.fixture(autouse=True)
def day_of_the_meeting(db):
    with time_machine.travel(MEETING, tick=False):
        yield


def as_csv(*rows):
    """The rows, dictionaries of the same headings, as a file."""
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


@pytest.fixture
def entered(wang, sign_in):
    """Banners typed row by row, boards and 板报 from a file, gatherings from another, letters and leaflets as figures."""
    for figure in BaseFigure.objects.filter(indicator__code__in=KEPT_IN_LEDGERS):
        figures.switch_figure(figure, by=wang, is_active=False)
    client, banner = sign_in(wang), PublicityKind.objects.get(indicator__code="banner")
    for quantity, day, unit in TYPED:
        typed = {"client_uuid": str(uuid.uuid4()), "day": day, "unit": unit_of(unit).pk, "kind": banner.pk}
        typed |= {"quantity": f"{quantity}条", "confirmed": "on"}
        assert client.post("/publicity/", typed).status_code == 302
    row = ("日期", "责任单位", "形式", "数量", "量词")
    boards = [dict(zip(row, (day, unit, "宣传栏", count, "块"), strict=True)) for count, day, unit in BOARDS]
    papers = [
        dict(zip(row, ("2017-05-23", str(n), "板报", count, "期"), strict=True)) for n, count in ((1, 25), (2, 26))
    ]
    gatherings = [{"日期": day, "责任单位": "BGS", "类型": "专题会议", "主题": "创卫专题会议"} for day in MEETINGS]
    gatherings += [{"日期": day, "责任单位": "BGS", "类型": "业务培训", "主题": "创卫业务培训"} for day in TRAININGS]
    for slug, rows in (("placements", [*boards, *papers]), ("trainings", gatherings)):
        batch = hands.imported(as_csv(*rows), by=wang, sheet=slug)
        assert batch.counts["good"] == len(rows), hands.told(batch, "bad")
    rollups.refresh()


def test_the_totals_are_the_articles_and_equal_the_ledgers(entered):
    totals = Totals.load([YEAR])
    found = {code: totals.value(f"publicity:{code}", YEAR) for code in ("banner", "publicity_board", "blackboard")}
    found |= {code: totals.value(f"training:{code}", YEAR) for code in ("training", "special_meeting")}
    assert found == {"banner": 230, "publicity_board": 162, "blackboard": 51, "training": 3, "special_meeting": 8}
    assert sum(row.quantity for row in Placement.objects.all()) == 230 + 162 + 51
    assert Training.objects.count() == 3 + 8


def test_the_board_shows_the_same_numbers_and_names_what_is_a_historical_base(entered, sun, sign_in):
    page = sign_in(sun).get("/dashboard/?period=year&start=2017-01-01")
    shown = {one.name: one for one in page.context["publicity"]["figures"]}
    names = ("悬挂条幅", "制作宣传栏", "制作社区板报", "创卫业务培训", "创卫专题会议")
    assert [shown[name].total.text for name in names] == ["230", "162", "51", "3", "8"]
    assert not any(shown[name].with_base for name in names)
    assert shown["发放创建国家卫生城市倡议书"].with_base == ("2017年合计30000份，其中历史基数3万份",)
    for name, count in zip(names, (3, 3, 2, 3, 8), strict=True):
        assert len(sign_in(sun).get(shown[name].total.url).context["page"].rows) == count


def test_the_weekly_report_tells_the_week_to_the_unit(entered, wang):
    words = words_of(weekly.build(Week.of(timezone.localdate()), by=wang))
    week = Placement.objects.filter(day__range=("2017-05-22", "2017-05-28"))
    assert {row.kind.indicator.code: row.quantity for row in week.exclude(kind__indicator__code="blackboard")} == {
        "banner": 50,
        "publicity_board": 10,
    }
    for part in ("悬挂条幅50条", "制作宣传栏10块", "制作社区板报51期", "创卫专题会议1次", "创卫业务培训1场"):
        assert part in words
