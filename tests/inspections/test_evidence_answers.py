"""留意 on the pages: only who verifies is told of a hint, and their answer is kept once."""

import uuid
from datetime import UTC, datetime

import pytest

from inspections import evidence
from inspections.actions.evidence import answer_hint
from inspections.models import EvidenceHint, RemediationTask
from tataboo_portal.models import AuditEvent, Photo
from tataboo_portal.refusals import StaleEdit
from tests import makers
from tests.counting import count_queries
from tests.inspections.evidence_photos import rework, scene
from tests.people import person


def hinted(number=1):
    """A handed-in task with so many hints about its after photo."""
    other, task = makers.fixed(), makers.fixed()
    makers.process_photos()
    row = task.photos.get(stage="after")
    kinds = [("reused", other.photos.get(stage="after")), ("edited", None), ("screenshot", None)]
    for kind, picture in kinds[:number]:
        EvidenceHint.objects.create(task_photo=row, kind=kind, words=f"示例：{kind}。", other_photo=picture)
    return task


def answered(client, task, answer="fine", **values):
    hint = EvidenceHint.objects.filter(task_photo__task=task).first()
    data = {"answer": answer, "seen": "", "page": "verify"} | values
    return client.post(f"/tasks/{task.number}/hints/{hint.pk}/", data)


@pytest.mark.parametrize("who", ["wang", "liu"])
def test_who_verifies_reads_the_hint_beside_the_photos_and_the_other_task(sign_in, request, who):
    task = hinted()
    RemediationTask.objects.exclude(pk=task.pk).update(state="processing")
    taken = datetime(2026, 11, 20, 1, 10, tzinfo=UTC)
    Photo.objects.filter(pk=task.photos.last().photo_id).update(taken_at=taken)
    client, other = sign_in(request.getfixturevalue(who)), EvidenceHint.objects.get().other_photo
    for page in (f"/tasks/{task.number}/verify/", "/tasks/verify/"):
        html = client.get(page).content.decode()
        assert "<b>留意：</b>示例：reused。" in html
        assert f'href="/tasks/{other.task.number}/"' in html
        assert f"/tasks/{other.task.number}/photos/{other.photo.token}/1600/" in html
        assert "照片自述 2026年11月20日 09:10，服务器收到 " in html
    assert "留意" not in client.get(f"/tasks/{task.number}/").content.decode()


@pytest.mark.parametrize("who", ["li", "sun", "qian", "zhang", "chen"])
def test_nobody_else_ever_learns_of_a_hint(sign_in, request, who):
    task = hinted()
    answered(sign_in(person("liu")), task, "doubtful", note="问一下")
    task = makers.closed(task)
    client = sign_in(request.getfixturevalue(who))
    for page in ("", "verify/", "photos/"):
        for headers in ({}, {"HTTP_ACCEPT": "application/json"}):
            answer = client.get(f"/tasks/{task.number}/{page}", **headers).content.decode()
            assert not [words for words in ("留意", "示例：reused", "问一下", "/hints/") if words in answer]
    assert answered(client, task).status_code in {403, 404}
    assert EvidenceHint.objects.get().answer == "doubtful"


def test_a_hint_about_ones_own_photo_or_fix_is_left_to_a_colleague(sign_in, wang, liu):
    task = hinted()
    Photo.objects.filter(pk=task.photos.last().photo_id).update(uploaded_by=wang)
    assert evidence.hints_for(wang, task) == []
    assert len(evidence.hints_for(liu, task)) == 1
    assert answered(sign_in(wang), task).status_code == 404
    task.fixed_by = liu
    assert evidence.hints_for(liu, task) == []


def test_a_hint_about_a_photo_that_no_longer_counts_is_not_shown_with_the_new_one(li, liu):
    task = hinted()
    again = rework(task, scene(71))
    assert evidence.hints_for(liu, again, current=True) == []
    assert len(evidence.hints_for(liu, again)) == 1


def test_an_answer_is_kept_once_with_its_trace_and_shown_after_closing(sign_in, liu):
    task, client = hinted(), sign_in(liu)
    before = AuditEvent.objects.count()
    for _ in range(2):
        response = answered(client, task, "doubtful", note="角度一样")
        assert response.url == f"/tasks/{task.number}/verify/#h-hints"
    hint = EvidenceHint.objects.get()
    assert (hint.answer, hint.note, hint.answered_by) == ("doubtful", "角度一样", liu)
    assert AuditEvent.objects.count() == before + 1
    event = AuditEvent.objects.latest("pk")
    assert (event.before["answer"], event.after["answer"]) == ("", "doubtful")
    makers.closed(task)
    html = client.get(f"/tasks/{task.number}/").content.decode()
    assert "<b>有疑问</b>：角度一样（刘 " in html


def test_who_answered_first_is_named_to_the_second(wang, liu):
    hint = EvidenceHint.objects.get(task_photo__task=hinted())
    answer_hint(by=liu, hint=hint, seen="", answer="fine")
    with pytest.raises(StaleEdit, match=r"刘 .* 已答“说得通”，看看再改。"):
        answer_hint(by=wang, hint=hint, seen="", answer="doubtful")
    assert answer_hint(by=wang, hint=hint, seen="fine", answer="doubtful").answer == "doubtful"


@pytest.mark.parametrize("values", [{"answer": ""}, {"answer": "guilty"}, {"note": "长" * 201}, {"seen": "\x00"}])
def test_an_answer_that_makes_no_sense_is_asked_for_again(sign_in, liu, values):
    task, client = hinted(), sign_in(liu)
    response = client.post(
        f"/tasks/{task.number}/hints/{EvidenceHint.objects.get().pk}/", {"answer": "fine", "page": "desk"} | values
    )
    assert response.url == "/tasks/verify/#h-hints"
    assert "点“说得通”或者“有疑问”" in client.get("/tasks/verify/").content.decode()
    assert EvidenceHint.objects.get().answer == ""


def test_judging_needs_no_answer(sign_in, liu):
    task = hinted(3)
    data = {"client_uuid": str(uuid.uuid4()), "version": task.version, "decision": "pass", "quantity": "1"}
    assert sign_in(liu).post(f"/tasks/{task.number}/verify/", data).status_code == 302
    task.refresh_from_db()
    assert task.state == "closed"


@pytest.mark.parametrize("page", ["/tasks/{}/verify/", "/tasks/verify/", "/tasks/{}/"])
def test_three_hints_cost_as_many_queries_as_one(sign_in, liu, page):
    counts = []
    for number in (1, 3):
        task = hinted(number)
        RemediationTask.objects.exclude(pk=task.pk).update(state="processing")
        if page == "/tasks/{}/":
            task = makers.closed(task)
        counts.append(count_queries(sign_in(liu), page.format(task.number)))
    assert counts[0] == counts[1]
