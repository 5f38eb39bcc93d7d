"""环境整治: the quantities of the work ledger."""

from reports.metrics import work_records
from reports.sections.blocks import LAST
from reports.sections.ledger_sentences import sentences

PART, HEADING = LAST, "环境整治"


def build(facts):
    """One paragraph over all indicators of the work ledger."""
    return sentences(facts, work_records.PREFIX, facts.work_indicators, nothing="上周没有整治记录。")
