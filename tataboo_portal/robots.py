"""Group robots of 企业微信 and 钉钉: only to hosts on the list, only to their public addresses, never further than asked.

A robot's address and secret are never logged, shown or put into an error: an error names what happened in one sentence of ours.
"""

import base64
import hashlib
import hmac
import http.client
import ipaddress
import json
import socket
import ssl
import time
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from tataboo_portal import jobs
from tataboo_portal.enums import JobStatus, RobotKind
from tataboo_portal.models import Job, RobotChannel, RobotDelivery

DELIVER_TASK = "tataboo_portal.deliver_robot"
TIMEOUT = 5
MOST_ADDRESSES = 3
LONGEST_ANSWER = 64 * 1024
LONGEST_TEXT = {RobotKind.WECOM: 4000, RobotKind.DINGTALK: 16_000}  # bytes; the groups' own limits are a little higher
CUT = "…"
BAD_ADDRESS_SENTENCE = "机器人地址要以 https:// 开头，从群里的机器人设置中整条复制过来。"
HOST_SENTENCE = "机器人地址的主机不在允许的名单（ROBOT_HOSTS）里，换成企业微信或钉钉给的地址。"
PRIVATE_SENTENCE = "机器人的主机指向内部网络，没有发。检查域名解析。"
UNREACHED_SENTENCE = "连不上机器人的主机，检查网络和域名解析。"
SLOW_SENTENCE = f"对方 {TIMEOUT} 秒里没有答完，稍后再试。"
MOVED_SENTENCE = "对方要转到别的地址，没有跟过去。检查机器人地址。"
STATUS_SENTENCE = "对方回答 {status}，没有收，稍后再试。"
LONG_SENTENCE = "对方的回答太长，没有读完，不算送到。检查机器人地址。"
UNREAD_SENTENCE = "对方的回答看不懂，不算送到。检查机器人地址。"
CODE_SENTENCE = "对方没有收，错误码 {code}：在对方的开放文档里查这个码。"
CODES = {
    93000: "企业微信说地址无效，错误码 93000：机器人可能已移出群，重新添加后换地址。",
    45009: "企业微信说发得太快，错误码 45009，稍后再试。",
    130101: "钉钉说发得太快，错误码 130101，稍后再试。",
    310000: "钉钉的安全设置没有通过，错误码 310000：检查加签密钥、关键词和 IP 地址段。",
}
IDLE_SENTENCE = "这个群机器人已停用，没有发。要发就在群机器人里启用。"
# What 企业微信 and 钉钉 would read as a link, a mention or a style stays plain text.
PLAIN = str.maketrans("<>[]*`#@_~", "＜＞［］＊｀＃＠＿～")


class Undelivered(Exception):
    """The group has not taken the message; the sentence says why and never names address or secret."""


def announce(*, key, text, path=""):
    """Hand a message to every group in use, once per key; each delivery is a job of its own, in the caller's transaction.

    `path` is the page of the portal it leads to.
    """
    groups = RobotChannel.objects.filter(is_active=True)
    return [deliver_later(channel, f"{key}:{channel.pk}", text, path) for channel in groups]


def deliver_later(channel, key, text, path=""):
    """The delivery of this key, with its job when it is new."""
    facts = {"channel": channel, "text": text, "path": path}
    delivery, is_new = RobotDelivery.objects.get_or_create(key=key, defaults=facts)
    if is_new:
        jobs.enqueue(DELIVER_TASK, delivery_id=delivery.pk)
    return delivery


def is_waiting(delivery):
    """Whether a job will still try to send it."""
    trying = (JobStatus.WAITING, JobStatus.RUNNING)
    jobs_of_it = Job.objects.filter(task=DELIVER_TASK, arguments={"delivery_id": delivery.pk})
    return jobs_of_it.filter(status__in=trying).exists()


def deliver_again(delivery):
    """Try once more to send what was given up; False when it was taken already or is still being tried."""
    if delivery.sent_at or is_waiting(delivery):
        return False
    jobs.enqueue(DELIVER_TASK, delivery_id=delivery.pk)
    return True


def deliver(delivery_id):
    """Send one message and write down how it went; raises Undelivered so that its job tries again later.

    A delivery with `sent_at` is never sent again. When the group takes the message but its answer is lost on the way, the next
    try sends it a second time: neither service offers a key by which it would know the message again.
    """
    delivery = RobotDelivery.objects.select_related("channel").get(pk=delivery_id)
    if delivery.sent_at:
        return
    sentence = send(delivery.channel, delivery.text, delivery.path) if delivery.channel.is_active else IDLE_SENTENCE
    RobotDelivery.objects.filter(pk=delivery.pk).update(
        attempts=F("attempts") + 1, error=sentence, sent_at=None if sentence else timezone.now()
    )
    if sentence and sentence != IDLE_SENTENCE:
        raise Undelivered(sentence)


def send(channel, text, path=""):
    """Why the group did not take the text, as a sentence; empty when it did."""
    try:
        parts = checked(channel.url)
        return verdict(*post(parts, query(channel, parts), body(channel.kind, text, path)))
    except Undelivered as refusal:
        return str(refusal)
    except TimeoutError:
        return SLOW_SENTENCE
    except (OSError, http.client.HTTPException, ValueError):
        return UNREACHED_SENTENCE


def checked(url):
    """The parts of an address that may be written to; raises Undelivered with the reason for any other."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise Undelivered(BAD_ADDRESS_SENTENCE) from None
    if not host or not url.isascii() or not url.isprintable() or " " in url or "@" in parts.netloc:
        raise Undelivered(BAD_ADDRESS_SENTENCE)
    if host not in settings.ROBOT_HOSTS:
        raise Undelivered(HOST_SENTENCE)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_this_machine(host)):
        raise Undelivered(BAD_ADDRESS_SENTENCE)
    if port not in (None, 443) and not is_this_machine(host):
        raise Undelivered(BAD_ADDRESS_SENTENCE)
    return parts


def is_this_machine(host):
    """Whether the host's own name says that it is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def query(channel, parts):
    """The address's path with its query, signed where a secret is kept (钉钉 加签)."""
    asked = parts.query
    if channel.kind == RobotKind.DINGTALK and channel.secret:
        moment = str(round(time.time() * 1000))
        digest = hmac.digest(channel.secret.encode(), f"{moment}\n{channel.secret}".encode(), hashlib.sha256)
        asked += "&" + urlencode({"timestamp": moment, "sign": base64.b64encode(digest).decode()})
    return f"{parts.path or '/'}?{asked}"


def body(kind, text, path=""):
    """The message as the group's own service wants it: the first line as heading, the others below it, then the way."""
    link = f"\n\n[打开平台看]({settings.PORTAL_URL}{path})" if settings.PORTAL_URL and path else ""
    heading, *lines = text.translate(PLAIN).splitlines() or [""]
    if kind == RobotKind.WECOM:
        said = {"content": shortened("\n".join((f"**{heading}**", *(f"> {line}" for line in lines))), kind, link)}
    else:
        said = {"title": heading, "text": shortened("\n\n".join((f"**{heading}**", *lines)), kind, link)}
    return json.dumps({"msgtype": "markdown", "markdown": said}, ensure_ascii=False).encode()


def shortened(text, kind, link):
    """The text with its link within the bytes this kind of group takes; the text is cut between two characters."""
    content, most = text.encode(), LONGEST_TEXT[kind] - len(link.encode())
    return (text if len(content) <= most else content[:most].decode(errors="ignore") + CUT) + link


class _Plain(http.client.HTTPConnection):
    """A connection to this machine's own test server."""

    def connect(self):
        self.sock = reach(self.host, self.port)


class _Sealed(http.client.HTTPSConnection):
    """A connection to the very address that was examined, with the certificate checked against the host's name."""

    def connect(self):
        self.sock = ssl.create_default_context().wrap_socket(reach(self.host, self.port), server_hostname=self.host)


def reach(host, port):
    """A socket to the host; raises Undelivered when its name leads into an inner network, or to this machine unasked."""
    found = [row[4] for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)][:MOST_ADDRESSES]
    if not all(is_allowed(address[0], host) for address in found):
        raise Undelivered(PRIVATE_SENTENCE)
    for position, address in enumerate(found, start=1):
        try:
            return socket.create_connection(address[:2], timeout=TIMEOUT)
        except OSError:
            if position == len(found):
                raise
    raise OSError(host)


def is_allowed(address, host):
    """Whether the host may live at the address: this machine's own names here, every other name at a public address."""
    found = ipaddress.ip_address(address)
    found = getattr(found, "ipv4_mapped", None) or found
    return found.is_loopback if is_this_machine(host) else found.is_global and not found.is_multicast


def post(parts, target, content):
    """The status and the body of the answer; a body that is too long or too slow ends it."""
    connection = (_Plain if parts.scheme == "http" else _Sealed)(parts.hostname, parts.port, timeout=TIMEOUT)
    until = time.monotonic() + TIMEOUT
    try:
        connection.request("POST", target, content, {"Content-Type": "application/json; charset=utf-8"})
        response = connection.getresponse()
        answer = b""
        while chunk := response.read1(LONGEST_ANSWER):
            answer += chunk
            if len(answer) > LONGEST_ANSWER:
                raise Undelivered(LONG_SENTENCE)
            if time.monotonic() > until:
                raise TimeoutError
        return response.status, answer
    finally:
        connection.close()


def verdict(status, answer):
    """Why an answer does not mean that the message was taken, as a sentence; empty when it does."""
    if 300 <= status < 400:
        return MOVED_SENTENCE
    if status != 200:
        return STATUS_SENTENCE.format(status=status)
    try:
        code = json.loads(answer)["errcode"]
    except (ValueError, KeyError, TypeError):
        return UNREAD_SENTENCE
    if not isinstance(code, int):
        return UNREAD_SENTENCE
    return CODES.get(code, CODE_SENTENCE.format(code=code)) if code else ""
