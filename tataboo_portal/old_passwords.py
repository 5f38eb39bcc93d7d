"""The last five passwords of a person, as hashes: none comes back, and the newest tells how old it is."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from tataboo_portal.models import OldPassword

KEPT = 5
SENTENCE = "这个密码最近用过，换一个：最近 5 次用过的都不能再用。"


class NotOneOfTheLast:
    """Django asks it before a password is set and tells it afterwards, whichever way the password came."""

    def validate(self, password, user=None):
        known = user.old_passwords.values_list("hash", flat=True)[:KEPT] if user is not None and user.pk else ()
        if any(check_password(password, one) for one in known):
            raise ValidationError(SENTENCE, "used_before")

    def password_changed(self, password, user=None):
        """Keep the hash of what was just set, and of the four before it."""
        OldPassword.objects.create(person=user, hash=user.password)
        kept = list(user.old_passwords.values_list("pk", flat=True)[:KEPT])
        if len(kept) == KEPT:
            user.old_passwords.exclude(pk__in=kept).delete()

    def get_help_text(self):
        return SENTENCE


def is_too_old(person):
    """Whether the policy wants this password changed by now."""
    return settings.PASSWORD_DAYS > 0 and _is_older(person, settings.PASSWORD_DAYS)


def is_over(person):
    """Whether a first password has lain about too long to open anything."""
    return person.must_change_password and _is_older(person, settings.FIRST_PASSWORD_DAYS)


def _is_older(person, days):
    newest = person.old_passwords.values_list("set_at", flat=True).first() or person.date_joined
    return timezone.now() - newest > timedelta(days=days)
