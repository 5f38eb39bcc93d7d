"""随手拍 in the office: accepting, declining, what its reporter reads of it, rating, doing it again, and forgetting."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from inspections.actions.public import accept_report, decline_report, take_in
from inspections.enums import Decision, PublicState, TaskSource, TaskState
from inspections.models import PublicReport, RemediationTask, TaskCategory
from inspections.public import drawing, forgetting
from tataboo_portal.models import AuditEvent, Photo
from tataboo_portal.refusals import Refusal
from tests import makers
from tests.inspections import residents
from tests.inspections.threads import at_once
from tests.people import jpeg, person, unit_of


@pytest.fixture(autouse=True)
def pages(settings):
    settings.PUBLIC_PAGES = True


@pytest.fixture
def report(db):
    return residents.report()


def words_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def taking(**changes):
    """The form of 受理 as the page sends it."""
    category = TaskCategory.objects.get(code="dead_corner").pk
    return {
        "client_uuid": uuid.uuid4(),
        "category": category,
        "unit": unit_of("1").pk,
        "note": "楼道口有垃圾",
    } | changes


def test_the_pile_and_the_page_mask_the_number_and_a_look_is_written_down(sign_in, wang, report):
    client = sign_in(wang)
    assert ("待受理", "1") in [(tab["words"], tab["count"]) for tab in client.get("/public/").context["tabs"]]
    for address in ("/public/", "/public/?show=all"):
        assert residents.PHONE not in client.get(address).content.decode()
        assert "138****5678" in words_of(client.get(address))
    address = f"/public/{report.pk}/"
    assert "电话 138****5678" in words_of(client.get(address))
    assert "楼道口有垃圾，打我电话138****5678" in words_of(client.get(address))
    assert residents.PHONE not in client.get(address).content.decode()
    before = AuditEvent.objects.filter(action="view").count()
    assert f"电话 {residents.PHONE}" in words_of(client.post(f"{address}phone/"))
    seen = AuditEvent.objects.filter(action="view")
    assert (before, seen.count(), seen.get().actor_name) == (0, 1, "王")


def test_whoever_judges_results_reads_no_number(sign_in, liu, report):
    rated = residents.resolved(residents.accepted(report))
    PublicReport.objects.filter(pk=rated.pk).update(
        rating="dissatisfied", reopening=Decision.PENDING, rated_at=timezone.now()
    )
    residents.report(place=residents.place("示例小区二"))
    client = sign_in(liu)
    page = client.get("/public/")
    assert [row.report.pk for row in page.context["rows"]] == [rated.pk]
    assert residents.PHONE not in client.get(f"/public/{rated.pk}/").content.decode()
    assert "打我电话" not in words_of(client.get(f"/public/{rated.pk}/"))


def test_three_reports_cost_as_many_queries_as_one(sign_in, wang, report, count_queries):
    client = sign_in(wang)
    client.get("/public/")
    one = count_queries(lambda: client.get("/public/?show=all"))
    residents.accepted()
    residents.report()
    assert count_queries(lambda: client.get("/public/?show=all")) == one <= 8
    assert count_queries(lambda: client.get(f"/public/{report.pk}/")) <= 14


def test_accepted_it_is_a_task_with_the_photo_and_no_number(sign_in, wang, report):
    data = taking()
    for _ in range(2):
        assert sign_in(wang).post(f"/public/{report.pk}/accept/", data).url == "/public/"
    task = RemediationTask.objects.get()
    report.refresh_from_db()
    assert (task.source, task.reported_by, task.place, task.state) == (
        TaskSource.PUBLIC,
        wang,
        report.place,
        TaskState.REPORTED,
    )
    assert (report.state, report.task, report.decided_by) == (PublicState.ACCEPTED, task, wang)
    assert task.photos.get().photo == report.photo
    makers.process_photos()
    assert residents.PHONE not in str([vars(event) for event in AuditEvent.objects.all()])
    late = sign_in(person("wang")).post(
        f"/public/{report.pk}/decline/", {"client_uuid": uuid.uuid4(), "note": "不归这里"}
    )
    assert "王" in words_of(late)
    assert "已受理这一张，不用再办。" in words_of(late)


def test_one_form_sent_for_two_reports_makes_one_task(sign_in, wang, report):
    data, other = taking(), residents.report()
    assert sign_in(wang).post(f"/public/{report.pk}/accept/", data).url == "/public/"
    answer = sign_in(wang).post(f"/public/{other.pk}/accept/", data)
    other.refresh_from_db()
    assert (answer.status_code, other.state, other.task) == (400, PublicState.WAITING, None)
    assert "这次提交已经用在别的任务上" in words_of(answer)


def test_a_number_in_the_tasks_words_is_refused(sign_in, wang, report):
    answer = sign_in(wang).post(f"/public/{report.pk}/accept/", taking(note=residents.WORDS))
    assert (answer.status_code, RemediationTask.objects.count()) == (400, 0)
    assert "说明里像有电话号码" in words_of(answer)


def test_declined_its_reporter_reads_why(sign_in, client, wang, report):
    answer = sign_in(wang).post(f"/public/{report.pk}/decline/", {"client_uuid": uuid.uuid4(), "note": ""})
    assert "写一句原因，反映的人会看到。" in words_of(answer)
    sign_in(wang).post(f"/public/{report.pk}/decline/", {"client_uuid": uuid.uuid4(), "note": "这里归物业管，已转告"})
    client.logout()
    page = client.get(f"/t/{report.track}/")
    assert page.context["headline"] == "没有受理"
    assert "原因：这里归物业管，已转告" in words_of(page)
    assert "王" not in words_of(page)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_is_told_who_was_faster():
    report, deciders = residents.report(), [person("wang"), person("wang")]
    category, unit = TaskCategory.objects.get(code="dead_corner"), unit_of("1")

    def decide(index):
        if index:
            return decline_report(by=deciders[1], report=report, note="示例原因")
        return accept_report(by=deciders[0], report=report, client_uuid=uuid.uuid4(), unit=unit, category=category)

    results = at_once(decide, count=2)
    assert len([result for result in results if isinstance(result, Refusal)]) == 1
    report = PublicReport.objects.get()
    assert RemediationTask.objects.count() == (report.state == PublicState.ACCEPTED)


@pytest.mark.django_db(transaction=True)
def test_of_many_from_one_address_at_once_one_is_taken_in():
    found = residents.place()

    def send(index):
        facts = {"photo": residents.photo(), "sender": "示例来源", "client_uuid": uuid.uuid4()}
        return take_in(place=found, **facts)

    results = at_once(send)
    assert [str(type(result).__name__) for result in results].count("PublicReport") == PublicReport.objects.count() == 1


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


def everything():
    """All text in the database, and all bytes of the photo storage."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found.append(str(cursor.fetchall()))
    for folder in default_storage.listdir("")[0]:
        found += read_all(folder)
    return "".join(found)


def read_all(folder):
    """The bytes of every file below a folder, as text."""
    folders, files = default_storage.listdir(folder)
    for name in files:
        with default_storage.open(f"{folder}/{name}") as source:
            yield source.read().decode("latin-1")
    for name in folders:
        yield from read_all(f"{folder}/{name}")


@pytest.mark.parametrize("is_accepted", [False, True])
def test_erased_on_request_nothing_personal_is_found_anywhere(
    sign_in, wang, client, settings, tmp_path, is_accepted, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    picture = residents.photo(jpeg(comment=residents.PHONE.encode()))
    report = residents.report(photo=picture)
    if is_accepted:
        residents.accepted(report)
    original, drawn = report.photo.original.name, report.photo.served_path("720")
    assert residents.PHONE in everything()
    staff = sign_in(wang)
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            assert staff.post(f"/public/{report.pk}/erase/").status_code == 302
    text = everything()
    assert residents.WORDS not in text
    assert residents.PHONE not in text
    assert not default_storage.exists(original)
    assert default_storage.exists(drawn) == is_accepted  # the picture, which the task shows as it shows its own
    assert AuditEvent.objects.filter(reason="按本人要求删除个人信息").count() == 1
    assert staff.get(f"/public/{report.pk}/").status_code == client.get(f"/t/{report.track}/").status_code == 200
    if is_accepted:
        assert RemediationTask.objects.get().photos.get().photo == report.photo
    else:
        assert not Photo.objects.exists()


def test_in_time_it_is_forgotten_by_itself(report, wang, settings):
    decline_report(by=wang, report=report, note="示例原因")
    handled = residents.resolved(residents.accepted())
    open_one = residents.accepted(residents.report(place=residents.place("示例小区二")))
    now = timezone.now()
    assert forgetting.forget_due(now + timedelta(days=89)) == 0
    assert forgetting.forget_due(now + timedelta(days=91)) == 2
    assert forgetting.forget_due(now + timedelta(days=92)) == 0
    for row in (report, handled, open_one):
        row.refresh_from_db()
    assert (report.photo, report.phone, report.words, report.decision_note) == (None, "", "", "示例原因")
    assert (handled.photo is None, handled.phone) == (False, "")
    assert (open_one.phone, open_one.sender) == (residents.PHONE, "")


def test_a_photo_that_a_task_took_over_is_not_dropped(report, wang):
    residents.accepted(report)
    Photo.objects.filter(pk=report.photo_id).update(status="refused")
    drawing.drop_if_none(report.pk)
    assert PublicReport.objects.get().photo == report.photo


def test_the_poster_leads_where_residents_scan_and_is_there_only_while_the_page_is(sign_in, li, report, settings):
    client, address = sign_in(li), f"/places/{report.place.code}/poster/"
    assert f"http://testserver/s/{report.place.code}/" in words_of(client.get(address))
    settings.PORTAL_URL = "https://portal.example.cn"
    assert f"https://portal.example.cn/s/{report.place.code}/" in words_of(client.get(address))
    assert address in client.get(f"/p/{report.place.code}/").content.decode()
    settings.PUBLIC_PAGES = False
    assert client.get(address).status_code == 404
    assert address not in client.get(f"/p/{report.place.code}/").content.decode()


def test_while_the_page_is_off_the_workbench_is_silent(sign_in, wang, report, settings):
    settings.PUBLIC_PAGES = False
    assert "随手拍" not in words_of(sign_in(wang).get("/"))
    assert "随手拍" not in words_of(sign_in(wang).get("/tasks/"))


def test_the_reasons_for_declining_are_offered(sign_in, wang, report):
    call_command("load_reference", verbosity=0)
    page = words_of(sign_in(wang).get(f"/public/{report.pk}/"))
    assert "这件事不归街道办，可以打 12345 反映" in page
