"""宣传发动: the quantities of the publicity ledger."""

from reports.metrics import placements
from reports.sections.blocks import LAST
from reports.sections.ledger_sentences import sentences

PART, HEADING = LAST, "宣传发动"


def build(facts):
    """One paragraph over all kinds of publicity."""
    return sentences(facts, placements.PREFIX, facts.publicity_indicators, nothing="上周没有宣传记录。")
