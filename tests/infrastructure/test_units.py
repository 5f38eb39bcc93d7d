"""The units and the scripts as the machine's own tools see them."""

import os
import pwd
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.infrastructure.production import TREE, Site

pytestmark = pytest.mark.celery


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The units as they are put on a machine; nothing of it is started."""
    site = Site(tmp_path_factory.mktemp("u"))
    site.lay_out()
    release = site.borrow()
    with (site.root / "etc/tataboo/site").open("a") as told:
        told.write("SITE=portal.example.cn\nCERTIFICATE=/a\nCERTIFICATE_KEY=/b\n")
    (site.root / "etc/tataboo/environment").write_text(f"BACKUP_DIR={site.backups}\n")
    put = f'. {TREE}/deploy/site.sh; know_the_site; for unit in "$1"/deploy/systemd/*; do fill "$unit" | put "$UNITS/$(basename "$unit")"; done'
    site.run("bash", "-c", f'{put}; point_to "$1"', "-", release)
    return site


def test_systemd_finds_nothing_wrong_with_the_units(site):
    units = site.root / "etc/systemd/system"
    names = sorted(path.name for path in units.iterdir())
    assert names == ["tataboo-beat.service", "tataboo-web.service", "tataboo-worker.service", "tataboo.target"]

    def verdict():
        command = [shutil.which("systemd-analyze"), "verify", "--man=no", *(units / name for name in names)]
        environment = {"PATH": os.environ["PATH"], "SYSTEMD_UNIT_PATH": f"{units}:/usr/lib/systemd/system"}
        result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        return result.returncode, [line for line in result.stderr.splitlines() if "tataboo" in line]

    assert verdict() == (0, [])
    beat = units / "tataboo-beat.service"
    whole = beat.read_text()
    beat.write_text(whole.replace("NoNewPrivileges", "NoNewPrivilege").replace("/python -m", "/pythons -m"))
    code, lines = verdict()
    beat.write_text(whole)
    assert code
    assert len(lines) >= 2


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_a_unit_is_closed_in(site, name):
    text = (site.root / f"etc/systemd/system/tataboo-{name}.service").read_text()
    wanted = (
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "ProtectHome=yes",
        "PrivateTmp=yes",
        "Restart=always",
        "MemoryMax=",
    )
    assert not [line for line in wanted if f"\n{line}" not in text]
    writable = re.search(r"^ReadWritePaths=(.*)$", text, re.MULTILINE).group(1).split()
    assert writable == [str(site.data), *([f"-{site.backups}"] if name == "worker" else [])]


def test_a_command_sees_the_settings_as_systemd_hands_them_to_the_units(tmp_path):
    lines = ['MAIL_FROM="a b"', "OFFICE_PHONE='8765 4321'  ", "SUPERVISION_NUMBER=督“{year}” # 'n'", "PORTAL_URL="]
    (tmp_path / "etc/tataboo").mkdir(parents=True)
    (tmp_path / "etc/tataboo/environment").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    names = [line.split("=")[0] for line in lines]
    script = f'. {TREE}/deploy/site.sh; for name in {" ".join(names)}; do value_in "$ENVIRONMENT" $name; done; become_portal / printenv {" ".join(names)}'
    own = {
        "TATABOO_ROOT": str(tmp_path),
        "TATABOO_USER": pwd.getpwuid(os.geteuid()).pw_name,
        "PATH": os.environ["PATH"],
    }
    result = subprocess.run(["bash", "-c", script], env=own, capture_output=True, text=True, check=True)
    assert result.stdout.splitlines() == ["a b", "8765 4321", "督“{year}” # 'n'", ""] * 2


def test_the_scripts_are_clean():
    checker = Path(os.environ["DEBIAN_TREE"]) / "usr/bin/shellcheck"
    scripts = [TREE / "deploy" / name for name in ("site.sh", "install", "upgrade", "rollback", "manage")]
    result = subprocess.run([checker, "--external-sources", *scripts], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (0, "")
