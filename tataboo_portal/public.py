"""Pages without sign-in: behind one setting, in no search engine, and one answer for whatever is not there.

Their forms carry a signed token in place of a cookie (scanners' own browsers often keep none), and whoever sends one is known
only as a digest of network address and day.
"""

import ipaddress
import time
import uuid
from functools import wraps
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404
from django.urls import register_converter
from django.utils import timezone
from django.utils.crypto import salted_hmac

FORWARDED = "HTTP_X_FORWARDED_FOR"
TOKEN_SECONDS = 12 * 3600
WHOLE_NETWORK = 64  # one line has as many IPv6 addresses as it likes, all in one /64
FORM_ROOM = 64 * 1024  # what a form has beside its photo


class Code:
    """A code in an address of a public page; while they are off there is no such address at all."""

    regex = "[0-9A-Za-z-]{4,40}"

    def to_python(self, value):
        if not settings.PUBLIC_PAGES:
            raise ValueError
        return value

    def to_url(self, value):
        return str(value)


register_converter(Code, "public")


def public_page(view):
    """Open a view to people without an account while public pages are on; what is off, unknown or over looks alike."""

    @login_not_required
    @wraps(view)
    def gate(request, *args, **kwargs):
        if not settings.PUBLIC_PAGES:
            gone(request)
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "no-referrer"  # the address is the key
        response["Cache-Control"] = "no-store"
        return response

    return gate


def gone(request):
    """The site's own page for what is not there: to the byte what any wrong address gets."""
    raise Http404


class Filled(NamedTuple):
    """What a form's token tells: the number of this submission, and how long the form was open."""

    client_uuid: uuid.UUID
    seconds: float


def form_token(purpose, subject):
    """The token of one fresh form about one subject: whoever opened it may send it once, within half a day."""
    facts = [subject, uuid.uuid4().hex, time.time()]
    return signing.dumps(facts, salt=f"{__name__}.{purpose}")


def read_token(token, purpose, subject):
    """What the token of a sent form tells, or None when it is not ours, for something else, or too old."""
    try:
        named, number, opened = signing.loads(token or "", salt=f"{__name__}.{purpose}", max_age=TOKEN_SECONDS)
    except signing.BadSignature:
        return None
    return Filled(uuid.UUID(number), time.time() - opened) if named == subject else None


def is_too_large(request, most):
    """Whether more is announced than a form with a photo of `most` bytes has; known before anything of it is read."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    return not announced.isdecimal() or int(announced) > most + FORM_ROOM


def sender_of(request):
    """Who sent this, for today's limits alone: a digest of network address and day that leads back to neither."""
    facts = f"{timezone.localdate()} {_network(_address_of(request))}"
    return salted_hmac(f"{__name__}.sender", facts, algorithm="sha256").hexdigest()


def visitor_address(request):
    """The visitor's network address as it is kept beside a sign-in, or None when what reached us is none."""
    found = _parsed(_address_of(request))
    return str(found) if found else None


def _address_of(request):
    """The address that reached us; behind our own proxies the last one they did not name themselves."""
    address = request.META.get("REMOTE_ADDR", "")
    for hop in reversed(request.META.get(FORWARDED, "").split(",")):
        if not _is_ours(address):
            break
        address = hop.strip() or address
    return address


def _is_ours(address):
    found = _parsed(address)
    return found is not None and any(found in network for network in settings.TRUSTED_PROXIES)


def _network(address):
    """The address, of IPv6 only the part that names a line."""
    found = _parsed(address)
    if found is None or found.version == 4:
        return str(found or address)
    return str(ipaddress.ip_network((found, WHOLE_NETWORK), strict=False))


def _parsed(address):
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
