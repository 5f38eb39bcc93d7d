"""The historical base in totals: which figures count in, how rough the sum is, and how the office keeps them."""

from datetime import date

import pytest
from django.urls import reverse

from campaigns import actions, bases
from campaigns.models import BaseFigure, Campaign, Indicator
from tataboo_portal.models import AuditEvent
from tataboo_portal.quantities import at_least
from tataboo_portal.refusals import Refusal
from tests import makers
from tests.counting import count_queries
from tests.ground.imports import hands
from tests.people import unit_of

URL = "/campaigns/2017/figures/"
YEAR = (date(2017, 1, 1), date(2017, 12, 31))
TODAY = date(2026, 11, 25)


def figure(value, start=None, end=None, unit=None, rough=True, code="sticker"):
    """One more figure of the campaign of 2017."""
    return BaseFigure.objects.create(
        campaign=Campaign.objects.get(code="2017"),
        indicator=Indicator.objects.get(code=code),
        value=value,
        is_approximate=rough,
        own_words=f"示例{value}",
        start=start,
        end=end,
        unit=unit and unit_of(unit),
    )


def base(start, end, code="sticker", unit=None):
    """What counts in of one indicator, or None."""
    figures = bases.figures_in_use(unit and unit_of(unit))
    return bases.within(start, end, figures, today=TODAY).get(Indicator.objects.get(code=code).pk)


@pytest.fixture
def emptied(db):
    BaseFigure.objects.all().delete()


@pytest.mark.parametrize(
    ("value", "words"),
    [(8, "8余处"), (110, "110余处"), (115, "110余处"), (1126, "1100余处"), (1100, "1100余处"), (25905, "25900余处")],
)
def test_a_rough_sum_is_rounded_down_and_always_says_so(value, words):
    assert at_least(value, "处") == words


def test_a_figure_without_a_period_counts_only_in_its_whole_campaign(db):
    assert base(*YEAR).sentence(5) == "合计25900余处，其中历史基数25900余处"
    assert base(date(2017, 1, 1), date(2017, 12, 30)) is None
    assert base(None, None).value == 25900
    Campaign.objects.filter(code="2017").update(end=None)
    assert base(date(2017, 1, 1), TODAY).value == 25900
    assert base(*YEAR) is None


def test_a_figure_with_a_period_counts_in_every_period_that_contains_it(emptied):
    figure(110, date(2017, 1, 1), date(2017, 5, 31))
    figure(40, date(2017, 6, 1), date(2017, 6, 30), rough=False)
    assert base(*YEAR).sentence(7) == "合计150余处，其中历史基数150余处"
    assert base(date(2017, 6, 1), date(2017, 6, 30)).sentence(7) == "合计47处，其中历史基数40处"
    assert base(date(2017, 1, 2), date(2017, 5, 31)) is None


def test_the_same_time_is_never_counted_twice(emptied):
    figure(1100)
    figure(300, date(2017, 1, 1), date(2017, 5, 31))
    figure(50, unit="1")
    assert base(*YEAR).value == 1100
    assert base(date(2017, 1, 1), date(2017, 5, 31)).value == 300
    assert base(*YEAR, unit="1").value == 50
    assert base(*YEAR, unit="2") is None


def test_the_sums_of_a_list_say_what_the_base_adds(sign_in, wang, li):
    makers.work(indicator="sticker", quantity=12)
    client, whole = sign_in(wang), {"from": "2017-01-01", "to": "2026-12-31", "indicator": "sticker"}
    assert client.get("/cleanups/", whole).context["bases"] == ["清理牛皮癣合计25900余处，其中历史基数25900余处"]
    for narrower in ({"q": "墙"}, {"unit": "1"}, {"from": "2017-02-01"}, {"show": "voided"}):
        assert client.get("/cleanups/", whole | narrower).context["bases"] == []
    assert client.get("/cleanups/").context["bases"] == []
    assert sign_in(li).get("/cleanups/", whole).context["bases"] == []
    banners = {"from": "2017-01-01", "to": "2017-12-31", "kind": "banner"}
    assert sign_in(wang).get("/publicity/", banners).context["bases"] == ["悬挂条幅合计230条，其中历史基数230条"]


@pytest.fixture
def typed(db):
    """One figure as the office types it."""
    return {
        "indicator": Indicator.objects.get(code="vegetable_garden").pk,
        "start": "2017-01-01",
        "end": "2017-05-31",
        "value": "30处",
        "is_approximate": "on",
        "own_words": "清理菜园子30余处",
    }


def test_the_office_keeps_figures_by_period(sign_in, wang, typed):
    client = sign_in(wang)
    assert client.post(URL, typed).status_code == 302
    made = BaseFigure.objects.get(own_words="清理菜园子30余处")
    assert (made.value, made.is_approximate, made.unit, made.start) == (30, True, None, date(2017, 1, 1))
    page = reverse("figure_detail", args=["2017", made.pk])
    assert client.post(page, typed | {"value": "40", "own_words": "清理菜园子40余处"}).status_code == 302
    client.post(reverse("figure_switch", args=["2017", made.pk]), {"is_active": "0"})
    made.refresh_from_db()
    assert (made.value, made.is_active) == (40, False)
    events = AuditEvent.objects.filter(object_type="campaigns.BaseFigure").order_by("id")
    assert [event.action for event in events] == ["add", "change", "change"]
    assert (events[1].before["value"], events[1].after["value"]) == (30, 40)
    assert base(*YEAR, code="vegetable_garden") is None


@pytest.mark.parametrize(
    ("change", "name", "sentence"),
    [
        ({"own_words": ""}, "own_words", "照原文写一句"),
        ({"end": ""}, "end", "一起填"),
        ({"end": "2016-12-31"}, "end", "不能早于开始"),
        ({"value": "9999999999"}, "value", "数值太大了"),
        ({"start": "0001-01-01"}, "start", "2000"),
    ],
)
def test_a_figure_that_makes_no_sense_gets_its_sentence(sign_in, wang, typed, change, name, sentence):
    response = sign_in(wang).post(URL, typed | change)
    assert response.status_code == 400
    assert sentence in response.context["form"].errors[name][0]


def test_overlapping_periods_are_refused_by_form_action_and_admin(sign_in, wang, qian, typed):
    client = sign_in(wang)
    client.post(URL, typed)
    later = {"start": "2017-05-31", "end": "2017-06-30"}
    again = client.post(URL, typed | later | {"own_words": "又一句"})
    assert "会重复算" in again.context["form"].errors["start"][0]
    first = BaseFigure.objects.get(own_words="清理菜园子30余处")
    days = {name: date.fromisoformat(day) for name, day in later.items()}
    with pytest.raises(Refusal, match="和“清理菜园子30余处”说的是同一段时间"):
        actions.add_figure(by=wang, campaign=first.campaign, indicator=first.indicator, value=3, own_words="x", **days)
    in_admin = typed | later | {"campaign": first.campaign_id, "value": "3", "position": "9", "is_active": "on"}
    page = sign_in(qian).post("/admin/campaigns/basefigure/add/", in_admin)
    assert "和“清理菜园子30余处”说的是同一段时间" in page.content.decode()
    client = sign_in(wang)
    client.post(reverse("figure_switch", args=["2017", first.pk]), {"is_active": "0"})
    assert client.post(URL, typed | {"own_words": "换一句"}).status_code == 302
    page = client.post(reverse("figure_switch", args=["2017", first.pk]), {"is_active": "1"}, follow=True)
    assert "和“换一句”说的是同一段时间" in page.content.decode()


def test_an_import_refuses_what_overlaps_in_the_portal_and_in_the_file(wang):
    figure(50, date(2017, 1, 1), date(2017, 3, 31), code="planting")
    lines = (
        "创建活动,指标,期间从,期间到,数值,原文",
        "2017,planting,2017-03-31,2017-04-30,4,",
        "2017,planting,2017-05-01,2017-05-31,5,补种五月",
        "2017,planting,2017-05-31,2017-06-30,6,",
        "2017,planting,,,7,",
    )
    batch = hands.kept("\n".join(lines).encode(), by=wang, sheet="figures", name="基数.csv")
    told = hands.told(hands.checked(batch, by=wang), "bad")
    assert [number for number, _ in told] == [2, 4, 5]
    assert told[0][1].startswith("和“示例50”说的是同一段时间")
    assert told[1][1].startswith("和这张表里的“补种五月”说的是同一段时间")


def test_what_an_import_brought_stands_together_and_may_be_taken_out_again(sign_in, wang):
    lines = "创建活动,指标,数值,原文\n2017,planting,4,示例补种4平方米"
    batch = hands.imported(lines.encode(), by=wang, sheet="figures", name="基数.csv")
    client = sign_in(wang)
    shown = f"/campaigns/?batch={batch.pk}"
    assert shown in client.get(f"/imports/{batch.pk}/done/").content.decode()
    page = client.get(shown)
    assert [row.own_words for row in page.context["page"].rows] == ["示例补种4平方米"]
    content = b"".join(client.get(f"/campaigns/export.xlsx?batch={batch.pk}&format=csv").streaming_content).decode()
    assert len(content.splitlines()) == 2
    for address in ("/campaigns/", "/campaigns/2017/", URL):
        html = client.get(address).content.decode()
        assert "/imports/new/figures/" in html
        assert "/campaigns/export.xlsx" in html


def test_the_second_editor_of_a_figure_is_told(sign_in, wang, typed):
    client = sign_in(wang)
    client.post(URL, typed)
    made = BaseFigure.objects.get(own_words="清理菜园子30余处")
    page = reverse("figure_detail", args=["2017", made.pk])
    seen = client.get(page).context["form"]["version"].value()
    assert client.post(page, typed | {"value": "40", "version": seen}).status_code == 302
    stale = client.post(page, typed | {"value": "50", "version": seen})
    assert "刚有人改过" in stale.content.decode()
    made.refresh_from_db()
    assert (made.value, made.version) == (40, 2)


def test_the_list_of_figures_asks_as_often_for_more(sign_in, wang):
    client = sign_in(wang)
    one = count_queries(client, URL)
    figure(3, date(2017, 1, 1), date(2017, 1, 31), unit="1", code="planting")
    figure(4, date(2017, 1, 1), date(2017, 1, 31), unit="2", code="planting")
    assert count_queries(client, URL) == one
