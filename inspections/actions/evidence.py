"""What a verifier makes of a hint about a photo; it changes nothing but the answer."""

from django.db import transaction
from django.utils import timezone

from inspections.models import EvidenceHint
from inspections.steps import who_and_when
from tataboo_portal import audit
from tataboo_portal.enums import AuditAction
from tataboo_portal.refusals import StaleEdit

ANSWERED_SENTENCE = "{who} 已答“{answer}”，看看再改。"


@transaction.atomic
def answer_hint(*, by, hint, seen, answer, note=""):
    """Write down the answer; the same again changes nothing. `seen` is the answer that was on the screen."""
    locked = EvidenceHint.objects.select_for_update().get(pk=hint.pk)
    if (locked.answer, locked.note) == (answer, note):
        return locked
    if locked.answer != seen:
        who = who_and_when(locked.answered_by, locked.answered_at)
        raise StaleEdit(ANSWERED_SENTENCE.format(who=who, answer=locked.get_answer_display()))
    before = audit.snapshot(locked)
    locked.answer, locked.note, locked.answered_by, locked.answered_at = answer, note, by, timezone.now()
    locked.save(update_fields=("answer", "note", "answered_by", "answered_at"))
    audit.record(by=by, action=AuditAction.CHANGE, subject=locked, before=before, after=audit.snapshot(locked))
    return locked
