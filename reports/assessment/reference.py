"""The usual schemes as data: samples the office looks at, changes and brings into force; none is in force by itself."""

from decimal import Decimal
from pathlib import Path

from reports.models import AssessmentScheme, SchemeItem, SchemeVersion
from tataboo_portal.reference import read_rows

DATA = Path(__file__).parent.parent / "data"
LISTS = ("place_kinds", "doubled")
COUNTS = ("days",)


def load():
    """Schemes a site does not have yet, each with a first draft; what the office changed stays."""
    items = {}
    for row in read_rows(DATA / "scheme_items.csv"):
        items.setdefault(row.pop("scheme"), []).append(row)
    known = set(AssessmentScheme.objects.values_list("code", flat=True))
    for row in read_rows(DATA / "schemes.csv"):
        if row["code"] not in known:
            make(row, items[row["code"]])


def make(row, items):
    """One scheme with its draft."""
    rules = {name: row.pop(name) for name in ("flag_least", "improve_below", "least_measured", "source")}
    scheme = AssessmentScheme.objects.create(**row)
    draft = SchemeVersion.objects.create(scheme=scheme, number=1, **rules)
    SchemeItem.objects.bulk_create(SchemeItem(rules=draft, **item_values(item)) for item in items)


def item_values(item):
    """One line of the file as an item."""
    values = item | {"params": params(item["params"]), "fact_params": params(item["fact_params"])}
    return values | {"points": Decimal(item["points"]), "position": item["position"] * 10}


def params(words):
    """Parameters written as “full_from=90;doubled=leader|media”."""
    pairs = (pair.split("=", 1) for pair in words.split(";") if pair)
    return {name: typed(name, value) for name, value in pairs}


def typed(name, value):
    """One parameter as its form would keep it."""
    if name in LISTS:
        return value.split("|")
    return int(value) if name in COUNTS else value
