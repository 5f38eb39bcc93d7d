"""Fixtures of every test: the fixed people, and what holds for all — no network but loopback, the promised database."""

import ipaddress
import math
import os
import socket

import pytest
from django.core.management import call_command
from django.db import connection

from reports import dashboard
from tataboo_portal import switches
from tests import migrated
from tests.people import PEOPLE, person

_connect = socket.socket.connect


def _guarded_connect(self, address):
    """Let tests talk to this machine only."""
    if self.family in {socket.AF_INET, socket.AF_INET6}:
        host = address[0]
        if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
            raise RuntimeError(f"a test tried to reach {host}")
    return _connect(self, address)


# `make test` looks for these tests there and nowhere else.
HOMES = {"celery": {"celery_worker", "infrastructure"}, "browser": {"browser"}, "office": {"office", "browser"}}


def pytest_itemcollected(item):
    """Mark what asks for the database: the rest runs once, for no database answers it differently."""
    if "django_db_setup" in item.fixturenames or item.get_closest_marker("django_db"):
        item.add_marker("database")
    for name, homes in HOMES.items():
        if item.get_closest_marker(name) and item.path.parent.name not in homes:
            raise pytest.UsageError(f"{item.nodeid} is marked {name} and stands outside of {' and '.join(homes)}")


@pytest.fixture(scope="session", autouse=True)
def only_loopback():
    """Close every socket that leaves this machine."""
    socket.socket.connect = _guarded_connect
    yield
    socket.socket.connect = _connect


@pytest.fixture(scope="session", autouse=True)
def promised_database():
    """Fail the run when it silently uses another database than `make test` said."""
    expected = os.environ.get("EXPECT_DATABASE")
    assert expected in {None, connection.vendor}, f"this run promised {expected} and uses {connection.vendor}"


@pytest.fixture(scope="session")
def migrated_folder(pytestconfig):
    """Where the migrated database is kept from one run to the next."""
    return pytestconfig.cache.mkdir("migrated")


@pytest.fixture(scope="session")
def django_db_keepdb(migrated_folder, django_db_modify_db_settings):
    """Put a copy of the migrated database where Django looks for the one to keep; the data folder or server takes it away."""
    values = connection.settings_dict
    values["TEST"]["NAME"] = connection.creation._get_test_db_name()
    if connection.vendor == "sqlite":
        migrated.copy_sqlite(migrated_folder, values["TEST"]["NAME"])
    else:
        migrated.copy_postgres(migrated_folder, values)
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Every test starts from the reference rows a real site has."""
    with django_db_blocker.unblock():
        call_command("load_reference", verbosity=0)


@pytest.fixture(autouse=True)
def reference_again(request):
    """A test with real transactions empties every table at its end: the next one gets the reference rows anew."""
    mark = request.node.get_closest_marker("django_db")
    if "transactional_db" in request.fixturenames or (mark and mark.kwargs.get("transaction")):
        request.getfixturevalue("transactional_db")
        call_command("load_reference", verbosity=0)


@pytest.fixture(autouse=True)
def nothing_kept():
    """What a process keeps of an earlier state of the tables is no test's, for the next one rolls them back."""
    dashboard.forget()
    switches.know(frozenset(), seconds=math.inf)


def pytest_terminal_summary(terminalreporter):
    """Print the URL × role matrix that the access tests found, also when they ran in several processes."""
    reports = [report for stat in ("passed", "failed") for report in terminalreporter.stats.get(stat, [])]
    lines = [line for report in reports for name, line in report.user_properties if name == "access"]
    if lines:
        terminalreporter.section(
            "URL × role (王 双创办, 李 own community, 张 the stranger, 赵 market, 陈 section, 刘 督导, 孙 领导, 钱 管理员)"
        )
        for line in sorted(lines):
            terminalreporter.write_line(line)


def _fixture_for(username):
    @pytest.fixture(name=username)
    def make(db):
        return person(username)

    return make


wang, li, zhang, zhao, chen, liu, sun, qian = (_fixture_for(username) for username in PEOPLE)


@pytest.fixture
def sign_in(client, db):
    """Sign a person in on the test client and hand the client back.

    Asking for `db` by name puts the test among those that run before the ones with real transactions.
    """

    def enter(user):
        client.force_login(user)
        return client

    return enter
