"""What an event of the trail says in words: before and after as people read them, names for numbers, nothing that lists hide."""

import json
import re
from collections import defaultdict
from functools import lru_cache

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from tataboo_portal.registers import PRIVATE, masked_digits, masked_name, masked_phone

MOST_WORDS, MOST_DIGITS = 200, 18
NOTHING = "--"
PERSONS_NUMBER = re.compile(r"(?<![0-9a-zA-Z])(?:1[3-9]\d{9}|\d{17}[\dXx])(?![0-9a-zA-Z])")
# What stands in the trail beside the columns of a row.
WORDS = {
    "what": "内容",
    "filter": "筛选条件",
    "rows": "行数",
    "count": "条数",
    "list": "清单",
    "meeting_week": "例会所在周",
    "data_as_of": "数据截至",
    "number": "期号",
    "state": "状态",
    "from": "从",
    "to": "到",
    "is_on": "启用",
    "reason": "原因",
    "step": "步骤",
}


def names_in(events):
    """{(model, key): name} of every row these events point at that is still there; one query for each kind of row."""
    wanted = defaultdict(set)
    for event in events:
        fields = _fields(event.object_type)
        for side in (_told(event.before), _told(event.after)):
            for name, value in side.items():
                if name in fields and fields[name].is_relation and isinstance(value, int | str) and value != "":
                    wanted[fields[name].related_model].add(str(value))
    return {key: name for model, keys in wanted.items() for key, name in _names(model, keys)}


def _names(model, keys):
    """((model, key), name) of these rows, with the rows their names are made of in the same query."""
    valid = [key for key in keys if key.isdecimal() and len(key) <= MOST_DIGITS]
    rows = model._base_manager.select_related().filter(pk__in=valid)
    return [((model, str(row.pk)), str(row)) for row in rows]


def changes_of(event, names=None):
    """[(name, before, after)] in words: what differs where there are both, else all that is said but what only machines read.

    `names` are those of `names_in`; without them they are asked for.
    """
    known = names_in([event]) if names is None else names
    before, after = _told(event.before), _told(event.after)
    fields = _fields(event.object_type)
    said = [name for name in before | after if not _is_technical(fields, name)]
    if before and after:
        said = [name for name in said if before.get(name) != after.get(name)]
    lines = [
        (_name(fields, name), *(_words(fields.get(name), name, side.get(name), known) for side in (before, after)))
        for name in said
    ]
    return [line for line in lines if line[1:] != (NOTHING, NOTHING)]


def _told(value):
    """One side of an event as {name: value}."""
    return value if isinstance(value, dict) else {"what": value} if value is not None else {}


@lru_cache(maxsize=256)
def _fields(label):
    """{name: field} of what an event speaks of; nothing for what there is no more."""
    try:
        return {field.name: field for field in apps.get_model(label)._meta.concrete_fields}
    except (LookupError, ValueError):
        return {}


def _is_technical(fields, name):
    """Whether a column only keeps the rows apart: key, number of the sending, count of the changes."""
    field = fields.get(name)
    is_count = name == "version" and isinstance(field, models.IntegerField)
    return field is not None and (field.primary_key or is_count or isinstance(field, models.UUIDField))


def _name(fields, name):
    return str(fields[name].verbose_name) if name in fields else WORDS.get(name, name)


def _words(field, name, value, known):
    """A value as people read it; numbers and names that lists hide stay hidden here too."""
    if value is None or value in ("", [], {}):
        return NOTHING
    if PRIVATE.get(name) == "姓名":
        return masked_name(value)
    if name == "phone":
        return masked_phone(value)
    if getattr(field, "choices", None):
        return str(dict(field.flatchoices).get(value, value))
    if getattr(field, "is_relation", False):
        return _plain(known.get((field.related_model, str(value)), f"编号 {value}"))
    return _moment(value) if isinstance(field, models.DateTimeField) else _plain(value)


def _plain(value):
    """A value of no special kind, cut where it is long."""
    if isinstance(value, bool):
        return "是" if value else "否"
    words = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
    words = without_numbers(words)
    return words if len(words) <= MOST_WORDS else f"{words[:MOST_WORDS]}…"


def without_numbers(words):
    """Words in which no phone number and no number of an identity card stays whole; other long numbers tell what happened."""
    return PERSONS_NUMBER.sub(lambda found: masked_digits(found[0]), words)


def _moment(value):
    """A moment in the time of the house."""
    moment = parse_datetime(str(value))
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment and moment.tzinfo else str(value)
