"""The article's eighteen figures: in its own words, and never added to exact records."""

import csv
from pathlib import Path

import pytest
from django.core.management import call_command

from campaigns.models import BaseFigure, Campaign, Indicator
from tests import makers

URL = "/campaigns/2017/"
WORDS = [
    "8次",
    "230条",
    "162块",
    "10000余份",
    "3万份",
    "51期",
    "6500余份",
    "3场",
    "110余人",
    "50余次",
    "1100余处",
    "2200余车",
    "800个",
    "25900余处",
    "140余处",
    "55块",
    "800余家",
    "32辆",
]


def test_the_eighteen_figures_stand_in_the_articles_own_words(sign_in, wang):
    page = sign_in(wang).get(URL).content.decode()
    assert BaseFigure.objects.count() == len(WORDS) == 18
    for figure, words in zip(BaseFigure.objects.order_by("position"), WORDS, strict=True):
        assert figure.figure_words == words
        assert f">{words}</b>" in page
        assert figure.own_words in page


def test_the_data_file_is_what_was_loaded(db):
    with (Path(__file__).parents[2] / "campaigns/data/figures.csv").open(encoding="utf-8") as source:
        for row in csv.DictReader(source):
            figure = BaseFigure.objects.get(indicator__code=row["code"])
            assert (figure.value, figure.indicator.unit_word) == (int(row["value"]), row["unit"])
            assert figure.is_approximate == (row["approximate"] == "yes")


def test_records_and_a_rough_base_make_a_rough_total(sign_in, wang):
    makers.work(indicator="dead_corner", quantity=26)
    makers.work(indicator="trash_bin", quantity=26)
    Campaign.objects.filter(code="2017").update(end=None)
    page = sign_in(wang).get(URL).content.decode()
    assert "系统记录：26处" in page
    assert "合计1100余处，其中历史基数1100余处" in page
    assert "1126" not in page
    assert "合计826个，其中历史基数800个" in page


def test_people_of_a_unit_get_no_total_of_what_they_cannot_see(sign_in, li):
    makers.work(unit="1", by=li, indicator="dead_corner", quantity=26)
    Campaign.objects.filter(code="2017").update(end=None)
    page = sign_in(li).get(URL).content.decode()
    assert "能看到的系统记录：26处" in page
    assert "合计" not in page.replace("合计是历史基数加系统记录", "").replace("合计也是约数", "")


def test_the_two_leaflet_figures_stay_apart(db):
    pair = Indicator.objects.filter(code__startswith="leaflet_")
    assert pair.count() == 2
    assert all("不" in figure.caliber for figure in BaseFigure.objects.filter(indicator__in=pair))


def test_a_figure_whose_source_gives_no_period_says_so(sign_in, wang):
    assert "原文未写期间" in sign_in(wang).get(URL).content.decode()


def test_loading_again_keeps_what_the_office_edited(db):
    Indicator.objects.filter(code="trash_bin").update(name="更新的名称")
    call_command("load_reference", verbosity=0)
    assert Indicator.objects.get(code="trash_bin").name == "更新的名称"
    assert BaseFigure.objects.count() == 18


def test_the_nine_forms_of_the_article_are_rows(db):
    assert Indicator.objects.filter(group="forms").count() == 9
    assert Indicator.objects.filter(group="totals").count() == 8


def test_an_unknown_campaign_is_not_found(sign_in, wang):
    assert sign_in(wang).get("/campaigns/1999/").status_code == 404


@pytest.mark.parametrize("ledger", ["work", "publicity"])
def test_every_indicator_of_a_ledger_has_its_own_letter(db, ledger):
    letters = list(Indicator.objects.for_ledger(ledger).values_list("shortcut", flat=True))
    assert all(letters)
    assert len(set(letters)) == len(letters)
