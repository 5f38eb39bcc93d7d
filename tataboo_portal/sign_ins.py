"""The session engine of the portal: a person's sign-ins are listed, and ended from elsewhere."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as RowStore
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from tataboo_portal import public
from tataboo_portal.models import DeviceSession

FACTS = "signed_in"
CHANGE_FIRST = "change_first"  # in a session: the policy wants another password first
# A row outlives its sign-in by a day, so that what is sent too late is known to be its person's.
REMEMBERED = timedelta(days=1)
HEARD_STEPS = 30  # a request prolongs the row when a thirtieth of the idle limit has passed, not each time
DESK_IN_DISGUISE = "(PC;"  # HarmonyOS on a computer
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
    """Sessions as rows that know their person, device and address, and end when nothing is heard of them or their time is over."""

    @classmethod
    def get_model_class(cls):
        return DeviceSession

    @classmethod
    def clear_expired(cls):
        cls.get_model_class().objects.filter(expire_date__lt=timezone.now() - REMEMBERED).delete()

    def load(self):
        row = self._get_session_from_db()
        data = self.decode(row.session_data) if row else {}
        if data.get(FACTS):
            self._prolong(row, data[FACTS])
        return data

    def _prolong(self, row, facts):
        end, (idle, _) = end_of(facts), limits(facts)
        if end - row.expire_date >= idle / HEARD_STEPS:
            self.model.objects.filter(pk=row.pk).update(expire_date=end)

    def get_expiry_date(self, **kwargs):
        facts = self.get(FACTS)
        return end_of(facts) if facts else super().get_expiry_date(**kwargs)

    def get_expire_at_browser_close(self):
        """The cookie of a phone that stays signed in lives as long as the sign-in may; any other goes with its browser."""
        facts = self.get(FACTS)
        return not facts.get("kept") if facts else super().get_expire_at_browser_close()

    def get_expiry_age(self, **kwargs):
        facts = self.get(FACTS)
        if not (facts and facts.get("kept")):
            return super().get_expiry_age(**kwargs)
        return max(0, int((parse_datetime(facts["at"]) + limits(facts)[1] - timezone.now()).total_seconds()))

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


def limits(facts):
    """(how long without a request, how long in all) of a sign-in."""
    if facts.get("kept"):
        return timedelta(days=settings.PHONE_IDLE_DAYS), timedelta(days=settings.PHONE_MOST_DAYS)
    return timedelta(minutes=settings.DESK_IDLE_MINUTES), timedelta(seconds=settings.SESSION_COOKIE_AGE)


def end_of(facts):
    """When a sign-in ends if nothing more is heard of it."""
    idle, most = limits(facts)
    return min(timezone.now() + idle, parse_datetime(facts["at"]) + most)


def is_phone(request):
    """Whether it comes from a phone or tablet, which one person carries; a desk is not to stay signed in."""
    agent = request.headers.get("User-Agent", "")
    return DESK_IN_DISGUISE not in agent and any(words in device_words(agent) for words in ("手机", "平板"))


def remember(request, *, keep=False):
    """Write into the new session where and when it began, and whether it stays; rows long over go with it."""
    SessionStore.clear_expired()
    device = device_words(request.headers.get("User-Agent", ""))
    address = public.visitor_address(request)
    facts = {"device": device, "address": address, "at": timezone.now().isoformat()}
    request.session[FACTS] = facts | {"kept": keep and is_phone(request)}


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
