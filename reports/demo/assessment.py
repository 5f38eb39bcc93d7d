"""Sample 考核, all of it 示例: communities published and open to appeals, market groups a draft, and both frozen the month before."""

import uuid
from datetime import datetime, time, timedelta
from decimal import Decimal

from django.db.models.functions import Mod
from django.utils import timezone

from campaigns.models import WorkRecord
from publicity.models import Placement
from reports.actions import assessment as acts
from reports.actions import schemes
from reports.assessment import freezing, results
from reports.assessment.spans import last_finished
from reports.enums import Cycle
from reports.models import AssessmentScheme, ItemScore, SchemeVersion
from tataboo_portal.models import User

COMMUNITIES, MARKETS = "community_month", "market_month"
ONE_IN, LATE = 9, timedelta(days=5)


def make(chance):
    """Returns how many results there are."""
    office = User.objects.filter(role="office").order_by("pk").first()
    if office is None:
        return 0
    for model in (WorkRecord, Placement):
        enter(model, chance)
    now, today = timezone.now(), timezone.localdate()
    last = last_finished(Cycle.MONTH, today)
    for code in (COMMUNITIES, MARKETS):
        scheme = bring_into_force(code, office, today.replace(year=today.year - 1, month=1, day=1))
        publish(office, results.compute(scheme, last.previous(), now=now), now - timedelta(days=30))
        row = results.compute(scheme, last, now=now)
        if code == COMMUNITIES:
            publish(office, row, now - timedelta(hours=3))
    freezing.freeze_due(now)
    appeal(now)
    try_beside(office, last)
    return 4


def publish(office, row, at):
    """One result published at a moment of the past."""
    acts.publish(by=office, row=row, version=row.version, now=at)


def enter(model, chance):
    """Records as if somebody had entered them: most on their day, one in so many a few days later."""
    turn, now = chance.randrange(ONE_IN), timezone.now()
    for day in model.objects.order_by().values_list("day", flat=True).distinct():
        at = datetime.combine(day, time(17), tzinfo=timezone.get_default_timezone())
        rows = model.objects.filter(day=day)
        rows.update(created_at=min(at, now))
        rows.annotate(turn=Mod("pk", ONE_IN)).filter(turn=turn).update(created_at=min(at + LATE, now))


def bring_into_force(code, office, day):
    """The sample rules, in force for the demo; returns their scheme."""
    rules = SchemeVersion.objects.select_related("scheme").get(scheme__code=code, number=1)
    if rules.is_draft:
        schemes.bring_into_force(by=office, rules=rules, version=rules.version, valid_from=day)
    return rules.scheme


def appeal(now):
    """One unit appeals and waits for its answer."""
    open_ones = ItemScore.objects.filter(unit_score__scoring__appeal_until__gte=now, lost__gt=0)
    score = open_ones.order_by("-lost", "pk").first()
    people = freezing.people_of([score.unit_score.unit_id]) if score else ()
    if people:
        words = "示例：有一条任务挂过账，期限应当顺延。"
        acts.appeal(by=people[0], client_uuid=uuid.UUID(int=20_170_001), score=score, words=words)


def try_beside(office, span):
    """A stricter version on trial beside the one in force."""
    scheme = AssessmentScheme.objects.get(code=COMMUNITIES)
    new = schemes.new_version(by=office, scheme=scheme)
    item = new.items.get(code="in_time")
    changes = {"formula": "threshold", "params": {"full_from": "95", "minus": "1"}, "points": Decimal(40)}
    schemes.save_item(by=office, rules=new, version=new.version, item=item, **changes)
    new.refresh_from_db()
    schemes.change_rules(by=office, rules=new, version=new.version, change="示例：按时率95%以下每低1个百分点扣1分")
    new.refresh_from_db()
    schemes.start_trial(by=office, rules=new, version=new.version)
    results.compute_trial(new, span)
