"""Rows of a list as lines of values in the order of a sheet's columns, read as cheaply as the columns allow."""

from datetime import date, datetime
from decimal import Decimal
from operator import itemgetter

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from import_export.fields import Field

from tataboo_portal.widgets import Day

CHUNK = 1_000
AS_THEY_ARE = (int, float, Decimal, date, datetime)


def lines_of(columns, rows, *, with_rows=False):
    """[value, …] per row of a queryset, and the row itself when it is asked for; memory holds one chunk of rows.

    Columns that need nothing but fields are read without making objects; one that needs more costs objects for all.
    """
    words = [words_of(column.widget) for column in columns]
    sources = [sources_of(column, rows) for column in columns]
    if with_rows or None in sources:
        readers = [column.get_value for column in columns]
        for row in joined(rows, columns).iterator(chunk_size=CHUNK):
            yield [say(read(row)) for read, say in zip(readers, words, strict=True)], row
        return
    paths = list(dict.fromkeys(path for found in sources for path in found))
    readers = [
        reader_of(column, [paths.index(path) for path in found]) for column, found in zip(columns, sources, strict=True)
    ]
    plain = rows.select_related(None).prefetch_related(None).values_list(*paths)
    for values in plain.iterator(chunk_size=CHUNK):
        yield [say(read(values)) for read, say in zip(readers, words, strict=True)], None


def joined(rows, columns):
    """The queryset with every row fetched along that a column reads through, so that no row asks for more."""
    paths = {column.attribute.rpartition("__")[0] for column in columns if column.attribute} - {""}
    return rows.select_related(*sorted(path for path in paths if is_relation(rows.model, path)))


def is_relation(model, path):
    """Whether a path leads over foreign keys all the way."""
    for name in path.split("__"):
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            return False
        if not field.is_relation or field.many_to_many or field.one_to_many:
            return False
        model = field.related_model
    return True


def reader_of(column, places):
    """A function from the fetched values of a row to the column's value."""
    if len(places) == 1:
        return itemgetter(places[0])
    fetch = itemgetter(*places)
    return lambda values: column.value_from(*fetch(values))


def words_of(widget):
    """A function from a value to what a sheet holds: numbers, days and texts as they are, all else in the widget's words.

    Texts stay as people wrote them: the book marks them as text, and only a csv has to make them harmless.
    """
    render, keeps_text, is_day = widget.render, not hasattr(widget, "choices"), isinstance(widget, Day)

    def say(value):
        if value is None:
            return ""
        kind = value.__class__
        if is_day and kind is datetime:
            return timezone.localtime(value).date()
        if kind in AS_THEY_ARE or (kind is str and keeps_text):
            return value
        said = render(value)
        return said if said.__class__ in AS_THEY_ARE else str(said)

    return say


def sources_of(column, rows):
    """The paths of fields the column is made of, or None where it takes an object to say its value."""
    if hasattr(column, "sources"):
        return column.sources
    if column.attribute is None or type(column).get_value is not Field.get_value:
        return None
    if column.attribute in rows.query.annotations:
        return (column.attribute,)
    model, field = rows.model, None
    for name in column.attribute.split("__"):
        try:
            field = model._meta.pk if name == "pk" else model._meta.get_field(name)
        except (FieldDoesNotExist, AttributeError):
            return None
        model = field.related_model if field.is_relation else None
    is_plain = isinstance(field, models.Field) and not field.is_relation and not isinstance(field, models.JSONField)
    return (column.attribute,) if is_plain else None
