"""What people do with a unit's material: save it, hand it in, take it back; and the office, which returns and reminds."""

from django.db import transaction
from django.utils import timezone

from reports import submissions
from reports.enums import Part, ReportState, SubmissionState
from reports.models import Submission, SubmissionItem, WeeklyReport
from tataboo_portal import audit
from tataboo_portal.enums import AuditAction
from tataboo_portal.refusals import Refusal, StaleEdit

NAMES = ("part", "words", "is_done", "person", "due_on", "needs_coordination", "answers_id")
PLAIN = {"is_done": None, "person": "", "due_on": None, "needs_coordination": False, "answers_id": None}
NO_MEETING_SENTENCE = "这一周没有工作日，不开会，不用报送。"
HANDED_IN_SENTENCE = "这份材料已经交了，先撤回再改。"
STALE_SENTENCE = "同单位的人刚改过这份材料，打开改过以后的内容看看。"
NOTHING_SENTENCE = "一条都没有写，写一条上周做的或者本周要做的再交。"
NOT_HANDED_IN_SENTENCE = "这份材料还没有交，不用退回。"
PUBLISHED_SENTENCE = "这一期周报已经发布，材料不能再撤回；要补充的写进下一周。"


@transaction.atomic
def save(*, by, unit, week, version, items):
    """Keep the unit's items as they were typed; the same sent twice finds them kept."""
    submission, found = _open(unit, week, version, items)
    if found:
        return submission
    before = facts(submission)
    submission.version += 1
    submission.save()
    _write(submission, items)
    audit.record(by=by, action=AuditAction.CHANGE, subject=submission, before=before, after=facts(submission))
    return submission


@transaction.atomic
def hand_in(*, by, unit, week, version, items, now=None):
    """Keep the items and give them to the office; late is marked, never refused. Twice is once."""
    now = now or timezone.now()
    times = next(iter(submissions.times_of(week)), None)
    if times is None:
        raise Refusal(NO_MEETING_SENTENCE)
    submission, found = _open(unit, week, version, items, handing_in=True)
    if found:
        return submission
    if not any(item["part"] in {Part.LAST, Part.PLAN} for item in items):
        raise Refusal(NOTHING_SENTENCE)
    before = facts(submission)
    # What the office sent back is as late as it was when it came in first.
    if submission.state != SubmissionState.RETURNED:
        submission.is_late = times.is_past(now)
    submission.state, submission.handed_in_by, submission.handed_in_at = SubmissionState.HANDED_IN, by, now
    submission.version += 1
    submission.save()
    _write(submission, items)
    audit.record(by=by, action=AuditAction.STEP, subject=submission, before=before, after=facts(submission))
    return submission


@transaction.atomic
def take_back(*, by, submission, version):
    """撤回: open for the unit again, until the week's report is published."""
    locked = Submission.objects.select_for_update().get(pk=submission.pk)
    if locked.state != SubmissionState.HANDED_IN:
        return locked
    _refuse_stale(locked, version)
    if WeeklyReport.objects.filter(meeting_week=locked.meeting_week, state=ReportState.PUBLISHED).exists():
        raise Refusal(PUBLISHED_SENTENCE)
    before = audit.snapshot(locked)
    locked.state, locked.is_late = SubmissionState.MISSING, False
    locked.handed_in_by = locked.handed_in_at = None
    return _stepped(locked, before, by=by)


@transaction.atomic
def return_to_unit(*, by, submission, version, reason):
    """退回: the unit is told why, and may write again."""
    locked = Submission.objects.select_for_update(of=("self",)).select_related("unit").get(pk=submission.pk)
    if locked.state == SubmissionState.RETURNED and locked.return_reason == reason:
        return locked
    if locked.state != SubmissionState.HANDED_IN:
        raise Refusal(NOT_HANDED_IN_SENTENCE)
    _refuse_stale(locked, version)
    before = audit.snapshot(locked)
    locked.state, locked.return_reason = SubmissionState.RETURNED, reason
    locked.returned_by, locked.returned_at = by, timezone.now()
    _stepped(locked, before, by=by, reason=reason)
    submissions.tell_returned(locked)
    return locked


@transaction.atomic
def remind(*, by, times, now=None):
    """提醒: tell the units whose material is missing, each once a day; returns how many people were told now."""
    told = submissions.remind(times, now=now or timezone.now())
    if told:
        after = {"what": "提醒报送", "meeting_week": str(times.week.monday), "people": told}
        audit.record(by=by, action=AuditAction.STEP, subject=by, after=after)
    return told


def facts(submission):
    """What the trail keeps of a unit's material: the row and its items."""
    items = submission.items.order_by("part", "position", "id").values("part", "words", "is_done", "person", "due_on")
    told = [item | {"due_on": item["due_on"] and str(item["due_on"])} for item in items]
    return audit.snapshot(submission) | {"items": told}


def _open(unit, week, version, items, *, handing_in=False):
    """The unit's row, locked, and whether it holds exactly this already; refused while it is handed in or changed since."""
    submission = Submission.objects.get_or_create(unit=unit, meeting_week=week.monday, defaults={"version": 0})[0]
    submission = Submission.objects.select_for_update().get(pk=submission.pk)
    is_same = bool(submission.version) and _content(submission) == [_values(item) for item in items]
    if submission.state == SubmissionState.HANDED_IN:
        if handing_in and is_same:
            return submission, True
        raise Refusal(HANDED_IN_SENTENCE)
    if is_same and not handing_in:
        return submission, True
    if not is_same:
        _refuse_stale(submission, version)
    return submission, False


def _refuse_stale(submission, version):
    if submission.version != version:
        raise StaleEdit(STALE_SENTENCE)


def _values(item):
    return PLAIN | {name: item[name] for name in NAMES if name in item}


def _content(submission):
    order = {part: position for position, part in enumerate(Part)}
    rows = sorted(submission.items.all(), key=lambda row: (order[row.part], row.position, row.pk))
    return [_values({name: getattr(row, name) for name in NAMES}) for row in rows]


def _write(submission, items):
    """Items that were there keep their row, so that next week's answers still find them; the others come and go."""
    there = {row.pk: row for row in submission.items.all()}
    for position, item in enumerate(items):
        row = there.pop(item.get("item"), None) or SubmissionItem(submission=submission)
        for name, value in (_values(item) | {"position": position}).items():
            setattr(row, name, value)
        row.save()
    SubmissionItem.objects.filter(pk__in=there).delete()


def _stepped(submission, before, *, by, reason=""):
    submission.version += 1
    submission.save()
    after = audit.snapshot(submission)
    audit.record(by=by, action=AuditAction.STEP, subject=submission, before=before, after=after, reason=reason)
    return submission
