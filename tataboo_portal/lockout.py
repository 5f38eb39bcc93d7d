"""The door against guessing: an account is locked at one address after five wrong passwords, everywhere after twenty."""

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.db.models import Sum

from tataboo_portal import audit
from tataboo_portal.enums import AuditAction
from tataboo_portal.models import User

# Guesses from changing addresses weigh a quarter: nobody locks a colleague out everywhere with five tries of his own.
WEIGHT_EVERYWHERE = 4


class Doorkeeper(AxesDatabaseHandler):
    """Counts by person and address, and by person alone; a lock of somebody's account stands in the trail."""

    def get_failures(self, request, credentials=None):
        """Failures that count towards the limit within the cool-off."""
        here = super().get_failures(request, credentials)
        username = get_client_username(request, credentials)
        recent = AccessAttempt.objects.filter(username=username, attempt_time__gte=get_cool_off_threshold(request))
        everywhere = recent.aggregate(total=Sum("failures_since_start"))["total"] or 0
        return max(here, everywhere // WEIGHT_EVERYWHERE)

    def user_login_failed(self, sender, credentials, request=None, **kwargs):
        """Count it; the failure that locks is written down once."""
        was_locked = getattr(request, "axes_locked_out", False)
        super().user_login_failed(sender, credentials, request, **kwargs)
        if request is None or was_locked or not request.axes_locked_out:
            return
        person = User.objects.select_related("unit").filter(username=get_client_username(request, credentials)).first()
        if person:
            address = request.axes_ip_address
            reason = "密码输错次数太多，锁 15 分钟"
            audit.record(by=None, action=AuditAction.REFUSED, subject=person, reason=reason, address=address)
