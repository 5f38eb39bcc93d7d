"""The recipe's own parts: its settings are the portal's, its units say what `make run` says, its shell does what it promises."""

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from tataboo_portal import supervision

TREE = Path(__file__).parent.parent
DEPLOY = TREE / "deploy"
FLOORS = ("tataboo_portal", "campaigns", "inspections", "publicity", "reports")
READ = re.compile(
    r"environment\.[a-z]+\(\s*\"([A-Z_]+)\"|environ(?:\.get\(|\[)\"([A-Z_]+)\"|(?:required|text)\(\"([A-Z_]+)\""
)
# Django's own, set by every entry, and gunicorn's; the scripts' and the tests' are no settings of the portal.
NO_SETTINGS = {"DJANGO_SETTINGS_MODULE", "WEB_CONCURRENCY"}


def names_in(path):
    """The settings a template names."""
    return re.findall(r"^([A-Z_]+)=", path.read_text(encoding="utf-8"), re.MULTILINE)


def test_the_template_names_every_setting_once_and_nothing_else():
    named = names_in(TREE / ".env.example")
    read = {
        name
        for floor in FLOORS
        for path in (*(TREE / floor).rglob("*.py"), DEPLOY / "gunicorn.conf.py")
        for found in READ.findall(path.read_text(encoding="utf-8"))
        for name in found
        if name
    }
    assert len(read) > 20
    assert sorted(named) == sorted(read - NO_SETTINGS)


def shell(words, **variables):
    """What bash answers after it has read deploy/site.sh."""
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"} | variables
    command = ["bash", "-c", f". {DEPLOY}/site.sh; {words}"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_a_unit_starts_what_make_run_starts(name, tmp_path):
    folder = tmp_path / "etc/tataboo"
    folder.mkdir(parents=True)
    (folder / "site").write_text("SITE=portal.example.cn\nCERTIFICATE=/a\nCERTIFICATE_KEY=/b\n")
    unit = shell(f"know_the_site; fill {DEPLOY}/systemd/tataboo-{name}.service", TATABOO_ROOT=str(tmp_path)).stdout
    line = shlex.split(re.search(r"^ExecStart=(.*)$", unit, re.MULTILINE).group(1))
    own = {
        "web": supervision.web_command("127.0.0.1", 8000),
        "worker": supervision.worker_command(),
        "beat": supervision.beat_command(),
    }[name]

    def bare(command):
        """Without the interpreter and the folder of the release."""
        return re.sub(rf" --workdir \S+|{tmp_path}/srv/tataboo/current|{TREE}", "", " ".join(command[1:]))

    assert bare(line) == bare(own)


def test_a_template_with_a_hole_is_refused(tmp_path):
    template = tmp_path / "a.conf"
    template.write_text("root @DATA@;\nkey @NOBODY@;\n")
    result = shell(f"know_the_site; fill {template}")
    assert result.returncode == 1
    assert "@NOBODY@" in result.stderr
    template.write_text("root @DATA@; name @SITE@;")
    (tmp_path / "etc/tataboo").mkdir(parents=True)
    (tmp_path / "etc/tataboo/site").write_text('SITE="a&b.cn"\n')
    filled = shell(f"know_the_site; fill {template}", TATABOO_ROOT=str(tmp_path)).stdout
    assert filled == f"root {tmp_path}/var/lib/tataboo; name a&b.cn;\n"


@pytest.mark.parametrize(
    ("one", "other", "is_newer"), [("0.10.0", "0.9.9", True), ("0.2.0", "0.2.0", False), ("0.2", "0.10", False)]
)
def test_versions_are_compared_as_numbers(one, other, is_newer):
    assert (shell(f"is_newer {one} {other}").returncode == 0) == is_newer


def test_a_setting_is_put_as_it_is_and_new_ones_come_with_their_words(tmp_path):
    folder = tmp_path / "etc/tataboo"
    folder.mkdir(parents=True)
    settings = folder / "environment"
    settings.write_text("# 电话\nOFFICE_PHONE=\nDATA_DIR=/x\n")
    settings.chmod(0o600)
    root = {"TATABOO_ROOT": str(tmp_path)}
    assert shell(f"put_value {settings} OFFICE_PHONE 'a&b \\1 $(id) /'", **root).returncode == 0
    assert shell(f"value_in {settings} OFFICE_PHONE", **root).stdout == "a&b \\1 $(id) /\n"
    assert settings.stat().st_mode & 0o777 == 0o600
    assert shell(f"add_new_settings {TREE}", **root).returncode == 0
    text = settings.read_text()
    assert sorted(names_in(settings)) == sorted(names_in(TREE / ".env.example"))
    assert "# 留最近几份备份\nBACKUPS_KEPT=" in text
    assert "DATA_DIR=/x" in text


@pytest.mark.parametrize("script", ["install", "upgrade", "rollback"])
def test_what_is_not_as_it_should_be_is_one_sentence(script, tmp_path):
    result = subprocess.run(
        [DEPLOY / script],
        env={"PATH": os.environ["PATH"], "TATABOO_ROOT": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert len(result.stderr.strip().splitlines()) == 1
    assert re.search(r"域名|还没有装过|没有可以退回", result.stderr)
    assert not (tmp_path / "etc/systemd").exists()


def test_only_the_administrator_of_the_machine_may(tmp_path):
    nobody = shutil.which("setpriv") and os.geteuid() == 0
    lead = ["setpriv", "--reuid", "65534", "--clear-groups"] if nobody else []
    script = tmp_path / "upgrade"
    for name in ("upgrade", "site.sh"):
        (tmp_path / name).write_text((DEPLOY / name).read_text(encoding="utf-8"), encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(folder.stat().st_mode | 0o055)
    result = subprocess.run(
        [*lead, script], env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stderr) == (1, "要用管理员身份运行：前面加 sudo。\n")


def test_the_page_stays_one_page():
    assert len((TREE / "docs/production.md").read_text(encoding="utf-8").splitlines()) <= 120
