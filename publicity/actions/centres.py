"""What people do with a culture centre: it and what it offers are written together, once for each community."""

from publicity.models import CultureCentre
from tataboo_portal import registers

TAKEN_SENTENCE = "这个社区刚有人记了综合文化服务中心，在那条上改。"


def add_centre(*, by, client_uuid, **values):
    """One centre with its services and rooms, however often it arrives."""
    return registers.add(CultureCentre, by=by, client_uuid=client_uuid, taken=TAKEN_SENTENCE, **values)


def change_centre(centre, *, by, version, **values):
    """The centre and what it offers with new values, unless somebody changed either in between."""
    return registers.change(centre, by=by, version=version, taken=TAKEN_SENTENCE, **values)
