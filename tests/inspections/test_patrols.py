"""巡查: what is due for whom, in which order; and the round that marks places as seen, once however often it arrives."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from inspections.models import PatrolRound, PatrolVisit
from inspections.patrols import due_places
from tataboo_portal.models import AuditEvent, Place
from tests.people import unit_of

TODAY = timezone.localdate


def place(name, unit="1", kind="compound", seen=None, days=7, **values):
    """A place that was seen so many days ago and is to be seen every seven days."""
    seen_on = None if seen is None else TODAY() - timedelta(days=seen)
    return Place.objects.create(
        name=name, kind=kind, community=unit_of(unit), patrol_days=days, last_seen_on=seen_on, **values
    )


def due(user, limit=50):
    return [row.name for row in due_places(user, TODAY(), limit)]


@pytest.mark.parametrize(
    ("seen", "days", "is_due"),
    [(6, 7, False), (7, 7, True), (8, 7, True), (None, 7, True), (0, 1, False), (1, 1, True), (99, None, False)],
)
def test_a_place_is_due_on_the_day_its_interval_ends(li, seen, days, is_due):
    place("示例小区一", seen=seen, days=days)
    assert bool(due(li)) == is_due


def test_a_place_never_seen_is_due_from_the_day_patrols_were_asked_for(db):
    row = place("示例小区一", seen=None)
    assert row.next_patrol_on == TODAY()
    row.next_patrol_on -= timedelta(days=3)
    row.save()
    assert row.next_patrol_on == TODAY() - timedelta(days=3)


def test_a_change_of_the_interval_moves_the_day_and_none_takes_it_away(db):
    row = place("示例小区一", seen=2)
    row.patrol_days = 30
    row.save(update_fields=("patrol_days",))
    row.refresh_from_db()
    assert row.next_patrol_on == TODAY() + timedelta(days=28)
    row.patrol_days = None
    row.save()
    assert row.next_patrol_on is None


def test_a_place_out_of_use_is_never_due(li):
    place("示例小区一", seen=99, is_active=False)
    assert due(li) == []


def test_a_worker_gets_the_own_area_and_line_kept_places_first_then_the_longest_waiting(li, zhao, wang):
    place("八天", seen=8)
    place("二十天", seen=20)
    place("我包的", seen=9, keeper=li)
    place("别的社区", unit="2", seen=40)
    place("市场", unit="2", kind="market", seen=10, market_group=unit_of("A"))
    assert due(li) == ["我包的", "二十天", "八天"]
    assert due(zhao) == ["市场"]
    assert due(wang) == ["别的社区", "二十天", "市场", "我包的", "八天"]
    assert due(wang, limit=2) == ["别的社区", "二十天"]


def send(client, **data):
    return client.post("/patrols/new/", {"client_uuid": str(uuid.uuid4()), **data})


def compound():
    """A compound with two buildings, nobody there for nine days."""
    root = place("示例小区一", seen=9)
    return root, *(place(f"示例小区一{number}号楼", kind="building", seen=9, parent=root) for number in (1, 2))


def seen_today():
    return set(Place.objects.filter(last_seen_on=TODAY()).values_list("name", flat=True))


def test_ticked_places_are_seen_today_and_due_again_after_their_interval(sign_in, li):
    root, first, _ = compound()
    response = send(sign_in(li), places=[root.code, first.code], note="示例")
    assert response.status_code == 302
    assert seen_today() == {root.name, first.name}
    first.refresh_from_db()
    assert first.next_patrol_on == TODAY() + timedelta(days=7)
    patrol = PatrolRound.objects.get()
    assert (patrol.by, patrol.unit, patrol.day, patrol.note) == (li, li.unit, TODAY(), "示例")
    assert {visit.place.name for visit in patrol.visits.all()} == {root.name, first.name}
    event = AuditEvent.objects.get()
    assert sorted(event.after["places"]) == sorted([root.code, first.code])


def test_a_whole_compound_is_seen_with_one_tick(sign_in, li):
    root, *_ = compound()
    place("示例街巷", kind="lane", seen=9)
    send(sign_in(li), whole=[root.code])
    assert seen_today() == {"示例小区一", "示例小区一1号楼", "示例小区一2号楼"}


def test_the_same_round_arriving_twice_counts_once(sign_in, li):
    root, *_ = compound()
    client, number = sign_in(li), str(uuid.uuid4())
    for _ in range(2):
        assert send(client, client_uuid=number, whole=[root.code], places=[root.code]).status_code == 302
    assert PatrolRound.objects.count() == AuditEvent.objects.count() == 1
    assert PatrolVisit.objects.count() == 3


def test_nothing_ticked_is_asked_back_and_nothing_written(sign_in, li):
    compound()
    response = send(sign_in(li))
    assert response.status_code == 400
    assert "还没有勾选点位" in response.content.decode()
    assert not PatrolRound.objects.exists()


@pytest.mark.parametrize("field", ["places", "whole"])
@pytest.mark.parametrize("word", ["\x00", "ZZZZZZ", "OTHER", "😀"])
def test_a_place_one_may_not_know_of_is_not_taken(sign_in, li, field, word):
    other = place("别的社区", unit="2", seen=9)
    response = send(sign_in(li), **{field: [other.code if word == "OTHER" else word]})
    assert response.status_code == 400
    assert not PatrolVisit.objects.exists()


def test_what_was_ticked_stays_ticked_when_the_page_comes_back(sign_in, li):
    root, first, second = compound()
    html = send(sign_in(li), client_uuid="nonsense", places=[first.code]).content.decode()
    assert f'value="{first.code}" checked' in html
    assert f'value="{second.code}" checked' not in html
    assert f'value="{root.code}" checked' not in html


def test_the_page_shows_own_places_the_neediest_compound_first(sign_in, li):
    place("示例小区二", seen=1)
    root, *_ = compound()
    place("别的社区", unit="2", seen=40)
    groups = sign_in(li).get("/patrols/new/").context["groups"]
    assert [(group.root.name, len(group.places)) for group in groups] == [("示例小区一", 3), ("示例小区二", 1)]
    assert [row.short_name for row in groups[0].places] == [root.name, "1号楼", "2号楼"]


def test_one_tap_on_the_places_page_marks_it_seen_once(sign_in, li):
    root, *_ = compound()
    client, number = sign_in(li), str(uuid.uuid4())
    for _ in range(2):
        page = client.post(f"/p/{root.code}/seen/", {"client_uuid": number}, follow=True).content.decode()
    assert "已记：示例小区一今天看过。" in page
    assert PatrolVisit.objects.get().place == root
    assert seen_today() == {root.name}


@pytest.mark.parametrize(("data", "words"), [({}, "页面不完整"), ({"client_uuid": "x"}, "页面不完整")])
def test_a_broken_tap_is_answered_and_writes_nothing(sign_in, li, data, words):
    root, *_ = compound()
    assert words in sign_in(li).post(f"/p/{root.code}/seen/", data, follow=True).content.decode()
    assert not PatrolVisit.objects.exists()


def test_a_place_out_of_use_takes_no_visit(sign_in, li):
    row = place("示例小区一", seen=9, is_active=False)
    page = sign_in(li).post(f"/p/{row.code}/seen/", {"client_uuid": str(uuid.uuid4())}, follow=True).content.decode()
    assert "已停用" in page
    assert not PatrolVisit.objects.exists()


def test_an_older_visit_never_turns_the_clock_back(db):
    row = place("示例小区一", seen=1)
    row.see(TODAY() - timedelta(days=5))
    assert row.last_seen_on == TODAY() - timedelta(days=1)


def test_a_unit_sees_its_own_rounds_and_the_office_all(sign_in, li, zhang, wang):
    send(sign_in(li), places=[place("示例小区一").code])
    for user, count in ((li, 1), (zhang, 0), (wang, 1)):
        assert len(sign_in(user).get("/patrols/").context["page"].rows) == count, user


@pytest.mark.parametrize("page", ["/patrols/", "/patrols/new/"])
def test_three_rows_cost_as_many_queries_as_one(sign_in, li, count_queries, page):
    client = sign_in(li)
    send(client, places=[place("示例小区零").code])
    one = count_queries(lambda: client.get(page))
    for number in range(3):
        send(client, places=[place(f"示例小区{number}", parent=Place.objects.first(), kind="building").code])
    assert count_queries(lambda: client.get(page)) == one
    assert one <= 12


def test_a_gap_comes_up_on_the_right_day_and_goes_with_the_visit(sign_in, li, time_machine):
    start = datetime(2026, 11, 2, 9, tzinfo=timezone.get_default_timezone())
    time_machine.move_to(start)
    client = sign_in(li)
    send(client, places=[place("示例小区一").code])
    for later, is_due in ((6, False), (7, True), (8, True)):
        time_machine.move_to(start + timedelta(days=later))
        assert bool(due(li)) == is_due, later
    client.force_login(li)
    send(client, places=[Place.objects.get().code])
    assert due(li) == []
