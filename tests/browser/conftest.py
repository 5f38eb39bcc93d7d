"""A real Chromium in front of the whole portal: gunicorn, worker and Redis on a seeded database of its own."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from tataboo_portal import supervision
from tests import migrated
from tests.services import free_port

DESKTOP = {"width": 1366, "height": 640}
PHONE = {"width": 390, "height": 844}
FIRST_QUEUE = 8  # of the Redis server, below are those of the test processes and of single modules
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync")
# A camera that shows a test picture and asks nobody.
CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
FOUND = """() => axe.run({resultTypes: ['violations']}).then(
  ({violations}) => violations.map((rule) => `${rule.id}: ${rule.nodes[0].html.slice(0, 160)}`))"""
ROLES = ("office", "community1", "marketA", "section1", "inspector", "leader", "admin")


class Site:
    """The running portal: its address, its logins, and a look into its database."""

    def __init__(self, folder, address):
        self.folder, self.address = folder, address
        logins = json.loads((folder / "demo_logins.json").read_text(encoding="utf-8"))
        self.passwords = {login["username"]: login["password"] for login in logins}

    def ask(self, query, *values):
        """The rows of a plain SQL query."""
        with closing(sqlite3.connect(f"file:{self.folder / 'portal.sqlite3'}?mode=ro", uri=True)) as database:
            return database.execute(query, values).fetchall()

    def move_clock(self, query, *values):
        """Let time pass: set the moments of rows back in place of waiting for days."""
        with closing(sqlite3.connect(self.folder / "portal.sqlite3", timeout=20)) as database:
            database.execute(query, values)
            database.commit()


def queue_of_its_own():
    """A database of the Redis server for the site's worker: it lives to the end of the run, and would take the messages of other tests."""
    server, _, number = os.environ["REDIS_URL"].rpartition("/")
    return f"{server}/{FIRST_QUEUE + int(number)}"


@pytest.fixture(scope="session")
def site(tmp_path_factory, migrated_folder):
    """Seed once, start web and worker, stop both at the end."""
    assert os.environ.get("REDIS_URL"), "these tests need a real Redis: run them with `make test-browser`"
    folder = tmp_path_factory.mktemp("portal")
    migrated.copy_sqlite(migrated_folder, folder / "portal.sqlite3")
    own = {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "tataboo_portal.settings", "TATABOO_PUBLIC_PAGES": "1"}
    own["REDIS_URL"] = queue_of_its_own()
    own["DESK_IDLE_MINUTES"] = "720"  # who signed in for the first test is there for the last
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment = kept | own
    for command in (["migrate", "-v0"], ["seed_demo"], ["collectstatic", "-v0", "--noinput"]):
        subprocess.run([sys.executable, "manage.py", *command], env=environment, check=True, stdout=subprocess.DEVNULL)
    port = free_port()
    commands = (supervision.web_command("127.0.0.1", port), supervision.worker_command())
    processes = [subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) for command in commands]
    address = f"http://127.0.0.1:{port}"
    try:
        assert supervision.wait_until(lambda: supervision.answers(f"{address}/healthz", host="localhost"))
        yield Site(folder, address)
    finally:
        for process in processes:
            process.terminate()
            process.wait()


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all tests."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=[*QUIET, *CAMERA])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def states(site, browser):
    """{role: cookies of a person signed in through the login page}."""
    found = {}
    for role in ROLES:
        context = browser.new_context(locale="zh-CN")
        sign_in(context.new_page(), site, role)
        found[role] = context.storage_state()
        context.close()
    return found


def sign_in(page, site, role):
    """Type the login as a person would."""
    page.goto(f"{site.address}/login/")
    page.get_by_label("手机号或工号").fill(role)
    page.get_by_label("密码").fill(site.passwords[role])
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/login/" not in url)


@pytest.fixture
def open_as(site, browser, states):
    """Open pages as a role: `open_as("office")`, on a phone with `phone=True`, without scripts with `scripts=False`."""
    contexts = []

    def enter(role, *, phone=False, scripts=True, viewport=None):
        context = browser.new_context(
            locale="zh-CN",
            base_url=site.address,
            storage_state=states.get(role),
            viewport=viewport or (PHONE if phone else DESKTOP),
            has_touch=phone,
            java_script_enabled=scripts,
        )
        contexts.append(context)
        return context.new_page()

    yield enter
    for context in contexts:
        context.close()


@pytest.fixture
def violations():
    """What axe finds on the page, one line per rule; axe comes to a page once, however often it looks."""
    source = Axe().axe_script

    def look(page):
        if not page.evaluate("'axe' in window"):
            page.evaluate(source)
        return page.evaluate(FOUND)

    return look
