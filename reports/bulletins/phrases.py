"""The sentences of a bulletin as data: which sections there are, and in which words each number is told."""

from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from tataboo_portal.reference import YES, read_rows

DATA = Path(__file__).parents[1] / "data"
RATE = "rate"


@dataclass(frozen=True)
class Heading:
    """One section of one kind of bulletin; `hint` says what the office may write there itself."""

    code: str
    heading: str
    hint: str
    kinds: tuple


@dataclass(frozen=True)
class Phrase:
    """What is said of one number, `mark` before it; without one it is a connecting phrase, `mark` after it, which the office edits."""

    section: str
    paragraph: str
    metric: str
    indicator: str
    unit_word: str
    mark: str
    in_ten_thousands: bool
    words: str

    @property
    def is_plain(self):
        """Whether it tells no number."""
        return not (self.metric or self.indicator)

    def around(self):
        """What stands before its number and after it."""
        before, _, after = self.words.partition("{}")
        return before, after


@cache
def headings():
    """Every section, in order."""
    rows = read_rows(DATA / "bulletin_sections.csv")
    return [Heading(row["code"], row["heading"], row["hint"], tuple(row["kinds"].split())) for row in rows]


def headings_of(kind):
    """The sections of a kind, in order."""
    return [heading for heading in headings() if kind in heading.kinds]


@cache
def phrases():
    """Every phrase, in order."""
    return [
        Phrase(
            section=row["section"],
            paragraph=row["paragraph"],
            metric=row["metric"],
            indicator=row["indicator"],
            unit_word=row["unit_word"],
            mark=row["mark"] or ("，" if row["metric"] or row["indicator"] else "。"),
            in_ten_thousands=row["ten_thousands"] == YES,
            words=row["words"],
        )
        for row in read_rows(DATA / "bulletin.csv")
    ]


def paragraphs_of(section):
    """The phrases of a section, by paragraph."""
    own = [phrase for phrase in phrases() if phrase.section == section]
    return [list(found) for _, found in groupby(own, key=lambda phrase: phrase.paragraph)]
