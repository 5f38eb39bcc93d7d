"""Keeping the entries in step with the rows: follow the audit trail, or look at every row again.

Every write leaves an event with its row, so the trail says what changed and a write pays nothing for search. Events may become
visible out of order: the newest OVERLAP are looked at again, and those followed already are known by number.
"""

from django.apps import apps
from django.db import transaction
from django.db.models import Max

from reports.models import SearchEntry, SearchProgress
from reports.search.catalogue import by_carrier, by_parent, by_table, nouns
from reports.search.letters import code_of, pairs, plain, runs
from reports.search.pinyin import spellings
from tataboo_portal.models import AuditEvent

OVERLAP = 1_000
EVENTS_AT_ONCE = 5_000
ROWS_AT_ONCE = 500
KEYS = ("unit_id", "community_id", "market_group_id")
WRITTEN = (
    *("is_name", "code", "address", "title", "line", "day", *KEYS, "reader_id", "helpers", "gate", "text", "grams"),
)


def entries_of(noun, row):
    """The entries of one row: what its readers find, and what takes a permission."""
    facts = noun.facts(row)
    keys = {name: getattr(row, name, None) for name in KEYS}
    shared = {"noun": noun.slug, "key": row.pk, "is_name": noun.is_name, "day": facts.day, "title": facts.title[:120]}
    shared |= keys | {"address": facts.address}
    spelled = [way for run in runs(facts.title) for way in spellings(run, in_full=noun.is_name)]
    text = plain(facts.title, *facts.words, *spelled)
    made = [
        SearchEntry(
            **shared,
            code=code_of(facts.code),
            line=facts.line[:160],
            reader_id=facts.reader_id,
            helpers=f" {' '.join(map(str, facts.helpers))} " if facts.helpers else "",
            gate=facts.gate,
            text=text,
            grams=" ".join(pairs(text)),
        )
    ]
    secret = plain(*facts.private)
    if secret:
        kept = {"line": facts.private_line, "gate": facts.private_gate, "code": code_of(facts.private[0])}
        made.append(SearchEntry(**shared, **kept, part=1, text=secret, grams=" ".join(pairs(secret))))
    return made


def rewrite(noun, keys):
    """Write the entries of these rows again where they differ; how many were written or taken away."""
    keys, count = sorted(set(keys)), 0
    for start in range(0, len(keys), ROWS_AT_ONCE):
        some = keys[start : start + ROWS_AT_ONCE]
        there = SearchEntry.objects.filter(noun=noun.slug, key__in=some)
        count += _put(noun.rows().filter(pk__in=some), noun, there)
    return count


def _put(rows, noun, there):
    """Make the entries that are there those of the rows; whatever differs is deleted and written again."""
    wanted = {(entry.key, entry.part): entry for row in rows for entry in entries_of(noun, row)}
    gone = []
    for entry in there:
        new = wanted.get((entry.key, entry.part))
        if new is not None and all(getattr(new, name) == getattr(entry, name) for name in WRITTEN):
            del wanted[entry.key, entry.part]
        else:
            gone.append(entry.pk)
    SearchEntry.objects.filter(pk__in=gone).delete()
    SearchEntry.objects.bulk_create(wanted.values(), batch_size=ROWS_AT_ONCE)
    return len(wanted.keys() | gone)


def write_names():
    """The entries of all names, for rows that came without a trail; how many were wrong."""
    return sum(_walk(noun) for noun in nouns().values() if noun.is_name)


def follow():
    """Bring the entries up to date with every event that was not followed yet; how many events there were."""
    count = done = _follow_some()
    while done == EVENTS_AT_ONCE:
        done = _follow_some()
        count += done
    return count


@transaction.atomic
def catch_up(at_most=200):
    """Follow what was written a moment ago, unless that is much or somebody else is at it: the clock does the rest."""
    progress = SearchProgress.objects.select_for_update(skip_locked=True).filter(pk=1).first()
    fresh = _fresh(progress, at_most + 1) if progress else ()
    if fresh and len(fresh) <= at_most:
        _apply(progress, fresh)


@transaction.atomic
def _follow_some():
    SearchProgress.objects.get_or_create(pk=1)
    progress = SearchProgress.objects.select_for_update().get(pk=1)
    fresh = _fresh(progress, EVENTS_AT_ONCE)
    _apply(progress, fresh)
    return len(fresh)


def _fresh(progress, most):
    """The numbers of the events nobody followed yet, the oldest first."""
    followed = set(progress.followed)
    numbers = AuditEvent.objects.filter(pk__gt=progress.low).order_by("pk").values_list("pk", flat=True)
    return [pk for pk in numbers[: most + len(followed)] if pk not in followed][:most]


def _apply(progress, fresh):
    """Write the rows these events speak of again, and remember them."""
    if not fresh:
        return
    for noun, keys in _changed(set(fresh)).items():
        rewrite(nouns()[noun], keys)
    known = sorted({*progress.followed, *fresh})
    if len(known) > OVERLAP:
        progress.low, known = known[-OVERLAP - 1], known[-OVERLAP:]
    progress.followed = known
    progress.save()


def _changed(fresh):
    """{noun: keys} of the rows that events speak of, the rows of a batch and of changed parents with them."""
    events = AuditEvent.objects.filter(pk__gte=min(fresh), pk__lte=max(fresh))
    kept = events.values_list("pk", "object_type", "object_id", "before", "after")
    found = {}
    for pk, label, number, before, after in kept.iterator():
        if pk in fresh and number.isdecimal():
            for noun, keys in _of_event(_table(label), int(number), before, after):
                found.setdefault(noun.slug, set()).update(keys)
    return found


def _table(label):
    """The table behind a name in the trail; its own name where there is no such table any more."""
    try:
        return apps.get_model(label)._meta.concrete_model._meta.label
    except (LookupError, ValueError):
        return label


def _of_event(label, number, before, after):
    """What one event makes wrong: (noun, keys)."""
    for noun in by_table().get(label, ()):
        yield noun, {number}
    for noun, key, fields in by_parent().get(label, ()):
        if before is not None and after is not None and any(before.get(name) != after.get(name) for name in fields):
            yield noun, noun.model.objects.filter(**{key: number}).values_list("pk", flat=True)
    for noun, name in by_carrier().get(label, ()):
        yield noun, {state[name] for state in (before, after) if state and state.get(name)}
    if label == "tataboo_portal.ImportBatch":
        for noun in nouns().values():
            if hasattr(noun.model, "import_batch"):
                yield noun, noun.model.objects.filter(import_batch=number).values_list("pk", flat=True)


def reindex():
    """Look at every row again and repair what differs; {noun: how many entries were wrong}."""
    newest = AuditEvent.objects.aggregate(newest=Max("pk"))["newest"] or 0
    SearchProgress.objects.update_or_create(pk=1, defaults={"low": max(0, newest - OVERLAP), "followed": []})
    return {noun.slug: _walk(noun) for noun in nouns().values()}


def _walk(noun):
    last, count = 0, 0
    entries = SearchEntry.objects.filter(noun=noun.slug)
    while True:
        with transaction.atomic():
            rows = list(noun.rows().filter(pk__gt=last).order_by("pk")[:ROWS_AT_ONCE])
            there = entries.filter(key__gt=last)
            if len(rows) == ROWS_AT_ONCE:
                there = there.filter(key__lte=rows[-1].pk)
            count += _put(rows, noun, there)
        if len(rows) < ROWS_AT_ONCE:
            return count
        last = rows[-1].pk
