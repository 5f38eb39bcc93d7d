"""The forms publicity takes."""

from pathlib import Path

from campaigns.models import Indicator
from publicity.models import PublicityKind
from tataboo_portal.reference import YES, read_rows

DATA = Path(__file__).parent / "data"


def load():
    """Add the kinds that are missing."""
    for row in read_rows(DATA / "kinds.csv"):
        PublicityKind.objects.get_or_create(
            indicator=Indicator.objects.get(code=row["indicator"]),
            defaults={"counts_as_public_ad": row["counts_as_public_ad"] == YES, "position": row["position"]},
        )
