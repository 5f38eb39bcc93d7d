"""A missing or wrong variable ends the start with one plain sentence, and never with a traceback; an empty one is not set."""

import json
import os
import socket
import subprocess
import sys

import pytest

from tests.checks import PRODUCTION
from tests.services import free_port
from tests.test_production_recipe import TREE, names_in

SETTINGS = "tataboo_portal.settings"

CASES = [
    ({"TATABOO_MODE": "test"}, "TATABOO_MODE 要写 demo 或 production"),
    ({"TATABOO_MODE": ""}, "TATABOO_MODE 要写 demo 或 production"),  # an office's own site does not become the demo
    ({"BACKUPS_KEPT": "many"}, "BACKUPS_KEPT 要写 0 以上的整数"),
    (PRODUCTION | {"SECRET_KEY": ""}, "要设置环境变量 SECRET_KEY"),
    (PRODUCTION | {"SECRET_KEY": "short"}, "SECRET_KEY 太短"),
    (PRODUCTION | {"ALLOWED_HOSTS": " "}, "要设置环境变量 ALLOWED_HOSTS"),
    (PRODUCTION | {"DATABASE_URL": ""}, "要设置环境变量 DATABASE_URL"),
    (PRODUCTION | {"REDIS_URL": ""}, "要设置环境变量 REDIS_URL"),
    ({"DATABASE_URL": "mysql://a@b/c"}, "DATABASE_URL 要写成 postgres://"),
    ({"DATABASE_URL": "nonsense"}, "DATABASE_URL 要写成 postgres://"),
    ({"DATABASE_URL": "postgres://a:b@127.0.0.1:port/c"}, "DATABASE_URL 要写成 postgres://"),
    ({"DATABASE_URL": "postgres://a:b@127.0.0.1:5432"}, "DATABASE_URL 要写成 postgres://"),
    ({"REDIS_URL": "redis://127.0.0.1:port/0"}, "REDIS_URL 要写成 redis://"),
    ({"REDIS_URL": "unix:///tmp/redis.sock"}, "REDIS_URL 要写成 redis://"),
    ({"EMAIL_URL": "mail.example.cn"}, "EMAIL_URL 要写成 smtp://"),
    ({"EMAIL_URL": "smtp://a:b@127.0.0.1:port"}, "EMAIL_URL 要写成 smtp://"),
    ({"REDIS_URL": "http://127.0.0.1"}, "REDIS_URL 要写成 redis://"),
    ({"PASSWORD_POLICY": "none"}, "PASSWORD_POLICY 要写 dengbao 或 asvs"),
    ({"DESK_IDLE_MINUTES": "0"}, "DESK_IDLE_MINUTES 要写 1 以上的整数"),
    ({"BEHIND_TLS_PROXY": "maybe"}, "BEHIND_TLS_PROXY 要写 true 或 false"),
]


def manage(tmp_path, variables, *arguments):
    """Run manage.py with these variables only."""
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)} | variables
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("variables", "sentence"), CASES)
def test_one_plain_sentence(tmp_path, variables, sentence):
    result = manage(tmp_path, variables, "check")
    assert result.returncode == 1
    assert sentence in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


TELL = (
    "import json, runpy; from django.conf import settings as all; "
    "told = {name: repr(getattr(all, name)) for name in dir(all) if name.isupper()}; "
    "print(json.dumps(told | {'workers': runpy.run_path('deploy/gunicorn.conf.py')['workers']}))"
)


def test_an_empty_setting_is_as_good_as_none(tmp_path):
    named = [name for name in names_in(TREE / ".env.example") if name != "DATA_DIR"]

    def settings(**variables):
        environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": SETTINGS}
        command = [sys.executable, "-c", TELL]
        return json.loads(
            subprocess.run(command, env=environment | variables, stdout=subprocess.PIPE, check=True).stdout
        )

    empty = settings(**dict.fromkeys(named, "") | PRODUCTION)
    assert empty == settings(**PRODUCTION)
    assert (empty["BACKUPS_KEPT"], empty["SUPERVISION_NUMBER"]) == ("14", "'督〔{year}〕{number}号'")
    assert (empty["DEFAULT_FROM_EMAIL"], empty["PUBLIC_DAYS_KEPT"], empty["workers"]) == ("'portal@localhost'", "90", 2)
    blank = settings(**dict.fromkeys(named, " ") | PRODUCTION)
    assert blank == empty
    assert (
        settings(**PRODUCTION, WEB_PROCESSES="3", PUBLIC_DAYS_KEPT="30").items()
        >= {"workers": 3, "PUBLIC_DAYS_KEPT": "30"}.items()
    )


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    result = manage(tmp_path, {"DATA_DIR": str(tmp_path / "file" / "data")}, "check")
    assert result.returncode == 1
    assert "建不了" in result.stderr


@pytest.mark.parametrize(
    ("url", "is_open"),
    [
        ("redis://10.0.0.7:6379/0", True),
        ("rediss://redis/0", True),
        ("redis://portal@redis/0", True),
        ("redis://:word@redis/0", False),
        ("redis://127.0.0.1:6379/0", False),
        ("redis://[::1]:6379/0", False),
        ("redis://localhost/0", False),
        ("redis+socket:///run/redis.sock", False),
    ],
)
def test_a_redis_others_can_reach_has_a_password(tmp_path, url, is_open):
    result = manage(tmp_path, PRODUCTION | {"REDIS_URL": url}, "check", "--deploy", "--fail-level", "WARNING")
    assert (result.returncode, "又没有密码" in result.stderr) == ((1, True) if is_open else (0, False)), result.stderr


def test_the_demo_keeps_its_secret_to_itself(tmp_path):
    assert manage(tmp_path, {}, "check").returncode == 0
    secret = tmp_path / "secret_key"
    first = secret.read_text()
    assert secret.stat().st_mode & 0o077 == 0
    assert manage(tmp_path, {}, "check").returncode == 0
    assert secret.read_text() == first


def test_the_demo_is_refused_in_production(tmp_path):
    result = manage(tmp_path, PRODUCTION, "seed_demo")
    assert result.returncode == 1
    assert "正式运行的平台不载入演示数据" in result.stderr


@pytest.mark.parametrize("url", ["", "smtp://portal:word@127.0.0.1:25"])
def test_mail_may_be_left_empty_as_the_example_has_it(tmp_path, url):
    assert manage(tmp_path, {"EMAIL_URL": url}, "check").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--port", "99999"], "端口要写 1 到 65535 之间的数"),
        (["--port", "abc"], "端口要写 1 到 65535 之间的数"),
        (["--host", "no.such.name.invalid"], "HOST 写 127.0.0.1"),
    ],
)
def test_where_nobody_can_listen_is_said_in_one_sentence(tmp_path, arguments, sentence):
    result = manage(tmp_path, {}, "run_portal", *arguments)
    assert result.returncode == 1
    assert sentence in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_database_that_does_not_answer_is_said_in_one_sentence(tmp_path):
    with socket.socket() as silent:  # bound and not listening: every connection is refused
        silent.bind(("127.0.0.1", 0))
        url = f"postgres://portal@127.0.0.1:{silent.getsockname()[1]}/portal"
        variables = {"DATABASE_URL": url, "REDIS_URL": "redis://127.0.0.1:1/0"}
        result = manage(tmp_path, variables, "run_portal", "--port", str(free_port()))
    assert result.returncode == 1
    assert "连不上数据库" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
