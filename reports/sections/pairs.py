"""附件2: before and after of the tasks closed in the week."""

from reports.sections.blocks import ANNEX, photo_pairs

PART, HEADING = ANNEX, "问题整改前后对比图"
MOST_PAIRS = 6


def build(facts):
    """The six pairs closed last, unless the office chooses others."""
    found = items_of(facts)[:MOST_PAIRS]
    return [photo_pairs(found)] if found else []


def items_of(facts):
    """Every pair of the week that may be chosen, the latest first."""
    return [pair.item for pair in facts.pairs]
