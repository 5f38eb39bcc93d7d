"""Many new rows of one model at once: COPY on PostgreSQL, one prepared INSERT elsewhere; models' `save` is not called."""

import os
import re
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain
from operator import itemgetter
from uuid import UUID, uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.utils import timezone

ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
HAS_ESCAPES = re.compile(r"[\\\t\n\r]").search
NULL = "\\N"
AUTO_NOW = (models.DateTimeField, models.DateField)
BLOCK = 65_536
NUMBERS_AT_ONCE = 256


def insert(model, rows, **constants):
    """Insert {attribute: value} rows, with `constants` for every one and the model's defaults for the rest; how many."""
    counted = Counted(rows)
    source = iter(counted)
    first = next(source, None)
    if first is None:
        return 0
    layout, every = Layout(model, first, constants), chain((first,), source)
    columns = ", ".join(connection.ops.quote_name(column) for column in layout.columns)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", Lines(layout.texts(every)), BLOCK)
        else:
            marks = ", ".join(["%s"] * len(layout.columns))
            statement = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608 - our own names
            cursor.executemany(statement, layout.values(every))
    return counted.number


class Layout:
    """The columns in an order that costs little: what every row brings, what is new for each, what is the same for all."""

    def __init__(self, model, first, constants):
        fields = [field for field in model._meta.concrete_fields if not field.primary_key]
        self.defaults = {field.attname: default_of(field, constants) for field in fields}
        own = [name for name in self.defaults if name in first]
        self.fresh = [name for name in self.defaults if name not in first and callable(self.defaults[name])]
        self.fixed = [name for name in self.defaults if name not in first and name not in self.fresh]
        self.names = [*own, *self.fresh, *self.fixed]
        by_name = {field.attname: field.column for field in fields}
        self.columns = [by_name[name] for name in self.names]
        self.width = len(first)
        self.get = itemgetter(*own) if len(own) > 1 else lambda made: tuple(made[name] for name in own)

    def texts(self, rows):
        """The rows as lines of the text that COPY reads."""
        makers = [self.defaults[name] for name in self.fresh]
        end = "".join(f"\t{text_of(self.defaults[name])}" for name in self.fixed) + "\n"
        for made in rows:
            own = self._own(made)
            if own is None:
                yield "\t".join(map(text_of, self._in_full(made))) + "\n"
            else:
                values = [*own, *[make() for make in makers]]
                yield "\t".join([(WRITERS.get(value.__class__) or as_text)(value) for value in values]) + end

    def values(self, rows):
        """The rows as SQLite stores them."""
        makers = [self.defaults[name] for name in self.fresh]
        end = [plain(self.defaults[name]) for name in self.fixed]
        for made in rows:
            own = self._own(made)
            values = self._in_full(made) if own is None else [*own, *[make() for make in makers]]
            found = [plain(value) for value in values]
            yield found if own is None else found + end

    def _own(self, made):
        """What a row brings, as long as it brings the same as the first one."""
        if len(made) != self.width:
            return None
        try:
            return self.get(made)
        except KeyError:
            return None

    def _in_full(self, made):
        """Every value of a row that brings something else than the first one."""
        for name in self.names:
            value = made[name] if name in made else self.defaults[name]
            yield value() if callable(value) else value


def default_of(field, constants):
    """The value of the rows without one, or a function that makes it where every row has its own."""
    name = field.attname
    if name in constants or field.name in constants:
        value = constants.get(name, constants.get(field.name))
        return value.pk if isinstance(value, models.Model) else value
    if isinstance(field, AUTO_NOW) and (field.auto_now or field.auto_now_add):
        return timezone.now()
    if field.default is uuid4:
        return numbers().__next__
    if field.has_default() and callable(field.default):
        value = field.default
        return value() if value in {dict, list} else value
    value = field.get_default()
    return str(value) if isinstance(value, str) else value  # a choice is a text of its own kind


def numbers():
    """Random UUIDs of version 4 as 32 hexadecimal digits, which both databases read; made by the block."""
    while True:
        block = os.urandom(16 * NUMBERS_AT_ONCE).hex()
        for at in range(0, len(block), 32):
            yield f"{block[at : at + 12]}4{block[at + 13 : at + 16]}8{block[at + 17 : at + 32]}"


class Counted:
    """Rows as they pass, and how many did."""

    def __init__(self, rows):
        self.rows, self.number = rows, 0

    def __iter__(self):
        for row in self.rows:
            self.number += 1
            yield row


class Lines:
    """Lines as a file that COPY reads."""

    def __init__(self, lines):
        self.lines, self.left = lines, ""

    def read(self, size):
        """At least so many letters while there are as many."""
        pieces, length = [self.left], len(self.left)
        while length < size:
            line = next(self.lines, None)
            if line is None:
                break
            pieces.append(line)
            length += len(line)
        text = "".join(pieces)
        self.left = text[size:]
        return text[:size]


def as_text(value):
    """A choice or another kind of text."""
    return escaped(str(value))


def escaped(value):
    """A text as COPY reads it; most have nothing that needs a sign."""
    return value.translate(ESCAPES) if HAS_ESCAPES(value) else value


def as_json(value):
    """A dict or list as JSON text."""
    return JSON.encode(value) if value else "{}" if value.__class__ is dict else "[]"


def text_of(value):
    """A value as COPY reads it."""
    return (WRITERS.get(value.__class__) or as_text)(value)


JSON = DjangoJSONEncoder(ensure_ascii=False)
WRITERS = {
    str: escaped,
    int: str,
    float: repr,
    bool: lambda value: "t" if value else "f",
    type(None): lambda value: NULL,
    date: date.isoformat,
    time: time.isoformat,
    datetime: datetime.isoformat,
    UUID: str,
    Decimal: str,
    dict: lambda value: escaped(as_json(value)),
    list: lambda value: escaped(as_json(value)),
}
PLAIN = {
    date: date.isoformat,
    time: time.isoformat,
    datetime: lambda value: connection.ops.adapt_datetimefield_value(value),  # noqa: PLW0108 - the connection's own
    UUID: lambda value: value.hex,
    Decimal: str,
    dict: as_json,
    list: as_json,
}


def plain(value):
    """A value as SQLite stores it."""
    write = PLAIN.get(value.__class__)
    return write(value) if write else value
