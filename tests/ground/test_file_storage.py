"""A storage that takes no files: nothing half is left, the person is told why, and what waited goes on by itself."""

import errno

import pytest
from django.core.files.base import ContentFile

from tataboo_portal import error_views, jobs, views
from tataboo_portal.enums import JobStatus
from tataboo_portal.file_storage import StorageRefuses, WholeFiles
from tataboo_portal.models import Job
from tataboo_portal.models.jobs import MOST_ATTEMPTS


class Breaking(ContentFile):
    """A file of which the disk takes the first piece alone."""

    def chunks(self, chunk_size=None):
        yield b"a piece"
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("power_cuts", [True, False])
def test_a_file_is_there_whole_or_not_at_all(tmp_path, power_cuts):
    storage = WholeFiles(location=tmp_path, outlives_power_cuts=power_cuts)
    with pytest.raises(StorageRefuses) as refused:
        storage.save("originals/ab/half", Breaking(b"a piece and another"))
    assert refused.value.errno == errno.ENOSPC
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert storage.save("originals/ab/half", ContentFile(b"whole")) == "originals/ab/half"
    assert (tmp_path / "originals/ab/half").read_bytes() == b"whole"


@pytest.mark.parametrize("error", [StorageRefuses(errno.EACCES, "denied"), OSError(errno.EROFS, "read-only")])
def test_the_page_says_why_and_a_phone_is_told_in_its_own_way(client, db, monkeypatch, error):
    def refuse(*_, **__):
        raise error

    client.raise_request_exception = False
    monkeypatch.setattr(views, "HttpResponse", refuse)
    page = client.get("/robots.txt")
    assert (page.status_code, page.headers["Retry-After"]) == (507, "30")
    assert "照片存储满了或者写不进去" in page.content.decode()
    phone = client.get("/robots.txt", headers={"Accept": "application/json"})
    assert (phone.status_code, phone.json()) == (507, {"sentence": error_views.FULL_SENTENCE})


def test_a_missing_file_is_a_fault_of_ours(client, db, monkeypatch):
    def gone(*_, **__):
        raise FileNotFoundError(errno.ENOENT, "gone")

    client.raise_request_exception = False
    monkeypatch.setattr(views, "HttpResponse", gone)
    assert client.get("/robots.txt").status_code == 500


@pytest.mark.parametrize(
    ("error", "status"),
    [(StorageRefuses(errno.ENOSPC, "full"), JobStatus.WAITING), (OSError(errno.EIO, "broken"), JobStatus.GIVEN_UP)],
)
def test_a_job_is_not_given_up_because_the_disk_was_full(db, error, status):
    job = Job.objects.create(task="tataboo_portal.process_photo", attempts=MOST_ATTEMPTS, status=JobStatus.RUNNING)
    jobs.put_back(job, error)
    job.refresh_from_db()
    assert job.status == status
