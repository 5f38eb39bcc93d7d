"""环境整治: the quantities of the work ledger, and who took part in the clean-up events."""

from campaigns.models import CleanupDrive
from reports.metrics import work_records
from reports.metrics.drives import PEOPLE, PERSON_TIMES
from reports.sections.blocks import LAST, number
from reports.sections.ledger_sentences import sentences

PART, HEADING = LAST, "环境整治"


def build(facts):
    """One paragraph over all indicators of the work ledger."""
    nothing, more = "上周没有整治记录。", {CleanupDrive.EVENT: took_part(facts)}
    return sentences(facts, work_records.PREFIX, facts.work_indicators, nothing=nothing, more=more)


def took_part(facts):
    """“，参加148人次”, people and person-times each by itself, as far as they were written down."""
    runs = []
    for metric, words, unit_word in ((PEOPLE, "到场", "人"), (PERSON_TIMES, "参加", "人次")):
        value = facts.value(metric)
        if value:
            runs += [f"，{words}", number(value, unit_word, metric=metric)]
    return runs
