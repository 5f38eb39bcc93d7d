"""An upgrade killed halfway, on what people of a released version left in it."""

import contextlib
import random
import subprocess
import sys
import time

from django.db import connection

from tests import live, upgrades
from tests.faults.databases import until
from tests.faults.killed import PATIENCE
from tests.faults.stand import Look
from tests.upgrades import comparing

RELEASE = "4-publicity"  # more than twenty migrations ago, with people's rows on every floor
IN_A_ROW = 4
ENOUGH = 8  # kills of which one at least has to meet it between two migrations
STEPS = "django_migrations"
MIGRATE = [sys.executable, "manage.py", "migrate", "-v0"]


def migration(stand, count):
    """An upgrade killed at random moments, four times in a row, and run to its end: no row lost, and as if run in one go."""
    stand.portal.close()
    connection.close()
    before, whole, wanted = earlier(stand)
    chance, cut, between = random.Random(13), 0, 0
    for number in range(count):
        if number % IN_A_ROW == 0:
            stand.postgres.create("upgraded", "earlier")
        cut += killed(stand, chance.uniform(0, 3))
        rows = rows_of(stand, "upgraded")
        between += len(before[STEPS]) < len(rows[STEPS]) < len(whole[STEPS])
        found = [*comparing.differences(before, rows), *cannot_go_on(stand)]
        if number % IN_A_ROW == IN_A_ROW - 1 or number == count - 1:
            subprocess.run(MIGRATE, env=told(stand, "upgraded"), cwd=live.ROOT, check=True)
            found += comparing.differences(before, rows_of(stand, "upgraded"))
            look = look_of(stand, "upgraded")
            found += (
                [] if look == wanted else [f"{len(set(look) ^ set(wanted))} lines differ from an upgrade in one go"]
            )
        yield found
    if count >= ENOUGH and not between:
        yield Look(["no kill met it between two migrations"])
    rows = sum(map(len, before.values()))
    return (
        f"{cut} were cut off on the way, {between} of them between two migrations; {rows} rows of {RELEASE} each time"
    )


def killed(stand, seconds):
    """Begin the upgrade and kill it so long after its first connection; whether it was under way still."""
    process = subprocess.Popen(MIGRATE, env=told(stand, "upgraded"), cwd=live.ROOT)
    until(lambda: process.poll() is not None or is_begun(stand), most=PATIENCE)
    time.sleep(seconds)
    is_under_way = process.poll() is None
    process.kill()
    process.wait()
    return is_under_way


def earlier(stand):
    """The release as it was left, kept as a template: its rows, the rows after an upgrade in one go, and the look of that."""
    stand.postgres.create("earlier", "template0")
    upgrades.restore(RELEASE, stand.postgres.url("earlier"), stand.folder)
    stand.postgres.create("migrated", "earlier")
    subprocess.run(MIGRATE, env=told(stand, "migrated"), cwd=live.ROOT, check=True)
    return rows_of(stand, "earlier"), rows_of(stand, "migrated"), look_of(stand, "migrated")


def told(stand, name):
    """The environment of a command on the database of this name."""
    own = {"DATABASE_URL": stand.postgres.url(name), "DATA_DIR": str(stand.folder / "upgrade")}
    return stand.portal.environment | own


def is_begun(stand):
    """Whether somebody is connected to the database that is upgraded."""
    with contextlib.closing(stand.postgres.connection("postgres")) as server:
        cursor = server.cursor()
        cursor.execute("SELECT 1 FROM pg_stat_activity WHERE datname = 'upgraded'")
        return bool(cursor.fetchone())


def rows_of(stand, name):
    """Every row of a database."""
    with contextlib.closing(stand.postgres.connection(name)) as server:
        return comparing.rows(server, "postgresql")


def cannot_go_on(stand):
    """What the portal's own plan says against going on from here: it knows which steps are left, each wholly done or not at all."""
    plan = [*MIGRATE[:-1], "--plan"]
    asked = subprocess.run(
        plan, env=told(stand, "upgraded"), cwd=live.ROOT, capture_output=True, text=True, check=False
    )
    return [f"no plan: {asked.stderr[-300:]}"] if asked.returncode else []


def look_of(stand, name):
    """Columns, constraints, indexes, migrations and row counts of a database, as lines."""
    queries = (
        "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns WHERE table_schema = 'public'",
        "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
        "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT app, name FROM django_migrations",
    )
    with contextlib.closing(stand.postgres.connection(name)) as server:
        cursor = server.cursor()
        lines = []
        for query in queries:
            cursor.execute(query)
            lines += [" ".join(map(str, row)) for row in cursor.fetchall()]
        cursor.execute("SELECT relname FROM pg_stat_user_tables")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            lines.append(f"{table} {cursor.fetchone()[0]} rows")
    return sorted(lines)
