"""What a round found: a problem reported where the reporter was that day hangs on the visit, before or after sending it."""

import uuid

import pytest
from django.utils import timezone

from inspections import actions
from inspections.actions.patrols import record_round, void_round
from inspections.filing import file_report
from inspections.models import PatrolVisit, TaskCategory
from inspections.patrols import MOST_LINKS, found_on
from tests import makers
from tests.inspections import sheets
from tests.people import person, unit_of

TODAY = timezone.localdate


def seen(*places, by="li"):
    return record_round(by=person(by), client_uuid=uuid.uuid4(), places=places)


def linked(patrol):
    """{place name: the task's number} of a round."""
    return {visit.place.name: visit.task and visit.task.number for visit in patrol.visits.all()}


@pytest.fixture
def here(db):
    return sheets.place("示例小区一")


@pytest.fixture
def there(db):
    return sheets.place("示例小区二")


def test_a_problem_reported_after_the_round_hangs_on_the_visit_of_its_place(here, there):
    patrol = seen(here, there)
    task = makers.reported(place=here)
    assert linked(patrol) == {"示例小区一": task.number, "示例小区二": None}


def test_a_problem_reported_while_ticking_hangs_on_the_visit_once_the_round_is_sent(here, there):
    task = makers.reported(place=here)
    assert linked(seen(here, there)) == {"示例小区一": task.number, "示例小区二": None}


@pytest.mark.parametrize("is_first", [True, False], ids=["reported first", "seen first"])
def test_somebody_elses_problem_is_not_of_this_round(here, is_first):
    patrol = None if is_first else seen(here)
    makers.reported(place=here, by=person("wang"))
    assert linked(patrol or seen(here)) == {"示例小区一": None}


@pytest.mark.parametrize("is_first", [True, False], ids=["reported first", "seen first"])
def test_another_days_problem_is_not_of_this_round(here, time_machine, is_first):
    time_machine.move_to("2026-11-24 02:00Z")
    patrol = None if is_first else seen(here)
    if is_first:
        makers.reported(place=here)
    time_machine.move_to("2026-11-25 02:00Z")
    if not is_first:
        makers.reported(place=here)
    assert linked(patrol or seen(here)) == {"示例小区一": None}


def test_a_day_is_the_offices_day_and_not_the_worlds(here, time_machine):
    time_machine.move_to("2026-11-24 15:59Z")  # one minute to midnight here
    patrol = seen(here)
    time_machine.move_to("2026-11-24 16:01Z")
    makers.reported(place=here)
    assert linked(patrol) == {"示例小区一": None}
    assert linked(seen(here))["示例小区一"] is not None


def test_a_problem_without_a_place_or_from_the_clock_touches_no_visit(here):
    patrol = seen(here)
    makers.reported(location="示例小区一门口")
    assert linked(patrol) == {"示例小区一": None}


def test_the_first_problem_of_a_visit_stays_and_the_next_waits_for_the_next_round(here):
    morning = seen(here)
    first = makers.reported(place=here)
    second = makers.reported(place=here, category="sticker")
    assert linked(morning) == {"示例小区一": first.number}
    assert linked(seen(here)) == {"示例小区一": second.number}
    assert linked(morning) == {"示例小区一": first.number}


def test_a_problem_belongs_to_the_newest_round_of_the_day(here):
    morning, evening = seen(here), seen(here)
    task = makers.reported(place=here)
    assert (linked(morning)["示例小区一"], linked(evening)["示例小区一"]) == (None, task.number)


def test_a_voided_round_hands_its_problem_to_the_right_one(here, there):
    wrong = seen(here, there)
    task = makers.reported(place=here)
    void_round(by=person("li"), patrol=wrong, reason="勾错了")
    assert linked(seen(here)) == {"示例小区一": task.number}
    assert linked(wrong)["示例小区一"] == task.number


def test_no_problem_is_hung_on_a_voided_round(here):
    wrong = seen(here)
    void_round(by=person("li"), patrol=wrong, reason="勾错了")
    makers.reported(place=here)
    assert linked(wrong) == {"示例小区一": None}


def test_the_link_is_one_query_and_none_without_a_place(li, here, count_queries):
    category = TaskCategory.objects.get(code="dead_corner")

    def file(**values):
        return count_queries(
            lambda: file_report(by=li, client_uuid=uuid.uuid4(), unit=unit_of("1"), category=category, **values)
        )

    without = file()
    seen(here)
    with_place = file(place=here)
    # One query looks for a recurrence at the place, one hangs the problem on the visit.
    assert with_place == without + 2
    assert PatrolVisit.objects.get().task is not None


# The list


def test_the_list_says_how_many_problems_a_round_found_and_leads_to_them(sign_in, li, here, there):
    seen(here, there)
    numbers = [makers.reported(place=row).number for row in (here, there)]
    page = sign_in(li).get("/patrols/")
    (row,) = page.context["rows"]
    assert (row["found"].count, [task.number for task in row["found"].tasks]) == (2, numbers)
    for number in numbers:
        assert f'href="/tasks/{number}/"' in page.content.decode()


def test_a_problem_one_may_not_open_is_counted_and_not_named(sign_in, zhang, li):
    market = sheets.place("示例市场", "market", unit="1", market="A")
    patrol = seen(market)
    task = makers.reported(place=market)
    stranger = found_on([patrol], zhang)[patrol.pk]
    assert (stranger.count, stranger.tasks) == (1, ())
    assert found_on([patrol], li)[patrol.pk].tasks == (task,)


def test_a_report_that_became_no_case_is_no_problem(li, wang, here):
    patrol = seen(here)
    task = makers.reported(place=here)
    actions.reject(by=wang, task=task, client_uuid=uuid.uuid4(), note="不归这里管")
    assert found_on([patrol], li)[patrol.pk].count == 0


def test_a_round_that_found_much_names_the_first_five(li):
    places = [sheets.place(f"示例小区{number}") for number in range(MOST_LINKS + 2)]
    patrol = seen(*places)
    for row in places:
        makers.reported(place=row)
    found = found_on([patrol], li)[patrol.pk]
    assert (found.count, len(found.tasks)) == (MOST_LINKS + 2, MOST_LINKS)


def test_three_rounds_with_problems_cost_as_many_queries_as_one(sign_in, wang, count_queries):
    client = sign_in(wang)

    def add(number):
        row = sheets.place(f"示例小区{number}")
        seen(row)
        makers.reported(place=row)

    add(0)
    client.get("/patrols/")
    one = count_queries(lambda: client.get("/patrols/"))
    for number in (1, 2):
        add(number)
    assert count_queries(lambda: client.get("/patrols/")) == one
    assert one <= 12
