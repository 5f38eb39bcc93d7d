"""A portal started the way `make run` starts it, and a look at its processes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tataboo_portal import supervision
from tests import migrated
from tests.infrastructure.production import Site, flood, furnish
from tests.services import free_port


@pytest.fixture
def data_folder(tmp_path):
    """A folder that is not there yet."""
    return tmp_path / "d"


@pytest.fixture
def environment(data_folder):
    """A fresh machine's variables: nothing set but where the data goes."""
    unset = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "TEST_DATA_DIR"}
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    return kept | {"DATA_DIR": str(data_folder)}


def command(port):
    return [sys.executable, "manage.py", "run_portal", "--port", str(port)]


def run(port, environment):
    """Run it to its end; returns exit code and words."""
    result = subprocess.run(command(port), env=environment, capture_output=True, text=True, timeout=60, check=False)
    return result.returncode, result.stderr


@pytest.fixture
def portal(environment):
    """A portal that was started and has answered."""
    port = free_port()
    process = subprocess.Popen(
        command(port), env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        # The first start fills the demo, which a busy machine takes minutes for; the promise is that it answers then.
        assert supervision.wait_until(
            lambda: supervision.answers(f"http://127.0.0.1:{port}/healthz", host="localhost"), seconds=300
        )
        yield process, port
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
        process.stdout.close()


def children(process):
    """The process ids that belong to the supervisor."""
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True, check=False
    )
    return [int(pid) for pid in listed.stdout.split()]


def is_running(pid):
    """Whether the process is there and not only waiting to be buried."""
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] != "Z"


@pytest.fixture(scope="module")
def site(tmp_path_factory, migrated_folder):
    """A production site on SQLite as deploy/install makes it, then its pages for residents opened by hand."""
    site = Site(tmp_path_factory.mktemp("p"))
    site.lay_out()
    site.borrow()
    site.data.mkdir(parents=True)
    migrated.copy_sqlite(migrated_folder, site.data / "portal.sqlite3")
    try:
        site.said = site.install().stdout
        with (site.root / "etc/tataboo/environment").open("a") as settings:
            settings.write("TATABOO_PUBLIC_PAGES=1\n")
        site.without_gunicorn, *site.floods = site.alone(
            lambda site: site.ask("/login/"),
            flood("/login/", source="127.0.0.3", method="POST", body=""),
            flood("/v/ABCDEF/", source="127.0.0.4"),
            flood("/s/ABCDEF/", source="127.0.0.4"),
            lambda site: site.ask("/s/ABCDEF/", source="127.0.0.2"),
        )
        site.facts = furnish(site)
        site.wait()
        yield site
    finally:
        site.stop()
