"""Sample material for the last meetings and the next, all of it 示例: most units in time, one late, one sent back, some missing."""

from datetime import timedelta

from django.utils import timezone

from reports import submissions
from reports.actions import submissions as acts
from reports.enums import Part
from tataboo_portal.models import User

PLANS = ("示例：清理楼道杂物", "示例：河道沿线保洁", "示例：早市周边秩序整治", "示例：更换破损宣传栏")
PROBLEMS = ("示例：夜间流动摊贩反复", "示例：老旧小区没有物业")
LATE, MISSING, RETURNED = 3, (4, 9, 12), 6


def make(chance):
    """Returns how many were handed in."""
    times = submissions.asked(timezone.now())
    if times is None:
        return 0
    writers = {user.unit_id: user for user in User.objects.filter(unit__isnull=False).order_by("pk")}
    units = [unit for unit in submissions.asked_units() if unit.pk in writers]
    before = submissions.times_of(*(times.week.shifted(-back) for back in (1, 2, 3)))[-2:]
    count = 0
    for each in (*before, times):
        is_next = each is times
        for at, unit in enumerate(units):
            if not (is_next and at in MISSING):
                hand_in(each, unit, writers[unit.pk], at, chance)
                count += 1
    send_back(times, units)
    return count


def hand_in(times, unit, by, at, chance):
    """One unit's material, a few hours before the deadline, or a little after."""
    hours = -1 if at == LATE else 1 + chance.randrange(20)
    now = timezone.now()
    moment = min((times.deadline or now) - timedelta(hours=hours), now)
    last = [{"part": Part.LAST, "words": words} for words in submissions.recorded(unit, times.week)]
    answers = [
        {"part": Part.LAST, "words": item.words, "answers_id": item.pk, "is_done": chance.random() < 0.8}
        for item in submissions.last_plan(unit, times.week)
    ]
    plan = [
        {"part": Part.PLAN, "words": words, "person": by.full_name, "due_on": times.week.monday + timedelta(days=3)}
        for words in chance.sample(PLANS, 2)
    ]
    problems = [{"part": Part.PROBLEM, "words": PROBLEMS[at % 2], "needs_coordination": at % 4 == 0}] * (at % 3 == 0)
    acts.hand_in(by=by, unit=unit, week=times.week, version=0, items=[*answers, *last, *plan, *problems], now=moment)


def send_back(times, units):
    """One of them comes back with a reason."""
    office = User.objects.filter(role="office").order_by("pk").first()
    if office and len(units) > RETURNED:
        submission = units[RETURNED].submissions.get(meeting_week=times.week.monday)
        acts.return_to_unit(by=office, submission=submission, version=1, reason="示例：本周安排写清楚地点")
