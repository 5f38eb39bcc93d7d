"""The part of `make check` beside the linters: no missing migration, production settings without a warning, the house's rules."""

import os
import subprocess
import sys
import tempfile

import django

from tests import personal_fields, static_rules, supply_chain

PRODUCTION = {
    "TATABOO_MODE": "production",
    "SECRET_KEY": "only-for-the-check-" + "k7Qz9vTx2LmP4sWd" * 4,
    "ALLOWED_HOSTS": "portal.example.cn",
    "DATABASE_URL": "postgres://portal:portal@127.0.0.1:5432/portal",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
}


def run(arguments, environment):
    """Run manage.py and end with its exit code when it is not zero."""
    command = [sys.executable, "-W", "error", "manage.py", *arguments]
    result = subprocess.run(command, env=os.environ | environment, check=False)
    if result.returncode:
        raise SystemExit(result.returncode)


def forgotten_routes():
    """What the policy of access says nothing of; asked of the resolver alone, so no database is needed."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from tests.access import routes

    return routes.complaints(routes.routes())


def main():
    """Run Django's checks against an empty data folder, then the house's own rules and the list of what it is made of."""
    with tempfile.TemporaryDirectory() as folder:
        run(["makemigrations", "--check", "--dry-run"], {"DATA_DIR": folder})
        run(["check", "--deploy", "--fail-level", "WARNING"], PRODUCTION | {"DATA_DIR": folder})
    lines = static_rules.complaints(static_rules.findings())
    packages = supply_chain.packages()
    lines += supply_chain.complaints(packages, supply_chain.LICENCES.read_text(encoding="utf-8"))
    lines += supply_chain.outdated(packages)
    lines += forgotten_routes()
    lines += personal_fields.complaints()
    if lines:
        raise SystemExit("\n".join(lines))


if __name__ == "__main__":
    main()
