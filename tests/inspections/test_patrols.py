"""巡查: what is due for whom, in which order; and the round that marks places as seen, once however often it arrives."""

from datetime import timedelta

import pytest
from django.utils import timezone

from inspections.patrols import due_places
from tataboo_portal.models import Place
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
