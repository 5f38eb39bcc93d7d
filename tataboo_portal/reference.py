"""Reference rows every site starts with; loading again adds what is missing and never touches what the office edited."""

import csv
from datetime import date
from pathlib import Path

from tataboo_portal import workdays
from tataboo_portal.models import Unit, WorkHours

DATA = Path(__file__).parent / "data"
YES = "yes"
FIRST_HOURS = date(2017, 1, 1)


def read_rows(path):
    """The rows of a CSV file of reference data, with their line number as `position`."""
    with path.open(encoding="utf-8", newline="") as source:
        return [row | {"position": number} for number, row in enumerate(csv.DictReader(source), start=1)]


def load():
    """The 九+五 with placeholder names where the article names none, and the packaged work calendar."""
    for row in read_rows(DATA / "units.csv"):
        code = row.pop("code")
        row["is_placeholder"] = row["is_placeholder"] == YES
        Unit.objects.get_or_create(code=code, defaults=row)
    workdays.load_packaged_calendar()
    if not WorkHours.objects.exists():
        WorkHours.objects.create(effective_from=FIRST_HOURS)
