"""The in-app inbox: one notice per person and matter, read when it is opened, kept afterwards.

Reading is the person's own affair: the notice remembers when, the audit trail does not.
"""

from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from tataboo_portal.models import Notice

UNREAD_CAP = 99
TITLE_LENGTH = 80


def tell(*, person, key, title, body="", url="", at=None):
    """Write the person a notice, once per key; returns it, the earlier one when there is one."""
    facts = {"title": title[:TITLE_LENGTH], "body": body, "url": url, "created_at": at or timezone.now()}
    return Notice.objects.get_or_create(recipient=person, key=key, defaults=facts)[0]


def unread_words(user):
    """How many notices wait, as the bell says it: “”, “3”, “99+”; one indexed query that stops at the cap."""
    count = len(Notice.objects.visible_to(user).unread().order_by().values_list("pk")[: UNREAD_CAP + 1])
    if count > UNREAD_CAP:
        return f"{UNREAD_CAP}+"
    return str(count) if count else ""


def read(notice, now=None):
    """Remember when the notice was first opened; later openings change nothing."""
    Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=now or timezone.now())


def read_all(user, upto, now=None):
    """Mark the person's notices read, but none newer than the newest they saw; returns how many."""
    return Notice.objects.visible_to(user).unread().filter(pk__lte=upto).update(read_at=now or timezone.now())


def way(notice):
    """Where the notice leads within the portal; one that leads nowhere leads back to the inbox."""
    return notice.url if url_has_allowed_host_and_scheme(notice.url, None) else reverse("notice_list")
