"""考核结果: figured out, published, appealed against, decided, frozen, taken back; one audit event each."""

from django.db import transaction
from django.utils import timezone

from reports.assessment import freezing, results
from reports.enums import AppealState, ScoringState
from reports.models import ItemScore, ScoreAppeal, Scoring
from tataboo_portal import audit
from tataboo_portal.enums import AuditAction
from tataboo_portal.refusals import Refusal, StaleEdit

STALE_SENTENCE = "打开以后又算过一次，先看看现在的结果再办。"
NOT_DRAFT_SENTENCE = "已经公示过，不用再公示。"
NOT_OPEN_SENTENCE = "这一期现在不在公示，公示以后再申诉。"
OVER_SENTENCE = "申诉已经在{day:%Y-%m-%d}截止，有意见向双创办反映。"
PENDING_SENTENCE = "这一项已经有一个申诉在等决定。"
NOTHING_LOST_SENTENCE = "这一项没有扣分，不用申诉。"
OWN_UNIT_SENTENCE = "本单位的申诉不能自己决定，由双创办的其他人决定。"
DECIDED_SENTENCE = "这个申诉已经决定过了。"
POINTS_SENTENCE = "改成的得分要比现在的 {now} 高，不超过满分 {full}。"
WINDOW_SENTENCE = "申诉要到{day:%Y-%m-%d}截止，截止以后再定稿。"
WAITING_SENTENCE = "还有 {count} 个申诉没有决定，决定以后再定稿。"
NOT_PUBLISHED_SENTENCE = "还没有公示，先公示再定稿。"
NOTHING_TO_WITHDRAW_SENTENCE = "这一期没有公示过，不用撤回。"


@transaction.atomic
def compute(*, by, scheme, span):
    """Figure a finished period out; asked again, a draft is written anew."""
    row = results.compute(scheme, span)
    audit.record(by=by, action=AuditAction.BUILD, subject=row, reason=f"计算{span.label}")
    return row


@transaction.atomic
def compute_trial(*, by, rules, span):
    """Figure a finished period out by a version on trial."""
    row = results.compute_trial(rules, span)
    audit.record(by=by, action=AuditAction.BUILD, subject=row, reason=f"试算{span.label}")
    return row


def locked(row):
    """The result held until the end of the transaction."""
    return Scoring.objects.select_for_update(of=("self",)).select_related("scheme", "rules").get(pk=row.pk)


@transaction.atomic
def publish(*, by, row, version, now=None):
    """公示: what was looked at is shown to everybody; appeals run for the scheme's workdays. Published twice is once."""
    now = now or timezone.now()
    found = locked(row)
    if found.state == ScoringState.PUBLISHED:
        return found
    if found.state != ScoringState.DRAFT or found.is_trial:
        raise Refusal(NOT_DRAFT_SENTENCE)
    if found.version != version:
        raise StaleEdit(STALE_SENTENCE)
    results.follow_previous(found)
    found.state, found.published_by, found.published_at = ScoringState.PUBLISHED, by, now
    found.appeal_until = freezing.appeals_end(now, found.scheme.appeal_workdays)
    found.version += 1
    found.save()
    freezing.tell_published(found)
    audit.record(by=by, action=AuditAction.STEP, subject=found, reason="公示")
    return found


@transaction.atomic
def appeal(*, by, client_uuid, score, words, now=None):
    """申诉 against one item of the own unit while the window is open; the same submission again is the same appeal."""
    now = now or timezone.now()
    existing = ScoreAppeal.objects.filter(client_uuid=client_uuid).first()
    if existing:
        return existing
    score = ItemScore.objects.select_related("item", "unit_score__scoring", "unit_score__unit").get(pk=score.pk)
    row = locked(score.unit_score.scoring)
    refuse_closed(row, now)
    if not score.lost or score.final >= score.item.points:
        raise Refusal(NOTHING_LOST_SENTENCE)
    if score.appeals.pending().exists():
        raise Refusal(PENDING_SENTENCE)
    made = ScoreAppeal.objects.create(client_uuid=client_uuid, score=score, words=words, asked_by=by, asked_at=now)
    freezing.tell_appealed(made)
    audit.record(by=by, action=AuditAction.ADD, subject=made, after=audit.snapshot(made))
    return made


def refuse_closed(row, now):
    """Refuse outside of the window."""
    if row.state != ScoringState.PUBLISHED:
        raise Refusal(NOT_OPEN_SENTENCE)
    if now > row.appeal_until:
        raise Refusal(OVER_SENTENCE.format(day=timezone.localtime(row.appeal_until)))


@transaction.atomic
def decide(*, by, appeal, granted, reason, points=None, now=None):
    """采纳 changes the item's points and places everybody again; 不采纳 says why. Never by somebody of that unit."""
    found = ScoreAppeal.objects.select_for_update(of=("self",)).for_list().get(pk=appeal.pk)
    row = locked(found.score.unit_score.scoring)
    if by.unit_id == found.score.unit_score.unit_id:
        raise Refusal(OWN_UNIT_SENTENCE)
    if found.state != AppealState.PENDING:
        raise Refusal(DECIDED_SENTENCE)
    if row.state != ScoringState.PUBLISHED:
        raise Refusal(NOT_OPEN_SENTENCE)
    if granted:
        grant(found, row, points, reason)
    found.state = AppealState.GRANTED if granted else AppealState.REFUSED
    found.decided_by, found.decided_at, found.reason = by, now or timezone.now(), reason
    found.save()
    freezing.tell_decided(found)
    audit.record(by=by, action=AuditAction.STEP, subject=found, after=audit.snapshot(found), reason=reason)
    return found


def grant(found, row, points, reason):
    """Put the item's points right and place everybody again."""
    score = found.score
    if points is None or not score.final < points <= score.item.points:
        raise Refusal(POINTS_SENTENCE.format(now=score.final, full=score.item.points))
    found.points_before, found.points_after = score.final, points
    score.granted, score.granted_reason = points, reason
    score.save(update_fields=("granted", "granted_reason"))
    results.place_again(row)


@transaction.atomic
def freeze(*, by, row, now=None):
    """定稿 by hand: once the window is over and nothing waits; frozen twice is once."""
    now = now or timezone.now()
    found = locked(row)
    if found.state == ScoringState.FROZEN:
        return found
    if found.state != ScoringState.PUBLISHED:
        raise Refusal(NOT_PUBLISHED_SENTENCE)
    if now <= found.appeal_until:
        raise Refusal(WINDOW_SENTENCE.format(day=timezone.localtime(found.appeal_until)))
    waiting = freezing.appeals_of(found).pending().count()
    if waiting:
        raise Refusal(WAITING_SENTENCE.format(count=waiting))
    return freezing.freeze(found, by=by, now=now)


@transaction.atomic
def withdraw(*, by, row, reason, now=None):
    """撤回: what was published stays to be read with its mark, and the period may be figured out anew."""
    found = locked(row)
    if found.state == ScoringState.WITHDRAWN:
        return found
    if found.state not in {ScoringState.PUBLISHED, ScoringState.FROZEN}:
        raise Refusal(NOTHING_TO_WITHDRAW_SENTENCE)
    found.state = ScoringState.WITHDRAWN
    found.withdrawn_by, found.withdrawn_at, found.withdrawal_reason = by, now or timezone.now(), reason
    found.version += 1
    found.save()
    audit.record(by=by, action=AuditAction.STEP, subject=found, reason=f"撤回：{reason}")
    return found
