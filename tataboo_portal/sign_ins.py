"""The session engine of the portal: a person's sign-ins are listed, and ended from elsewhere."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as RowStore
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from tataboo_portal import public
from tataboo_portal.models import DeviceSession

FACTS = "signed_in"
MOST_SHOWN = 50
UNKNOWN_DEVICE = "没认出的设备"
# The first word found in the user agent names it: what imitates another stands before it.
SYSTEMS = (
    ("iPhone", "苹果手机"),
    ("iPad", "苹果平板"),
    ("OpenHarmony", "鸿蒙手机"),
    ("HarmonyOS", "鸿蒙手机"),
    ("Android", "安卓手机"),
    ("Windows", "Windows 电脑"),
    ("Macintosh", "苹果电脑"),
    ("Linux", "Linux 电脑"),
)
BROWSERS = (
    ("wxwork", "企业微信"),
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("QIHU", "360 浏览器"),
    ("360SE", "360 浏览器"),
    ("360EE", "360 浏览器"),
    ("MQQBrowser", "QQ 浏览器"),
    ("QQBrowser", "QQ 浏览器"),
    ("Quark", "夸克"),
    ("UCBrowser", "UC 浏览器"),
    ("HuaweiBrowser", "华为浏览器"),
    ("MiuiBrowser", "小米浏览器"),
    ("Firefox", "Firefox"),
    ("Edg", "Edge"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


class SessionStore(RowStore):
    """Sessions as rows that know their person, device and address."""

    @classmethod
    def get_model_class(cls):
        return DeviceSession

    def create_model_instance(self, data):
        row = super().create_model_instance(data)
        facts = data.get(FACTS, {})
        row.person_id = data.get(SESSION_KEY)
        row.device, row.address = facts.get("device", ""), facts.get("address")
        row.started_at = parse_datetime(facts["at"]) if facts else None
        return row


def device_words(agent):
    """What a user agent says of itself, in the words people use: 安卓手机，微信."""
    names = (next((name for mark, name in known if mark in agent), "") for known in (SYSTEMS, BROWSERS))
    return "，".join(name for name in names if name) or UNKNOWN_DEVICE


def remember(request):
    """Write into the new session where and when it began; rows whose time is over go with it."""
    SessionStore.clear_expired()
    device = device_words(request.headers.get("User-Agent", ""))
    address = public.visitor_address(request)
    request.session[FACTS] = {"device": device, "address": address, "at": timezone.now().isoformat()}


def of(person, own_key=None):
    """The person's sign-ins that still open something, newest first; the one with `own_key` is marked `is_own`."""
    rows = list(person.sessions.filter(expire_date__gt=timezone.now()).order_by("-started_at", "pk")[:MOST_SHOWN])
    for row in rows:
        row.is_own = row.pk == own_key
        row.words = row.device or UNKNOWN_DEVICE
    return rows


def end(person, *, keep=None):
    """End the person's sign-ins but the one with the key `keep`; their next request meets the login page. Returns how many."""
    return person.sessions.exclude(pk=keep or "").delete()[0]
