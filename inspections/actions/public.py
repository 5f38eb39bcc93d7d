"""随手拍: taken in from a resident, accepted or declined by the office, rated, and decided upon once more.

Nobody is signed in where a resident acts: the trail then names 系统 and says 群众.
"""

from django.db import connection, transaction
from django.utils import timezone

from inspections.enums import Decision, PublicRating, PublicState, TaskSource
from inspections.filing import file_report
from inspections.models import PublicReport, RemediationTask
from inspections.public import drawing, forgetting, limits, progress
from inspections.steps import who_and_when
from tataboo_portal import audit, photos
from tataboo_portal.enums import AuditAction
from tataboo_portal.refusals import Refusal, StaleEdit

LOCK_KEY = 2_017_009
FILE_NAME = "随手拍.jpg"  # the sender's own may say who they are
DECIDED_SENTENCE = "{who} {what}，不用再办。"
DECIDED_WORDS = {PublicState.ACCEPTED: "已受理这一张", PublicState.DECLINED: "已决定不受理这一张"}
RATED_SENTENCE = "已经评价过了，谢谢。"
TOO_EARLY_SENTENCE = "还没有办完，办完以后再评价。"
TAKEN_SENTENCE = "这次提交已经用在别的任务上，刷新页面再办。"
NOT_ASKED_SENTENCE = "这一张没有“不满意”要决定。"
REOPENED_WORDS = {Decision.APPROVED: "已决定再整改", Decision.REFUSED: "已决定不再整改"}


@transaction.atomic
def take_in(*, client_uuid, place, sender, photo, words="", phone=""):
    """Keep a resident's report, unless there are too many; the same `client_uuid` again returns the first one."""
    _one_at_a_time()
    existing = PublicReport.objects.filter(client_uuid=client_uuid).first()
    if existing:
        return existing
    sentence = limits.why_not(sender=sender, place=place)
    if sentence:
        raise Refusal(sentence)
    photo.name = FILE_NAME
    report = PublicReport.objects.create(
        client_uuid=client_uuid,
        place=place,
        sender=sender,
        photo=photos.store(photo, by=None),
        words=words,
        phone=phone,
    )
    audit.record(by=None, action=AuditAction.ADD, subject=report, after=audit.snapshot(report), reason="群众提交")
    drawing.draw_later()
    return report


def _one_at_a_time():
    """Count and write as one, so that many at once do not pass a limit; nothing of the staff's waits for it. On SQLite the
    transaction itself is the lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_KEY])


def _locked(report):
    # Without joins: PostgreSQL locks only what may not be null, and reads only the locked row anew.
    return PublicReport.objects.select_for_update().get(pk=report.pk)


def _decide(report, by, state, note=""):
    """Write down who decided what; returns the facts before."""
    before = audit.snapshot(report)
    report.state, report.decided_by, report.decided_at, report.decision_note = state, by, timezone.now(), note
    return before


def _refuse_decided(report):
    if report.state != PublicState.WAITING:
        who = who_and_when(report.decided_by, report.decided_at)
        raise StaleEdit(DECIDED_SENTENCE.format(who=who, what=DECIDED_WORDS[report.state]))


def _refuse_taken(client_uuid):
    """Refuse the number of another submission: the task it made has nothing to do with this report."""
    if RemediationTask.objects.filter(client_uuid=client_uuid).exists():
        raise Refusal(TAKEN_SENTENCE)


@transaction.atomic
def accept_report(*, by, report, client_uuid, unit, category, note=""):
    """受理: file the task with the resident's photo as its before photo; the same arrival again returns the task."""
    locked = _locked(report)
    if locked.task and locked.task.client_uuid == client_uuid:
        return locked.task
    _refuse_decided(locked)
    _refuse_taken(client_uuid)
    task = file_report(
        by=by,
        client_uuid=client_uuid,
        unit=unit,
        photo=locked.photo,
        place=locked.place,
        note=note,
        category=category,
        source=TaskSource.PUBLIC,
    )
    before = _decide(locked, by, PublicState.ACCEPTED)
    locked.task = task
    locked.save()
    audit.record(
        by=by, action=AuditAction.STEP, subject=locked, before=before, after=audit.snapshot(locked), reason="受理"
    )
    return task


@transaction.atomic
def decline_report(*, by, report, note):
    """不予受理, with a reason its reporter reads."""
    locked = _locked(report)
    if locked.state == PublicState.DECLINED and (locked.decided_by_id, locked.decision_note) == (by.pk, note):
        return locked
    _refuse_decided(locked)
    before = _decide(locked, by, PublicState.DECLINED, note)
    locked.save()
    audit.record(
        by=by, action=AuditAction.STEP, subject=locked, before=before, after=audit.snapshot(locked), reason=note
    )
    return locked


@transaction.atomic
def rate(*, report, rating, words=""):
    """What the reporter thinks of the result, once; 不满意 asks that somebody decide about doing it again."""
    locked = _locked(report)
    if locked.rating == rating:
        return locked
    if locked.rating:
        raise Refusal(RATED_SENTENCE)
    if not progress.may_rate(locked):
        raise Refusal(TOO_EARLY_SENTENCE)
    before = audit.snapshot(locked)
    locked.rating, locked.rating_words, locked.rated_at = rating, words, timezone.now()
    if rating == PublicRating.DISSATISFIED:
        locked.reopening = Decision.PENDING
    locked.save()
    reason = f"群众评价{PublicRating(rating).label}"
    audit.record(
        by=None, action=AuditAction.STEP, subject=locked, before=before, after=audit.snapshot(locked), reason=reason
    )
    return locked


@transaction.atomic
def decide_reopening(*, by, report, client_uuid, approved, note):
    """再整改 with a new task that names the old one, or 不再整改 with a reason its reporter reads."""
    locked = _locked(report)
    decision = Decision.APPROVED if approved else Decision.REFUSED
    if locked.reopening == decision and locked.reopening_by_id == by.pk:
        return locked
    if locked.reopening != Decision.PENDING:
        if not locked.reopening_by:
            raise Refusal(NOT_ASKED_SENTENCE)
        who = who_and_when(locked.reopening_by, locked.reopening_at)
        raise StaleEdit(DECIDED_SENTENCE.format(who=who, what=REOPENED_WORDS[locked.reopening]))
    before = audit.snapshot(locked)
    if approved:
        _refuse_taken(client_uuid)
        locked.new_task = _again(locked, by=by, client_uuid=client_uuid, note=note)
    locked.reopening, locked.reopening_by, locked.reopening_at = decision, by, timezone.now()
    locked.reopening_note = note
    locked.save()
    audit.record(
        by=by, action=AuditAction.STEP, subject=locked, before=before, after=audit.snapshot(locked), reason=note
    )
    return locked


def _again(report, *, by, client_uuid, note):
    """The new task for a problem that is still there."""
    old = progress.handled(report.task)
    return file_report(
        by=by,
        client_uuid=client_uuid,
        unit=old.unit,
        place=old.place,
        note=note or "群众对整改结果不满意",
        category=old.category,
        location=old.location,
        source=TaskSource.PUBLIC,
        recurrence_of=old,
    )


@transaction.atomic
def see_phone(*, by, report):
    """The plain number and words, for whoever may accept the report; each look leaves its event."""
    audit.record(by=by, action=AuditAction.VIEW, subject=report, reason="看了随手拍的电话和原话")
    return report.phone


def erase(*, by, report):
    """删除个人信息 because its reporter asked for it."""
    return forgetting.forget(report, by=by, reason="按本人要求删除个人信息")
