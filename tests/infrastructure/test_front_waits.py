"""The front server's waits, which nobody wants in every run: slow heads, slow phones, a portal that does not answer; installing again."""

import socket
import ssl
import time

import pytest

from tests.infrastructure import broken, golden
from tests.infrastructure.production import NAME

pytestmark = [pytest.mark.celery, pytest.mark.sweep]


def test_installing_again_changes_nothing_that_is_there(site):
    kept = [
        site.root / "etc/tataboo/environment",
        site.root / "etc/tataboo/site",
        site.root / "etc/tataboo/tls/first-day.pem",
    ]
    before = [path.read_bytes() for path in kept]
    assert "已经有管理员账号" in site.install().stdout
    assert [path.read_bytes() for path in kept] == before
    assert site.ask("/healthz").status == 200


def encrypted(site):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    line = socket.create_connection(("127.0.0.1", site.ports["HTTPS"]), timeout=120)
    return context.wrap_socket(line, server_hostname=NAME)


def test_a_head_that_does_not_come_is_cut_off(site):
    with encrypted(site) as line:
        line.sendall(f"GET /login/ HTTP/1.1\r\nHost: {NAME}\r\n".encode())
        began = time.monotonic()
        assert line.recv(1000) == b""
        assert 8 < time.monotonic() - began < 60


def test_a_slow_phone_may_take_its_time(site):
    """A body that comes in small pieces for longer than any head may take reaches the portal, which holds no place for it meanwhile."""
    body = b"username=li&password=x" + b"&a=" + b"b" * 200
    with encrypted(site) as line:
        head = f"POST /login/ HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        line.sendall(head.encode())
        for start in range(0, len(body), 10):
            time.sleep(1)
            line.sendall(body[start : start + 10])
            if start % 50 == 0:
                assert site.ask("/healthz").status == 200
        answer = line.recv(1000)
    assert answer.startswith(b"HTTP/1.1 403")  # the portal's own: no token


def test_a_body_that_stands_still_is_cut_off(site):
    with encrypted(site) as line:
        line.sendall(f"POST /login/ HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 100\r\n\r\nuser".encode())
        began = time.monotonic()
        while line.recv(1000):
            pass
        assert 50 < time.monotonic() - began < 110


def test_a_portal_that_does_not_answer_gives_a_page_that_says_what_to_do(site):
    (answer,) = site.alone(broken.silent)
    page, number = answer.body.decode(), answer.header("x-request-id")
    assert (answer.status, "没有回应" in page, f"编号：{number}</p>" in page) == (504, True, True)
    golden.hold([("504 a portal that says nothing", answer)], root=site.root, sweep=True)
