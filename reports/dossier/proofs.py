"""The proofs of one clause, newest first, as its page lists them, its parcel packs them and the index names them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import nlargest

from django.db.models import Q

from reports.dossier.finding import MOST_PROOFS, Looking
from reports.dossier.source import Source
from reports.enums import ProofKind
from reports.models import DossierTag
from tataboo_portal import photos
from tataboo_portal.models import Unit

MOST_STALE = 20
MOST_WAITING = 6


@dataclass(frozen=True)
class Proof:
    """One row as proof of one kind: who filed it, or that a rule found it."""

    source: Source
    row: object
    kind: ProofKind
    day: date
    unit: Unit | None
    words: str
    tag: DossierTag | None = None

    @property
    def key(self):
        """What makes it the same proof."""
        return self.source.slug, self.row.pk, self.kind

    @property
    def url(self):
        """The row's own page."""
        return self.source.url(self.row)

    @property
    def by_words(self):
        """Who put it there."""
        return f"{self.tag.by.full_name}归入" if self.tag else "自动归集"

    @property
    def releases(self):
        """[(words, copy)] of its photos that may leave the portal."""
        found = [(words, photos.release_of(photo)) for words, photo in self.source.photos_of(self.row)]
        return [(words, release) for words, release in found if release and release.is_ready]

    @property
    def held_back(self):
        """[(words, photo)] of its photos without a copy that may leave."""
        gone = {release.photo_id for _, release in self.releases}
        return [(words, photo) for words, photo in self.source.photos_of(self.row) if photo.pk not in gone]

    @property
    def paper(self):
        """Its paper, or None."""
        return self.source.paper_of(self.row)

    def holds(self, words):
        """Whether a search for these words finds it."""
        return words in f"{self.words} {self.unit or ''} {self.source.title}"


def fresh(clause, span, user, looking=None):
    """The newest proofs that count and that this person may know of, and whether there are more."""
    return _newest(clause, user, MOST_PROOFS, (span.fresh_from(clause), span.end), looking)


def stale(clause, span, user, looking=None):
    """The newest proofs that are too old, of those this person may know of."""
    return _newest(clause, user, MOST_STALE, (None, span.fresh_from(clause) - timedelta(days=1)), looking)[0]


def _newest(clause, user, most, days, looking):
    """Of each kind the newest so many, all together newest first; and whether any kind has more."""
    found, chosen, looking = defaultdict(list), [], looking or Looking([clause])
    for slot in looking.of(clause):
        for rows in looking.rows_of(slot, *days):
            found[slot.kind] += [(slot, row) for row in slot.source.newest(rows.visible_to(user), most + 1)]
    for pairs in found.values():
        chosen += nlargest(most, pairs, key=_age)
    tags = _tags_of(clause, chosen)
    made = [_proof(slot, row, tags) for slot, row in sorted(chosen, key=_age, reverse=True)]
    return made, any(len(pairs) > most for pairs in found.values())


def _age(pair):
    slot, row = pair
    return slot.source.day_of(row), slot.source.slug, row.pk, slot.kind


def _tags_of(clause, pairs):
    """{(ledger, key, kind): tag} of rows that people filed."""
    wanted = Q(pk=None)
    for slug in {slot.source.slug for slot, _ in pairs}:
        wanted |= Q(source=slug, object_id__in=[row.pk for slot, row in pairs if slot.source.slug == slug])
    rows = DossierTag.objects.filings().filter(wanted, clause=clause).select_related("by")
    return {(tag.source, tag.object_id, tag.kind): tag for tag in rows}


def _proof(slot, row, tags):
    source = slot.source
    tag = tags.get((source.slug, row.pk, slot.kind))
    return Proof(source, row, slot.kind, source.day_of(row), source.unit_of(row), source.words(row), tag)


def waiting(clause, span, user, looking=None):
    """The newest rows named for their photos of which no copy may leave yet, of those this person may know of."""
    found, looking = [], looking or Looking([clause])
    for slot in looking.of(clause):
        if slot.kind == ProofKind.PHOTO:
            for rows in looking.named(slot, span.fresh_from(clause), span.end):
                newest = slot.source.newest(slot.source.waiting(rows).visible_to(user), MOST_WAITING)
                found += [_proof(slot, row, {}) for row in newest]
    return nlargest(MOST_WAITING, found, key=lambda proof: (proof.day, proof.row.pk))
