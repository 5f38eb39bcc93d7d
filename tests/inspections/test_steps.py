"""Every step from every state by every role: what the table of moves says is what happens, and nothing else."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from inspections import actions
from inspections.enums import TRANSITIONS, TaskAction, TaskState
from inspections.models import RemediationTask, TaskStep
from inspections.steps import days_of
from tataboo_portal.enums import AuditAction
from tataboo_portal.models import AuditEvent, ChangedDay, Unit
from tataboo_portal.refusals import Refusal
from tests import makers
from tests.inspections.acts import goal, task_in
from tests.people import PEOPLE, person

OFFICE, OWN, JUDGES = {"wang"}, {"li"}, {"wang", "liu"}
MAY = {
    TaskAction.ASSIGN: OFFICE,
    TaskAction.FIX: OWN,
    TaskAction.PASS: JUDGES,
    TaskAction.SEND_BACK: JUDGES,
    TaskAction.VOID: OFFICE,
}
STRANGERS = {"zhang", "zhao", "chen"}
PAGES = {
    TaskAction.ASSIGN: "task_assign",
    TaskAction.FIX: "task_fix",
    TaskAction.PASS: "task_verify",
    TaskAction.SEND_BACK: "task_verify",
    TaskAction.VOID: "task_void",
}


def data_for(action, task):
    """What a browser sends for this step."""
    due = timezone.localtime() + timedelta(days=2)
    return {"client_uuid": str(uuid.uuid4()), "version": task.version} | {
        TaskAction.ASSIGN: {"unit": task.unit_id, "due_at": due.strftime("%Y-%m-%dT%H:%M")},
        TaskAction.FIX: {"quantity": "3", "photo_camera": makers.photo_upload()},
        TaskAction.PASS: {"decision": "pass", "quantity": "3"},
        TaskAction.SEND_BACK: {"decision": "send_back", "note": "没清干净"},
        TaskAction.VOID: {"note": "重复上报"},
    }[action]


def facts(task):
    """All that a refused step must leave as it was; that it was tried stands in the trail."""
    row = RemediationTask.objects.filter(pk=task.pk).values().get()
    acts = AuditEvent.objects.exclude(action=AuditAction.REFUSED)
    return row, TaskStep.objects.count(), acts.count(), ChangedDay.objects.count()


@pytest.mark.parametrize("action", PAGES)
@pytest.mark.parametrize("state", TaskState)
def test_the_table_of_moves_holds_for_every_role(client, db, state, action):
    target = goal(action, state)
    for who in PEOPLE:
        task = task_in(state)
        before = facts(task)
        client.force_login(person(who))
        response = client.post(reverse(PAGES[action], args=[task.number]), data_for(action, task))
        task.refresh_from_db()
        if who in MAY[action] and target:
            assert (response.status_code, task.state) == (302, target), who
            continue
        expected = 400 if who in MAY[action] else 404 if who in STRANGERS else 403
        assert response.status_code == expected, who
        assert facts(task) == before, who


@pytest.mark.parametrize("action", PAGES)
def test_a_step_leaves_one_trail_row_one_audit_event_and_its_days(client, db, action):
    state = next(iter(TRANSITIONS[action]))
    task = task_in(state)
    steps, events = task.steps.count(), AuditEvent.objects.count()
    ChangedDay.objects.all().delete()
    client.force_login(person(min(MAY[action])))
    client.post(reverse(PAGES[action], args=[task.number]), data_for(action, task))
    assert (task.steps.count(), AuditEvent.objects.count()) == (steps + 1, events + 1)
    event, version = AuditEvent.objects.latest("pk"), task.version
    assert (event.before["version"], event.after["version"]) == (version, version + 1)
    marked = set(ChangedDay.objects.filter(table=RemediationTask._meta.label).values_list("day", flat=True))
    task.refresh_from_db()
    assert marked >= set(days_of(task))


@pytest.mark.parametrize("action", PAGES)
def test_the_same_step_arriving_again_changes_nothing_and_looks_as_if_it_had_succeeded(client, db, action):
    task = task_in(next(iter(TRANSITIONS[action])))
    url = reverse(PAGES[action], args=[task.number])
    client.force_login(person(min(MAY[action])))
    data = data_for(action, task)
    first = client.post(url, data)
    before = facts(task)
    if "photo_camera" in data:
        data["photo_camera"] = makers.photo_upload()
    again = client.post(url, data)
    assert (again.status_code, again.url) == (302, first.url)
    assert facts(task) == before


def test_moving_a_deadline_marks_the_old_day_and_the_new_one(db, wang):
    task = makers.assigned(due_at=timezone.now() + timedelta(days=3))
    old = timezone.localdate(task.due_at)
    ChangedDay.objects.all().delete()
    later = timezone.now() + timedelta(days=9)
    actions.assign(by=wang, task=task, client_uuid=uuid.uuid4(), unit=task.unit, due_at=later)
    marked = set(ChangedDay.objects.values_list("day", flat=True))
    assert {old, timezone.localdate(later)} <= marked


def test_sending_back_clears_the_fix_counts_the_round_and_keeps_the_photos(db):
    task = task_in(TaskState.REWORK)
    assert (task.fixed_by, task.fixed_at, task.rework_count) == (None, None, 1)
    again = makers.fixed(task)
    assert (again.state, again.rework_count, again.photos.count()) == (TaskState.RESOLVED, 1, 3)


def test_a_step_that_breaks_on_its_way_leaves_nothing(db, li, monkeypatch):
    task = makers.assigned()
    before, photos = facts(task), task.photos.count()
    monkeypatch.setattr("tataboo_portal.photos.stored", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        makers.fixed(task)
    assert (facts(task), task.photos.count()) == (before, photos)


def test_who_loses_the_task_while_shooting_is_told_so(db, wang, li):
    task = makers.assigned()
    other = Unit.objects.get(code="2")
    due = timezone.now() + timedelta(days=1)
    actions.assign(by=wang, task=task, client_uuid=uuid.uuid4(), unit=other, due_at=due)
    with pytest.raises(Refusal, match=f"这条已改派给{other.name}，不用再办。"):
        makers.fixed(task, by=li)


def test_a_photo_is_evidence_once(db, li):
    first = makers.fixed()
    used = first.photos.latest("pk").photo
    task = makers.assigned()
    with pytest.raises(Refusal, match="这张照片已经用在别的步骤里"):
        actions.fix(by=li, task=task, client_uuid=uuid.uuid4(), photo=used, quantity=1)
    task.refresh_from_db()
    assert task.state == TaskState.DISPATCHED


def test_a_section_leads_and_the_area_stays_where_the_problem_lies(db, wang, chen):
    task = makers.reported(unit="7")
    due = timezone.now() + timedelta(days=1)
    task = actions.assign(by=wang, task=task, client_uuid=uuid.uuid4(), unit=chen.unit, due_at=due)
    assert (task.unit, task.community.code, task.market_group) == (chen.unit, "7", None)
    line = Unit.objects.get(code="A")
    task = actions.assign(by=wang, task=task, client_uuid=uuid.uuid4(), unit=line, due_at=due)
    assert (task.unit, task.community.code, task.market_group) == (line, "7", line)
