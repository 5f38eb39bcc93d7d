"""文明创建: activities, volunteering, centres, 控烟, answers and praise; people and person-times told apart."""

from reports.metrics.events import PEOPLE, PERSON_TIMES
from reports.sections.blocks import LAST, paragraph
from reports.sections.facts import CIVILITY
from reports.sections.ledger_sentences import sentences, took_part

PART, HEADING = LAST, "文明创建"
WHO_CAME = ((PEOPLE, "到场", "人"), (PERSON_TIMES, "参加", "人次"))


def build(facts):
    """A paragraph over everything of the group, and who came; no section in a week in which nothing happened."""
    if not any(facts.value(f"{row.ledger}:{row.code}") for row in facts.told_in[CIVILITY]):
        return []
    return [*sentences(facts, facts.told_in[CIVILITY], nothing=""), *who_came(facts)]


def who_came(facts):
    """How many came to the activities, as far as it was written down."""
    runs = took_part(facts, WHO_CAME)
    return [paragraph("其中文化活动和志愿服务", *runs, "。")] if runs else []
