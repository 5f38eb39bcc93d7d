"""Everything that can be found, by its name."""

from functools import cache

from reports.search import names, records


@cache
def nouns():
    """{slug: noun}: names first, then records in the order their kinds are offered."""
    return {noun.slug: noun for noun in (*names.NOUNS, *records.nouns())}


@cache
def by_table():
    """{table: its nouns}."""
    found = {}
    for noun in nouns().values():
        found.setdefault(noun.model._meta.label, []).append(noun)
    return found


@cache
def by_parent():
    """{table: [(noun, foreign key, fields)]} of what changes with it."""
    found = {}
    for noun in nouns().values():
        for label, (key, fields) in noun.parents.items():
            found.setdefault(label, []).append((noun, key, fields))
    return found


@cache
def by_carrier():
    """{table: [(noun, field)]} of what its events speak of."""
    found = {}
    for noun in nouns().values():
        for label, name in noun.carried.items():
            found.setdefault(label, []).append((noun, name))
    return found
