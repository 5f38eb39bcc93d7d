"""The demo: deterministic, once, marked, true to the same rules as real data."""

import json
from contextlib import redirect_stdout
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db.models import F
from django.utils import timezone

from campaigns.models import WorkRecord
from inspections.enums import STAYING, TRANSITIONS, Decision, TaskAction, TaskState
from inspections.models import Appeal, EvidenceHint, Extension, RemediationTask, Suspension, TaskStep
from publicity.models import Placement
from reports import rollups
from reports.demo import pictures, seed
from reports.demo.scenes import SCENES
from reports.models import RollupRun, WeeklyReport
from tataboo_portal.enums import JobStatus
from tataboo_portal.models import Job, Place, Unit, User
from tataboo_portal.weeks import Week


@pytest.fixture
def seeded(db):
    """The demo, as `seed_demo` makes it."""
    with redirect_stdout(StringIO()):
        call_command("seed_demo")


def counts():
    return [model.objects.count() for model in (User, Place, WorkRecord, Placement, RemediationTask, TaskStep)]


def test_the_demo_keeps_every_rule(seeded):
    check_idempotent()
    check_ledgers()
    check_tasks()
    check_requests()
    check_hints()
    check_totals()
    check_every_unit_appears()


def check_idempotent():
    before, logins = counts(), (settings.DATA_DIR / "demo_logins.json").read_text(encoding="utf-8")
    call_command("seed_demo", stdout=StringIO())
    assert counts() == before
    assert (settings.DATA_DIR / "demo_logins.json").read_text(encoding="utf-8") == logins
    assert [login["role"] for login in json.loads(logins)] == [
        "office",
        "community",
        "market",
        "section",
        "inspector",
        "leader",
        "admin",
    ]
    assert (settings.DATA_DIR / "demo_logins.json").stat().st_mode & 0o077 == 0
    office = next(login for login in json.loads(logins) if login["role"] == "office")
    assert User.objects.get(username="office").check_password(office["password"])


def check_ledgers():
    today = timezone.localdate()
    for model in (WorkRecord, Placement):
        assert not model.objects.filter(day__gt=today).exists()
        assert model.objects.voided().exists()
        assert not model.objects.filter(voided_at__isnull=False, void_reason="").exists()
        assert not model.objects.exclude(note__startswith="示例").exclude(note__startswith="任务").exists()
    assert not Place.objects.exclude(name__contains="示例").exists()


def check_tasks():
    now = timezone.now()
    tasks = RemediationTask.objects
    assert {state for (state,) in tasks.values_list("state").distinct()} >= {
        TaskState.REPORTED,
        TaskState.PROCESSING,
        TaskState.RESOLVED,
        TaskState.CLOSED,
        TaskState.VOID,
    }
    assert not tasks.filter(reported_at__gt=now).exists()
    assert not tasks.filter(verified_by=F("fixed_by")).exists()
    posted = tasks.filter(state=TaskState.CLOSED, is_forced=False, category__indicator__isnull=False)
    assert not posted.filter(work_record=None).exists()
    assert not posted.exclude(work_record__quantity=F("quantity")).exists()
    assert not tasks.exclude(state=TaskState.CLOSED).filter(work_record__isnull=False).exists()
    for step in TaskStep.objects.exclude(action=TaskAction.REPORT):
        if step.action in STAYING:
            assert step.from_state == step.to_state
        else:
            assert TRANSITIONS[TaskAction(step.action)][TaskState(step.from_state)] == step.to_state
    for task in tasks.all():
        assert task.steps.last().to_state == task.state
    assert not Job.objects.exclude(status=JobStatus.DONE).exists()


def check_requests():
    now = timezone.now()
    for model in (Extension, Suspension, Appeal):
        assert model.objects.pending().exists()
        assert not model.objects.exclude(reason__startswith="示例").exists()
        assert not model.objects.filter(requested_at__gt=now).exists()
        assert not model.objects.filter(decided_at__lt=F("requested_at")).exists()
    assert Extension.objects.approved().exists()
    assert Extension.objects.filter(decision=Decision.REFUSED).exists()
    tasks = RemediationTask.objects
    for state in (TaskState.SUSPENDED, TaskState.REJECTED, TaskState.DUPLICATE, TaskState.ACCEPTED):
        assert tasks.filter(state=state).exists()
    assert tasks.filter(is_forced=True).exists()
    assert tasks.filter(assisting_units__isnull=False).exists()
    long = tasks.get(category__code="zombie_vehicle", stages__done_at__isnull=False)
    assert [bool(stage.started_at) for stage in long.stages.order_by("position")] == [True, True, False]


def check_hints():
    kinds = set(EvidenceHint.objects.values_list("kind", flat=True))
    assert kinds >= {"edited", "out_of_window", "far_away"}


def check_totals():
    run = rollups.recount()
    assert run.differences == []
    assert RollupRun.objects.exists()


def check_every_unit_appears():
    for unit in Unit.objects.zones():
        assert WorkRecord.objects.live().filter(unit=unit).exists()
        assert RemediationTask.objects.filter(unit=unit).exists()
    assert WeeklyReport.objects.filter(meeting_week=Week.current().monday).count() <= 1


def test_what_people_entered_since_is_kept(seeded):
    record = WorkRecord.objects.live().first()
    WorkRecord.objects.filter(pk=record.pk).update(quantity=777)
    seed.make(lambda words: None)
    record.refresh_from_db()
    assert record.quantity == 777


def test_lost_logins_get_new_passwords(db):
    seed.people.make_units()
    seed.people.make_people()
    seed.people.logins_path().unlink()
    seed.people.make_people()
    for login in seed.people.read_logins():
        assert User.objects.get(username=login["username"]).check_password(login["password"])


@pytest.mark.parametrize("scene", SCENES)
def test_a_pair_is_the_same_spot_drawn_the_same_way_every_time(scene):
    pair = pictures.draw_pair(scene=scene, seed=1)
    assert pair == pictures.draw_pair(scene=scene, seed=1)
    assert pair.before != pair.after
    assert pair.before != pictures.draw_pair(scene=scene, seed=2).before
    assert b"Exif" not in pair.before
    assert max(len(content) for content in pair) < 200_000
