"""Which rows prove a clause: those its rules find and those people filed, each once, without what was taken out."""

from dataclasses import dataclass, field

from django.db.models import Q

from reports.dossier.sources import sources
from reports.enums import ProofKind
from reports.models import DossierRule, DossierTag
from reports.models.dossier import MOST_WANTED

MOST_PROOFS = MOST_WANTED  # of one kind for one clause: what can be wanted can be shown, and nothing has to read on


@dataclass
class Slot:
    """Where proofs of one kind for one clause come from in one ledger: by rules, by hand, or both."""

    clause: object
    source: object
    kind: ProofKind
    abouts: set = field(default_factory=set)
    is_filed: bool = False

    @property
    def filed(self):
        """The keys people filed."""
        return self._tags(DossierTag.objects.filings())

    @property
    def taken_out(self):
        """The keys people took out of what the rules find."""
        return self._tags(DossierTag.objects.exclusions())

    def _tags(self, rows):
        return rows.filter(clause=self.clause, source=self.source.slug, kind=self.kind).values("object_id")

    @property
    def finds_all(self):
        """Whether a rule takes the whole ledger."""
        return "" in self.abouts or (bool(self.abouts) and self.source.about is None)

    def by_rule(self, searched):
        """Of the rows a ledger is searched among, those the rules find and nobody took out."""
        found = searched if self.finds_all else searched.filter(self.source.matching(self.abouts))
        return found.exclude(pk__in=self.taken_out)

    def by_hand(self, dated):
        """Of the dated rows of a ledger, those people filed; what a rule finds too counts there."""
        found = dated.filter(pk__in=self.filed)
        return found.exclude(self.source.matching(self.abouts)) if self.abouts else found

    def beside(self, rows):
        """Of these rows those that do not stand there yet."""
        if self.finds_all:
            rows = rows.filter(pk__in=self.taken_out)
        elif self.abouts:
            rows = rows.filter(~self.source.matching(self.abouts) | Q(pk__in=self.taken_out))
        return rows.exclude(pk__in=self.filed)

    def proving(self, rows):
        """Of these rows those that are proof."""
        return self.source.proving(rows, self.kind)


def slots_of(clauses):
    """Every slot of these clauses, whatever their number with two queries."""
    known, found = {clause.pk: clause for clause in clauses}, {}
    for clause, slug, kind, about in DossierRule.objects.filter(clause__in=known, is_active=True).values_list(
        "clause", "source", "kind", "about"
    ):
        slot = _slot(found, known[clause], slug, kind)
        if slot:
            slot.abouts.add(about)
    filed = DossierTag.objects.filings().filter(clause__in=known)
    for clause, slug, kind in filed.order_by().values_list("clause", "source", "kind").distinct():
        slot = _slot(found, known[clause], slug, kind)
        if slot:
            slot.is_filed = True
    return list(found.values())


def _slot(found, clause, slug, kind):
    """The slot of this clause, ledger and kind; None for a ledger there is no more."""
    source = sources().get(slug)
    if source is None or kind not in source.kinds:
        return None
    return found.setdefault((clause.pk, slug, kind), Slot(clause, source, ProofKind(kind)))


class Looking:
    """What is known of some clauses while a page or a parcel looks: their slots, and ledgers prepared once per interval."""

    def __init__(self, clauses):
        self.slots = slots_of(clauses)
        self._searched = {}

    def of(self, clause):
        """The slots of one clause."""
        return [slot for slot in self.slots if slot.clause.pk == clause.pk]

    def rows_of(self, slot, start, end):
        """The querysets of what proves a slot's clause between two days: what rules find, what was filed."""
        return [slot.proving(rows) for rows in self.named(slot, start, end)]

    def named(self, slot, start, end):
        """The same before it is asked whether a photo may leave or a paper is there."""
        if slot.abouts:
            key = (slot.source.slug, start, end)
            if key not in self._searched:
                self._searched[key] = slot.source.searched(start, end)
            yield slot.by_rule(self._searched[key])
        if slot.is_filed and not slot.finds_all:
            yield slot.by_hand(slot.source.dated(start, end))
