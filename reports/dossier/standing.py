"""How the clauses of a standard stand: how many proofs of each kind, what is missing and what is too old, counted in two looks."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import IntegerField, Subquery

from reports.dossier.finding import MOST_PROOFS, Looking
from reports.enums import ProofKind, ProofState
from reports.models import DossierClause, DossierStandard
from tataboo_portal.registers import Flag

CAP = MOST_PROOFS + 1
AT_ONCE = 120  # counts in one question; databases take more, and nobody writes so many rules
FLAGS = {
    ProofState.MET: Flag("done", "circle-check", "齐"),
    ProofState.STALE: Flag("soon", "clock", "过期"),
    ProofState.MISSING: Flag("late", "alert-triangle", "缺"),
}
MEASURES = {ProofKind.RECORD: "条", ProofKind.PHOTO: "组", ProofKind.PAPER: "份"}


class CappedCount(Subquery):
    """How many rows a queryset holds, up to where it is cut."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


@dataclass(frozen=True)
class Standing:
    """One clause and its proofs by kind: fresh ones, and where these do not do, older ones."""

    clause: DossierClause
    fresh: Counter
    stale: Counter

    @property
    def state(self):
        """齐 with enough fresh proofs of each kind, 过期 with enough if age did not count, else 缺."""
        if not self.lacking:
            return ProofState.MET
        return (
            ProofState.STALE
            if all(self.stale[kind] >= count for kind, count in self.lacking.items())
            else ProofState.MISSING
        )

    @property
    def flag(self):
        """The state as icon, word and colour."""
        return FLAGS[self.state]

    @property
    def lacking(self):
        """{kind: how many more are wanted}."""
        short = {kind: least - self.fresh[kind] for kind, least in self.clause.wanted.items()}
        return {kind: count for kind, count in short.items() if count > 0}

    @property
    def parts(self):
        """[(kind's word, how many there are, how many are wanted at least)] of what is wanted or there."""
        return [
            (kind.label, counted(self.fresh[kind]), least)
            for kind, least in self.clause.wanted.items()
            if least or self.fresh[kind]
        ]

    @property
    def missing_words(self):
        """What is missing and what is too old: “缺照片 2 组、文件 1 份（照片有 3 组过期）”; empty where nothing is."""
        if not self.lacking:
            return ""
        wanted = "、".join(f"{kind.label} {count} {MEASURES[kind]}" for kind, count in self.lacking.items())
        old = "，".join(
            f"{kind.label}有 {counted(self.stale[kind])} {MEASURES[kind]}过期"
            for kind in self.lacking
            if self.stale[kind]
        )
        return f"缺{wanted}（{old}）" if old else f"缺{wanted}"

    @property
    def total(self):
        """How many proofs a page lists, up to what it lists at most."""
        return sum(self.fresh.values())


def counted(number):
    """A count as pages write it."""
    return f"{MOST_PROOFS}+" if number > MOST_PROOFS else str(number)


def clauses_of(standard):
    """The standard's clauses in use, in their order."""
    rows = DossierClause.objects.filter(chapter__standard=standard, is_active=True)
    return list(rows.select_related("chapter", "unit").order_by("chapter__number", "position", "id"))


def standings(clauses, span, looking=None):
    """[Standing] of these clauses; the questions asked do not grow with rows, nor with clauses as long as they are few hundred."""
    looking = looking or Looking(clauses)
    fresh = count(
        (slot.clause.pk, slot.kind, rows)
        for slot in looking.slots
        for rows in looking.rows_of(slot, span.fresh_from(slot.clause), span.end)
    )
    found = [Standing(clause, fresh.get(clause.pk, Counter()), Counter()) for clause in clauses]
    short = {standing.clause.pk: standing.lacking for standing in found if standing.lacking}
    stale = count(
        (slot.clause.pk, slot.kind, rows)
        for slot in looking.slots
        if slot.kind in short.get(slot.clause.pk, ())
        for rows in looking.rows_of(slot, None, span.fresh_from(slot.clause) - timedelta(days=1))
    )
    return [Standing(one.clause, one.fresh, stale.get(one.clause.pk, Counter())) for one in found]


def count(asked):
    """{clause id: Counter by kind} of (clause id, kind, rows), many counts in one question."""
    found, waiting = {}, list(asked)
    for at in range(0, len(waiting), AT_ONCE):
        part = waiting[at : at + AT_ONCE]
        counts = {
            f"n{number}": CappedCount(rows.order_by().values("pk")[:CAP]) for number, (_, _, rows) in enumerate(part)
        }
        numbers = DossierStandard.objects.order_by().annotate(**counts).values_list(*counts)[:1].get()
        for (clause, kind, _), number in zip(part, numbers, strict=True):
            found.setdefault(clause, Counter())[kind] += number
    return found
