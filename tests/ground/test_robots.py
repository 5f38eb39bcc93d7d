"""Group robots against a server of this machine: taken once, refused in words, never anywhere else, nothing secret in sight."""

import base64
import hashlib
import hmac
import json
import logging
import socket
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from tataboo_portal import jobs, robots
from tataboo_portal.enums import JobStatus, RobotKind
from tataboo_portal.models import AuditEvent, Job, RobotChannel, RobotDelivery
from tataboo_portal.models.jobs import MOST_ATTEMPTS
from tests import groups
from tests.groups import KEY

SECRET = "SEC-示例-0123456789"


@pytest.fixture
def group(settings):
    """A running group whose host is on the list."""
    settings.ROBOT_HOSTS = ["127.0.0.1"]
    with groups.running() as server:
        yield server


@pytest.fixture
def channel(db, group):
    """The group as the portal knows it."""
    return RobotChannel.objects.create(name="示例群", kind=RobotKind.WECOM, url=group.url)


def delivery_to(channel, text="3 项任务到提醒线\n1-0312 楼道堆物"):
    """A message that waits, with its job."""
    delivery = robots.deliver_later(channel, "示例", text)
    return delivery, Job.objects.get(task=robots.DELIVER_TASK, arguments={"delivery_id": delivery.pk})


def attempt(delivery, job):
    """The job as the worker runs it, as soon as it may run again."""
    Job.objects.filter(pk=job.pk).update(not_before=timezone.now())
    jobs.run(job.pk, robots.deliver)
    delivery.refresh_from_db()
    job.refresh_from_db()


def test_a_message_is_taken_once(channel, group):
    delivery, job = delivery_to(channel)
    attempt(delivery, job)
    assert (delivery.attempts, delivery.error, job.status) == (1, "", JobStatus.DONE)
    assert delivery.sent_at is not None
    robots.deliver(delivery.pk)
    assert robots.deliver_later(channel, "示例", "再来一次") == delivery
    ((path, sent),) = group.received
    assert path == f"/robot/send?access_token={KEY}"
    assert sent == {"msgtype": "markdown", "markdown": {"content": "**3 项任务到提醒线**\n> 1-0312 楼道堆物"}}
    assert Job.objects.count() == 1


def test_dingtalk_gets_its_own_form_signed_with_the_secret(channel, group):
    RobotChannel.objects.update(kind=RobotKind.DINGTALK, secret=SECRET)
    attempt(*delivery_to(channel))
    ((path, sent),) = group.received
    asked = parse_qs(urlsplit(path).query)
    told = f"{asked['timestamp'][0]}\n{SECRET}".encode()
    assert base64.b64decode(asked["sign"][0]) == hmac.new(SECRET.encode(), told, hashlib.sha256).digest()
    assert asked["access_token"] == [KEY]
    assert sent["markdown"] == {"title": "3 项任务到提醒线", "text": "**3 项任务到提醒线**\n\n1-0312 楼道堆物"}


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ((200, {}, b'{"errcode":93000,"errmsg":"invalid webhook url"}'), robots.CODES[93000]),
        ((200, {}, b'{"errcode":310000,"errmsg":"sign not match"}'), robots.CODES[310000]),
        ((200, {}, b'{"errcode":40058,"errmsg":"?"}'), "对方没有收，错误码 40058：在对方的开放文档里查这个码。"),
        ((200, {}, b'{"errcode":"0"}'), robots.UNREAD_SENTENCE),
        ((200, {}, b"{}"), robots.UNREAD_SENTENCE),
        ((200, {}, b"[0]"), robots.UNREAD_SENTENCE),
        ((200, {}, b"<html>ok</html>"), robots.UNREAD_SENTENCE),
        ((200, {}, b"\xff\xfe\x00"), robots.UNREAD_SENTENCE),
        ((200, {}, b""), robots.UNREAD_SENTENCE),
        ((500, {}, b'{"errcode":0}'), "对方回答 500，没有收，稍后再试。"),
        ((200, {}, b" " * (robots.LONGEST_ANSWER + 1)), robots.LONG_SENTENCE),
        ((200, {}, b" " * 5_000_000), robots.LONG_SENTENCE),
    ],
    ids=lambda part: None,
)
def test_what_was_not_taken_says_why_and_is_tried_again(channel, group, answer, sentence):
    group.answers = [answer]
    delivery, job = delivery_to(channel)
    attempt(delivery, job)
    assert (delivery.error, delivery.sent_at, delivery.attempts, job.status) == (sentence, None, 1, JobStatus.WAITING)
    assert job.not_before > timezone.now()
    attempt(delivery, job)
    assert (delivery.error, delivery.attempts, job.status) == ("", 2, JobStatus.DONE)
    assert len(group.received) == 2


def test_a_redirect_is_not_followed(channel, group):
    group.answers = [(302, {"Location": group.url + "&moved=1"}, b""), (307, {"Location": group.url}, b"")]
    delivery, job = delivery_to(channel)
    for _ in range(2):
        attempt(delivery, job)
        assert delivery.error == robots.MOVED_SENTENCE
    assert len(group.received) == 2


def test_a_group_that_does_not_answer_is_left_after_the_time_out(channel, group, monkeypatch):
    monkeypatch.setattr(robots, "TIMEOUT", 0.2)
    group.answers = [(200, {}, None)]
    delivery, job = delivery_to(channel)
    attempt(delivery, job)
    assert (delivery.error, delivery.sent_at) == (robots.SLOW_SENTENCE, None)


def test_nobody_there_is_said_in_words_and_given_up_at_last(channel, group):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        RobotChannel.objects.update(url=f"http://127.0.0.1:{probe.getsockname()[1]}/?key={KEY}")
    delivery, job = delivery_to(channel)
    for _ in range(MOST_ATTEMPTS):
        attempt(delivery, job)
    assert (delivery.error, delivery.attempts, job.status) == (
        robots.UNREACHED_SENTENCE,
        MOST_ATTEMPTS,
        JobStatus.GIVEN_UP,
    )


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("https://example.org/robot", robots.HOST_SENTENCE),
        ("https://qyapi.weixin.qq.com.example.org/", robots.HOST_SENTENCE),
        ("https://localhost/", robots.HOST_SENTENCE),
        ("https://169.254.169.254/latest/", robots.HOST_SENTENCE),
        ("https://[::1]/", robots.HOST_SENTENCE),
        ("http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1", robots.BAD_ADDRESS_SENTENCE),
        ("https://qyapi.weixin.qq.com:8443/", robots.BAD_ADDRESS_SENTENCE),
        ("https://qyapi.weixin.qq.com:x/", robots.BAD_ADDRESS_SENTENCE),
        ("https://127.0.0.1@qyapi.weixin.qq.com/", robots.BAD_ADDRESS_SENTENCE),
        ("https://qyapi.weixin.qq.com/ a", robots.BAD_ADDRESS_SENTENCE),
        ("https://qyapi.weixin.qq.com/\r\nHost: a", robots.BAD_ADDRESS_SENTENCE),
        ("file:///etc/passwd", robots.BAD_ADDRESS_SENTENCE),
        ("ftp://qyapi.weixin.qq.com/", robots.BAD_ADDRESS_SENTENCE),
        ("https://[", robots.BAD_ADDRESS_SENTENCE),
        ("", robots.BAD_ADDRESS_SENTENCE),
    ],
)
def test_no_address_but_the_groups_own_is_written_to(db, monkeypatch, url, sentence):
    monkeypatch.setattr(robots, "reach", lambda host, port: pytest.fail(f"went to {host}"))
    assert robots.send(RobotChannel(kind=RobotKind.WECOM, url=url), "示例") == sentence


def test_the_usual_hosts_are_the_two_services():
    for url in ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1", "https://oapi.dingtalk.com:443/robot/send"):
        assert robots.checked(url).hostname in url


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.9",
        "169.254.169.254",
        "100.64.0.1",
        "::1",
        "::ffff:10.0.0.1",
        "fd00::1",
        "224.0.0.1",
        "0.0.0.0",  # noqa: S104 - refused, not listened on
    ],
)
def test_a_name_that_leads_into_an_inner_network_is_not_followed(monkeypatch, address):
    public = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("203.0.112.7", 443))
    inner = (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))
    monkeypatch.setattr(robots.socket, "create_connection", lambda *options, **more: pytest.fail("connected"))
    for found in ([inner], [public, inner]):
        monkeypatch.setattr(robots.socket, "getaddrinfo", lambda *options, into=found, **more: into)
        channel = RobotChannel(kind=RobotKind.WECOM, url="https://qyapi.weixin.qq.com/send?key=1")
        assert robots.send(channel, "示例") == robots.PRIVATE_SENTENCE


def test_this_machine_is_reached_only_by_its_own_name():
    assert robots.is_allowed("127.0.0.1", "localhost")
    assert not robots.is_allowed("10.0.0.1", "localhost")
    assert robots.is_allowed("203.0.112.7", "qyapi.weixin.qq.com")


def test_a_certificate_that_is_not_the_hosts_ends_it(channel, group, settings):
    settings.ROBOT_HOSTS = ["localhost"]
    RobotChannel.objects.update(url=f"https://localhost:{group.server_port}/?key={KEY}")
    delivery, job = delivery_to(channel)
    attempt(delivery, job)
    assert delivery.error == robots.UNREACHED_SENTENCE
    assert group.received == []


def test_nothing_secret_reaches_a_log_an_error_or_the_trail(channel, group, caplog, sign_in, qian):
    caplog.set_level(logging.DEBUG)
    RobotChannel.objects.update(kind=RobotKind.DINGTALK, secret=SECRET)
    group.answers = [(500, {}, b""), (200, {}, b'{"errcode":310000,"errmsg":"' + KEY.encode() + b'"}')]
    delivery, job = delivery_to(channel)
    for _ in range(2):
        attempt(delivery, job)
    RobotChannel.objects.update(url=f"http://127.0.0.1:1/{KEY}\x7f")
    attempt(delivery, job)
    assert (delivery.attempts, delivery.error) == (3, robots.BAD_ADDRESS_SENTENCE)
    page = f"/admin/tataboo_portal/robotchannel/{channel.pk}/change/"
    typed = {
        "name": "示例群",
        "kind": "dingtalk",
        "url": f"http://127.0.0.1:1/{KEY}",
        "secret": f"{SECRET}2",
        "is_active": "on",
    }
    assert sign_in(qian).post(page, typed).status_code == 302
    traces = "".join(formatted(record) for record in caplog.records) + job.error + delivery.error
    traces += "".join(str([event.before, event.after, event.reason]) for event in AuditEvent.objects.all())
    assert "stopped" in traces
    assert AuditEvent.objects.filter(object_type="tataboo_portal.RobotChannel").exists()
    for secret in (KEY, SECRET, "access_token", "127.0.0.1"):
        assert secret not in traces


def formatted(record):
    """The whole record as a log file would hold it."""
    return logging.Formatter().format(record)


def test_a_group_in_no_use_gets_nothing_and_is_not_tried_again(channel, group):
    delivery, job = delivery_to(channel)
    RobotChannel.objects.update(is_active=False)
    attempt(delivery, job)
    assert (delivery.error, delivery.sent_at, job.status) == (robots.IDLE_SENTENCE, None, JobStatus.DONE)
    assert robots.announce(key="b", text="示例") == []
    assert group.received == []


@pytest.mark.parametrize("kind", RobotKind)
def test_a_text_stays_plain_and_within_what_the_group_takes(kind):
    content = json.loads(
        robots.body(kind, "标题\n[点我](https://example.org) <@all> **粗** # `x`\n" + "楼道堆物" * 5000)
    )
    words = content["markdown"].get("content") or content["markdown"]["text"]
    assert len(words.encode()) <= robots.LONGEST_TEXT[kind] + len(robots.CUT.encode())
    assert words.endswith(robots.CUT)
    assert not set("[]<>#`") & set(words.replace("\n> ", "\n"))
    assert words.count("**") == 2
    assert "＜＠all＞" in words


def test_the_administrator_tries_a_group_and_nobody_else_sees_its_address(sign_in, qian, wang, channel, group):
    client = sign_in(qian)
    where = "/admin/tataboo_portal/robotchannel/"
    assert KEY not in client.get(where).content.decode()
    assert client.post(where, {"action": "send_sample", "_selected_action": channel.pk}).status_code == 302
    delivery, job = RobotDelivery.objects.get(), Job.objects.get()
    attempt(delivery, job)
    assert "示例" in group.received[0][1]["markdown"]["content"]
    assert AuditEvent.objects.filter(reason="发一条试试", actor_id=qian.pk).count() == 1
    assert KEY not in client.get("/admin/tataboo_portal/robotdelivery/").content.decode()
    assert sign_in(wang).get(where).status_code == 302
    assert sign_in(wang).get(f"{where}{channel.pk}/change/").status_code == 302


def test_an_address_off_the_list_is_refused_when_it_is_typed(sign_in, qian, db):
    typed = {"name": "示例群", "kind": "wecom", "url": f"https://example.org/{KEY}", "secret": "", "is_active": "on"}
    page = sign_in(qian).post("/admin/tataboo_portal/robotchannel/add/", typed).content.decode()
    assert robots.HOST_SENTENCE in page
    assert not RobotChannel.objects.exists()


@pytest.mark.parametrize("kind", RobotKind)
def test_a_message_leads_to_its_page_where_the_portal_knows_its_own_address(settings, kind):
    settings.PORTAL_URL = "https://portal.example.cn"
    content = json.loads(robots.body(kind, "标题\n" + "楼道堆物" * 5000, "/tasks/1-0312/"))["markdown"]
    words = content.get("content") or content["text"]
    assert words.endswith(f"{robots.CUT}\n\n[打开平台看](https://portal.example.cn/tasks/1-0312/)")
    assert len(words.encode()) <= robots.LONGEST_TEXT[kind] + len(robots.CUT.encode())


def test_what_was_given_up_goes_once_more_when_asked(sign_in, qian, channel, group):
    delivery, job = delivery_to(channel)
    Job.objects.update(status=JobStatus.GIVEN_UP)
    client, asked = sign_in(qian), {"action": "send_again", "_selected_action": delivery.pk}
    for _ in range(2):
        assert client.post("/admin/tataboo_portal/robotdelivery/", asked).status_code == 302
    again = Job.objects.exclude(pk=job.pk).get()
    attempt(delivery, again)
    assert (delivery.sent_at is not None, len(group.received)) == (True, 1)
    assert AuditEvent.objects.filter(reason="再发一次", actor_id=qian.pk).count() == 1
