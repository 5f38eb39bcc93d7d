"""Many new rows of one model at once: COPY on PostgreSQL, one prepared INSERT elsewhere; models' `save` is not called."""

import json
import uuid
from datetime import date, datetime, time
from decimal import Decimal

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.utils import timezone

ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
NULL = "\\N"
AUTO_NOW = (models.DateTimeField, models.DateField)


def insert(model, rows, **constants):
    """Insert {attribute: value} rows, with `constants` for every one and the model's defaults for the rest; how many."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    makers = [maker_of(field, constants) for field in fields]
    counted = Counted(rows)
    values = ([made[name] if name in made else make() for name, make in makers] for made in counted)
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", Lines(values))
        else:
            marks = ", ".join(["%s"] * len(fields))
            lines = ([plain(value) for value in line] for line in values)
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", lines)  # noqa: S608 - our own names
    return counted.number


def maker_of(field, constants):
    """(the field's attribute, a function that makes the value of a row without one)."""
    name = field.attname
    if name in constants or field.name in constants:
        value = constants.get(name, constants.get(field.name))
        value = value.pk if isinstance(value, models.Model) else value
        return name, lambda: value
    if isinstance(field, AUTO_NOW) and (field.auto_now or field.auto_now_add):
        now = timezone.now()
        return name, lambda: now
    if field.has_default() and callable(field.default):
        return name, field.default
    value = field.get_default()
    value = str(value) if isinstance(value, str) else value  # a choice is a text of its own kind
    return name, lambda: value


class Counted:
    """Rows as they pass, and how many did."""

    def __init__(self, rows):
        self.rows, self.number = rows, 0

    def __iter__(self):
        for row in self.rows:
            self.number += 1
            yield row


class Lines:
    """Rows as the text COPY reads."""

    def __init__(self, values):
        self.lines = (
            "\t".join([(WRITERS.get(value.__class__) or as_text)(value) for value in line]) + "\n" for line in values
        )
        self.left = ""

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
    return str(value).translate(ESCAPES)


def as_json(value):
    """A dict or list as JSON text."""
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)


WRITERS = {
    str: lambda value: value.translate(ESCAPES),
    int: str,
    float: repr,
    bool: lambda value: "t" if value else "f",
    type(None): lambda value: NULL,
    date: date.isoformat,
    time: time.isoformat,
    datetime: datetime.isoformat,
    uuid.UUID: str,
    Decimal: str,
    dict: lambda value: as_json(value).translate(ESCAPES),
    list: lambda value: as_json(value).translate(ESCAPES),
}
PLAIN = {
    date: date.isoformat,
    time: time.isoformat,
    datetime: lambda value: connection.ops.adapt_datetimefield_value(value),  # noqa: PLW0108 - the connection's own
    uuid.UUID: lambda value: value.hex,
    Decimal: str,
    dict: as_json,
    list: as_json,
}


def plain(value):
    """A value as SQLite stores it."""
    write = PLAIN.get(value.__class__)
    return write(value) if write else value
