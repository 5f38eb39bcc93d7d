"""What people do with the material for an inspection: file a record, take it out, bring a paper, keep the clauses, pack the parcel."""

from django.db import IntegrityError, transaction

from reports.dossier.finding import Slot
from reports.dossier.sources import sources
from reports.enums import ProofKind
from reports.models import DossierClause, DossierPaper, DossierRule, DossierTag
from tataboo_portal import attachments, audit, voiding
from tataboo_portal.actions import take_out_later
from tataboo_portal.enums import AuditAction
from tataboo_portal.refusals import Refusal, StaleEdit

MOST_FILED = 500  # of one clause, so that nothing about it ever has to be cut short
NOT_YOURS_SENTENCE = "只能归入和移出本单位的记录。"
FULL_SENTENCE = f"这一条已经归入 {MOST_FILED} 份，够用了；先移出旧的再归入新的。"
RETIRED_SENTENCE = "这一条已经停用，不再归入新的材料。"
KIND_SENTENCE = "这本台账不能这样归入，换一种。"
GONE_SENTENCE = "这份材料已经不在这一条里了，刷新看看。"
CODE_SENTENCE = "这一章已经有这个条款号，换一个。"
RULE_SENTENCE = "这一条已经有一样的规则了。"
STALE_SENTENCE = "别人刚改过这一条，打开改过以后的内容看看。"


@transaction.atomic
def file_rows(*, by, client_uuid, clauses, source, rows, kind):
    """Each of these rows as proof of each of these clauses, once; what stands there already, by rule or by hand, stays as it is.

    Returns how many places were filled.
    """
    if kind not in source.kinds:
        raise Refusal(KIND_SENTENCE)
    if not all(source.may_be_filed(by, row) for row in rows):
        raise Refusal(NOT_YOURS_SENTENCE)
    keys = [row.pk for row in rows]
    locked = DossierClause.objects.select_for_update().filter(pk__in=[clause.pk for clause in clauses]).order_by("pk")
    facts = {"client_uuid": client_uuid, "source": source.slug, "kind": kind, "by": by}
    touched = [tag for clause in locked for tag in _file(clause, source, keys, kind, facts)]
    if touched:
        codes = sorted({tag.clause.code for tag in touched})
        told = {"source": source.slug, "kind": kind, "rows": keys, "clauses": codes}
        audit.record(by=by, action=AuditAction.ADD, subject=touched[0], after=told)
    return len(touched)


def _file(clause, source, keys, kind, facts):
    """The new tags of one locked clause, after the exclusions that end because somebody files their row again."""
    if not clause.is_active:
        raise Refusal(RETIRED_SENTENCE)
    tags = DossierTag.objects.filter(clause=clause, source=source.slug, kind=kind, object_id__in=keys)
    ended = list(tags.exclusions())
    for tag in ended:
        tag.void(by=facts["by"], reason="重新归入")
        tag.save()
    there = set(tags.filings().values_list("object_id", flat=True)) | found_by_rule(clause, source, keys, kind)
    wanted = [key for key in dict.fromkeys(keys) if key not in there]
    if DossierTag.objects.filings().filter(clause=clause).count() + len(wanted) > MOST_FILED:
        raise Refusal(FULL_SENTENCE)
    made = DossierTag.objects.bulk_create(DossierTag(clause=clause, object_id=key, **facts) for key in wanted)
    back = [tag for tag in ended if tag.object_id not in wanted]
    return [*made, *back]


def found_by_rule(clause, source, keys, kind):
    """Those of these rows that a rule of the clause finds already."""
    rules = clause.rules.filter(is_active=True, source=source.slug, kind=kind)
    slot = Slot(clause, source, ProofKind(kind), set(rules.values_list("about", flat=True)))
    if not slot.abouts:
        return set()
    rows = source.live(source.model).filter(pk__in=keys)
    return set(slot.by_rule(rows).values_list("pk", flat=True))


@transaction.atomic
def take_out(*, by, clause, source, row, kind, reason):
    """移出: the filing ends, and a rule that finds the row leaves it out from now on. Twice is once."""
    if not source.may_be_filed(by, row):
        raise Refusal(NOT_YOURS_SENTENCE)
    clause = DossierClause.objects.select_for_update().get(pk=clause.pk)
    place = {"clause": clause, "source": source.slug, "object_id": row.pk, "kind": kind}
    tag = DossierTag.objects.live().filter(**place).first()
    if tag and tag.is_exclusion:
        return tag
    by_rule = found_by_rule(clause, source, [row.pk], kind)
    if tag is None and not by_rule:
        raise Refusal(GONE_SENTENCE)
    before = audit.snapshot(tag) if tag else None
    if tag:
        tag.void(by=by, reason=reason)
        tag.save()
    if by_rule:
        tag = DossierTag.objects.create(**place, is_exclusion=True, note=reason, by=by)
    audit.record(by=by, action=AuditAction.VOID, subject=tag, before=before, after=audit.snapshot(tag), reason=reason)
    return tag


@transaction.atomic
def file_paper(*, by, client_uuid, clause, title, day, unit, paper):
    """A paper brought right into a clause; the same submission again is the same paper."""
    clause = DossierClause.objects.select_for_update().get(pk=clause.pk)
    existing = DossierPaper.objects.filter(client_uuid=client_uuid).first()
    if existing:
        return existing
    source, row = sources()["papers"], DossierPaper(client_uuid=client_uuid, title=title, day=day, unit=unit, by=by)
    if not source.may_be_filed(by, row):
        raise Refusal(NOT_YOURS_SENTENCE)
    row.attachment = attachments.stored({"paper": paper}, by=by)["paper"]
    row.save()
    facts = {"client_uuid": client_uuid, "source": source.slug, "kind": ProofKind.PAPER, "by": by}
    _file(clause, source, [row.pk], ProofKind.PAPER, facts)
    audit.record(by=by, action=AuditAction.ADD, subject=row, after=audit.snapshot(row) | {"clause": clause.code})
    return row


def void_paper(*, by, paper, reason):
    """作废 of a paper brought by mistake: it proves nothing any more, whatever it was filed under."""
    if not sources()["papers"].may_be_filed(by, paper):
        raise Refusal(NOT_YOURS_SENTENCE)
    return voiding.void(paper, by=by, reason=reason)


@transaction.atomic
def save_clause(*, by, clause, version=None):
    """A clause, new or changed since `version`; `clause` carries the new values."""
    before = None
    if clause.pk:
        stored = DossierClause.objects.select_for_update().get(pk=clause.pk)
        if stored.version != version:
            raise StaleEdit(STALE_SENTENCE)
        before, clause.version = audit.snapshot(stored), stored.version + 1
    try:
        with transaction.atomic():
            clause.save()
    except IntegrityError:
        raise Refusal(CODE_SENTENCE) from None
    action = AuditAction.CHANGE if before else AuditAction.ADD
    audit.record(by=by, action=action, subject=clause, before=before, after=audit.snapshot(clause))
    return clause


@transaction.atomic
def add_rule(*, by, clause, source, about, kind):
    """A rule that finds proof of a clause from now on, or one of the same words that was out of use."""
    values = {"source": source, "about": about, "kind": kind}
    rule, is_new = DossierRule.objects.get_or_create(clause=clause, **values)
    if not is_new and rule.is_active:
        raise Refusal(RULE_SENTENCE)
    rule.is_active = True
    rule.save()
    audit.record(by=by, action=AuditAction.ADD, subject=rule, after=audit.snapshot(rule))
    return rule


@transaction.atomic
def retire_rule(*, by, rule):
    """停用: the rule finds nothing any more; what people filed stays. Twice is once."""
    locked = DossierRule.objects.select_for_update().get(pk=rule.pk)
    if locked.is_active:
        before = audit.snapshot(locked)
        locked.is_active = False
        locked.save()
        audit.record(by=by, action=AuditAction.CHANGE, subject=locked, before=before, after=audit.snapshot(locked))
    return locked


def pack(*, by, parcel, count, client_uuid):
    """Have the parcel of a standard written in the background; the same submission again is the same file."""
    return take_out_later(by=by, asked=parcel, count=count, client_uuid=client_uuid)
