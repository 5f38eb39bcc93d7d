"""What somebody sees when something went wrong: a sentence and a number, never a path of the server, SQL or a setting."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404
from django.test import Client

from tataboo_portal import supervision, views
from tests.people import person
from tests.services import free_port
from tests.test_environment import manage

TELLING = "/srv/portal SECRET_KEY=abc SELECT * FROM tataboo_portal_user"
NUMBER = re.compile(r"[2-9A-Z]{10}")
CASES = {
    400: BadRequest(TELLING),
    403: PermissionDenied(""),
    404: Http404(TELLING),
    500: RuntimeError(TELLING),
    503: OperationalError(TELLING),
}


@pytest.fixture
def failing(monkeypatch):
    """A way to have /robots.txt end with this error."""

    def prepare(error):
        def fail(*_, **__):
            raise error

        monkeypatch.setattr(views, "HttpResponse", fail)
        return Client(raise_request_exception=False)

    return prepare


@pytest.mark.parametrize("status", CASES)
def test_a_page_carries_the_number_of_its_log_line_and_nothing_else(failing, db, status):
    response = failing(CASES[status]).get("/robots.txt")
    page = response.content.decode()
    assert response.status_code == status
    number = response.headers["X-Request-Id"]
    assert NUMBER.fullmatch(number)
    assert number in page
    assert not [word for word in ("/srv", "SECRET", "SELECT", "Traceback", "Error", "django") if word in page]


def test_a_suspicious_request_and_a_lost_form_carry_one_too(failing, db):
    response = failing(SuspiciousOperation(TELLING)).get("/robots.txt")
    assert (response.status_code, response.headers["X-Request-Id"] in response.content.decode()) == (400, True)
    lost = Client(enforce_csrf_checks=True).post("/login/", {"username": "wang"})
    assert (lost.status_code, lost.headers["X-Request-Id"] in lost.content.decode()) == (403, True)


@pytest.mark.parametrize("who", [None, "li", "qian"])
def test_an_address_that_is_not_opened_says_how_to_go_on_and_the_same_to_everybody(db, who):
    client, pages = Client(), set()
    if who:
        client.force_login(person(who))
    opened = [client.get(f"/notices/{row}/") for row in (1, 999)] if who else []
    for response in (client.get("/account/text-size/"), client.put("/login/"), client.post("/robots.txt"), *opened):
        number = response.headers["X-Request-Id"]
        assert (response.status_code, "Allow" in response.headers) == (405, True)
        assert int(response.headers.get("Content-Length", len(response.content))) == len(response.content)
        pages.add(response.content.decode().replace(number, ""))
    assert len(pages) == 1
    page = pages.pop()
    assert "这一步要在页面上做" in page
    assert "要问双创办的话，报这个编号：" in page
    assert 'href="/">回到工作台' in page
    script = client.put("/login/", headers={"Accept": "application/json"})
    assert (script.status_code, script.content) == (405, b"")


@pytest.mark.parametrize("error", [OperationalError("server closed the connection"), InterfaceError("closed")])
def test_a_database_that_is_away_is_said_to_come_back(failing, db, error):
    response = failing(error).get("/robots.txt")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "30"
    assert "连不上数据库" in response.content.decode()


def test_a_missing_table_does_not_pass_by_itself(failing, db):
    error = OperationalError("no such table: x")
    error.__cause__ = sqlite3.OperationalError("no such table: x")
    assert failing(error).get("/robots.txt").status_code == 500


def test_healthz_says_so_and_no_more(client, db, monkeypatch):
    assert (client.get("/healthz").status_code, client.get("/healthz").json()) == (200, {"status": "ok"})

    def away():
        raise OperationalError(TELLING)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(views.connection, "cursor", away)
        response = client.get("/healthz")
    assert (response.status_code, response.json()) == (503, {"status": "down"})


@pytest.fixture
def without_database(tmp_path):
    """A real gunicorn whose PostgreSQL is not there; yields its address, where its lines go, and its process."""
    port, log = free_port(), tmp_path / "log"
    variables = {
        "DATABASE_URL": f"postgres://portal@127.0.0.1:{free_port()}/portal",
        "TEST_DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PATH": "/usr/bin:/bin",
    }
    with log.open("w") as target:
        process = subprocess.Popen(supervision.web_command("127.0.0.1", port), env=variables, stderr=target)
        try:
            assert supervision.wait_until(lambda: not supervision.port_is_free("127.0.0.1", port), seconds=30)
            yield f"http://127.0.0.1:{port}", log, process
        finally:
            process.terminate()
            process.wait()


def asked(address, **headers):
    """(status, headers, page) of one GET."""
    request = urllib.request.Request(address, headers=headers)  # noqa: S310 - our own loopback address
    try:
        with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
            return response.status, response.headers, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


def test_the_page_comes_without_any_database_and_every_line_is_json(without_database):
    address, log, _ = without_database
    status, headers, page = asked(f"{address}/", Cookie="sessionid=somebody")
    assert status == 503
    assert headers["X-Request-Id"] in page
    assert asked(f"{address}/healthz")[0] == 503
    assert (
        asked(f"{address}/nothing-here/?q=looked-for")[0] == 404
    )  # told without the database, for nobody is signed in
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert headers["X-Request-Id"] in {line.get("request") for line in lines}
    assert "looked-for" not in log.read_text()


def test_what_the_master_says_of_its_workers_is_json_too(without_database):
    address, log, process = without_database
    assert asked(f"{address}/nothing-here/")[0] == 404
    for number in (signal.SIGHUP, signal.SIGKILL):  # gunicorn sets its lines up anew when it is told to reload
        asked_for = workers_of(process)[-1]
        os.kill(process.pid if number == signal.SIGHUP else asked_for, number)
        assert supervision.wait_until(lambda gone=asked_for: gone not in workers_of(process), seconds=30)
    assert supervision.wait_until(lambda: "SIGKILL" in log.read_text(), seconds=30)
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert "gunicorn.error" in {line["logger"] for line in lines if "SIGKILL" in line["message"]}


def workers_of(process):
    """The process ids of gunicorn's workers."""
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return [int(number) for number in listed.split()]


@pytest.mark.parametrize("command", ["migrate", "run_portal", "runserver"])
def test_nothing_starts_while_a_restoration_stands_halfway(tmp_path, command):
    (tmp_path / "restore.json").write_text("{}")
    result = manage(tmp_path, {}, command)
    assert (result.returncode, "make restore" in result.stderr) == (1, True)
    assert len(result.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "portal.sqlite3").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("gunicorn", "tataboo_portal.wsgi", "-b", "127.0.0.1:0"), id="web"),
        pytest.param(("celery", "-A", "tataboo_portal", "worker"), id="worker", marks=pytest.mark.sweep),
        pytest.param(("celery", "-A", "tataboo_portal", "beat"), id="beat", marks=pytest.mark.sweep),
    ],
)
def test_neither_do_web_worker_and_beat(tmp_path, arguments):
    (tmp_path / "restore.json").write_text("{}")
    variables = {"DATA_DIR": str(tmp_path), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    result = subprocess.run(
        [sys.executable, "-m", *arguments], env=variables, capture_output=True, text=True, check=False, timeout=60
    )
    assert result.returncode
    assert "make restore" in result.stderr
