"""Words as search compares them: half width, small letters, without punctuation; and the pairs an index can hold."""

import re
import unicodedata

LONGEST = 60
MOST_WORDS = 6
RUN = re.compile(r"[^\W_]+")


def runs(text):
    """The stretches of letters and digits in a text, half width and small."""
    return RUN.findall(unicodedata.normalize("NFKC", str(text)).casefold())


def plain(*parts):
    """Texts as one that can be compared: their stretches with one blank between them."""
    return " ".join(run for part in parts if part for run in runs(part))


def words_of(asked):
    """The words somebody asks for, each once and not too many."""
    return list(dict.fromkeys(runs(str(asked)[:LONGEST])))[:MOST_WORDS]


def code_of(text):
    """A number or code without dashes, blanks and width: what somebody types from a sheet of paper meets it."""
    return "".join(runs(text))[:40]


def pairs(text):
    """Every two neighbours of every stretch, in order."""
    return sorted({run[at : at + 2] for run in text.split() for at in range(len(run) - 1)})
