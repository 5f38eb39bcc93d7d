"""What somebody had typed when the sign-in ended: kept in the new session, shown after signing in, sent by their own press alone."""

import re
import uuid
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from tataboo_portal import audit
from tataboo_portal.models import DeviceSession

NAME = "unsent"
EXPIRED_SENTENCE = "登录过期了，登录后再交一次，填的还在。"
MOST_CHARACTERS = 200_000
MOST_SHOWN = 20
LEFT_OUT = {"csrfmiddlewaretoken", *audit.SECRET_FIELDS}
SECRET_PATHS = ("/account/", "/login/", "/manage/people/")  # passwords and codes are typed there
WORDY = re.compile(r"[^\W\d_]")


def keep(request):
    """Put the fields of a form sent too late into the session, if they are known to be somebody's whose sign-in just ended."""
    if request.method != "POST" or request.path.startswith(SECRET_PATHS):
        return
    person = _person_before(request)
    fields = fields_of(request) if person else None
    if fields and "autosave" not in request.POST:
        request.session[NAME] = {"person": person, "path": request.get_full_path(), "fields": fields}
        request.session[NAME]["had_files"] = bool(request.FILES)


def page_before(request):
    """The page of ours on which somebody pressed, as the browser names it; else the first page."""
    named = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(named, {request.get_host()}, require_https=request.is_secure())
    parts = urlsplit(named) if is_ours else urlsplit("")
    if not parts.path or parts.path.startswith(reverse("login")):
        return "/"
    return urlunsplit(("", "", parts.path, parts.query, ""))


def of(request):
    """What was kept for whoever is signed in now, or None; what is another person's is dropped."""
    kept = request.session.get(NAME)
    if kept and kept["person"] != request.user.pk:
        del request.session[NAME]
        return None
    return kept


def is_waiting(request):
    """Whether a form waits for a sign-in."""
    return NAME in request.session


def drop(request):
    """Forget it."""
    request.session.pop(NAME, None)


def fields_of(request):
    """[[name, value]] of a sent form without tokens and passwords; None when it is too much to carry."""
    fields = [[name, value] for name, values in request.POST.lists() for value in values if _is_carried(name)]
    return fields if sum(len(name) + len(value) for name, value in fields) <= MOST_CHARACTERS else None


def words_of(fields):
    """The texts among the fields, for recognition."""
    texts = [value.strip() for _, value in fields if WORDY.search(value) and not _is_number(value)]
    return list(dict.fromkeys(texts))[:MOST_SHOWN]


def _person_before(request):
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    if not key or "\x00" in key:
        return None
    rows = DeviceSession.objects.filter(pk=key, expire_date__lte=timezone.now(), person__is_active=True)
    return rows.values_list("person", flat=True).first()


def _is_carried(name):
    return name not in LEFT_OUT and "password" not in name


def _is_number(value):
    try:
        return bool(uuid.UUID(value))
    except ValueError:
        return False
