"""意见箱: what people say, what the office answers; the author hears of it in the inbox."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from reports.enums import SuggestionState
from reports.models import Suggestion
from tataboo_portal import audit, inbox, voiding
from tataboo_portal.enums import AuditAction
from tataboo_portal.refusals import Refusal, StaleEdit

STALE_SENTENCE = "刚有人改过这条意见，看看再答复。"
VOIDED_SENTENCE = "这条意见已经作废，不用再答复。"


@transaction.atomic
def suggest(*, by, client_uuid, words, page="", is_anonymous=False):
    """One suggestion, however often it arrives."""
    facts = {"words": words, "page": page, "is_anonymous": is_anonymous, "created_by": by, "unit": by.unit}
    made, is_new = Suggestion.objects.get_or_create(client_uuid=client_uuid, defaults=facts)
    if is_new:
        audit.record(by=by, action=AuditAction.ADD, subject=made, after=audit.snapshot(made))
    return made


@transaction.atomic
def answer(suggestion, *, by, version, state, words=""):
    """What becomes of it, with words; the author is told once for each answer, the same answer again is none."""
    locked = Suggestion.objects.select_for_update().get(pk=suggestion.pk)
    if locked.is_voided:
        raise Refusal(VOIDED_SENTENCE)
    if (locked.state, locked.answer) == (state, words):
        return locked
    if locked.version != version:
        raise StaleEdit(STALE_SENTENCE)
    before = audit.snapshot(locked)
    locked.state, locked.answer = state, words
    locked.answered_by, locked.answered_at = by, timezone.now()
    locked.version += 1
    locked.save()
    audit.record(by=by, action=AuditAction.CHANGE, subject=locked, before=before, after=audit.snapshot(locked))
    inbox.tell(
        person=locked.created_by,
        key=f"suggestion-{locked.pk}-{locked.version}",
        title=f"你的意见{SuggestionState(state).label}：{locked.words[:30]}",
        body=words,
        url=reverse("suggestion_detail", args=[locked.pk]),
    )
    return locked


def void(suggestion, *, by, reason):
    """Out of the list, kept with who and why; voiding twice is harmless."""
    return voiding.void(suggestion, by=by, reason=reason)
