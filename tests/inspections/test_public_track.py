"""随手拍 after it was sent: what its reporter reads of it, rating, and doing it again."""

import re
import uuid

import pytest
from django.utils import timezone

from inspections.enums import TaskSource, TaskState
from inspections.models import RemediationTask
from tests import makers
from tests.inspections import residents
from tests.inspections.residents import words_of

pytestmark = pytest.mark.usefixtures("public_pages")


def test_the_way_of_a_report_in_plain_words_without_people_or_numbers(client, report):
    def page():
        return client.get(f"/t/{report.track}/")

    assert page().context["headline"] == "等待受理"
    task = residents.accepted(report).task
    assert page().context["headline"] == "已受理，正在处理"
    done = makers.fixed(makers.assigned(task))
    assert page().context["headline"] == "已受理，正在处理"
    makers.closed(done)
    makers.process_photos()
    resolved = page()
    assert resolved.context["headline"] == "已解决"
    assert "整理好以后才放出来" in words_of(resolved)
    assert not re.search(rf"李|刘|王|{task.number}|绣品厂社区", words_of(resolved))
    assert client.get(f"/t/{report.track}/after/").status_code == 404
    release = residents.release(task.photos.get(stage="after"))
    assert b"".join(client.get(f"/t/{report.track}/after/"))[:2] == b"\xff\xd8"
    assert f'src="/t/{report.track}/after/"' in page().content.decode()
    release.withdrawn_at = timezone.now()
    release.save()
    assert client.get(f"/t/{report.track}/after/").status_code == 404
    assert "整理好以后才放出来" in words_of(page())


def test_the_task_may_end_without_work(client, report, wang):
    task = residents.accepted(report).task
    RemediationTask.objects.filter(pk=task.pk).update(state=TaskState.REJECTED)
    assert client.get(f"/t/{report.track}/").context["headline"] == "没有办理"
    other = makers.closed()
    RemediationTask.objects.filter(pk=task.pk).update(state=TaskState.DUPLICATE, original=other)
    assert client.get(f"/t/{report.track}/").context["headline"] == "已解决"
    assert other.number not in words_of(client.get(f"/t/{report.track}/"))


def rate(client, report, rating, **changes):
    token = client.get(f"/t/{report.track}/").context["token"]
    return client.post(f"/t/{report.track}/", {"token": token, "rating": rating, "words": "还有一半没清"} | changes)


def test_a_result_is_rated_once_and_only_when_there_is_one(client, report):
    assert rate(client, report, "satisfied").status_code == 400
    residents.resolved(residents.accepted(report))
    assert rate(client, report, "satisfied", token="").status_code == 400
    assert rate(client, report, "nonsense").status_code == 400
    assert rate(client, report, "satisfied").status_code == 302
    assert "已经评价过了" in words_of(rate(client, report, "dissatisfied"))
    report.refresh_from_db()
    assert (report.rating, report.reopening) == ("satisfied", "")
    assert "已评价：满意" in words_of(client.get(f"/t/{report.track}/"))


def test_not_satisfied_leads_to_a_new_task_that_names_the_old_one(sign_in, client, wang, report):
    old = residents.resolved(residents.accepted(report)).task
    rate(client, report, "dissatisfied")
    assert client.get(f"/t/{report.track}/").context["headline"] == "正在研究要不要再整改"
    client = sign_in(wang)
    counts = {queue.words: queue.count for queue in client.get("/").context["queues"]}
    assert (counts["随手拍待受理"], counts["群众不满意"]) == ("0", "1")
    assert [row.report.pk for row in client.get("/public/?show=unhappy").context["rows"]] == [report.pk]
    data = {"client_uuid": uuid.uuid4(), "decision": "again", "note": ""}
    for _ in range(2):
        assert client.post(f"/public/{report.pk}/reopen/", data).status_code == 302
    report.refresh_from_db()
    assert (report.new_task.recurrence_of, report.new_task.source) == (old, TaskSource.PUBLIC)
    assert RemediationTask.objects.count() == 2
    assert client.get(f"/t/{report.track}/").context["headline"] == "再次整改，正在处理"
    makers.closed(makers.fixed(makers.assigned(report.new_task)))
    assert client.get(f"/t/{report.track}/").context["headline"] == "再次解决"


def test_or_to_a_reason_its_reporter_reads(sign_in, client, liu, report):
    residents.resolved(residents.accepted(report))
    rate(client, report, "dissatisfied")
    client = sign_in(liu)
    address, data = f"/public/{report.pk}/reopen/", {"client_uuid": uuid.uuid4(), "decision": "enough"}
    assert client.post(address, data | {"note": ""}).status_code == 400
    assert client.post(address, data | {"note": "剩下的是施工围挡，月底拆"}).status_code == 302
    assert "原因：剩下的是施工围挡，月底拆" in words_of(client.get(f"/t/{report.track}/"))
    assert client.get("/public/").context["rows"] == []
