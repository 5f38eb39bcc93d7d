"""Words nobody else uses, put into every text of somebody's rows: where a stranger meets one of them, something leaked."""

import io
import zipfile

from django.apps import apps
from django.db import models
from django.db.models import Value
from django.db.models.functions import Cast, Concat

FLOORS = ("tataboo_portal", "campaigns", "inspections", "publicity", "reports")
WORD = "鿏[\u9f00-\u9fce]"
FIRST_LETTER = 0x9F00
SHORTEST = 10  # a column that holds less holds a code
WHOLE = ("tataboo_portal.Photo", "tataboo_portal.Attachment")  # no gate of their own, and all of them are the owner's
DRAWN = ("reports.SearchEntry",)  # written anew from the rows
# Columns the portal computes with, not words: keys, file names, states of machines.
NOT_WORDS = frozenset(
    ("code", "token", "number", "sha256", "device", "key", "batch", "original", "file", "slug", "query", "url", "track")
)


def ours():
    """The models of the portal's own floors."""
    return [model for model in apps.get_models() if model._meta.app_label in FLOORS and not model._meta.proxy]


def standing():
    """{model: the keys of the rows that are there}."""
    return {model: {*model._default_manager.values_list("pk", flat=True)} for model in ours()}


def hidden(before, people):
    """{model: the new rows none of these people may know of}: of models with a gate, and of what hangs on their rows."""
    found = {}
    for model in ours():
        manager = model._default_manager
        if model._meta.label in WHOLE:
            found[model] = {*manager.values_list("pk", flat=True)} - before[model]
        elif model._meta.label not in DRAWN and hasattr(manager.none(), "visible_to"):
            rows = {*manager.values_list("pk", flat=True)} - before[model]
            for person in people:
                rows -= {*manager.visible_to(person).values_list("pk", flat=True)}
            found[model] = rows
    while more := {model: keys for model in ours() if model not in found and (keys := _hanging(model, found, before))}:
        found |= more
    return {model: keys for model, keys in found.items() if keys}


def _hanging(model, found, before):
    """The new rows of a model without a gate that belong to a hidden row."""
    keys = set()
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and found.get(field.related_model):
            rows = model._default_manager.filter(**{f"{field.name}__in": found[field.related_model]})
            keys |= {*rows.values_list("pk", flat=True)} - before[model]
    return keys


def words_of(model):
    """The columns of a model in which people's words stand."""
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, models.FileField | models.UUIDField)
        and not (field.choices or field.unique or field.primary_key or field.name in NOT_WORDS)
        and (field.max_length or SHORTEST) >= SHORTEST
    ]


def put(rows):
    """Write a word of its own into every text of these rows; {word: model}."""
    words = {}
    for place, (model, keys) in enumerate(sorted(rows.items(), key=lambda pair: pair[0]._meta.label)):
        word, names = f"鿏{chr(FIRST_LETTER + place)}", words_of(model)
        if names:
            numbered = Concat(Value(word), Cast("pk", models.CharField()))  # some must be unique
            model._default_manager.filter(pk__in=keys).update(**dict.fromkeys(names, numbered))
            words[word] = model._meta.label
    return words


def text_of(response):
    """What somebody can read in an answer: the page, or every part of the file."""
    content = b"".join(response)
    if content[:2] != b"PK":
        return content.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "\n".join(_part(parts.read(name)) for name in parts.namelist())


def _part(content):
    """One part of a package, unpacked where it is one itself."""
    if content[:2] != b"PK":
        return content.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "\n".join(parts.read(name).decode(errors="replace") for name in parts.namelist())
