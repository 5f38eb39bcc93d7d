"""Accounts in use that nobody uses: each is a door somebody else might try."""

from datetime import timedelta

from django.db.models import Case, CharField, Q, Value, When
from django.utils import timezone

from tataboo_portal.models import User

UNUSED_DAYS = 90
FORMER_UNIT, NEVER, LONG_AGO = "所在单位已停用", "从没登录过", f"超过 {UNUSED_DAYS} 天没登录"


def stale():
    """Accounts in use whose unit is no more, that never signed in, or not for 90 days; each says `why`."""
    long_ago = Q(last_login__lt=timezone.now() - timedelta(days=UNUSED_DAYS))
    reasons = ((Q(unit__is_active=False), FORMER_UNIT), (Q(last_login__isnull=True), NEVER), (long_ago, LONG_AGO))
    why = Case(*(When(test, then=Value(words)) for test, words in reasons), default=None, output_field=CharField())
    return User.objects.filter(is_active=True).annotate(why=why).filter(why__isnull=False).select_related("unit")
