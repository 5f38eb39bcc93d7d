"""What the office does with a bulletin: draft it, write it anew, change it, choose its pairs, publish, take back, void."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from reports import bulletins, publishing, rollups, sentences
from reports.enums import BulletinKind, ReportState
from reports.models import Bulletin, BulletinVersion
from tataboo_portal import audit
from tataboo_portal.enums import AuditAction
from tataboo_portal.refusals import Refusal, StaleEdit

STALE_SENTENCE = "打开之后这一份又变过，先看看现在的内容再保存。"
NUMBER_SENTENCE = "{year}年已经有第{number}期{kind}了，换一个期号。"
NUMBERED = (BulletinKind.BULLETIN, BulletinKind.CIRCULAR)
WRITTEN = ("content", "built_at", "data_as_of", "version")


def draft(*, by, client_uuid, **values):
    """A new bulletin with its first draft and the next number of its kind; the same submission again is the same bulletin."""
    existing = Bulletin.objects.filter(client_uuid=client_uuid).first()
    if existing:
        return existing
    rollups.refresh()
    made = bulletins.written(Bulletin(client_uuid=client_uuid, created_by=by, **values))
    made.year = made.issued_on.year
    try:
        return _add(made, by=by)
    except IntegrityError:
        # The same submission arrived twice at once, or somebody else took the number: now either is there to be seen.
        return Bulletin.objects.filter(client_uuid=client_uuid).first() or _add(made, by=by)


@transaction.atomic
def _add(bulletin, *, by):
    if bulletin.kind in NUMBERED:
        taken = Bulletin.objects.live().filter(kind=bulletin.kind, year=bulletin.year)
        bulletin.number = (taken.aggregate(last=Max("number"))["last"] or 0) + 1
    bulletin.save(force_insert=True)
    after = {"kind": bulletin.kind, "start": str(bulletin.start), "end": str(bulletin.end)}
    audit.record(by=by, action=AuditAction.ADD, subject=bulletin, after=after)
    return bulletin


def _locked(bulletin, version=None):
    """The bulletin held until the end of the transaction; refused when it stands still, stale when it was changed since `version`."""
    locked = Bulletin.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=bulletin.pk)
    bulletins.refuse_standing(locked)
    if version not in (None, locked.version):
        raise StaleEdit(STALE_SENTENCE)
    return locked


def rebuild(*, by, bulletin):
    """更新草稿: the portal's sentences with today's numbers; edits, own words and pairs stay."""
    rollups.refresh()
    return _rewrite(bulletin, by=by)


@transaction.atomic
def _rewrite(bulletin, *, by):
    locked = bulletins.written(_locked(bulletin))
    locked.version += 1
    locked.save(update_fields=WRITTEN)
    audit.record(by=by, action=AuditAction.BUILD, subject=locked, after={"data_as_of": locked.data_as_of.isoformat()})
    return locked


@transaction.atomic
def change_facts(*, by, bulletin, version, **values):
    """What stands beside the text: title, date, number, reference, signature; without a change nothing is written."""
    locked = _locked(bulletin, version)
    before = {name: getattr(locked, name) for name in values}
    if before == values:
        return locked
    for name, value in values.items():
        setattr(locked, name, value)
    locked.year = locked.issued_on.year
    _refuse_taken_number(locked)
    # The period is told from the day it is dated on, and the table comes and goes with its switch.
    bulletins.written(locked)
    locked.version += 1
    locked.save()
    told = [
        {name: str(side[name] or "") for name in values if before[name] != values[name]} for side in (before, values)
    ]
    audit.record(by=by, action=AuditAction.CHANGE, subject=locked, before=told[0], after=told[1])
    return locked


def _refuse_taken_number(bulletin):
    same = Bulletin.objects.live().filter(kind=bulletin.kind, year=bulletin.year, number=bulletin.number)
    if bulletin.number and same.exclude(pk=bulletin.pk).exists():
        kind = bulletin.get_kind_display()
        raise Refusal(NUMBER_SENTENCE.format(year=bulletin.year, number=bulletin.number, kind=kind))


@transaction.atomic
def edit_section(*, by, bulletin, version, section, typed, own, restored=()):
    """Keep what was typed over a section's sentences, {address: line}, and the office's own paragraphs in it."""
    locked = _locked(bulletin, version)
    now = timezone.now().isoformat()
    edits = sentences.edited(locked.content, locked.edits, typed, restored, by=by.full_name, at=now)
    words = {**locked.own_words, section: own} if own else _without(locked.own_words, section)
    if edits == locked.edits and words == locked.own_words:
        return locked
    before, after = sentences.changes(locked.edits, edits)
    if words != locked.own_words:
        before["own"], after["own"] = locked.own_words.get(section, ""), own
    locked.edits, locked.own_words = edits, words
    locked.version += 1
    locked.save(update_fields=("edits", "own_words", "version"))
    audit.record(by=by, action=AuditAction.CHANGE, subject=locked, before=before, after=after, reason="改了简报的文字")
    return locked


def _without(words, section):
    return {code: own for code, own in words.items() if code != section}


@transaction.atomic
def choose_pairs(*, by, bulletin, version, pairs):
    """The pairs of photos it shows, in their order; without a change nothing is written."""
    locked = _locked(bulletin, version)
    if locked.pairs == pairs:
        return locked
    told = [{"pairs": [item["number"] for item in items]} for items in (locked.pairs, pairs)]
    locked.pairs = pairs
    locked.version += 1
    locked.save(update_fields=("pairs", "version"))
    audit.record(by=by, action=AuditAction.CHANGE, subject=locked, before=told[0], after=told[1], reason="选了对比照片")
    return locked


@transaction.atomic
def publish(*, by, bulletin, version):
    """Freeze what is shown as the next version, with its hash; published already, it stays as it is."""
    standing = Bulletin.objects.select_for_update().get(pk=bulletin.pk)
    if standing.is_published:
        return publishing.in_force(standing)
    locked = _locked(bulletin, version)
    if locked.is_circular and not locked.signer:
        raise Refusal(bulletins.SIGNER_SENTENCE)
    content = bulletins.frozen(locked)
    published = BulletinVersion.objects.create(
        bulletin=locked,
        number=locked.versions.count() + 1,
        content=content,
        sha256=publishing.sha256(content),
        data_as_of=locked.data_as_of,
        published_by=by,
    )
    _turn(locked, ReportState.PUBLISHED)
    after = {"number": published.number, "sha256": published.sha256}
    audit.record(by=by, action=AuditAction.CHANGE, subject=locked, after=after, reason="发布")
    return published


@transaction.atomic
def withdraw(*, by, bulletin, reason):
    """Take the version in force back: it keeps its words, who took it back and why; the bulletin is a draft again."""
    locked = Bulletin.objects.select_for_update().get(pk=bulletin.pk)
    version = publishing.in_force(locked)
    if version is None:
        return None
    version.withdrawn_by, version.withdrawn_at, version.withdrawal_reason = by, timezone.now(), reason
    version.save(update_fields=("withdrawn_by", "withdrawn_at", "withdrawal_reason"))
    _turn(locked, ReportState.DRAFT)
    before = {"number": version.number, "sha256": version.sha256}
    audit.record(by=by, action=AuditAction.CHANGE, subject=locked, before=before, reason=f"撤回：{reason}")
    return version


def _turn(bulletin, state):
    bulletin.state = state
    bulletin.version += 1
    bulletin.save(update_fields=("state", "version"))


@transaction.atomic
def void(*, by, bulletin, reason):
    """作废: out of the list, its number free again; one that is published is taken back first. Twice is harmless."""
    found = Bulletin.objects.select_for_update().get(pk=bulletin.pk)
    if found.voided_at:
        return found
    locked = _locked(found)
    locked.voided_by, locked.voided_at, locked.void_reason = by, timezone.now(), reason
    locked.version += 1
    locked.save(update_fields=("voided_by", "voided_at", "void_reason", "version"))
    audit.record(by=by, action=AuditAction.VOID, subject=locked, reason=reason)
    return locked


def take_along(*, by, bulletin, what):
    """Write down who took a bulletin with photos out of the portal, and in which form."""
    return audit.record(by=by, action=AuditAction.EXPORT, subject=bulletin, after={"what": what})
