"""Sample suggestions in every state, and eight weeks of what forms cost, counted as the night counts them."""

import uuid

from reports import burden
from reports.actions import suggestions
from reports.enums import SuggestionState
from reports.models import Suggestion
from tataboo_portal.enums import Role
from tataboo_portal.models import User
from tataboo_portal.weeks import Week

SAMPLES = (
    (
        "示例：宣传台账的主题每次都要重新打，能不能记住上次的",
        "/publicity/",
        False,
        SuggestionState.TAKEN,
        "示例：下周加上。",
    ),
    ("示例：同一张清单社区和科室各要一份", "", True, SuggestionState.SEEN, "示例：正在和科室核对。"),
    ("示例：希望每天都发一次提醒", "/notices/", False, SuggestionState.DECLINED, "示例：提醒多了更忙，先不加。"),
    ("示例：手机上任务的照片想点开看大图", "/tasks/", True, SuggestionState.NEW, ""),
)


def make(chance):
    """One suggestion in each state, said by unit people and answered by the office; how many there are."""
    said = list(User.objects.filter(role=Role.COMMUNITY, is_active=True).order_by("pk")[:4])
    office = User.objects.filter(role=Role.OFFICE, is_active=True).order_by("pk").first()
    for words, page, is_anonymous, state, answer in SAMPLES:
        who = chance.choice(said)
        made = suggestions.suggest(
            by=who,
            client_uuid=uuid.UUID(int=chance.getrandbits(128)),
            words=words,
            page=page,
            is_anonymous=is_anonymous,
        )
        if state != SuggestionState.NEW:
            suggestions.answer(made, by=office, version=made.version, state=state, words=answer)
    return Suggestion.objects.count()


def count_weeks():
    """The weeks of burden that the page shows."""
    for back in range(burden.WEEKS_SHOWN + 1):
        burden.count(Week.current().shifted(-back))
