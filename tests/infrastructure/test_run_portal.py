"""`make run` as a stranger meets it: it starts, says where and who, refuses what cannot be, and stops cleanly."""

import os
import re
import signal
import socket

import pytest

from tataboo_portal import supervision
from tests.infrastructure.conftest import children, is_running, run
from tests.services import free_port

pytestmark = pytest.mark.celery


def test_it_starts_whole_refuses_a_second_one_and_stops_cleanly(portal, environment):
    process, port = portal
    assert supervision.wait_until(lambda: len(children(process)) == 4)  # Redis, web, worker, beat
    code, words = run(free_port(), environment)
    assert (code, "已经有一个平台在运行" in words) == (1, True)
    assert len(words.strip().splitlines()) == 1

    worker = children(process)[2]
    os.kill(worker, signal.SIGKILL)
    assert supervision.wait_until(lambda: len(children(process)) == 4 and worker not in children(process))

    pids = children(process)
    process.send_signal(signal.SIGINT)
    words, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert supervision.wait_until(lambda: not any(is_running(pid) for pid in pids), seconds=10)
    assert f"平台已启动：http://127.0.0.1:{port}/" in words
    for role in ("双创办", "社区", "市场组", "科室", "督导", "领导", "管理员"):
        assert re.search(rf"{role}\s+\w+\s+\S{{14}}", words), role
    assert "已停止，数据都在。" in words


def test_a_taken_port_is_said_in_one_sentence(environment):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, words = run(port, environment)
    assert code == 1
    assert f"端口 {port} 已经被别的程序占用" in words
    assert len(words.strip().splitlines()) == 1


def test_a_folder_too_deep_for_a_socket_is_said_in_one_sentence(environment, tmp_path):
    code, words = run(free_port(), environment | {"DATA_DIR": str(tmp_path / ("d" * 100))})
    assert code == 1
    assert "换一个短一点的 DATA_DIR" in words
