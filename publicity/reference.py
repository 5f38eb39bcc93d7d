"""The forms publicity takes, and what the standards and the article say of boards, advertisements, activities and centres."""

from pathlib import Path

from campaigns.models import Indicator
from publicity.models import ActivityTheme, AdRequirement, BoardKind, FacilityKind, PublicityKind
from tataboo_portal.reference import YES, read_rows

DATA = Path(__file__).parent / "data"


def load():
    """Add the rows that are missing; what the office changed stays."""
    for row in read_rows(DATA / "kinds.csv"):
        PublicityKind.objects.get_or_create(
            indicator=Indicator.objects.get(code=row["indicator"]),
            defaults={
                "counts_as_public_ad": row["counts_as_public_ad"] == YES,
                "stays": row["stays"] == YES,
                "position": row["position"],
            },
        )
    for row in read_rows(DATA / "board_kinds.csv"):
        load_board_kind(row)
    for row in read_rows(DATA / "ad_requirements.csv"):
        AdRequirement.objects.get_or_create(
            place_kind=row["place_kind"], defaults={"least": row["least"], "source": row["source"]}
        )
    for row in read_rows(DATA / "activity_themes.csv"):
        is_volunteering = row.pop("is_volunteering") == YES
        ActivityTheme.objects.get_or_create(code=row.pop("code"), defaults={"is_volunteering": is_volunteering, **row})
    for row in read_rows(DATA / "facility_kinds.csv"):
        FacilityKind.objects.get_or_create(code=row.pop("code"), defaults=row)


def load_board_kind(row):
    """Add one kind of board unless the office already keeps it."""
    counts_as = row["counts_as"] and PublicityKind.objects.get(indicator__code=row["counts_as"])
    defaults = {
        "name": row["name"],
        "cycle_months": row["cycle_months"] or None,
        "cycle_days": row["cycle_days"] or None,
        "counts_as": counts_as or None,
        "needs_smoking_words": row["needs_smoking_words"] == YES,
        "source": row["source"],
        "position": row["position"],
    }
    BoardKind.objects.get_or_create(code=row["code"], defaults=defaults)
