"""Closing: by somebody else, with the ledger entry in the same breath, and never twice."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone

from campaigns.models import WorkRecord
from inspections import actions, cases
from inspections.enums import PhotoStage, TaskState
from inspections.models import RemediationTask
from tataboo_portal.models import ChangedDay, Photo
from tataboo_portal.refusals import Refusal, StaleEdit
from tests import makers


def verify(task, by, quantity=2, **step):
    return actions.verify(
        by=by, task=task, client_uuid=step.pop("client_uuid", uuid.uuid4()), quantity=quantity, **step
    )


def test_closing_posts_the_confirmed_quantity_with_both_photos(db, liu):
    task = verify(makers.fixed(category="sticker", quantity=12), liu, quantity=10)
    record = task.work_record
    assert (record.indicator.code, record.quantity, record.day) == ("sticker", 10, timezone.localdate(task.fixed_at))
    assert (record.unit, record.community, record.created_by) == (task.unit, task.community, liu)
    assert record.note == f"任务 {task.number}"
    stages = task.photos.order_by("id").values_list("photo", "stage")
    assert set(record.photos.values_list("pk", flat=True)) == {photo for photo, _ in stages}
    assert [stage for _, stage in stages] == [PhotoStage.BEFORE, PhotoStage.AFTER]
    assert ChangedDay.objects.filter(table=WorkRecord._meta.label, day=record.day).exists()


def test_after_rework_the_ledger_gets_the_last_fix_only(db, liu):
    task = makers.fixed(category="sticker", quantity=12)
    task = actions.send_back(by=liu, task=task, client_uuid=uuid.uuid4(), note="没清干净")
    task = verify(makers.fixed(task, quantity=9), liu, quantity=9)
    first, _, last = task.photos.order_by("id").values_list("photo", flat=True)
    assert set(task.work_record.photos.values_list("pk", flat=True)) == {first, last}


def test_a_category_that_counts_nothing_closes_without_an_entry(db, liu):
    assert verify(makers.fixed(category="overflow_bin"), liu).work_record is None
    assert not WorkRecord.objects.exists()


def test_what_is_posted_adds_up_to_what_was_confirmed(db, liu):
    for quantity in (1, 5, 7):
        verify(makers.fixed(category="sticker"), liu, quantity=quantity)
    closed = RemediationTask.objects.filter(state=TaskState.CLOSED).aggregate(total=Sum("quantity"))
    posted = WorkRecord.objects.live().aggregate(total=Sum("quantity"))
    assert closed == posted == {"total": 13}


@pytest.mark.parametrize(
    "broken",
    ["tataboo_portal.audit.record", "inspections.actions.closing.mark_changed", "inspections.steps.mark_changed"],
)
def test_entry_and_closing_happen_both_or_not_at_all(db, liu, monkeypatch, broken):
    task = makers.fixed()
    monkeypatch.setattr(broken, lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        verify(task, liu)
    task.refresh_from_db()
    assert (task.state, task.closed_at, task.work_record) == (TaskState.RESOLVED, None, None)
    assert not WorkRecord.objects.exists()


def test_the_same_verification_arriving_again_posts_once(db, liu):
    task, token = makers.fixed(), uuid.uuid4()
    first, second = (verify(task, liu, client_uuid=token) for _ in range(2))
    assert first == second
    assert WorkRecord.objects.count() == 1


def moved_to_the_office(user):
    """The person who fixed changed jobs since and now may verify."""
    user.role, user.unit = "office", None
    user.save()
    return user


@pytest.mark.parametrize("step", ["verify", "send_back"])
def test_nobody_judges_their_own_fix(db, li, step):
    task = makers.fixed()
    extra = {"quantity": 2} if step == "verify" else {"note": "没清干净"}
    with pytest.raises(Refusal, match=cases.OWN_WORK_SENTENCE):
        getattr(actions, step)(by=moved_to_the_office(li), task=task, client_uuid=uuid.uuid4(), **extra)
    task.refresh_from_db()
    assert task.state == TaskState.RESOLVED


def test_the_page_says_who_must_judge_instead(sign_in, li):
    task = makers.fixed()
    client = sign_in(moved_to_the_office(li))
    url = reverse("task_verify", args=[task.number])
    for response in (client.get(url), client.post(url, {"decision": "pass", "quantity": "2"})):
        assert response.status_code == 403
        assert cases.OWN_WORK_SENTENCE in response.content.decode()
    assert cases.OWN_WORK_SENTENCE in client.get(reverse("task_detail", args=[task.number])).content.decode()


def test_the_database_refuses_it_too(db, li):
    task = makers.fixed()
    with pytest.raises(IntegrityError), transaction.atomic():
        RemediationTask.objects.filter(pk=task.pk).update(verified_by=li)
    task.refresh_from_db()
    assert task.verified_by is None


def test_the_second_judge_reads_who_was_faster(sign_in, liu, wang):
    task = makers.fixed()
    old = task.version
    verify(task, liu)
    url = reverse("task_verify", args=[task.number])
    data = {"client_uuid": str(uuid.uuid4()), "version": old, "decision": "pass", "quantity": "2"}
    response = sign_in(wang).post(url, data)
    when = timezone.localtime(task.steps.latest("pk").at)
    assert response.status_code == 400
    assert f"刘 {when:%H:%M} 已核查过这条，已办结。" in response.content.decode()


def test_a_pair_nobody_looked_at_is_not_judged(sign_in, liu, wang):
    task = makers.fixed()
    seen = task.version
    actions.send_back(by=liu, task=task, client_uuid=uuid.uuid4(), note="没清干净")
    makers.fixed(task)
    url = reverse("task_verify", args=[task.number])
    data = {"client_uuid": str(uuid.uuid4()), "version": seen, "decision": "pass", "quantity": "2"}
    client = sign_in(wang)
    response = client.post(url, data)
    assert "李" in response.content.decode()
    assert "已交整改后的照片，现在等核查。" in response.content.decode()
    now_seen = response.context["form"]["version"].value()
    assert client.post(url, data | {"version": now_seen}).status_code == 302


def test_a_stale_judgement_never_reaches_the_row(db, liu):
    task = makers.fixed()
    with pytest.raises(StaleEdit):
        verify(task, liu, version=task.version - 1)
    assert not WorkRecord.objects.exists()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"decision": "send_back"}, "退回要写明哪里不合格。"),
        ({"decision": "pass"}, "合格要核定数量，至少是 1。"),
        ({"decision": "pass", "quantity": "-1"}, "数量要大于 0。"),
        ({"decision": "pass", "quantity": "20000"}, "一条任务最多 5000 处，检查一下是不是多打了几个数字。"),
        ({"quantity": "2"}, "选合格或者退回。"),
    ],
)
def test_a_judgement_needs_its_reasons(sign_in, liu, data, sentence):
    task = makers.fixed()
    url = reverse("task_verify", args=[task.number])
    response = sign_in(liu).post(url, {"client_uuid": str(uuid.uuid4()), "version": task.version} | data)
    assert response.status_code == 400
    assert sentence in response.content.decode()


def test_sending_back_does_not_ask_for_a_quantity(sign_in, liu):
    task = makers.fixed()
    data = {"client_uuid": str(uuid.uuid4()), "decision": "send_back", "note": "没清干净", "quantity": "看不清"}
    assert sign_in(liu).post(reverse("task_verify", args=[task.number]), data).status_code == 302


def test_what_cannot_be_seen_cannot_pass(db, liu):
    task = makers.fixed()
    Photo.objects.filter(pk=task.photos.latest("pk").photo_id).update(status="refused", refusal="打不开")
    with pytest.raises(Refusal, match="整改后的照片打不开，让整改人重拍以后再核查。"):
        verify(task, liu)
    task.refresh_from_db()
    assert task.state == TaskState.RESOLVED


def test_the_page_of_a_closed_task_leads_to_its_entry(sign_in, liu):
    task = makers.closed()
    html = sign_in(liu).get(reverse("task_detail", args=[task.number])).content.decode()
    assert reverse("work_detail", args=[task.work_record_id]) in html
