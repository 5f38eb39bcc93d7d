"""Sentences about the quantities of a ledger, one indicator after the other."""

from reports.sections.blocks import joined, number, paragraph
from reports.sections.facts import BEFORE, is_approximate
from tataboo_portal.quantities import change_words


def sentences(facts, prefix, indicators, *, nothing, more=()):
    """One paragraph that names every indicator with a quantity, and its change; `nothing` where there is none.

    `more` is {indicator code: runs} that follow what is said of that indicator.
    """
    found = []
    for indicator in indicators:
        metric = f"{prefix}{indicator.code}"
        value = facts.value(metric)
        if value:
            words = number(value, indicator.unit_word, metric=metric, approximate=is_approximate(indicator))
            change = change_words(value, facts.value_before(metric), than=BEFORE)
            found.append([indicator.name, words, f"（{change}）", *dict(more).get(indicator.code, ())])
    return [joined(found) if found else paragraph(nothing)]
