"""What the office does with the weekly report: change its sentences, publish it, take it back."""

from django.db import transaction
from django.utils import timezone

from reports import publishing, sentences, weekly
from reports.enums import ReportState
from reports.models import ReportVersion, WeeklyReport
from reports.sections import added
from tataboo_portal import audit
from tataboo_portal.enums import AuditAction
from tataboo_portal.refusals import Refusal, StaleEdit

STALE_SENTENCE = "打开之后材料又变过，先看看现在的内容再保存。"


TOO_MANY_SENTENCE = f"一期材料最多插入 {added.MOST_SENTENCES} 句，先去掉用不上的。"


def _open(report):
    """The draft held until the end of the transaction; refused when it was published."""
    locked = WeeklyReport.objects.select_for_update().get(pk=report.pk)
    weekly.refuse_published(locked)
    return locked


def _locked(report, version):
    """The draft held until the end of the transaction; stale when it is not the one that was looked at."""
    locked = _open(report)
    if locked.version != version:
        raise StaleEdit(STALE_SENTENCE)
    return locked


@transaction.atomic
def edit_sentences(*, by, report, version, typed, restored=(), opened=None, put=None, dropped=()):
    """Keep what was typed for sentences, {address: line}, and give the `restored` addresses back to the portal.

    Only what differs from the sentence as it is shown counts as changed; without a change nothing is written. A report that others
    have changed since may still be written to where they did not: `opened` is {address: digest} of the sentences as this person
    saw them. `put` is a sentence to be put in, `dropped` are numbers of such sentences to be taken out again.
    """
    locked = _open(report)
    content = weekly.computed(locked)
    if locked.version != version:
        _refuse_overwriting(content, locked.edits, typed | dict.fromkeys(restored, ""), opened)
    now = timezone.now().isoformat()
    edits = sentences.edited(content, locked.edits, typed, restored, by=by.full_name, at=now)
    additions = _put(_dropped(locked.additions, dropped), put)
    gone = tuple(f"/+{number}/" for number in dropped)
    edits = {address: edit for address, edit in edits.items() if not any(part in f"{address}/" for part in gone)}
    return _saved(locked, edits, additions, by=by, reason="改了材料的文字")


def _refuse_overwriting(content, edits, wanted, opened):
    """Stale unless every sentence somebody wants to change stands as they saw it, or says already what they typed."""
    shown = {address: sentences.digest(runs) for address, runs in sentences.shown_in(content, edits).items()}
    stands = (
        shown.get(address, "") in {opened.get(address), sentences.digest_of(words)} for address, words in wanted.items()
    )
    if not opened or not all(stands):
        raise StaleEdit(STALE_SENTENCE)


def _put(additions, put):
    """The additions with one more sentence; the same one twice in a section is one."""
    kept = additions.get("sentences", [])
    if put is None or any({**one, "id": None} == {**put, "id": None} for one in kept):
        return additions
    if len(kept) >= added.MOST_SENTENCES:
        raise Refusal(TOO_MANY_SENTENCE)
    number = additions.get("last", 0) + 1
    return additions | {"sentences": [*kept, {**put, "id": number}], "last": number}


def _dropped(additions, numbers):
    kept = [one for one in additions.get("sentences", ()) if one["id"] not in numbers]
    return additions | {"sentences": kept} if numbers else additions


@transaction.atomic
def choose_pairs(*, by, report, version, numbers):
    """Show exactly the pairs of these tasks in the annex; None leaves the choice to the portal again."""
    locked = _locked(report, version)
    additions = {name: kept for name, kept in locked.additions.items() if name != "pairs"}
    if numbers is not None:
        additions["pairs"] = list(numbers)
    return _saved(locked, locked.edits, additions, by=by, reason="选了对比照片")


def _saved(locked, edits, additions, *, by, reason):
    """The draft with these edits and additions, one audit event; untouched where nothing changed."""
    if edits == locked.edits and additions == locked.additions:
        return locked
    before, after = sentences.changes(locked.edits, edits)
    if additions != locked.additions:
        before, after = before | {"additions": locked.additions}, after | {"additions": additions}
    locked.edits, locked.additions = edits, additions
    locked.version += 1
    locked.save(update_fields=("edits", "additions", "version"))
    audit.record(by=by, action=AuditAction.CHANGE, subject=locked, before=before, after=after, reason=reason)
    return locked


@transaction.atomic
def publish(*, by, report, version):
    """Freeze what is shown as the next version, with its hash; published already, it stays as it is."""
    standing = WeeklyReport.objects.select_for_update().get(pk=report.pk)
    if standing.is_published:
        return publishing.in_force(standing)
    locked = _locked(report, version)
    content = publishing.frozen(locked)
    published = ReportVersion.objects.create(
        report=locked,
        number=locked.versions.count() + 1,
        content=content,
        sha256=publishing.sha256(content),
        data_as_of=locked.data_as_of,
        published_by=by,
    )
    locked.state = ReportState.PUBLISHED
    locked.version += 1
    locked.save(update_fields=("state", "version"))
    after = {"number": published.number, "sha256": published.sha256}
    audit.record(by=by, action=AuditAction.CHANGE, subject=locked, after=after, reason="发布")
    return published


@transaction.atomic
def withdraw(*, by, report, reason):
    """Take the version in force back: it keeps its words, who took it back and why, and the report is a draft again."""
    locked = WeeklyReport.objects.select_for_update().get(pk=report.pk)
    version = publishing.in_force(locked)
    if version is None:
        return None
    version.withdrawn_by, version.withdrawn_at, version.withdrawal_reason = by, timezone.now(), reason
    version.save(update_fields=("withdrawn_by", "withdrawn_at", "withdrawal_reason"))
    locked.state = ReportState.DRAFT
    locked.version += 1
    locked.save(update_fields=("state", "version"))
    before = {"number": version.number, "sha256": version.sha256}
    audit.record(by=by, action=AuditAction.CHANGE, subject=locked, before=before, reason=f"撤回：{reason}")
    return version
