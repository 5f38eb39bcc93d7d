"""What one person finds: exact numbers first, then names, then the newest records; everything by an index."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, IntegerField, Value, When

from reports.models import SearchEntry
from reports.search.catalogue import nouns
from reports.search.letters import code_of, pairs, words_of
from tataboo_portal.paging import Page, paginate

# Common words are met among the newest entries, rare ones by the index over pairs: reading so many rows decides which it is.
NEWEST = 10_000
SIZE = 50
MOST_EXACT = 5
MOST_NAMES = 8
RECORD_KEYS = ("-day", "-id")
NAME_KEYS = ("title", "id")


@dataclass(frozen=True)
class Line:
    """One entry as the page shows it; `words` say what it is, whose, where and when."""

    entry: SearchEntry
    words: str
    icon: str
    url: str


@dataclass(frozen=True)
class Found:
    """The answer to one question; `more_names` says that not all names are shown."""

    words: list
    exact: list
    names: list
    more_names: bool
    page: Page | None
    records: list

    @property
    def is_empty(self):
        """Whether nothing was found on this page."""
        return not (self.exact or self.names or self.records)


def find(user, asked, *, noun=None, params=None):
    """What this person may know of and the words are in; of one noun only, where that is asked."""
    words, params = words_of(asked), params or {}
    if not words:
        return Found(words, [], [], more_names=False, page=None, records=[])
    visible = SearchEntry.objects.visible_to(user).select_related("unit")
    if noun:
        visible = visible.filter(noun=noun.slug)
    exact = list(visible.filter(code=code_of(asked)).order_by("-is_name", "-day", "-id")[:MOST_EXACT])
    others = visible.exclude(pk__in=[entry.pk for entry in exact]) if exact else visible
    names = [] if noun else _names(others, words)
    page = _page(others, words, noun, params)
    return Found(
        words,
        exact=lines(exact, user) if not turned(params) else [],
        names=lines(names[:MOST_NAMES], user) if not turned(params) else [],
        more_names=len(names) > MOST_NAMES,
        page=page,
        records=lines(page.rows, user) if page else [],
    )


def turned(params):
    """Whether a later page is asked for."""
    return bool(params.get("after") or params.get("before"))


def lines(entries, user):
    """The entries with their noun's words and where they open for this person."""
    known = nouns()
    return [_line(entry, known[entry.noun], user) for entry in entries if entry.noun in known]


def _line(entry, noun, user):
    parts = (noun.label, entry.unit.name if entry.unit else "", entry.line, "" if noun.is_name else str(entry.day))
    return Line(entry, " · ".join(part for part in parts if part), noun.icon, noun.url(entry, user))


def _names(visible, words):
    """Units first, then places, then people, each by its name; one more than a page shows."""
    order = Case(
        *(When(noun=noun.slug, then=Value(at)) for at, noun in enumerate(nouns().values()) if noun.is_name),
        default=Value(99),
        output_field=IntegerField(),
    )
    return list(holding(visible.filter(is_name=True), words).order_by(order, *NAME_KEYS)[: MOST_NAMES + 1])


def _page(visible, words, noun, params):
    """A page of records, or of one noun; single letters are looked for in names alone, where they mean something."""
    if noun and noun.is_name:
        return paginate(holding(visible, words), params, keys=NAME_KEYS, size=SIZE, count=0)
    if not any(pairs(word) for word in words):
        return None
    every = SearchEntry.objects.filter(is_name=False, **({"noun": noun.slug} if noun else {}))

    def take(ordered, most):
        return _newest(ordered, every, words, most, _day_of_cursor(params))

    return paginate(visible.filter(is_name=False), params, keys=RECORD_KEYS, size=SIZE, count=0, take=take)


def _day_of_cursor(params):
    """The day from which a later page goes on, or None."""
    try:
        return date.fromisoformat((params.get("before") or params.get("after") or "").split(",")[0])
    except ValueError:
        return None


def _newest(ordered, every, words, most, start):
    """The first so many of these that hold the words: from the newest entries where they stand there, else by the index."""
    order = ordered.query.order_by
    ahead, behind = ("day__lte", "day__gte") if order[0].startswith("-") else ("day__gte", "day__lte")
    pool = every.filter(**{ahead: start}) if start else every
    edge = pool.order_by(*order).values_list("day", flat=True)[NEWEST : NEWEST + 1].first()
    near = ordered.filter(**{behind: edge}) if edge else ordered
    rows = list(holding(near, words, by_index=False)[:most])
    return rows if len(rows) == most or not edge else list(holding(ordered, words)[:most])


def holding(entries, words, *, by_index=True):
    """The entries whose text holds every word, asked of the index over pairs as well or read one by one."""
    found = sorted({pair for word in words for pair in pairs(word)})
    if by_index and found:
        entries = entries.filter(grams__hasall=found)
    for word in words:
        entries = entries.filter(text__contains=word)
    return entries
