"""Keyset pages: page 10,000 costs what page 1 costs, and counting stops at a cap."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.timezone import is_naive

PAGE_SIZE = 50
COUNT_CAP = 1000


@dataclass(frozen=True)
class Page:
    """Rows of one page with ready links to its neighbours (empty string where there is none)."""

    rows: list
    previous_url: str
    next_url: str
    count_text: str


def _beyond(keys, values, backwards):
    """The rows strictly after (or before) a cursor in the order of the keys, a leading minus meaning descending."""
    condition, equal = Q(), Q()
    for key, value in zip(keys, values, strict=True):
        descending = key.startswith("-") != backwards
        name = key.lstrip("-")
        condition |= equal & Q(**{f"{name}__{'lt' if descending else 'gt'}": value})
        equal &= Q(**{name: value})
    return condition


def _cursor(row, keys):
    return ",".join(str(getattr(row, key.lstrip("-"))) for key in keys)


def _reversed(keys):
    return [key[1:] if key.startswith("-") else f"-{key}" for key in keys]


def _read_cursor(params, name, keys):
    values = params.get(name, "").split(",")
    return values if len(values) == len(keys) and all(values) else None


def paginate(queryset, params, *, keys=("-day", "-id"), size=PAGE_SIZE, count=None, take=None):
    """One page of the queryset; `params` is request.GET, whose `after`/`before` cursors keep the other filters.

    `take(ordered, most)` says which of the ordered rows a page holds, where more is asked of them than a filter can say.
    Keys must be non-null and end with a unique one. Two queries whatever the page and the number of rows; one when the caller has
    counted already (`count`, to beyond the cap).
    """
    before, after = _read_cursor(params, "before", keys), _read_cursor(params, "after", keys)
    backwards = before is not None
    page = None
    if before or after:
        page = _validated(queryset, keys, before or after, backwards)
    if page is None:
        backwards, after, page = False, None, queryset
    ordered = page.order_by(*(_reversed(keys) if backwards else keys))
    rows = take(ordered, size + 1) if take else list(ordered[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    has_previous, has_next = (more, True) if backwards else (after is not None, more)
    return Page(
        rows=rows,
        previous_url=link_to(params, "before", _cursor(rows[0], keys)) if rows and has_previous else "",
        next_url=link_to(params, "after", _cursor(rows[-1], keys)) if rows and has_next else "",
        count_text=_count_text(capped_count(queryset) if count is None else count),
    )


def _validated(queryset, keys, values, backwards):
    """The rows beyond a cursor; None when no row could have had it."""
    fields = [_field_of(queryset, key.lstrip("-")) for key in keys]
    try:
        cleaned = [field.to_python(value) for field, value in zip(fields, values, strict=True)]
    except (ValidationError, OverflowError):
        return None
    if not all(_can_be_asked(value) for value in cleaned if isinstance(value, datetime)):
        return None
    return queryset.filter(_beyond(keys, cleaned, backwards))


def _field_of(queryset, name):
    """The field of a key: the model's own, or what an annotation of the queryset comes out as."""
    annotation = queryset.query.annotations.get(name)
    return queryset.model._meta.get_field(name) if annotation is None else annotation.output_field


def _can_be_asked(moment):
    """Whether a moment has a zone and stays within the calendar in whatever zone a database keeps it."""
    return not is_naive(moment) and 1 < moment.year < 9999


def capped_count(queryset):
    """How many rows there are, to one beyond the cap."""
    return queryset.order_by()[: COUNT_CAP + 1].count()


def _count_text(count):
    return f"共 {COUNT_CAP}+ 条" if count > COUNT_CAP else f"共 {count} 条"


def link_to(params, name, cursor):
    """The address of the page after (or before) a cursor, with everything else that was asked for."""
    kept = [(key, value) for key, value in params.items() if key not in {"after", "before"} and value]
    return f"?{urlencode([*kept, (name, cursor)])}"
