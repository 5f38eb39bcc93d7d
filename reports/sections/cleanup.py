"""环境整治: the quantities of the work ledger but the market's, and who took part in the clean-up events."""

from campaigns.models import CleanupDrive
from reports.metrics.drives import PEOPLE, PERSON_TIMES
from reports.sections.blocks import LAST
from reports.sections.facts import CLEANUP
from reports.sections.ledger_sentences import sentences, took_part

PART, HEADING = LAST, "环境整治"
WHO_CAME = ((PEOPLE, "到场", "人"), (PERSON_TIMES, "参加", "人次"))


def build(facts):
    """One paragraph over all indicators of the work ledger that are told here."""
    came = took_part(facts, WHO_CAME)
    more = {CleanupDrive.EVENT: ["，", *came]} if came else {}
    return sentences(facts, facts.told_in[CLEANUP], nothing="上周没有整治记录。", more=more)
