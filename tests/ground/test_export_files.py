"""Large lists: written in the background, kept for a day, and for nobody but the one who asked."""

import uuid
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from tataboo_portal import exports, tasks
from tataboo_portal.enums import ExportState, JobStatus
from tataboo_portal.listings import Asked, listings
from tataboo_portal.models import ExportFile, Job
from tests import makers
from tests.ground.taken import WORKS, event, table


@pytest.fixture
def few(db, monkeypatch):
    """A portal for which two rows are many already."""
    monkeypatch.setattr(exports, "AT_ONCE", 1)
    makers.work(unit="1", quantity=3)
    makers.work(unit="1", quantity=4)


def ask(client, url=WORKS, **data):
    """The click that has a large list written."""
    return client.post(url, {"client_uuid": str(uuid.uuid4())} | data)


def test_many_rows_are_written_in_the_background_and_fetched_by_the_one_who_asked(few, sign_in, li, zhang, wang):
    client = sign_in(li)
    page = client.get(WORKS).content.decode()
    assert '一共 <b class="num">2</b> 行' in page
    assert not ExportFile.objects.exists()
    number = str(uuid.uuid4())
    for _ in range(2):
        assert ask(client, client_uuid=number).url == "/exports/"
    export = ExportFile.objects.get()
    assert event().after["rows"] == 2
    waiting = client.get("/exports/")
    assert waiting["Refresh"] == "5"
    assert "Refresh" not in client.get("/exports/?still=1")
    assert client.get(f"/exports/{export.token}/").url == "/exports/"
    tasks.write_export(Job.objects.get().pk)
    assert Job.objects.get().status == JobStatus.DONE
    done = client.get("/exports/")
    assert f"/exports/{export.token}/" in done.content.decode()
    assert "Refresh" not in done
    assert [row["数量"] for row in table(client.get(f"/exports/{export.token}/"))] == [3, 4]
    for other in (zhang, wang):
        assert sign_in(other).get(f"/exports/{export.token}/").status_code == 404
        assert str(export.token) not in client.get("/exports/").content.decode()


def test_a_file_is_kept_for_a_day_and_not_longer(few, sign_in, li):
    client = sign_in(li)
    ask(client)
    tasks.write_export(Job.objects.get().pk)
    export = ExportFile.objects.get()
    assert exports.forget_expired() == 0
    ExportFile.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    response = client.get(f"/exports/{export.token}/", follow=True)
    assert "这个文件已经过期" in response.content.decode()
    assert default_storage.exists(export.file.name)


def test_the_night_removes_what_expired(few, sign_in, li, django_capture_on_commit_callbacks):
    ask(sign_in(li))
    tasks.write_export(Job.objects.get().pk)
    export = ExportFile.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        assert tasks.forget_expired_exports() == 0
        ExportFile.objects.update(expires_at=timezone.now())
        assert tasks.forget_expired_exports() == 1
    assert not default_storage.exists(export.file.name)
    assert ExportFile.objects.get().state == ExportState.EXPIRED
    assert exports.forget_expired() == 0


def test_what_nobody_got_to_write_for_a_day_is_given_up(few, sign_in, li):
    ask(sign_in(li))
    assert exports.forget_expired() == 0
    assert exports.forget_expired(timezone.now() + timedelta(hours=25)) == 1
    exports.write_export(ExportFile.objects.get().pk)
    assert ExportFile.objects.get().state == ExportState.EXPIRED


def test_a_month_stays_the_month_it_was_when_it_was_asked_for(few, sign_in, li):
    ask(sign_in(li))
    export = ExportFile.objects.get()
    today = timezone.localdate()
    assert (export.params["from"], export.params["to"]) == (today.replace(day=1).isoformat(), today.isoformat())
    again = Asked.read(listings()["works"], li, export.params)
    assert (again.title, again.count()) == (export.title, 2)


def test_who_has_left_gets_nothing_written(few, sign_in, li):
    ask(sign_in(li))
    li.is_active = False
    li.save()
    exports.write_export(ExportFile.objects.get().pk)
    export = ExportFile.objects.get()
    assert (export.state, bool(export.file)) == (ExportState.REFUSED, False)
    assert export.refusal == exports.NO_RIGHT_SENTENCE


def test_an_export_that_broke_off_is_tried_again_by_its_job(few, sign_in, li, monkeypatch):
    ask(sign_in(li))
    job = Job.objects.get()

    def break_off(*args, **options):
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(exports, "write", break_off)
        tasks.write_export(job.pk)
    assert ExportFile.objects.get().state == ExportState.STOPPED
    Job.objects.update(not_before=timezone.now())
    tasks.write_export(job.pk)
    assert ExportFile.objects.get().state == ExportState.READY


def test_progress_is_told_while_it_is_written(few, sign_in, li, monkeypatch):
    monkeypatch.setattr("tataboo_portal.books.REPORT_EVERY", 1)
    told, note = [], exports._note
    monkeypatch.setattr(exports, "_note", lambda export, **values: (told.append(values), note(export, **values)))
    ask(sign_in(li), f"{WORKS}?format=csv")
    exports.write_export(ExportFile.objects.get().pk)
    assert [values["rows_done"] for values in told if set(values) == {"rows_done"}] == [1, 2]


def test_nobody_has_more_than_three_written_at_once(few, sign_in, li):
    client = sign_in(li)
    for _ in range(3):
        ask(client)
    response = ask(client)
    assert response.status_code == 400
    assert exports.BUSY_SENTENCE in response.content.decode()
    assert ExportFile.objects.count() == 3


def test_a_list_beyond_measure_is_refused_in_words(few, sign_in, wang, monkeypatch):
    for module in ("listings", "export_views", "exports"):
        monkeypatch.setattr(f"tataboo_portal.{module}.MOST_ROWS", 1)
    client = sign_in(wang)
    for response in (client.get(WORKS), ask(client)):
        assert "先用筛选把范围缩小" in response.content.decode()
    assert not ExportFile.objects.exists()
