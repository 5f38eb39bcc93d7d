"""Sentences about the quantities of a ledger, one indicator after the other."""

from reports.sections.blocks import bound, joined, number, paragraph
from reports.sections.facts import BEFORE, is_approximate
from tataboo_portal.quantities import change_words


def sentences(facts, indicators, *, nothing, more=()):
    """One paragraph that names every indicator with a quantity, and its change; `nothing` where there is none.

    `more` is {indicator code: runs} that follow what is said of that indicator.
    """
    found = []
    for indicator in indicators:
        metric = f"{indicator.ledger}:{indicator.code}"
        value = facts.value(metric)
        if value:
            words = number(value, indicator.unit_word, metric=metric, approximate=is_approximate(indicator))
            change = change_words(value, facts.value_before(metric), than=BEFORE)
            compared = bound(f"（{change}）", f"{metric}:change")
            found.append([indicator.name, words, compared, *dict(more).get(indicator.code, ())])
    return [joined(found) if found else paragraph(nothing)]


def took_part(facts, metrics):
    """“，到场148人，参加310人次”: of (metric, words, 量词) those that were written down; they are never added."""
    runs = []
    for metric, words, unit_word in metrics:
        value = facts.value(metric)
        if value:
            runs += [f"，{words}", number(value, unit_word, metric=metric)]
    return runs
