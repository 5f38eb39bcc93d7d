"""控烟: a check in two taps, faults that become one task, and the page that shows place by place what is wanting."""

from datetime import timedelta

import pytest
from django.urls import reverse

from inspections.models import RemediationTask
from publicity.actions.smoking import ALL_MET_SENTENCE, file_task
from publicity.models import SmokingCheck
from tataboo_portal.enums import PlaceKind
from tataboo_portal.models import Place
from tataboo_portal.paging import paginate
from tataboo_portal.refusals import Refusal
from tests import makers, registers
from tests.counting import count_queries
from tests.people import person, unit_of

ADD, PAGE = "/registers/smoking/new/", "/publicity/smoking/"


def place(name="示例学校", kind=PlaceKind.SCHOOL, unit="1", **values):
    return Place.objects.create(name=name, kind=kind, community=unit_of(unit), **values)


def check(at=None, days_ago=0, **values):
    at = at or registers.market()
    day = registers.today() - timedelta(days=days_ago)
    return registers.row(SmokingCheck, at.community.code, place=at, day=day, **values)


def sent(form):
    """What a browser sends when the form is left as it stands."""
    values = {field.html_name: field.value() for field in form if field.value() not in (None, False)}
    return {name: value for name, value in values.items() if not name.startswith("photo")}


@pytest.mark.parametrize("who", ["li", "wang", "zhao"])
def test_from_a_places_page_two_taps_are_enough_when_all_is_met(sign_in, who):
    at, client = registers.market(), sign_in(person(who))
    assert f"{ADD}?at={at.code}" in client.get(reverse("place_page", args=[at.code])).content.decode()
    form = client.get(ADD, {"at": at.code}).context["form"]
    data = sent(form)
    assert [client.post(ADD, data).status_code for _ in range(2)] == [302, 302]
    row = SmokingCheck.objects.get()
    assert (row.place, row.day, row.faults, row.community.code) == (at, registers.today(), [], "1")
    assert row.unit.code == ("A" if who == "zhao" else "1")


def test_the_place_a_link_names_is_meant_even_where_two_bear_its_name(sign_in, li):
    first, second = (place("示例一号楼", PlaceKind.BUILDING, parent=place(name)) for name in ("示例甲", "示例乙"))
    client = sign_in(li)
    client.post(ADD, sent(client.get(ADD, {"at": second.code}).context["form"]))
    assert SmokingCheck.objects.get().place == second
    by_name = client.post(ADD, registers.typed("smoking") | {"where": first.name})
    assert "点位" in str(by_name.context["form"].errors["where"])


def test_a_strangers_place_is_not_filled_in(sign_in, zhang):
    at, client = registers.market(), sign_in(zhang)
    assert client.get(ADD, {"at": at.code}).context["form"]["where"].value() in {None, ""}
    client.post(ADD, registers.typed("smoking") | {"where": at.name, "at": at.code})
    assert not SmokingCheck.objects.exists()
    assert client.get(ADD, {"at": "\x00"}).status_code == 200


def test_a_place_out_of_use_keeps_its_old_checks_changeable(sign_in, li):
    row, client = check(), sign_in(li)
    Place.objects.update(is_active=False)
    url = reverse("register_detail", args=["smoking", row.pk])
    data = sent(client.get(url).context["form"]) | {"has_dissuader": "False"}
    assert client.post(url, data).status_code == 302
    row.refresh_from_db()
    assert (row.faults, row.place.is_active) == (["没有劝阻员"], False)


def test_faults_become_one_task_with_the_photo(sign_in, li):
    at, client = registers.market(), sign_in(li)
    data = registers.typed("smoking") | {"no_butts": "False", "shows_hotline": "False", "location": "二楼"}
    page = client.post(ADD, data | {"where": at.name, "photo_camera": registers.picture()}, follow=True)
    assert "转成整改任务" in page.content.decode()
    row = SmokingCheck.objects.get()
    url = reverse("register_task", args=["smoking", row.pk])
    assert [client.post(url).status_code for _ in range(2)] == [302, 302]
    task = RemediationTask.objects.get()
    assert (task.category.code, task.source, task.unit, task.place, task.location) == (
        *("smoking", "check"),
        *(row.unit, at, "二楼"),
    )
    assert task.title == "示例市场 二楼 控烟：有烟蒂、没有投诉电话"
    assert task.photos.get().photo == row.photos.get()
    row.refresh_from_db()
    assert (row.task, row.version) == (task, 2)
    page = client.get(reverse("register_detail", args=["smoking", row.pk])).content.decode()
    assert f"整改任务 {task.number}" in page
    assert "转成整改任务" not in page


def test_what_is_met_or_void_makes_no_task(wang):
    with pytest.raises(Refusal, match=ALL_MET_SENTENCE):
        file_task(check(), by=wang)
    bad = check(no_smell=False)
    registers.ground_void(bad, by=wang)
    with pytest.raises(Refusal, match="已经作废"):
        file_task(bad, by=wang)
    assert not RemediationTask.objects.exists()


def signs(at, quantity, **values):
    return makers.placement("1", "no_smoking_sign", quantity, place=at, **values)


def test_place_by_place_the_never_checked_first_then_the_longest_ago(sign_in, wang, li, zhang):
    lately, long_ago, never = place("示例甲"), place("示例乙"), place("示例丙")
    road, signed = place("示例路", PlaceKind.ROAD), place("示例道", PlaceKind.ROAD)
    closed = place("示例旧校", is_active=False)
    check(lately, 30, no_butts=False)
    check(lately, 2)
    check(long_ago, 90, no_smell=False)
    registers.ground_void(check(never), by=wang)
    signs(never, 3)
    signs(never, 4)
    signs(signed, 1)
    signs(lately, 5, removed_on=registers.today())
    rows = sign_in(li).get(PAGE).context["rows"]
    mine = [row for row in rows if row.place in {lately, long_ago, never, road, signed, closed}]
    assert [(row.place.name, row.signs, row.faults, row.flag.words) for row in mine] == [
        ("示例丙", 7, [], "没查过"),
        ("示例道", 1, [], "没查过"),
        ("示例乙", 0, ["有烟味"], "1 项不合格"),
        ("示例甲", 0, [], "都合格"),
    ]
    found = {group: sign_in(li).get(PAGE, {"group": group}).context["rows"] for group in ("never", "faults")}
    assert {row.place.name for row in found["faults"]} == {"示例乙"}
    assert {"示例丙", "示例道"} <= {row.place.name for row in found["never"]}
    assert not {row.place.pk for row in sign_in(zhang).get(PAGE).context["rows"]} & {lately.pk, never.pk}
    assert sign_in(wang).get(PAGE, {"community": "2"}).context["rows"] == []


def test_its_pages_follow_each_other_and_a_page_asks_as_often_for_three_places_as_for_one(sign_in, wang, monkeypatch):
    client = sign_in(wang)
    check(place("示例一"))
    for_one = count_queries(client, PAGE)
    for at in range(4):
        check(place(f"示例校{at}"), at, no_butts=at % 2 == 0)
        signs(place(f"示例园{at}"), 2)
    assert count_queries(client, PAGE) == for_one
    monkeypatch.setattr(paginate, "__kwdefaults__", paginate.__kwdefaults__ | {"size": 2})
    url, seen = PAGE, []
    while url:
        page = client.get(url).context["page"]
        seen += [row.pk for row in page.rows]
        url = PAGE + page.next_url if page.next_url else ""
    assert len(seen) == len(set(seen)) == 9
