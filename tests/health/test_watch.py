"""What becomes of what the probes find: the page, the command, and who is told once."""

import io
import os
import subprocess
import sys

import pytest
from django.core.management import call_command
from django.db import connection

from tataboo_portal import pulses, tasks
from tataboo_portal.enums import HealthLevel, Role
from tataboo_portal.health import data, files, looking
from tataboo_portal.models import BackupRun, HealthState, Job, Notice, Pulse, User
from tests.counting import count_queries
from tests.people import PASSWORD
from tests.services import free_port

PAGE = "/manage/health/"


def told():
    return list(Notice.objects.order_by("id").values_list("recipient__username", "title"))


@pytest.fixture
def other_admins(db):
    """One more who manages, and one who no longer does."""
    for username, is_active in (("yang", True), ("gone", False)):
        User.objects.create_user(username, PASSWORD, full_name="杨", role=Role.ADMIN, is_active=is_active)


def test_red_is_told_to_every_administrator_once_and_again_when_it_is_well(well, qian, wang, other_admins, ago):
    tasks.watch_health()
    assert told() == []
    Pulse.objects.filter(name="worker").update(at=ago(minutes=30))
    for _ in range(3):
        tasks.watch_health()
    red = [("qian", "要处理：后台任务"), ("yang", "要处理：后台任务")]
    assert sorted(told()) == red
    notice = Notice.objects.first()
    assert (notice.url, "tataboo-worker" in notice.body) == (PAGE, True)
    pulses.beat("worker")
    for _ in range(3):
        tasks.watch_health()
    assert told()[2:] == [("qian", "后台任务已经恢复正常"), ("yang", "后台任务已经恢复正常")]
    Pulse.objects.filter(name="worker").update(at=ago(minutes=30))
    tasks.watch_health()
    assert len(told()) == 6  # another time is news


def test_yellow_is_shown_and_not_told(well, qian, ago):
    tasks.watch_health()
    Pulse.objects.filter(name="photos").update(at=ago(days=3))
    tasks.watch_health()
    assert told() == []
    assert HealthState.objects.get(name="photos").level == HealthLevel.MIND


def test_since_when_is_kept(well, qian, ago, monkeypatch):
    tasks.watch_health()
    monkeypatch.setattr(data, "SLOW", -1)
    tasks.watch_health()
    began = HealthState.objects.get(name="database").since
    tasks.watch_health()
    assert next(line.since for line in looking.look() if line.name == "database") == began


@pytest.fixture
def broken_probe(monkeypatch):
    """One probe that breaks, in the database at that."""

    def fail():
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM nowhere_at_all")

    probes = [(name, title, fail if name == "backup" else probe) for name, title, probe in looking.PROBES]
    monkeypatch.setattr(looking, "PROBES", probes)


def test_a_probe_that_breaks_is_red_and_hides_no_other(well, sign_in, qian, broken_probe):
    page = sign_in(qian).get(PAGE)
    assert page.status_code == 200
    words = page.content.decode()
    assert "查不了" in words
    assert "nowhere_at_all" not in words  # no SQL on a page
    assert {line.name: line.finding.level for line in looking.look()}["drill"] == HealthLevel.WELL
    assert all(title in words for _, title, _ in looking.PROBES)
    tasks.watch_health()
    assert [title for _, title in told()] == ["要处理：最近的备份"]


def test_the_page_says_what_to_do_first(well, sign_in, qian, ago):
    BackupRun.objects.filter(kind="backup").update(is_good=False, sentence="备份的文件夹放不下")
    words = sign_in(qian).get(PAGE).content.decode()
    assert "1 项要处理" in words
    assert "备份的文件夹放不下" in words
    assert words.index("最近的备份") < words.index("数据库升级")


@pytest.mark.parametrize(
    ("is_demo", "there", "elsewhere"),
    [
        (True, ("运行 make backup ", "运行 make drill，"), "sudo tataboo"),
        (False, ("运行 sudo tataboo backup ", "运行 sudo tataboo backup_drill，"), "make "),
    ],
)
def test_a_demonstration_is_told_its_own_commands(well, settings, is_demo, there, elsewhere):
    """`sudo tataboo` is there on a server only, and `make backup` in a checkout only."""
    settings.DEMO_MODE = is_demo
    BackupRun.objects.all().delete()
    advice = "".join(probe().advice for probe in (files.backup, files.drill))
    assert all(words in advice for words in there)
    assert elsewhere not in advice


def test_the_page_asks_as_often_for_many_rows_as_for_few(well, sign_in, qian):
    client = sign_in(qian)
    few = count_queries(client, PAGE)
    Job.objects.bulk_create(Job(task="x") for _ in range(50))
    BackupRun.objects.bulk_create(
        BackupRun(kind="backup", started_at=well, is_good=True, sentence="好了") for _ in range(50)
    )
    tasks.watch_health()
    assert count_queries(client, PAGE) == few


def printed():
    """(exit code, words) of the command."""
    out = io.StringIO()
    try:
        call_command("health", stdout=out)
    except SystemExit as end:
        return end.code, out.getvalue()
    return 0, out.getvalue()


def test_the_command_says_the_same_and_ends_badly_only_when_red(well, ago):
    code, words = printed()
    assert code == 0
    assert all(title in words for _, title, _ in looking.PROBES)
    Pulse.objects.filter(name="worker").update(at=ago(minutes=30))
    code, words = printed()
    assert code == 1
    assert "要处理\t后台任务：30 分钟前动过" in words


def test_the_command_speaks_without_a_database_and_while_a_restoration_is_pending(tmp_path):
    (tmp_path / "restore.json").write_text("{}")
    variables = {
        "DATABASE_URL": f"postgres://portal@127.0.0.1:{free_port()}/portal",
        "REDIS_URL": f"redis://127.0.0.1:{free_port()}/0",
        "DATA_DIR": str(tmp_path),
        "PATH": os.environ["PATH"],
    }
    command = [sys.executable, "manage.py", "health"]
    result = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "要处理\t数据库：查不了（OperationalError）" in result.stdout
    assert "要处理\t恢复：上一次恢复换到一半停住了" in result.stdout
    assert "要处理\t消息队列（Redis）：Redis 连不上" in result.stdout
    assert "正常\t数据的硬盘" in result.stdout or "注意\t数据的硬盘" in result.stdout


def test_an_administrator_is_told_at_the_sign_in_what_no_clock_told(well, client, qian, wang, ago):
    Pulse.objects.filter(name="worker").update(at=ago(minutes=30))
    client.post("/login/", {"username": "wang", "password": PASSWORD})
    assert told() == []
    client.post("/logout/")
    client.post("/login/", {"username": "qian", "password": PASSWORD})
    assert told() == [("qian", "要处理：后台任务")]


def test_where_the_clock_goes_nobodys_sign_in_waits_for_the_probes(well, client, qian, monkeypatch):
    tasks.watch_health()
    monkeypatch.setattr(looking, "look", lambda: 1 / 0)
    assert client.post("/login/", {"username": "qian", "password": PASSWORD}).status_code == 302
