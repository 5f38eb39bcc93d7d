"""A number somebody came from: its list says again what it is, from when and how it is counted.

Links carry `number=work:sticker~2026-11-23~2026-11-29`; the roof, named in OFFICE_NUMBERS, knows what that number says.
"""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.module_loading import import_string

PARAMETER = "number"
LONGEST = 80


@dataclass(frozen=True)
class Asked:
    """A metric over a closed interval of dates, of the unit whose code the list asks for, or of all of them."""

    metric: str
    start: date
    end: date
    unit: str

    @classmethod
    def read(cls, params):
        """What an address asks about, or None where it is no number's."""
        parts = params.get(PARAMETER, "")[:LONGEST].split("~")
        try:
            metric, start, end = parts
            found = cls(metric, date.fromisoformat(start), date.fromisoformat(end), params.get("unit", ""))
        except ValueError:
            return None
        return found if found.start <= found.end else None


def named(metric, start, end):
    """The parameter that says which number a link stands behind."""
    return {PARAMETER: f"{metric}~{start}~{end}"}


def card_of(request):
    """What the roof says of the number this page was opened from, or None."""
    asked = Asked.read(request.GET) if PARAMETER in request.GET else None
    return asked and import_string(settings.OFFICE_NUMBERS)(request.user, asked)
