"""宣传发动: the quantities of the publicity ledger, then trainings, meetings and documents."""

from reports.sections.blocks import LAST
from reports.sections.facts import MEETINGS, PUBLICITY
from reports.sections.ledger_sentences import sentences

PART, HEADING = LAST, "宣传发动"


def build(facts):
    """One paragraph over all kinds of publicity and gatherings."""
    indicators = [*facts.told_in[PUBLICITY], *facts.told_in[MEETINGS]]
    return sentences(facts, indicators, nothing="上周没有宣传记录。")
