"""Everything else a model has, as a stranger to the form would send it along; and what a request really changed."""

import re
from collections import Counter
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.apps import apps
from django.db import connection, models

from tests.access import law, world

# Columns of nobody's form, whatever the model is.
EVERYWHERE = {
    **dict.fromkeys(
        ("id", "pk", "unit", "unit_id", "by", "by_id", "user", "user_id", "created_by", "created_by_id"), "1"
    ),
    **dict.fromkeys(("verified_by", "decided_by_id", "is_superuser", "is_staff", "is_active", "is_locked"), "1"),
    **dict.fromkeys(("role", "actor_role"), "admin"),
    **dict.fromkeys(("status", "state", "to_state"), "closed"),
    **dict.fromkeys(("created_at", "voided_at", "published_at", "closed_at", "date_joined"), "2020-01-01"),
}
UUIDS = re.compile(
    r"(?<=/)[0-9a-f]{2}/(?=[0-9a-f]{32})|[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}"
)
DRAWN = re.compile(r"(?:^|_)(?:code|track|password|hash|sender|digest|key|session_data)$")  # drawn anew each time
DRAWN_IN_WORDS = re.compile(r'"(?:code|track|sender)": "\w+"|/[A-Z0-9]{6,16}/|\.kept-[0-9a-f]{12}')
LEFT_OUT = ("django_session", "reports_searchentry", "reports_searchprogress")
BODY = ""  # the name of what is sent as it is and is no form: a piece of a photo


def of(model, named):
    """{name: value} of every column the form does not name: another value than the portal itself would write."""
    found = dict(EVERYWHERE)
    for field in [*model._meta.concrete_fields, *model._meta.many_to_many] if model else ():
        for name in {field.name, getattr(field, "attname", field.name)}:
            found[name] = other_value(field)
    return {name: value for name, value in found.items() if name not in named}


def other_value(field):
    """A well-formed value of a column."""
    if field.is_relation:
        return str(field.related_model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 1)
    if field.choices:
        return str(field.flatchoices[-1][0])
    if isinstance(field, models.UUIDField):
        return str(field.model._default_manager.values_list(field.name, flat=True).first() or UUID(int=9))
    if isinstance(field, models.DateField):
        return date(2020, 1, 1).isoformat()
    if isinstance(field, models.BooleanField):
        return "on"
    return "77" if "Integer" in type(field).__name__ or "Auto" in type(field).__name__ else "额外"


def effect(client, url, data, known=None):
    """(the answer, {table: the rows that came and went}) of one POST, undone afterwards; `known` is all that is ever sent there."""
    cookies, known = client.cookies, known or data
    with world.undone():
        client.cookies = cookies.copy()  # who signs out here has not
        with law.watched() as watch:
            response = posted(client, url, data)
            b"".join(response)
        tables = watch.tables - {*LEFT_OUT}
        after = {table: rows_of(table, known) for table in tables}
    client.cookies = cookies
    before = {table: rows_of(table, known) for table in tables}
    changed = {table: (after[table] - before[table], before[table] - after[table]) for table in tables}
    return response, {table: rows for table, rows in changed.items() if any(rows)}


def posted(client, url, data):
    """A form as a browser sends it; beside a body that is no form, the rest stands in the address."""
    if BODY not in data:
        return client.post(url, data)
    beside = urlencode({name: value for name, value in data.items() if name != BODY})
    kind, offset = "application/octet-stream", {"Upload-Offset": "0"}
    return client.post(f"{url}?{beside}", data[BODY], content_type=kind, headers=offset)


def again(data):
    """The same to be sent once more: files are read from their beginning."""
    for value in data.values():
        if hasattr(value, "seek"):
            value.seek(0)
    return dict(data)


def rows_of(table, sent):
    """The rows of a table, counted, without what is drawn anew each time; what was sent along stands as it is."""
    said = {str(value).replace("-", "") for value in sent.values()}

    def kept(name, value):
        return "drawn" if DRAWN.search(name) and str(value).replace("-", "") not in said else value

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return Counter(plain({name: kept(name, value) for name, value in row.items()}, said) for row in rows)


def plain(row, said):
    """A row as words, with the numbers nobody sent taken out."""

    def kept(found):
        return found[0] if found[0].replace("-", "") in said else "drawn"

    return without_drawn(UUIDS.sub(kept, repr(sorted(row.items()))))


def without_drawn(words):
    """Words without the codes that are drawn anew each time."""
    return DRAWN_IN_WORDS.sub("drawn", words)


def go_on_from(tables):
    """Keys go on from the last row there is, so that two tries make the same ones; PostgreSQL does not undo its counters."""
    if connection.vendor != "postgresql":
        return
    numbered = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if isinstance(model._meta.pk, models.AutoField)
    }
    with connection.cursor() as cursor:
        for table in numbered & {*tables}:
            counter, name = "pg_get_serial_sequence(%s, 'id')", connection.ops.quote_name(table)
            cursor.execute(f"SELECT setval({counter}, 1 + COALESCE(MAX(id), 0), false) FROM {name}", [table])
