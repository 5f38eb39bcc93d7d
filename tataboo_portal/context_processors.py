"""What every page's frame needs."""

from django.conf import settings
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from tataboo_portal import inbox, navigation, numbers, switches
from tataboo_portal.permissions import ROLE_PERMISSIONS

LARGE_TEXT_COOKIE = "large_text"


class Held(frozenset):
    """What a person may do, as templates ask for it: `can.log_work`."""

    def __getitem__(self, name):
        return name in self


def portal(request):
    """Navigation, what the person may do (`can.log_work`), unread notices, today's date and the site's own settings."""
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    match = request.resolver_match
    url_name = (match.url_name or "") if match and not match.namespaces else ""
    off = switches.off_lately() if signed_in else frozenset()
    return {
        "nav_items": navigation.items(navigation.DOORS, user=user, url_name=url_name, off=off) if signed_in else (),
        "tab_items": navigation.items(navigation.TABS, user=user, url_name=url_name, off=off) if signed_in else (),
        "beside_items": navigation.items(navigation.BESIDE, user=user, url_name=url_name, off=off) if signed_in else (),
        "features_off": off,
        "can": Held(ROLE_PERMISSIONS.get(user.role, ())) if signed_in else Held(),
        # Asked only by pages that show the bell, and once.
        "unread_notices": SimpleLazyObject(lambda: inbox.unread_words(user)) if signed_in else "",
        # The number whose list this is, for pages that were opened from one.
        "number_card": numbers.card_of(request) if signed_in else None,
        "today": timezone.localdate(),
        "large_text": request.COOKIES.get(LARGE_TEXT_COOKIE) == "1",
        "office_phone": settings.OFFICE_PHONE,
        "public_pages": settings.PUBLIC_PAGES,
        "demo_mode": settings.DEMO_MODE,
    }
