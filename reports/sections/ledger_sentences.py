"""Sentences about the quantities of a ledger, one indicator after the other."""

from reports.sections.blocks import bound, joined, number, paragraph
from reports.sections.facts import BEFORE, is_approximate
from tataboo_portal.quantities import change_words


def sentences(facts, indicators, *, nothing, more=()):
    """One paragraph that names every indicator with a quantity, and its change; `nothing` where there is none.

    `more` is {indicator code: runs} that follow what is said of that indicator.
    """
    found = [told(facts, indicator, more=dict(more).get(indicator.code, ())) for indicator in indicators]
    found = list(filter(None, found))
    return [joined(found) if found else paragraph(nothing)]


def told(facts, indicator, *, more=()):
    """“清理卫生死角38处（比前一周增加4处）” and what follows it; None of an indicator without a quantity."""
    metric = f"{indicator.ledger}:{indicator.code}"
    value = facts.value(metric)
    if not value:
        return None
    words = number(value, indicator.unit_word, metric=metric, approximate=is_approximate(indicator))
    return [indicator.told, words, compared(facts, metric, indicator.unit_word), *more]


def compared(facts, metric, unit_word):
    """The change of a total to the week before, in brackets."""
    change = change_words(facts.value(metric), facts.value_before(metric), unit_word, than=BEFORE)
    return bound(f"（{change}）", f"{metric}:change")


def took_part(facts, metrics):
    """“到场148人、参加310人次”: of (metric, words, 量词) those that were written down; they are never added."""
    runs = []
    for metric, words, unit_word in metrics:
        value = facts.value(metric)
        if value:
            runs += [f"{'、' if runs else ''}{words}", number(value, unit_word, metric=metric)]
    return runs
