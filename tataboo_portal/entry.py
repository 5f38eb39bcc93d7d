"""Checks on one entry that look at its neighbours: places by name, days that make sense, quantities out of line."""

from datetime import date, timedelta
from statistics import median

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from tataboo_portal.models import Place

# Days a filter may name: far enough for any archive, near enough for date arithmetic.
ARCHIVE_DAYS = (MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2100, 12, 31)))
NEIGHBOURS = 50
OUT_OF_LINE = 10
FEW_NEIGHBOURS = 5


def place_named(name, unit):
    """The one place of exactly this name on the unit's area or line, or None: nothing is guessed."""
    if not name or not unit:
        return None
    here = Place.objects.active().filter(name=name)
    found = (here.filter(community=unit) | here.filter(market_group=unit))[:2]
    return found[0] if len(found) == 1 else None


def sensible_day(day):
    """The day itself, or the sentence that says which days may be recorded: from one year back to today."""
    today = timezone.localdate()
    first = today - timedelta(days=365)
    if not first <= day <= today:
        raise forms.ValidationError(f"日期要在 {first.year}年{first.month}月{first.day}日 到今天之间。", "day")
    return day


def place_meant(name, unit, row=None):
    """The place a row already stands at while nobody typed another, also one out of use by now; else the one of this name."""
    if row and row.place and (row.place.name, row.unit) == (name, unit):
        return row.place
    return place_named(name, unit)


def is_out_of_line(quantity, recent):
    """Whether a quantity is more than ten times the median of the unit's recent ones; few recent ones judge nothing."""
    values = list(recent.order_by("-id").values_list("quantity", flat=True)[:NEIGHBOURS])
    return len(values) >= FEW_NEIGHBOURS and quantity > OUT_OF_LINE * median(values)


def same_entry(queryset, cleaned):
    """An entry like this one that already counts, or None."""
    same = {name: cleaned[name] for name in ("unit", "day", "quantity", "place", "location")}
    return queryset.live().filter(**same).order_by("-id").first()
