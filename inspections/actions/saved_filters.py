"""常用筛选: a person keeps a list they look at often, and lets it go again."""

from django.db import transaction

from inspections.models import SavedFilter
from tataboo_portal import audit
from tataboo_portal.enums import AuditAction
from tataboo_portal.models import User
from tataboo_portal.refusals import Refusal

MOST_PER_PERSON = 20
FULL_SENTENCE = f"常用筛选最多 {MOST_PER_PERSON} 个，先删掉不用的。"
SAME_NAME_SENTENCE = "已经有一个叫“{name}”的常用筛选，换个名字。"


@transaction.atomic
def save_filter(*, by, name, query):
    """Keep a list under a name of the person's own; the same list under the same name again changes nothing."""
    own = SavedFilter.objects.filter(user=User.objects.select_for_update().get(pk=by.pk))
    same = own.filter(name=name).first()
    if same and same.query == query:
        return same
    if same:
        raise Refusal(SAME_NAME_SENTENCE.format(name=name))
    if own.count() >= MOST_PER_PERSON:
        raise Refusal(FULL_SENTENCE)
    saved = SavedFilter.objects.create(user=by, name=name, query=query)
    audit.record(by=by, action=AuditAction.ADD, subject=saved, after=audit.snapshot(saved))
    return saved


@transaction.atomic
def remove_filter(*, by, saved):
    """Let a saved list go: it holds nothing but a person's own convenience, so the row goes too."""
    kept = SavedFilter.objects.select_for_update(of=("self",)).filter(pk=saved.pk).first()
    if kept:  # gone already: the second tap says nothing
        audit.record(by=by, action=AuditAction.VOID, subject=kept, before=audit.snapshot(kept))
        kept.delete()
