"""Policy of culture centres and activities beside their registers."""

from publicity.models import CultureCentre
from tests import registers
from tests.access.rows import BAD, EVERYONE, LOGIN, NO, OK, UNKNOWN, row

# The sheet for the door holds a whole phone number: it is for those who keep the centre.
KEPT_BY = row(LOGIN, OK, OK, UNKNOWN, UNKNOWN, UNKNOWN, NO, NO, NO)
POLICY = {
    ("GET", "centre_board"): EVERYONE,
    ("GET", "centre_door"): KEPT_BY,
    ("GET", "activity_calendar"): EVERYONE,
    ("GET", "activity_held"): KEPT_BY,
    ("POST", "activity_held"): row(LOGIN, BAD, BAD, UNKNOWN, UNKNOWN, UNKNOWN, NO, NO, NO),
}


def addresses(task):
    """A centre and a planned activity of 绣品厂社区."""
    return {
        "centre_door": (registers.row(CultureCentre, name="示例中心", opened_on=registers.today()).pk,),
        "activity_held": (registers.activity(status="planned").pk,),
    }
