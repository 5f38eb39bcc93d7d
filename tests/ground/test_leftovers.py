"""Files without a record: found when they are old enough, deleted only on request, and nothing else is touched."""

import io
import os

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tataboo_portal import attachments, leftovers, photos
from tests.papers import pdf
from tests.people import jpeg

STRAY = "originals/ab/ab0000000000000000000000000000cd"
DAY = 24 * 60 * 60


def leave(path, *, days):
    """A file of so many days ago that no record names."""
    default_storage.save(path, ContentFile(b"left over"))
    age(path, days)
    return path


def age(path, days):
    moment = timezone.now().timestamp() - days * DAY
    os.utime(default_storage.path(path), (moment, moment))


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """A media folder of this test's own."""
    settings.MEDIA_ROOT = tmp_path


def said(**options):
    out = io.StringIO()
    call_command("leftovers", stdout=out, **options)
    return out.getvalue().splitlines()


@pytest.fixture
def kept(li):
    """The paths of a photo and a paper that have their records, both old."""
    photo = photos.keep(ContentFile(jpeg("red"), "a.jpg"), by=li)
    paper = attachments.keep(ContentFile(pdf(), "a.pdf"), by=li)
    paths = [photo.original.name, paper.file.name]
    for path in paths:
        age(path, 400)
    return paths


def test_only_old_files_without_a_record_are_found_and_nothing_is_deleted_unasked(kept):
    strays = [leave(STRAY, days=31), leave("attachments/ab/not-a-token", days=31)]
    young = leave("originals/ab/ab0000000000000000000000000000ce", days=29)
    assert said() == [*strays, "有 2 个文件没有记录。加 --delete 删掉。"]
    assert said(delete=True) == [*strays, "删掉了 2 个文件。"]
    assert [default_storage.exists(path) for path in strays] == [False, False]
    assert all(default_storage.exists(path) for path in [*kept, young])
    assert said() == ["有 0 个文件没有记录。"]


def test_a_token_under_another_name_is_no_record_of_this_file(kept):
    """A record names a file by its whole path, not by a likeness."""
    copy = leave(f"attachments/ab/{os.path.basename(kept[0])}", days=31)
    assert list(leftovers.found()) == [copy]


def test_a_folder_costs_one_question_however_many_files_it_holds(db):
    counts = []
    for number in range(0, 6, 3):
        for one in range(number, number + 3):
            leave(f"originals/ab/ab{one:030d}", days=31)
        with CaptureQueriesContext(connection) as asked:
            assert len(list(leftovers.found())) == number + 3
        counts.append(len(asked))
    assert counts == [1, 1]
