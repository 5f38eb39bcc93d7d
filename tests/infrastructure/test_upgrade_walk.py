"""A production site that is installed, upgraded and taken back for real, on PostgreSQL and Redis: own packages, own processes, own data."""

import os
import shutil
import signal
import subprocess
import uuid
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings

from tataboo_portal import supervision
from tests.infrastructure.production import NAME, TREE, Site, Visitor, furnish, send_photo
from tests.people import jpeg

pytestmark = [pytest.mark.celery, pytest.mark.sweep]

NEW, NEWER, BROKEN, ODD = "90.1.0", "90.2.0", "90.3.0", "90.4.0"
MIGRATION = '''"""A table, as a release brings it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tataboo_portal", "{leaf}")]
    operations = [
        migrations.RunSQL("CREATE TABLE walked_{number} (id integer); INSERT INTO walked_{number} VALUES (7)"){more}
    ]
'''
# What to look at when a photo is not drawn.
STANDING = """SELECT job.id, job.status, attempts, lease_until, error, photo.status, refusal
    FROM tataboo_portal_job job, tataboo_portal_photo photo WHERE photo.id = (arguments->>'photo_id')::int ORDER BY job.id DESC"""
FAILS = """,
        migrations.RunSQL("SELECT 1 / 0"),"""


def unpack(folder):
    """A copy of the program as an office unpacks it."""
    listed = ["git", "ls-files", "-co", "--exclude-standard", "-z"]
    names = subprocess.run(listed, cwd=TREE, capture_output=True, check=True).stdout.decode().split("\0")
    for name in filter(None, names):
        if (TREE / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(TREE / name, folder / name)
    return folder


def tree(site, folder, version, *, earlier=(), fails=False):
    """The program under another version and with as many migrations more."""
    shutil.copytree(site.root / "old", folder)
    path = folder / "tataboo_portal/settings.py"
    path.write_text(path.read_text().replace(f'VERSION = "{settings.VERSION}"', f'VERSION = "{version}"'))
    place = folder / "tataboo_portal/migrations"
    for number in earlier:
        leaf = sorted(path.stem for path in place.glob("[0-9]*.py"))[-1]
        more = FAILS if fails and number == earlier[-1] else ","
        (place / f"900{number}_walked.py").write_text(MIGRATION.format(leaf=leaf, number=number, more=more))
    return folder


@pytest.fixture(scope="module")
def database():
    """A database of its own on the server; yields how to ask it."""
    address = os.environ["DATABASE_URL"].rpartition("/")[0]
    name = f"walk_{uuid.uuid4().hex[:8]}"

    def ask(query, *values, of=name):
        with psycopg2.connect(f"{address}/{of}") as connection, connection.cursor() as cursor:
            cursor.execute(query, values)
            return cursor.fetchall()

    ask.url = f"{address}/{name}"
    _administer(address, f"CREATE DATABASE {name}")
    yield ask
    for (left,) in ask("SELECT datname FROM pg_database WHERE datname LIKE %s", f"{name}%", of="postgres"):
        _administer(address, f"DROP DATABASE {left} WITH (FORCE)")


def _administer(address, command):
    connection = psycopg2.connect(f"{address}/postgres")
    connection.autocommit = True
    connection.cursor().execute(command)
    connection.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory, database):
    """The old release, installed with packages of its own, and used."""
    site = Site(
        tmp_path_factory.mktemp("w"),
        units="web worker beat",
        database_url=database.url,
        redis_url=os.environ["REDIS_URL"],
    )
    site.lay_out()
    try:
        site.install(unpack(site.root / "old"))
        with (site.root / "etc/tataboo/environment").open("a") as variables:
            variables.write(f"PG_TREE={os.environ['PG_TREE']}\nTATABOO_PUBLIC_PAGES=1\n")
        site.run("systemctl", "restart", "tataboo.target")
        site.wait()
        site.facts = furnish(site)
        yield site
    finally:
        site.stop()


def upgrade(site, folder, **said):
    return site.run(folder / "deploy/upgrade", **said)


def used(site):
    """Which release answers, by the folder its gunicorn works in."""
    pid = int((site.root / "run/tataboo-web.pid").read_text())
    return Path(f"/proc/{pid}/cwd").resolve().name, (site.home / "current").resolve().name


def counts(database, of=None):
    """{table: rows} of what people wrote."""
    tables = ("tataboo_portal_user", "tataboo_portal_photo", "inspections_remediationtask", "campaigns_workrecord")
    more = {"of": of} if of else {}
    return {table: database(f"SELECT count(*) FROM {table}", **more)[0][0] for table in tables}


def photo(site):
    """The photo as its owner sees it after a fresh sign-in."""
    return Visitor(site).sign_in("li", site.facts["password"]).ask(site.facts["photo"]).body


def a_photo_goes_through(site, database):
    """Somebody signs in and sends a photo through nginx, and the worker of the release in use draws it."""
    token = send_photo(Visitor(site).sign_in("li", site.facts["password"]), jpeg("blue", (640, 480)))
    drawn = "SELECT count(*) FROM tataboo_portal_photo WHERE token = %s AND status = 'ready'"
    is_drawn = supervision.wait_until(lambda: database(drawn, str(token))[0][0] == 1, seconds=90)
    assert is_drawn, (database(STANDING), site.logs())


def test_the_walk(site, database, tmp_path):
    assert used(site) == (settings.VERSION, settings.VERSION)
    a_photo_goes_through(site, database)
    before, picture = counts(database), photo(site)

    # Forward, with a table more.
    new = tree(site, tmp_path / "new", NEW, earlier=[1])
    said = upgrade(site, new).stdout
    assert f"升级好了：{NEW}" in said
    assert used(site) == (NEW, NEW)
    assert database("SELECT id FROM walked_1") == [(7,)]
    assert counts(database) == before
    assert photo(site) == picture
    assert not (site.data / "maintenance").exists()
    assert supervision.port_is_free("127.0.0.1", site.trial)
    a_photo_goes_through(site, database)
    assert "已经是" in site.run(new / "deploy/upgrade", check=False).stderr
    assert "比这个文件夹里的" in site.run(site.root / "old/deploy/upgrade", check=False).stderr

    # Back, days later: what was written since is asked for and stays beside.
    after = counts(database)
    assert after["tataboo_portal_photo"] == before["tataboo_portal_photo"] + 1
    refused = site.run(new / "deploy/rollback", check=False)
    assert (refused.returncode, "名字不对" in refused.stderr) == (1, True)
    assert used(site) == (NEW, NEW)
    said = site.run(new / "deploy/rollback", SITE=NAME).stdout
    assert f"现在用的是 {settings.VERSION}" in said
    assert used(site) == (settings.VERSION, settings.VERSION)
    assert database("SELECT to_regclass('walked_1')") == [(None,)]
    assert counts(database) == before
    assert photo(site) == picture
    beside = [name for (name,) in database("SELECT datname FROM pg_database WHERE datname LIKE %s", "walk_%before%")]
    assert len(beside) == 1
    assert counts(database, beside[0]) == after
    assert "没有可以退回的版本" in site.run(new / "deploy/rollback", check=False, SITE=NAME).stderr
    a_photo_goes_through(site, database)


def test_what_does_not_come_to_its_end_is_taken_back(site, database, tmp_path):
    before, picture = counts(database), photo(site)

    def is_as_before(result, sentence):
        assert (result.returncode, sentence in result.stderr) == (1, True), result.stdout + result.stderr
        assert used(site) == (settings.VERSION, settings.VERSION)
        assert (counts(database), photo(site)) == (before, picture)
        assert database("SELECT to_regclass('walked_1'), to_regclass('walked_2')") == [(None, None)]
        assert not (site.data / "maintenance").exists()

    # The second of two migrations breaks: the first one had been made for good.
    half = tree(site, tmp_path / "half", BROKEN, earlier=[1, 2], fails=True)
    is_as_before(site.run(half / "deploy/upgrade", check=False), "数据表没有升上去")

    # The program starts and does not answer.
    mute = tree(site, tmp_path / "mute", ODD, earlier=[1])
    (mute / "tataboo_portal/wsgi.py").write_text("raise SystemExit(3)\n")
    is_as_before(site.run(mute / "deploy/upgrade", check=False), "没有回应")

    # No place for the backup: nothing is begun.
    away = site.backups.rename(site.backups.with_name("away"))
    is_as_before(site.run(half / "deploy/upgrade", check=False), "备份的文件夹")
    away.rename(site.backups)


def test_an_upgrade_killed_in_the_middle_keeps_the_doors_closed_until_it_is_taken_back(site, database, tmp_path):
    before, picture = counts(database), photo(site)
    slow = tree(site, tmp_path / "slow", NEWER, earlier=[1])
    migration = next((slow / "tataboo_portal/migrations").glob("9001*"))
    migration.write_text(migration.read_text().replace("VALUES (7)", "VALUES (7); COMMIT; SELECT pg_sleep(600)"))
    process = subprocess.Popen(
        [slow / "deploy/upgrade"], env=site.variables(), start_new_session=True, stderr=subprocess.DEVNULL
    )
    assert supervision.wait_until(lambda: database("SELECT to_regclass('walked_1')") != [(None,)], seconds=900), (
        site.logs()
    )
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    database(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%%pg_sleep(600)%%' AND pid <> pg_backend_pid()"
    )
    closed = site.ask("/login/")
    assert (closed.status, "平台正在升级" in closed.body.decode(), closed.header("retry-after")) == (503, True, "120")
    for script in ("upgrade", "install"):
        refused = site.run(slow / "deploy" / script, check=False, SITE=NAME)
        assert (refused.returncode, "停在半路" in refused.stderr) == (1, True)
    site.run(slow / "deploy/rollback")
    assert used(site) == (settings.VERSION, settings.VERSION)
    assert (counts(database), photo(site)) == (before, picture)
    assert database("SELECT to_regclass('walked_1')") == [(None,)]
    a_photo_goes_through(site, database)


def test_without_a_changed_table_nothing_is_asked_and_nothing_is_lost(site, database, tmp_path):
    plain = tree(site, tmp_path / "plain", NEW)
    upgrade(site, plain)
    a_photo_goes_through(site, database)
    after, picture = counts(database), photo(site)
    site.run(plain / "deploy/rollback")
    assert used(site) == (settings.VERSION, settings.VERSION)
    assert (counts(database), photo(site)) == (after, picture)
