"""A portal in which all is well, as a probe sees it, and ways to look at one thing."""

from datetime import timedelta

import pytest
from celery import current_app
from django.utils import timezone

from reports.models import RollupRun
from tataboo_portal import attachments, audit, photo_integrity, pulses
from tataboo_portal.enums import BackupKind, HealthLevel
from tataboo_portal.health import data, looking, work
from tataboo_portal.models import BackupRun, BeatDuty, WorkCalendarDay
from tests import services

WELL, MIND, ACT = HealthLevel.WELL, HealthLevel.MIND, HealthLevel.ACT


@pytest.fixture
def folder(tmp_path, settings):
    """A data folder of the test's own; what lies in it stops no other test's processes."""
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    return tmp_path


@pytest.fixture
def redis(monkeypatch):
    """A real Redis the portal is told of: `start()` it, `stop()` it."""

    class Server:
        def start(self):
            self.block = services.redis()
            url = self.block.__enter__()["REDIS_URL"]
            for name in ("broker_url", "broker_read_url", "broker_write_url"):
                monkeypatch.setattr(current_app.conf, name, url)

        def stop(self):
            self.block.__exit__(None, None, None)

    return Server()


@pytest.fixture
def well(db, folder, settings, monkeypatch):
    """Everything went on a minute ago, and nothing was found."""
    settings.BACKUP_DIR = str(folder / "backups")
    (folder / "backups").mkdir()
    moment = timezone.now()
    BeatDuty.objects.create(pk=BeatDuty.ONLY, holder="beat", ticked_at=moment)
    pulses.beat(work.WORKER)
    for name in (photo_integrity.WALK, attachments.WALK):
        pulses.begin_walk(name)
        pulses.end_walk(name)
    for kind in (BackupKind.BACKUP, BackupKind.DRILL):
        BackupRun.objects.create(kind=kind, started_at=moment, is_good=True, sentence="好了")
    for is_recount in (True, False):
        RollupRun.objects.create(started_at=moment, finished_at=moment, is_recount=is_recount)
    today = timezone.localdate()
    for year in (today.year, today.year + 1):
        WorkCalendarDay.objects.get_or_create(
            day=today.replace(year=year, month=1, day=1), is_workday=False, name="元旦"
        )
    audit.seal()
    data.verify_chain()
    # A disk of this machine is not what these tests are about, nor is a broker, but for those that say so.
    monkeypatch.setattr("tataboo_portal.health.files.MIND_FREE", 0)
    monkeypatch.setattr("tataboo_portal.health.files.MIND_SHARE", 0)
    monkeypatch.setattr("tataboo_portal.health.files.ACT_FREE", 0)
    monkeypatch.setattr("tataboo_portal.health.files.ACT_SHARE", 0)
    probes = [(name, title, probe) for name, title, probe in looking.PROBES if name != "broker"]
    monkeypatch.setattr(looking, "PROBES", probes)
    return moment


@pytest.fixture
def level(well):
    """How one thing stands now."""

    def ask(name):
        return next(line.finding.level for line in looking.look() if line.name == name)

    return ask


@pytest.fixture
def ago():
    """A moment so long before now."""
    return lambda **values: timezone.now() - timedelta(**values)
