"""Migrate an empty database up to its newest migrations, so many left out: what an upgrade finds. For a process of its own."""

import sys

import django
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

if __name__ == "__main__":
    django.setup()
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    executor.migrate(None, plan=plan[: -int(sys.argv[1])])
