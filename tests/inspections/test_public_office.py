"""随手拍 in the office: its pile, accepting, declining, two at once, and forgetting."""

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
from tests.inspections.residents import words_of
from tests.inspections.threads import at_once
from tests.people import jpeg, person, unit_of

pytestmark = pytest.mark.usefixtures("public_pages")


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
