"""What the office does with the weekly report: change its sentences, publish it, take it back."""

from django.db import transaction
from django.utils import timezone

from reports import publishing, sentences, weekly
from reports.enums import ReportState
from reports.models import ReportVersion, WeeklyReport
from tataboo_portal import audit
from tataboo_portal.enums import AuditAction
from tataboo_portal.refusals import StaleEdit

STALE_SENTENCE = "打开之后材料又变过，先看看现在的内容再保存。"


def _locked(report, version):
    """The report held until the end of the transaction; stale when it is not the one that was looked at."""
    locked = WeeklyReport.objects.select_for_update().get(pk=report.pk)
    weekly.refuse_published(locked)
    if locked.version != version:
        raise StaleEdit(STALE_SENTENCE)
    return locked


@transaction.atomic
def edit_sentences(*, by, report, version, typed, restored=()):
    """Keep what was typed for sentences, {address: line}, and give the `restored` addresses back to the portal.

    Only what differs from the sentence as it is shown counts as changed; without a change nothing is written.
    """
    locked = _locked(report, version)
    now = timezone.now().isoformat()
    edits = sentences.edited(locked.content, locked.edits, typed, restored, by=by.full_name, at=now)
    if edits == locked.edits:
        return locked
    told, locked.edits = sentences.changes(locked.edits, edits), edits
    locked.version += 1
    locked.save(update_fields=("edits", "version"))
    audit.record(
        by=by, action=AuditAction.CHANGE, subject=locked, before=told[0], after=told[1], reason="改了材料的文字"
    )
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
