"""What a result says once it is frozen: its content with its hash, when appeals end, and who is told."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from reports.assessment.spans import Span
from reports.enums import ScoringState
from reports.models import ItemScore, ScoreAppeal, Scoring
from reports.publishing import sha256
from tataboo_portal import audit, inbox, workdays
from tataboo_portal.enums import AuditAction
from tataboo_portal.models import User
from tataboo_portal.permissions import Permission

END_OF_DAY = time(23, 59, 59)
LONGEST_HOLIDAY = timedelta(days=40)


def span_of(row):
    """The period of a result."""
    return Span.of(row.scheme.cycle, row.start)


def appeals_end(published, count):
    """The end of the last of so many workdays after the day of publishing."""
    day = timezone.localdate(published)
    days = workdays.workdays_between(day + timedelta(days=1), day + timedelta(days=2 * count) + LONGEST_HOLIDAY)
    return datetime.combine(days[count - 1], END_OF_DAY, tzinfo=timezone.get_default_timezone())


def words_of(number):
    """A number as frozen content keeps it."""
    return None if number is None else str(number)


def content_of(row):
    """Everything a reader of the result sees, as plain JSON."""
    items = ItemScore.objects.select_related("item").prefetch_related("evidence")
    units = row.units.select_related("unit").prefetch_related(Prefetch("items", items))
    return {
        "scheme": row.scheme.name,
        "rules": row.rules.number,
        "period": span_of(row).name,
        "published_at": row.published_at.isoformat(),
        "units": [unit_of(score) for score in units.order_by("unit__position", "unit__code")],
        "appeals": [appeal_of(appeal) for appeal in appeals_of(row).order_by("pk")],
    }


def unit_of(score):
    """One unit of the content."""
    return {
        "code": score.unit.code,
        "name": score.unit.name,
        "points": words_of(score.points),
        "rank": score.rank,
        "previous": [words_of(score.previous_points), score.previous_rank],
        "has_flag": score.has_flag,
        "is_to_improve": score.is_to_improve,
        "items": [item_of(item) for item in score.items.all()],
    }


def item_of(score):
    """One item of a unit, with the records behind what it lost."""
    return {
        "code": score.item.code,
        "name": score.item.name,
        "full": words_of(score.item.points),
        "part": words_of(score.part),
        "whole": score.whole,
        "points": words_of(score.points),
        "is_small": score.is_small,
        "granted": words_of(score.granted),
        "reason": score.granted_reason,
        "evidence": [[one.kind, one.key, one.words, words_of(one.lost)] for one in score.evidence.all()],
    }


def appeal_of(appeal):
    """One appeal of the content; it names units and items, not people."""
    return {
        "unit": appeal.score.unit_score.unit.code,
        "item": appeal.score.item.code,
        "words": appeal.words,
        "state": appeal.state,
        "reason": appeal.reason,
    }


def appeals_of(row):
    """The appeals against a result."""
    return ScoreAppeal.objects.filter(score__unit_score__scoring=row).for_list()


def is_whole(row):
    """Whether a frozen result still is what was frozen."""
    return row.content is not None and sha256(row.content) == row.sha256


def freeze(row, *, by, now):
    """定稿: the content as it stands with its hash; the caller holds the row and has made sure nothing waits."""
    row.content = content_of(row)
    row.sha256 = sha256(row.content)
    row.state, row.frozen_by, row.frozen_at = ScoringState.FROZEN, by, now
    row.version += 1
    row.save()
    audit.record(by=by, action=AuditAction.STEP, subject=row, after={"sha256": row.sha256}, reason="定稿")
    return row


def due(now):
    """Published results whose appeal window is over and against which nothing waits for a decision."""
    waiting = ScoreAppeal.objects.pending().values("score__unit_score__scoring")
    return Scoring.objects.filter(state=ScoringState.PUBLISHED, appeal_until__lt=now).exclude(pk__in=waiting)


def freeze_due(now=None):
    """定稿 by the clock of all whose window is over; returns how many."""
    now = now or timezone.now()
    return sum(freeze_one(pk, now) for pk in list(due(now).values_list("pk", flat=True)))


@transaction.atomic
def freeze_one(pk, now):
    """Freeze one result unless somebody was quicker or an appeal came in; returns whether it did."""
    row = Scoring.objects.select_for_update(of=("self",)).select_related("scheme", "rules").filter(pk=pk).first()
    if row is None or not due(now).filter(pk=pk).exists():
        return False
    freeze(row, by=None, now=now)
    return True


def people_of(units):
    """Those who write for these units."""
    people = User.objects.filter(is_active=True, unit__in=units).order_by("pk")
    return [person for person in people if person.may(Permission.LOG_WORK)]


def tell_published(row):
    """Tell the units that their result can be read and until when they may appeal."""
    until = timezone.localtime(row.appeal_until)
    title = f"{span_of(row).label}考核已公示"
    body = f"有不同意见的，{until.month}月{until.day}日前在项目里申诉。"
    units = row.units.values("unit")
    for person in people_of(units):
        inbox.tell(person=person, key=f"scores:{row.pk}:{row.version}", title=title, body=body, url=way(row))


def tell_appealed(appeal):
    """Tell those who decide that an appeal waits."""
    title = f"考核申诉：{appeal.score.unit_score.unit.name}{appeal.score.item.name}"
    url = reverse("score_item", args=(appeal.score_id,))
    for person in User.objects.filter(is_active=True).order_by("pk"):
        if person.may(Permission.SCORE_UNITS):
            inbox.tell(person=person, key=f"score-appeal:{appeal.pk}", title=title, body=appeal.words[:200], url=url)


def tell_decided(appeal):
    """Tell a unit what became of its appeal."""
    title = f"考核申诉{appeal.get_state_display()}：{appeal.score.item.name}"
    url = reverse("score_item", args=(appeal.score_id,))
    for person in people_of([appeal.score.unit_score.unit_id]):
        inbox.tell(person=person, key=f"score-appeal:{appeal.pk}", title=title, body=appeal.reason, url=url)


def way(row):
    """The page of a result."""
    return f"{reverse('score_detail', args=(span_of(row).name,))}?scheme={row.scheme.code}"


def compare_way(row):
    """The page of a trial beside a result."""
    return f"{reverse('score_compare', args=(span_of(row).name,))}?scheme={row.scheme.code}"
