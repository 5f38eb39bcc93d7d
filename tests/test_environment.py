"""A missing or wrong variable ends the start with one plain sentence, and never with a traceback."""

import os
import subprocess
import sys

import pytest

from tests.checks import PRODUCTION

CASES = [
    ({"TATABOO_MODE": "test"}, "TATABOO_MODE 要写 demo 或 production"),
    (PRODUCTION | {"SECRET_KEY": ""}, "要设置环境变量 SECRET_KEY"),
    (PRODUCTION | {"ALLOWED_HOSTS": " "}, "要设置环境变量 ALLOWED_HOSTS"),
    (PRODUCTION | {"DATABASE_URL": ""}, "要设置环境变量 DATABASE_URL"),
    (PRODUCTION | {"REDIS_URL": ""}, "要设置环境变量 REDIS_URL"),
    ({"DATABASE_URL": "mysql://a@b/c"}, "DATABASE_URL 要写成 postgres://"),
    ({"DATABASE_URL": "nonsense"}, "DATABASE_URL 要写成 postgres://"),
    ({"REDIS_URL": "http://127.0.0.1"}, "REDIS_URL 要写成 redis://"),
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


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    result = manage(tmp_path, {"DATA_DIR": str(tmp_path / "file" / "data")}, "check")
    assert result.returncode == 1
    assert "建不了" in result.stderr


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
