"""What can be found: each noun with its rows, the words of a row, who may know of it, and where it opens."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Model
from django.urls import reverse

NO_DAY = date(2000, 1, 1)  # names have no day


@dataclass(frozen=True)
class Facts:
    """One row as search keeps it; `words` are found beside the title, `private` only by who holds `private_gate`."""

    title: str
    words: tuple = ()
    line: str = ""
    day: date = NO_DAY
    code: str = ""
    address: str = ""
    reader_id: int | None = None
    helpers: tuple = ()
    gate: str = ""
    private: tuple = ()
    private_line: str = ""
    private_gate: str = ""


@dataclass(frozen=True)
class Noun:
    """One kind of thing: `rows()` are those that can be found, `facts(row)` says how one is, and
    `url(entry, user)` where it opens: an empty string where this person has no page of it.

    `parents` are the tables whose change changes its rows: {label: (foreign key, the fields that matter)}; `carried` are the tables
    whose events speak of a row of this one: {label: field}.
    """

    slug: str
    label: str
    icon: str
    model: type[Model]
    rows: Callable
    facts: Callable
    url: Callable
    is_name: bool = False
    parents: dict = field(default_factory=dict)
    carried: dict = field(default_factory=dict)


def page(url_name, *, by="key"):
    """Pages whose address ends with the entry's key or its address."""
    return lambda entry, user: reverse(url_name, args=[getattr(entry, by)])
