"""The categories of problems, with default limits of the domain research (local standards, editable)."""

from pathlib import Path

from campaigns.models import Indicator
from inspections.models import TaskCategory
from tataboo_portal.reference import read_rows

DATA = Path(__file__).parent / "data"


def load():
    """Add the categories that are missing."""
    indicators = {indicator.code: indicator for indicator in Indicator.objects.all()}
    for row in read_rows(DATA / "categories.csv"):
        code, indicator = row.pop("code"), indicators.get(row.pop("indicator"))
        TaskCategory.objects.get_or_create(code=code, defaults=row | {"indicator": indicator})
