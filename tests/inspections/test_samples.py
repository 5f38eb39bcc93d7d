"""抽查: the same seed draws the same places, nothing closed is drawn, and the score is Σpassed over Σjudged."""

import csv
import uuid

import pytest
from django.urls import reverse

from inspections import samples
from inspections.actions.checklists import draw_sample
from inspections.models import Inspection, SampleDraw, SamplePlace
from tataboo_portal.models import AuditEvent
from tataboo_portal.refusals import Refusal
from tests.counting import count_queries
from tests.inspections import sheets
from tests.people import person


@pytest.fixture
def places(db):
    """Twelve compounds, a closed one, and two markets."""
    for number in range(12):
        sheets.place(f"示例小区{number}", unit=str(number % 3 + 1))
    sheets.place("示例旧小区", is_active=False)
    for number in range(2):
        sheets.place(f"示例市场{number}", "market", market="A")


def names(draw):
    return list(draw.places.order_by("position").values_list("place__name", flat=True))


def sent(**values):
    """What the form of a sample sends."""
    data = {"client_uuid": str(uuid.uuid4()), "name": "示例抽查", "standard": sheets.standard().pk}
    return data | values


def test_the_same_seed_and_places_give_the_same_draw_and_another_seed_another(places):
    first, again, other = (names(sheets.drawn({"compound": 5}, seed=seed)) for seed in (7, 7, 8))
    assert first == again
    assert first != other
    assert len(set(first)) == 5


def test_asking_for_more_of_one_kind_leaves_the_others_as_they_were(places):
    one = names(sheets.drawn({"compound": 4, "market": 1}))
    more = names(sheets.drawn({"compound": 4, "market": 2}))
    assert one[:4] == more[:4]


def test_every_place_has_its_chance(places):
    seen = {name for seed in range(1, 30) for name in names(sheets.drawn({"compound": 3}, seed=seed))}
    assert len(seen) == 12


def test_a_place_out_of_use_is_never_drawn_and_asking_for_too_many_takes_all_and_says_so(sign_in, liu, places):
    response = sign_in(liu).post("/samples/new/", sent(count_compound="99", count_market="1"), follow=True)
    assert "小区要抽 99 个，只有 12 个，全部抽中。" in response.content.decode()
    draw = SampleDraw.objects.get()
    assert len(names(draw)) == 13
    assert "示例旧小区" not in names(draw)


def test_the_seed_is_kept_and_can_be_given(sign_in, wang, places):
    client = sign_in(wang)
    client.post("/samples/new/", sent(count_compound="5"))
    first = SampleDraw.objects.get()
    assert first.seed > 0
    client.post("/samples/new/", sent(count_compound="5", seed=str(first.seed)))
    assert names(SampleDraw.objects.latest("id")) == names(first)


def test_a_draw_arriving_twice_is_one_draw_with_one_event(liu, places):
    number = uuid.uuid4()
    first, second = (sheets.drawn({"compound": 3}, client_uuid=number) for _ in range(2))
    assert first == second
    assert SamplePlace.objects.count() == 3
    event = AuditEvent.objects.get(object_type="inspections.SampleDraw")
    assert event.after["counts"] == {"compound": 3}


def test_a_draw_that_finds_nothing_is_refused_and_leaves_nothing(liu, places):
    with pytest.raises(Refusal, match="一个点位也没有抽到"):
        draw_sample(by=liu, client_uuid=uuid.uuid4(), name="空", standard=sheets.standard(), counts={"park": 2})
    assert not SampleDraw.objects.exists()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "至少选一类点位"),
        ({"count_compound": "0"}, "至少选一类点位"),
        ({"count_compound": "-3"}, "个数不能小于 0。"),
        ({"count_compound": "很多"}, "个数要填数字，比如 5。"),
        ({"count_compound": "101"}, "一类最多抽 100 个"),
        ({"count_compound": "3", "name": ""}, "给这次抽查起个名称。"),
        ({"count_compound": "3", "seed": "9" * 400}, "数量太大了"),
        ({"count_compound": "3", "standard": "0"}, "这个标准已经停用，换一个。"),
        ({"count_compound": "\x00"}, "个数要填数字"),
    ],
)
def test_what_cannot_be_drawn_is_said(sign_in, liu, places, values, sentence):
    response = sign_in(liu).post("/samples/new/", sent(**values))
    assert response.status_code == 400
    assert sentence in response.content.decode()
    assert not SampleDraw.objects.exists()


def test_a_kind_without_items_in_the_standard_is_refused_and_a_building_has_its_stand_in(sign_in, liu, db):
    sheets.place("示例空地", "other")
    sheets.place("示例1号楼", "building")
    client = sign_in(liu)
    response = client.post("/samples/new/", sent(count_other="1"))
    assert "没有其他的条目" in response.content.decode()
    assert client.post("/samples/new/", sent(count_building="1")).status_code == 302


def test_the_score_is_the_sum_of_what_passed_over_the_sum_of_what_was_judged(liu, places):
    draw = sheets.drawn({"compound": 3, "market": 2})
    compounds = [row.place for row in draw.places.order_by("position")[:3]]
    market = draw.places.get(position=4).place
    first = sheets.checked(compounds[0], by=liu, draw=draw, failures=9)
    second = sheets.checked(compounds[1], by=liu, draw=draw, not_applicable=10)
    third = sheets.checked(market, by=liu, draw=draw, failures=5)
    sheets.checked(compounds[2], by=liu, failures=19)  # not of this draw
    state = samples.standing(draw)
    assert (first.passed, first.judged, second.passed, second.judged) == (10, 19, 9, 9)
    assert (third.passed, third.judged) == (15, 20)
    assert state.total.score == "34/48 71%"
    kinds = {key: (group.done, group.places, group.score) for key, group in state.kinds.items()}
    assert kinds == {"compound": (2, 3, "19/28 68%"), "market": (1, 2, "15/20 75%")}
    assert sum(group.judged for group in state.communities.values()) == 48
    assert sum(group.places for group in state.communities.values()) == 5


def test_a_draw_nobody_has_begun_has_no_score(liu, places):
    assert samples.standing(sheets.drawn({"market": 1})).total.score == "—"


def test_a_place_of_a_draw_is_checked_from_the_list_and_counts_once(sign_in, liu, wang, places):
    draw = sheets.drawn({"market": 1})
    place = draw.places.get().place
    page = sign_in(liu).get(reverse("sample_detail", args=[draw.pk])).content.decode()
    address = f"/checks/new/?place={place.code}&amp;draw={draw.pk}"
    assert address in page
    address = address.replace("&amp;", "&")
    form = sign_in(liu).get(address).context["form"]
    sheet = [row.item for row in form.rows]
    response = sign_in(liu).post(address, sheets.sent(sheet, failures={0}))
    assert response.url == reverse("sample_detail", args=[draw.pk])
    assert Inspection.objects.get().draw == draw
    page = sign_in(liu).get(response.url).content.decode()
    assert "19/20 95%" in page
    assert "开始检查" not in page
    late = sign_in(wang).post(address, sheets.sent(sheet))
    assert late.status_code == 400
    assert "刘 已经查过这个点位" in late.content.decode()


def test_a_place_that_was_not_drawn_does_not_count_for_the_draw(sign_in, liu, places):
    draw = sheets.drawn({"market": 1})
    other = sheets.place("示例小区外")
    address = f"/checks/new/?place={other.code}&draw={draw.pk}"
    sheet = [row.item for row in sign_in(liu).get(address).context["form"].rows]
    response = sign_in(liu).post(address, sheets.sent(sheet))
    assert "这个点位不在这次抽查里" in response.content.decode()
    assert not Inspection.objects.exists()


def test_who_is_going_to_be_visited_learns_nothing(sign_in, li, places):
    draw = sheets.drawn({"compound": 12})
    own = draw.places.filter(place__community=li.unit).first().place
    client = sign_in(li)
    for address in ("/samples/", "/samples/new/", f"/samples/{draw.pk}/", "/samples/export.xlsx"):
        assert client.get(address).status_code == 403
    assert client.get(f"/checks/new/?place={own.code}&draw={draw.pk}").status_code == 403
    check = sheets.checked(own, by=person("liu"), draw=draw)
    assert draw.name not in client.get(reverse("check_detail", args=[check.pk])).content.decode()
    assert "抽查" not in client.get("/checks/").content.decode()


def test_a_draw_leaves_as_a_sheet_in_its_order_with_what_was_found(sign_in, liu, places):
    draw, other = sheets.drawn({"compound": 3}), sheets.drawn({"market": 1})
    first = draw.places.get(position=1).place
    check = sheets.checked(first, by=liu, draw=draw, failures=1)
    sheets.checked(first, by=liu)
    client = sign_in(liu)
    response = client.get("/samples/export.xlsx", {"draw": draw.pk, "format": "csv"})
    rows = list(csv.DictReader(b"".join(response.streaming_content).decode("utf-8-sig").splitlines()))
    assert [row["点位"] for row in rows] == names(draw)
    assert (rows[0]["检查人"], rows[0]["合格项"], rows[0]["判定项"]) == ("刘", str(check.passed), str(check.judged))
    assert rows[1]["检查日期"] == rows[1]["判定项"] == ""
    assert f"draw={draw.pk}" in client.get(reverse("sample_detail", args=[draw.pk])).content.decode()
    everything = b"".join(client.get("/samples/export.xlsx", {"format": "csv"}).streaming_content).decode()
    assert len(everything.splitlines()) == 5
    assert names(other)[0] in everything


def test_the_leader_reads_and_does_not_start_checks(sign_in, sun, places):
    draw = sheets.drawn({"compound": 2})
    page = sign_in(sun).get(reverse("sample_detail", args=[draw.pk])).content.decode()
    assert "还没查" in page
    assert "开始检查" not in page


def test_a_drawn_place_closed_later_stays_on_the_list(sign_in, liu, places):
    draw = sheets.drawn({"market": 1})
    place = draw.places.get().place
    place.is_active = False
    place.save()
    page = sign_in(liu).get(reverse("sample_detail", args=[draw.pk])).content.decode()
    assert "点位已停用" in page
    assert "开始检查" not in page


def test_pages_ask_as_often_for_three_as_for_one(sign_in, liu, places):
    client = sign_in(liu)
    small = sheets.drawn({"market": 1})
    detail = reverse("sample_detail", args=[small.pk])
    one = count_queries(client, "/samples/"), count_queries(client, detail)
    for _ in range(2):
        big = sheets.drawn({"compound": 3})
    for row in big.places.select_related("place"):
        sheets.checked(row.place, by=liu, draw=big)
    assert one == (count_queries(client, "/samples/"), count_queries(client, reverse("sample_detail", args=[big.pk])))
