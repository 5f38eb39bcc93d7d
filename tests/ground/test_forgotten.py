"""Deleted on request: what a resident wrote is found nowhere afterwards, in no column of any table and in no file; before it was."""

import io
import re
import uuid
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from PIL import Image

from inspections.models import PublicReport, RemediationTask
from inspections.public import forgetting
from publicity.actions import surveys as acts
from publicity.models import SurveyResponse
from reports import weekly
from reports.search import indexing
from tataboo_portal import exports
from tataboo_portal.enums import ExportState
from tataboo_portal.listings import Asked, listings
from tataboo_portal.models import AuditEvent, ExportFile, Photo
from tataboo_portal.weeks import Week
from tests import makers, surveys
from tests.inspections import residents
from tests.people import person

WORDS, RATING, REMARK = "海棠花下记号七", "海棠评价记号八", "海棠意见记号九"
PHONE, CAMERA = "13987651234", "HaitangCam"
MARKS = (WORDS, RATING, REMARK, PHONE, CAMERA)
GPS = {1: "N", 2: (34.0, 16.0, 12.34), 3: "E", 4: (117.0, 11.0, 22.5)}


@pytest.fixture(autouse=True)
def pages(settings):
    settings.PUBLIC_PAGES = True


def located(colour="gray"):
    """A photo that tells where and with what it was taken, under a name that tells whose it is."""
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x010F], exif[0x8825] = CAMERA, GPS
    Image.new("RGB", (640, 480), colour).save(out, "JPEG", exif=exif)
    return SimpleUploadedFile(f"IMG {PHONE}.jpg", out.getvalue(), "image/jpeg")


def in_tables(mark):
    """{“table.column”} of every table of the database where a mark stands."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                found |= {f"{table}.{name}" for name, value in zip(names, row, strict=True) if _has(value, mark)}
    return found


def _has(value, mark):
    words = bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else str(value)
    return mark in words or mark.encode("unicode_escape").decode() in words


def in_files(mark, folder=None):
    """Every file of the data folder, opened where it is a parcel or a sheet, in which a mark stands; not the database's own."""
    paths = (path for path in Path(folder or settings.DATA_DIR).rglob("*") if path.is_file())
    return {path.name for path in paths if ".sqlite3" not in path.name and _holds(path.read_bytes(), mark)}


def _holds(content, mark):
    if mark.encode() in content or mark in content.decode("utf-8", "ignore"):
        return True
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return False
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return any(_holds(archive.read(name), mark) for name in archive.namelist())


def reported(client, photo):
    """A report sent through the page, drawn."""
    at = residents.place()
    sent = {"words": f"{WORDS}，打{PHONE}", "phone": PHONE, "photo_camera": photo}
    assert (
        residents.send(client, at.code, address=f"198.51.100.{PublicReport.objects.count() + 1}", **sent).status_code
        == 302
    )
    makers.process_photos()
    return PublicReport.objects.latest("id")


def taken_out(slug):
    """A list as a file of the background."""
    export, _ = exports.begin(Asked.read(listings()[slug], person("wang"), {}), client_uuid=uuid.uuid4(), rows_total=9)
    exports.write_export(export.pk)
    return ExportFile.objects.get(pk=export.pk, state=ExportState.READY)


def lived_with(report):
    """The report as far as it goes: a task, done, rated, in the search, in lists and in the week's material."""
    done = residents.resolved(residents.accepted(report, note="楼道口有垃圾"))
    done.rating, done.rating_words = "dissatisfied", f"{RATING} {PHONE}"
    done.save()
    weekly.build(Week.current().shifted(1), by=person("wang"))
    indexing.follow()
    taken_out("tasks")
    return done


def test_what_a_resident_wrote_and_sent_is_found_nowhere_after_it_was_deleted(
    client, sign_in, wang, li, django_capture_on_commit_callbacks
):
    report, other = lived_with(reported(client, located())), reported(client, located("red"))
    task = RemediationTask.objects.get()
    assert f"群众原话：{WORDS}，打139****1234" in sign_in(li).get(f"/tasks/{task.number}/").content.decode()
    table = PublicReport._meta.db_table
    assert in_tables(WORDS) == {f"{table}.words"}, "while it is kept it stands in one place"
    assert in_tables(PHONE) == {f"{table}.words", f"{table}.phone", f"{table}.rating_words"}
    assert in_tables(CAMERA)
    assert in_files(CAMERA)
    kept = report.photo.served_path("1600")
    with django_capture_on_commit_callbacks(execute=True):
        for row in (report, other):
            sign_in(wang).post(f"/public/{row.pk}/erase/")
    assert {mark: (in_tables(mark), in_files(mark)) for mark in MARKS} == dict.fromkeys(MARKS, (set(), set()))
    picture = Photo.objects.get(pk=report.photo_id)
    assert (picture.latitude, picture.longitude, picture.taken_at) == (None, None, None)
    assert (Path(settings.MEDIA_ROOT) / kept).exists(), "the picture of the task stays"
    assert PublicReport.objects.get(pk=other.pk).photo is None
    assert "群众原话" not in sign_in(li).get(f"/tasks/{task.number}/").content.decode()
    assert AuditEvent.objects.filter(reason="按本人要求删除个人信息").count() == 2
    assert [forgetting.forget(row, by=wang, reason="再来").pk for row in (report, other)] == [report.pk, other.pk]


def test_an_opinion_goes_with_the_sheets_it_stands_in(client, sign_in, wang, li, django_capture_on_commit_callbacks):
    survey = surveys.running()
    acts.answer(link=surveys.link(survey), answers=surveys.levels(survey, "555"), remark=f"{REMARK}，打{PHONE}")
    indexing.follow()
    taken_out("responses")
    response, table = SurveyResponse.objects.get(), SurveyResponse._meta.db_table
    assert in_tables(REMARK) == {f"{table}.remark"}
    assert in_files(REMARK)
    page = f"/registers/responses/{response.pk}/"
    assert sign_in(li).post(f"/surveys/responses/{response.pk}/forget/").status_code == 403
    assert "删除意见" in sign_in(wang).get(page).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert sign_in(wang).post(f"/surveys/responses/{response.pk}/forget/").url == page
    assert (in_tables(REMARK), in_files(REMARK)) == (set(), set())
    response.refresh_from_db()
    assert len(response.answers) == len(surveys.THEMES)
    assert not re.search("删除意见</button>", sign_in(wang).get(page).content.decode())


def test_no_served_byte_tells_where_a_photo_was_taken(sign_in, wang, li, django_capture_on_commit_callbacks):
    """Every size of the inner copy and of the copy for outside: no metadata at all, while the columns know."""
    task = makers.reported()
    row = task.photos.get().photo
    row.original.save("", located("blue"), save=False)
    row.save()
    makers.process_photos()
    row.refresh_from_db()
    assert row.latitude is not None
    assert CAMERA.encode() in Path(row.original.path).read_bytes()
    residents.release(task.photos.get())
    row.refresh_from_db()
    for owner in (row, row.release):
        for size in ("320", "720", "1600"):
            content = (Path(settings.MEDIA_ROOT) / owner.served_path(size)).read_bytes()
            with Image.open(io.BytesIO(content)) as picture:
                assert not picture.getexif()
                assert not {"exif", "xmp", "comment"} & set(picture.info)
            assert not any(mark in content for mark in (CAMERA.encode(), b"Exif", b"GPS"))
    page = b"".join(sign_in(li).get(f"/tasks/{task.number}/photos/{row.token}/720/"))
    assert b"Exif" not in page
