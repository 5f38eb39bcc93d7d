"""Photos of the demo as they may leave: somebody looked, and nothing had to be covered."""

from tataboo_portal import releases
from tataboo_portal.models import PhotoRelease


def prepared(photo, office):
    """The copy for outside, drawn at once, and whether it is new."""
    release, is_new = PhotoRelease.objects.get_or_create(photo=photo, defaults={"released_by": office})
    if is_new:
        releases.draw(release.pk, release.token.hex)
    return release, is_new
