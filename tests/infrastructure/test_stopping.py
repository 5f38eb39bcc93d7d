"""Whatever ends the supervisor — a closed terminal, a killed process — nothing of the portal is left running."""

import signal

import pytest

from tataboo_portal import supervision
from tests import migrated
from tests.infrastructure.conftest import children, is_running

pytestmark = pytest.mark.celery


@pytest.fixture(scope="module")
def data_folder(tmp_path_factory, migrated_folder):
    """One folder for all: the first start fills it, the next find it as the last end left it."""
    folder = tmp_path_factory.mktemp("d")
    migrated.copy_sqlite(migrated_folder, folder / "portal.sqlite3")
    return folder


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_running(portal, number):
    process, _ = portal
    assert supervision.wait_until(lambda: len(children(process)) == 4)
    pids = children(process)
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode == (-number if number == signal.SIGKILL else 0)
    assert supervision.wait_until(lambda: not any(is_running(pid) for pid in pids), seconds=30)
