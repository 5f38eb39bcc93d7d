"""The article of 2017 written by the portal: all eighteen figures in their own words and places, from the historical base and from records."""

import csv
import uuid
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from campaigns import reference
from campaigns.actions import figures
from campaigns.models import BaseFigure, Campaign, Indicator
from publicity.models import Training
from reports import bulletins, sentences
from reports.actions import bulletins as actions
from reports.bulletins import period_words
from reports.enums import BulletinKind
from tataboo_portal import registers
from tataboo_portal.periods import Span
from tests import makers
from tests.people import unit_of

ISSUED = datetime(2017, 6, 5, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
FIGURES = list(csv.DictReader((reference.DATA / "figures.csv").read_text(encoding="utf-8").splitlines()))
PUBLICITY = (
    *("special_meeting", "banner", "publicity_board", "leaflet_a", "proposal_letter", "blackboard", "leaflet_b"),
    "training",
)
# Records whose sums official text writes as the article does; the two 宣传资料 of one name are told as their source has them.
RECORDED = {
    "dead_corner": 1137,
    "garbage_truckload": 2241,
    "trash_bin": 800,
    "sticker": 25_931,
    "illegal_structure": 146,
    "signboard": 55,
    "street_vendor": 803,
    "zombie_vehicle": 32,
}
PLACED = {"banner": 230, "publicity_board": 162, "proposal_letter": 30_000, "blackboard": 51}
GATHERINGS = {"special_meeting": 8, "training": 3}


@pytest.fixture(autouse=True)
def day_it_is_dated(db):
    with time_machine.travel(ISSUED, tick=False):
        yield


def section_of(code):
    """Where the article has a figure."""
    return "leadership" if code in PUBLICITY else "measures"


def drafted(by, **values):
    """The 奋进篇 of January to May 2017."""
    asked = {"kind": BulletinKind.ARTICLE, "start": date(2017, 1, 1), "end": date(2017, 5, 31), "title": "奋进篇"}
    asked |= {"issued_on": date(2017, 6, 5), "campaign": Campaign.objects.get(code="2017"), "client_uuid": uuid.uuid4()}
    return actions.draft(by=by, **(asked | values))


def words_by_section(bulletin):
    """{section: everything it says}."""
    found = {}
    for section in sentences.sections_of(bulletins.shown(bulletin)["parts"]):
        runs = [run for block in section["blocks"] for run in block.get("runs", ())]
        found[section["code"]] = "".join(run["text"] for run in runs)
    return found


def keys_of(bulletin):
    """{key of a bound number: (its words, its value)}."""
    runs = [
        run
        for section in sentences.sections_of(bulletin.content["parts"])
        for block in section["blocks"]
        for run in block.get("runs", ())
    ]
    return {run["key"]: (run["text"], run.get("value")) for run in runs if run.get("key")}


def assert_all_eighteen(words):
    """Each figure's own words stand in its section and nowhere else."""
    assert len(FIGURES) == 18
    for row in FIGURES:
        own, place = row["own_words"].rstrip(","), section_of(row["code"])
        assert own.replace(",", "，") in words[place], row["code"]
        others = "".join(said for code, said in words.items() if code != place)
        assert own not in others, row["code"]


def test_the_historical_base_gives_the_article_in_its_own_words(wang):
    bulletin = drafted(wang)
    words = words_by_section(bulletin)
    assert_all_eighteen(words)
    assert list(words) == ["leadership", "measures"]
    assert "今年1至5月份，共悬挂条幅230条、制作宣传栏162块、发放各类宣传资料10000余份。" in words["leadership"]
    assert "今年以来，举行创卫专题会议8次。" in words["leadership"]
    assert "截至目前，共清理卫生死角1100余处，" in words["measures"]
    assert "二是卫生整治。截至目前" in words["measures"]  # counted by what is written
    assert "创卫工作中，组织机关、社区110余人，集中开展大清扫、大清理、大清运等活动50余次。" in words["measures"]
    kept = keys_of(bulletin)
    assert (kept["base:leaflet_a"][0], kept["base:leaflet_b"][0]) == ("10000余份", "6500余份")
    assert not {"16500", "0处", "0条"} & set(words["leadership"])


def test_without_the_campaign_its_figures_without_days_stay_out(wang):
    assert words_by_section(drafted(wang, campaign=None)) == {}
    whole = drafted(wang, campaign=None, end=date(2017, 12, 31))
    assert "共清理卫生死角1100余处" in words_by_section(whole)["measures"]


@pytest.fixture
def recorded(wang):
    """The figures as records of the ledgers, the two 宣传资料 alone left as historical base."""
    for figure in BaseFigure.objects.exclude(indicator__code__in=("leaflet_a", "leaflet_b")):
        figures.switch_figure(figure, by=wang, is_active=False)
    Indicator.objects.update(most_per_record=100_000)
    for code, quantity in RECORDED.items():
        makers.work(indicator=code, quantity=quantity - 1, day=date(2017, 5, 31))
        makers.work(indicator=code, quantity=1, day=date(2017, 1, 1), unit="A")
        makers.work(indicator=code, quantity=7, day=date(2017, 6, 1))
    for code, quantity in PLACED.items():
        makers.placement(kind=code, quantity=quantity, day=date(2017, 3, 15))
    for kind, count in GATHERINGS.items():
        for place in range(count):
            row = {"unit": unit_of("BGS"), "kind": kind, "subject": "示例", "day": date(2017, 2, 1 + place)}
            registers.add(Training, by=wang, client_uuid=uuid.uuid4(), **row)
    makers.drive(day=date(2017, 4, 1), people=118)
    makers.drive(day=date(2017, 3, 1), people=None, person_times=1612)
    makers.work(indicator="cleanup_event", quantity=51, day=date(2017, 3, 2))


def test_records_give_the_same_words_bound_to_their_lists(recorded, wang):
    bulletin = drafted(wang)
    words, kept = words_by_section(bulletin), keys_of(bulletin)
    assert_all_eighteen(words)
    for code, quantity in RECORDED.items():
        assert kept[f"work:{code}"][1] == quantity
    assert kept["drive:people"] == ("110余人", 118)
    assert kept["drive:person_times"] == ("1612人次", 1612)
    assert kept["work:cleanup_event"] == ("50余次", 53)
    assert "1730" not in "".join(words.values())  # people and person-times are never added


def test_base_and_ledger_stand_beside_each_other_and_are_not_added(wang):
    makers.work(indicator="sticker", quantity=38, day=date(2017, 5, 3))
    words = words_by_section(drafted(wang))["measures"]
    assert "清理牛皮癣25900余处，台账另记30余处" in words


@pytest.mark.parametrize(
    ("start", "end", "words", "pieces"),
    [
        ("2017-01-01", "2017-05-31", "今年1至5月份", 5),
        ("2017-01-01", "2017-06-05", "今年以来", 10),
        ("2017-05-01", "2017-05-31", "今年5月份", 1),
        ("2017-05-03", "2017-05-20", "5月3日至5月20日", 18),
        ("2016-01-01", "2016-12-31", "2016年全年", 1),
        ("2016-03-01", "2016-05-31", "2016年3至5月份", 3),
        ("2015-12-30", "2017-02-02", "2015年12月30日至2017年2月2日", 6),
    ],
)
def test_any_days_are_whole_years_months_and_days_and_have_their_words(start, end, words, pieces):
    span = Span(date.fromisoformat(start), date.fromisoformat(end))
    found = span.pieces()
    assert (period_words.told(span, date(2017, 6, 5)), len(found)) == (words, pieces)
    assert (found[0].start, found[-1].end) == (span.start, span.end)
    assert sum((piece.end - piece.start).days + 1 for piece in found) == (span.end - span.start).days + 1


def test_from_the_first_day_of_a_campaign_until_now_is_until_now():
    span = Span(date(2017, 3, 10), date(2017, 6, 5))
    assert period_words.told(span, date(2017, 6, 5), since=date(2017, 3, 10)) == "截至目前"
    assert period_words.told(span, date(2017, 6, 5)) == "3月10日至6月5日"
