"""The door against guessing: five wrong tries lock an account at one address, twenty everywhere, and each lock is longer than the last."""

import math
from datetime import timedelta

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.contrib.auth.signals import user_login_failed
from django.db import transaction
from django.db.models import Sum
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac

from tataboo_portal import audit
from tataboo_portal.enums import AuditAction
from tataboo_portal.models import SignInLock, User

# Guesses from changing addresses weigh a quarter: nobody locks a colleague out everywhere with five tries of his own.
WEIGHT_EVERYWHERE = 4
EVERYWHERE = ""
FIRST_MINUTES, MOST_MINUTES = 15, 240
QUIET = timedelta(days=1)  # after so long without a lock the next one is the first again


class Doorkeeper(AxesDatabaseHandler):
    """Counts by person and address, and by person alone; a lock of somebody's account stands in the trail."""

    def is_locked(self, request, credentials=None):
        """Whether this account is locked, here or everywhere."""
        name = get_client_username(request, credentials)
        return until(name, request.axes_ip_address) is not None or super().is_locked(request, credentials)

    def get_failures(self, request, credentials=None):
        """Failures that count towards the limit: those of a quarter of an hour, since the last lock."""
        everywhere = self._everywhere(request, credentials)
        return max(super().get_failures(request, credentials), everywhere // WEIGHT_EVERYWHERE)

    def user_login_failed(self, sender, credentials, request=None, **kwargs):
        """Count it; the failure that locks is written down once."""
        was_locked = getattr(request, "axes_locked_out", False)
        super().user_login_failed(sender, credentials, request, **kwargs)
        if request is None or was_locked or not request.axes_locked_out:
            return
        minutes = self._lock(request, credentials)
        person = User.objects.select_related("unit").filter(username=get_client_username(request, credentials)).first()
        if person:
            reason = f"密码或验证码输错次数太多，锁 {minutes} 分钟"
            address = request.axes_ip_address
            audit.record(by=None, action=AuditAction.REFUSED, subject=person, reason=reason, address=address)

    def _everywhere(self, request, credentials):
        name = get_client_username(request, credentials)
        recent = AccessAttempt.objects.filter(username=name, attempt_time__gte=get_cool_off_threshold(request))
        return recent.aggregate(total=Sum("failures_since_start"))["total"] or 0

    def _lock(self, request, credentials):
        """Lock it, here or everywhere, and begin to count anew; returns for how many minutes."""
        name = get_client_username(request, credentials)
        is_here = (
            super().get_failures(request, credentials) > self._everywhere(request, credentials) // WEIGHT_EVERYWHERE
        )
        minutes = lock(name, request.axes_ip_address if is_here else EVERYWHERE)
        counted = AccessAttempt.objects.filter(username=name)
        (counted.filter(ip_address=request.axes_ip_address) if is_here else counted).delete()
        return minutes


@transaction.atomic
def lock(name, address):
    """Lock an account at an address; returns for how many minutes. One that is locked already stays locked as long as it is."""
    now = timezone.now()
    SignInLock.objects.filter(until__lt=now - QUIET).delete()
    rows = SignInLock.objects.select_for_update()
    row, _ = rows.get_or_create(who=_digest(name), address=address or EVERYWHERE, defaults={"until": now})
    if row.until <= now:
        row.times += 1
        row.until = now + timedelta(minutes=_minutes(row.times))
        row.save(update_fields=("times", "until"))
    return _minutes(row.times)


def until(name, address):
    """The moment from which this account may be tried again at this address; None when it may be tried now."""
    here = SignInLock.objects.filter(who=_digest(name), address__in={EVERYWHERE, address or EVERYWHERE})
    return here.filter(until__gt=timezone.now()).order_by("-until").values_list("until", flat=True).first()


def longest(person):
    """The end of the person's longest lock, at whatever address; None when there is none."""
    rows = SignInLock.objects.filter(who=_digest(person.username), until__gt=timezone.now())
    return rows.order_by("-until").values_list("until", flat=True).first()


def lift(person):
    """Open the door of an account again, everywhere, as if nobody had tried."""
    SignInLock.objects.filter(who=_digest(person.username)).delete()
    AccessAttempt.objects.filter(username=person.username).delete()


def may_try(request, person):
    """Whether a code may be tried for this account; when not, the answer will be the page of the lock."""
    credentials = {"username": person.username}
    if AxesProxyHandler.is_allowed(request, credentials):
        return True
    request.axes_locked_out, request.axes_credentials = True, credentials
    return False


def count_wrong(request, person):
    """A wrong code counts like a wrong password."""
    user_login_failed.send(sender=__name__, credentials={"username": person.username}, request=request)


def page(request, original_response=None, credentials=None):
    """The page of the lock: it names the minutes that are left."""
    now = timezone.now()
    end = until(get_client_username(request, credentials), request.axes_ip_address)
    minutes = math.ceil((end - now).total_seconds() / 60) if end else FIRST_MINUTES
    response = render(request, "registration/locked.html", {"wait": words(minutes)}, status=429)
    response.headers["Retry-After"] = str(minutes * 60)
    return response


def words(minutes):
    """15 分钟, 2 小时, 1 小时 5 分钟."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} 小时"] * bool(hours) + [f"{rest} 分钟"] * bool(rest)
    return " ".join(parts)


def _minutes(times):
    return min(FIRST_MINUTES * 2 ** (times - 1), MOST_MINUTES)


def _digest(name):
    return salted_hmac(f"{__name__}.who", name or "", algorithm="sha256").hexdigest()
