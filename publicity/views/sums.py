"""What the filtered rows of a register come to, by indicator: the very numbers of the totals."""

from django.db.models import Count

from campaigns.models import Indicator
from tataboo_portal.ledgers import SUM_CAP


def by_indicator(**parts):
    """A register's `summary`: [((code, name, 量词), number)] of its live rows; `parts` says which rows are whose, as a Q."""
    counts = {code: Count("pk", filter=condition) for code, condition in parts.items()}

    def summary(rows):
        live = rows.live().order_by()
        if live[: SUM_CAP + 1].count() > SUM_CAP:
            return None
        found, known = live.aggregate(**counts), Indicator.objects.in_bulk(parts, field_name="code")
        return [((code, known[code].name, known[code].unit_word), found[code]) for code in parts]

    return summary
