"""A round ticked by mistake and a check recorded by mistake: taken out of every count with a reason, never gone."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from inspections import samples
from inspections.actions.checklists import void_inspection
from inspections.actions.patrols import record_round, void_round
from inspections.models import Inspection, PatrolRound, PatrolVisit, RemediationTask
from inspections.patrols import due_places
from tataboo_portal.enums import AuditAction
from tataboo_portal.models import AuditEvent, Place
from tests import counting
from tests.inspections import sheets
from tests.inspections.threads import at_once
from tests.people import person

TODAY = timezone.localdate
REASON = "勾错了小区"


def place(name="示例小区一", **values):
    """A place of 绣品厂社区 to be seen every seven days."""
    return sheets.place(name, **{"patrol_days": 7, **values})


def seen(*places, by="li", days_ago=0):
    """A round over these places, as many days ago."""
    patrol = record_round(by=person(by), client_uuid=uuid.uuid4(), places=places, note="示例")
    if days_ago:
        day = TODAY() - timedelta(days=days_ago)
        PatrolRound.objects.filter(pk=patrol.pk).update(day=day)
        PatrolVisit.objects.filter(patrol=patrol).update(day=day)
    return patrol


def voided(patrol, by="li"):
    return void_round(by=person(by), patrol=patrol, reason=REASON)


def planned(row):
    """When a place was last seen and is to be seen next, in days from today."""
    row.refresh_from_db()
    return tuple(day and (day - TODAY()).days for day in (row.last_seen_on, row.next_patrol_on))


# Rounds: what becomes of the places


def test_a_voided_round_leaves_its_places_as_the_remaining_visits_left_them(li):
    both, only, elsewhere = place("看过两次"), place("只看过这次"), place("别的点位")
    seen(both, days_ago=3)
    seen(elsewhere)
    wrong = seen(both, only)
    assert planned(both) == planned(only) == (0, 7)
    voided(wrong)
    assert planned(both) == (-3, 4)
    assert planned(only) == (None, 0)
    assert planned(elsewhere) == (0, 7)
    assert [row.name for row in due_places(li, TODAY(), 9)] == ["只看过这次"]


def test_an_older_round_voided_changes_nothing_that_was_seen_since(li):
    row = place()
    older = seen(row, days_ago=5)
    seen(row)
    voided(older)
    assert planned(row) == (0, 7)


def test_two_voided_rounds_do_not_count_for_each_other(li):
    row = place()
    first, second = seen(row, days_ago=2), seen(row)
    voided(first)
    voided(second)
    assert planned(row) == (None, 0)


def test_a_place_nobody_has_to_look_at_gets_no_day(li):
    row = place(patrol_days=None)
    voided(seen(row))
    assert planned(row) == (None, None)


def test_voiding_is_one_event_with_the_reason_and_the_places_and_twice_is_harmless(li, wang):
    row = place()
    patrol = seen(row)
    first = voided(patrol)
    again = void_round(by=wang, patrol=patrol, reason="又一次")
    assert (again.voided_by, again.void_reason, again.voided_at) == (li, REASON, first.voided_at)
    event = AuditEvent.objects.get(action=AuditAction.VOID)
    assert (event.reason, event.before["voided_at"], event.after["places"]) == (REASON, None, [row.code])
    assert event.after["void_reason"] == REASON


def test_a_round_after_a_voided_one_counts_again(li):
    row = place()
    voided(seen(row))
    seen(row)
    assert planned(row) == (0, 7)


@pytest.mark.django_db(transaction=True)
def test_voiding_one_round_while_another_arrives_never_loses_the_other():
    row = place()
    wrong = seen(row)
    results = at_once(lambda index: voided(wrong) if index % 2 else seen(row))
    assert not [result for result in results if isinstance(result, Exception)]
    assert AuditEvent.objects.filter(action=AuditAction.VOID).count() == 1
    assert planned(row) == (0, 7)


# Rounds: the pages


def void_page(client, patrol, **data):
    return client.post(reverse("patrol_void", args=[patrol.pk]), data, follow=True)


def test_the_list_offers_voiding_and_then_shows_the_round_only_among_the_voided(sign_in, li):
    patrol, client = seen(place()), sign_in(li)
    address = reverse("patrol_void", args=[patrol.pk])
    assert address in client.get("/patrols/").content.decode()
    page = void_page(client, patrol, reason=REASON)
    assert "已作废" in page.content.decode()
    assert page.context["rows"] == []
    html = client.get("/patrols/?show=voided").content.decode()
    assert 'class="is-voided"' in html
    assert f"已作废：{REASON}" in html
    assert address not in html


@pytest.mark.parametrize("data", [{}, {"reason": ""}, {"reason": "   "}, {"reason": "长" * 201}, {"reason": "\x00"}])
def test_without_a_sensible_reason_nothing_is_voided_and_the_page_says_so(sign_in, li, data):
    row = place()
    page = void_page(sign_in(li), seen(row), **data)
    assert "没有作废：作废要写原因。" in page.content.decode()
    assert not PatrolRound.objects.voided().exists()
    assert planned(row) == (0, 7)


def test_only_the_person_who_made_it_and_the_office_may_void(sign_in, li, wang, liu, zhang):
    patrol = seen(place())
    colleague = person("zhang")
    colleague.unit = li.unit
    colleague.save()
    for user, status in ((colleague, 403), (liu, 403), (wang, 200)):
        client = sign_in(user)
        offered = reverse("patrol_void", args=[patrol.pk]) in client.get("/patrols/").content.decode()
        assert offered == (status == 200), user
        assert void_page(client, patrol, reason=REASON).status_code == status
    assert PatrolRound.objects.get().voided_by == wang


def test_a_round_of_the_inspector_is_voided_by_the_inspector(sign_in, liu):
    patrol = seen(place(), by="liu")
    assert void_page(sign_in(liu), patrol, reason=REASON).status_code == 200
    assert PatrolRound.objects.get().is_voided


def test_whoever_no_longer_patrols_voids_nothing(sign_in, li):
    patrol = seen(place())
    li.role = "leader"
    li.save()
    client = sign_in(li)
    assert reverse("patrol_void", args=[patrol.pk]) not in client.get("/patrols/").content.decode()
    assert void_page(client, patrol, reason=REASON).status_code == 403


def test_the_place_forgets_a_voided_visit(sign_in, li):
    row = place()
    seen(row, days_ago=3)
    voided(seen(row))
    page = sign_in(li).get(f"/p/{row.code}/")
    assert [visit.day for visit in page.context["visits"]] == [TODAY() - timedelta(days=3)]


def test_the_board_takes_a_place_of_a_voided_round_for_unseen(sign_in, li):
    voided(seen(place()))
    counts = {state.value: count for state, _, count in sign_in(li).get("/coverage/").context["legend"]}
    assert (counts["never"], counts["today"]) == (1, 0)


# Checks


def test_a_voided_check_leaves_the_score_and_the_progress_of_its_draw_and_can_be_done_again(wang, liu):
    row = place()
    draw = sheets.drawn({"compound": 1})
    check = sheets.checked(row, by=liu, draw=draw, failures=2)
    assert (samples.standing(draw).total.done, samples.progress([draw])) == (1, {draw.pk: (1, 1)})
    void_inspection(by=liu, inspection=check, reason=REASON)
    total = samples.standing(draw).total
    assert (total.done, total.judged, total.score, samples.progress([draw])) == (0, 0, "—", {draw.pk: (0, 1)})
    again = sheets.checked(row, by=wang, draw=draw)
    assert samples.standing(draw).rows[0]["inspection"] == again
    assert samples.standing(draw).total.passed == again.judged


def test_a_check_is_voided_once_with_one_event_and_keeps_its_tasks(li, wang):
    check = sheets.checked(failures=1, with_tasks=True)
    first = void_inspection(by=li, inspection=check, reason=REASON)
    again = void_inspection(by=wang, inspection=check, reason="又一次")
    assert (again.voided_by, again.void_reason, again.voided_at) == (li, REASON, first.voided_at)
    event = AuditEvent.objects.get(action=AuditAction.VOID)
    assert (event.object_type, event.reason) == ("inspections.Inspection", REASON)
    task = RemediationTask.objects.get()
    assert task.state == "reported"
    assert check.results.filter(task=task).exists()


def test_a_voided_check_stays_readable_with_its_reason_and_leaves_the_list(sign_in, li):
    check, client = sheets.checked(failures=1), sign_in(li)
    detail, address = (reverse(f"check_{page}", args=[check.pk]) for page in ("detail", "void"))
    assert address in client.get(detail).content.decode()
    page = client.post(address, {"reason": REASON}, follow=True).content.decode()
    assert f"不再计分：{REASON}" in page
    assert "墙角有垃圾" in page
    assert address not in page
    assert client.get("/checks/").context["rows"] == []
    html = client.get("/checks/?show=voided").content.decode()
    assert 'class="is-voided"' in html
    assert f"已作废：{REASON}" in html


@pytest.mark.parametrize("data", [{}, {"reason": " "}, {"reason": "长" * 201}])
def test_a_check_is_not_voided_without_a_reason(sign_in, li, data):
    check = sheets.checked()
    page = sign_in(li).post(reverse("check_void", args=[check.pk]), data, follow=True).content.decode()
    assert "没有作废：作废要写原因。" in page
    assert not Inspection.objects.voided().exists()


def test_a_check_is_voided_by_its_inspector_or_the_office(sign_in, wang, liu):
    check = sheets.checked()
    address = reverse("check_void", args=[check.pk])
    detail = reverse("check_detail", args=[check.pk])
    for user, status in ((liu, 403), (wang, 302)):
        client = sign_in(user)
        assert (address in client.get(detail).content.decode()) == (status == 302)
        assert client.post(address, {"reason": REASON}).status_code == status
    assert Inspection.objects.get().voided_by == wang


def test_lists_of_voided_rows_ask_as_often_for_three_as_for_one(sign_in, wang):
    client, pages = sign_in(wang), ("/patrols/?show=voided", "/checks/?show=voided")

    def add(number):
        voided(seen(place(f"示例小区{number}")), by="wang")
        void_inspection(by=wang, inspection=sheets.checked(), reason=REASON)

    add(1)
    one = [counting.count_queries(client, page) for page in pages]
    for number in (2, 3):
        add(number)
    assert [counting.count_queries(client, page) for page in pages] == one
    assert Place.objects.filter(last_seen_on__isnull=False).count() == 0
