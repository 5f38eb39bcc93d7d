"""The list of this floor that leaves as a sheet."""

from publicity.forms.placements import PlacementFilter
from publicity.models import Placement
from publicity.register_sheets.survey_results import Chosen, ResultSheet
from tataboo_portal.listings import Listing, of_records
from tataboo_portal.permissions import Permission


def placements(user, params):
    """宣传台账 as its page filters it."""
    return PlacementFilter(params, Placement.objects.visible_to(user))


LISTS = (
    Listing("placements", "placement_export", placements, ("day", "id"), pictures=of_records()),
    Listing(
        "survey_results",
        "survey_export",
        Chosen,
        (),
        permission=Permission.SEE_TOTALS,
        words=lambda filters: filters.words,
        sheet=ResultSheet,
    ),
)
