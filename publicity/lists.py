"""The list of this floor that leaves as a sheet."""

from publicity.forms.placements import PlacementFilter
from publicity.models import Placement
from tataboo_portal.listings import Listing, of_records


def placements(user, params):
    """宣传台账 as its page filters it."""
    return PlacementFilter(params, Placement.objects.visible_to(user))


LISTS = (Listing("placements", "placement_export", placements, ("day", "id"), pictures=of_records()),)
