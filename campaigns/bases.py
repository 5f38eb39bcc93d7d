"""The historical base within a period: which figures count in, what they add up to, and how a total says so."""

from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone

from campaigns.models import BaseFigure
from tataboo_portal.permissions import Permission
from tataboo_portal.quantities import at_least, official

ALWAYS = (date(1900, 1, 1), date(2999, 12, 31))


@dataclass(frozen=True)
class Base:
    """What one indicator has from before the ledger; roughly as soon as one of its figures is."""

    indicator: object
    value: int
    is_approximate: bool
    words: str

    def total(self, recorded):
        """Records and base together, as far as they are known: “1100余处”, “30100份”."""
        value, unit_word = recorded + self.value, self.indicator.unit_word
        return at_least(value, unit_word) if self.is_approximate else official(value, unit_word)

    def sentence(self, recorded):
        """How a total says what is in it: “合计1100余处，其中历史基数1100余处”."""
        return f"合计{self.total(recorded)}，其中历史基数{self.words}"


def figures_in_use(unit=None):
    """Every figure in use with what it is of, in one query; of one unit alone where one is asked for."""
    figures = BaseFigure.objects.filter(is_active=True).select_related("campaign", "indicator")
    return list(figures if unit is None else figures.filter(unit=unit))


def within(start, end, figures, *, today=None):
    """{indicator id: Base} of the figures whose own period lies within the asked one.

    A figure without a period speaks of its whole campaign.
    """
    start, end, today = start or ALWAYS[0], end or ALWAYS[1], today or timezone.localdate()
    spans = [(*figure.span(today), figure) for figure in figures]
    found = {}
    for figure in apart([one for one in spans if start <= one[0] and one[1] <= end]):
        found[figure.indicator_id] = with_figure(found.get(figure.indicator_id), figure)
    return found


def apart(spans):
    """Figures of which no two tell the same thing twice: the longer period, and the whole street, before its parts."""
    order = sorted(spans, key=lambda one: (one[2].unit_id is not None, one[0] - one[1], one[2].position, one[2].pk))
    taken = []
    for first, last, figure in order:
        if not any(overlaps(first, last, figure, other) for other in taken):
            taken.append((first, last, figure))
    return [figure for _, _, figure in taken]


def overlaps(first, last, figure, other):
    """Whether a figure taken already speaks of some of the same time and units."""
    begun, ended, taken = other
    same = figure.indicator_id == taken.indicator_id and taken.unit_id in {None, figure.unit_id}
    return same and first <= ended and begun <= last


def with_figure(base, figure):
    """A base with one more figure in it."""
    if base is None:
        return Base(figure.indicator, figure.value, figure.is_approximate, figure.figure_words)
    value, is_approximate = base.value + figure.value, base.is_approximate or figure.is_approximate
    unit_word = figure.indicator.unit_word
    words = at_least(value, unit_word) if is_approximate else official(value, unit_word)
    return replace(base, value=value, is_approximate=is_approximate, words=words)


def of_list(user, filters):
    """The bases that belong to a ledger's filtered list, where it asks for a whole stretch of days and nothing narrower."""
    if not filters.form.is_valid():
        return {}
    asked = filters.form.cleaned_data
    if asked.get("q") or asked.get("show"):
        return {}
    sees_all = user.may(Permission.SEE_ALL_UNITS)
    unit = asked.get("unit") or (None if sees_all else user.unit)
    if not sees_all and (unit is None or unit != user.unit):
        return {}
    found = within(asked.get("from"), asked.get("to"), figures_in_use(unit))
    wanted = asked.get("indicator") or asked.get("kind")
    return {pk: base for pk, base in found.items() if wanted is None or pk == wanted.pk}


def beside_sums(ledger):
    """What the page of this ledger's list gets beside its own context: what the base adds to the sums of the asked days."""

    def context_of(request, context):
        return {"bases": of_sums(request.user, context["filter"], context["sums"], ledger)}

    return context_of


def of_sums(user, filters, sums, ledger):
    """How the sums of a ledger's list say what the base adds to them; `sums` groups end with the indicator's id."""
    if sums is None:
        return []
    recorded = {group[-1]: total for group, total in sums}
    bases = sorted(of_list(user, filters).values(), key=lambda base: (base.indicator.position, base.indicator.pk))
    return [
        f"{base.indicator.name}{base.sentence(recorded.get(base.indicator.pk, 0))}"
        for base in bases
        if base.indicator.ledger == ledger
    ]
