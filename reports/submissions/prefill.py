"""What a unit finds in its material before it writes a word: its own totals in sentences, and last week's plan."""

from campaigns.enums import Ledger
from campaigns.models import Indicator
from reports.enums import Part, SubmissionState
from reports.metrics import tasks
from reports.models import Submission, SubmissionItem
from reports.totals import Totals
from tataboo_portal import workdays
from tataboo_portal.enums import PeriodKind
from tataboo_portal.periods import Period
from tataboo_portal.quantities import official

LONGEST = SubmissionItem._meta.get_field("words").max_length
SHOWN = ("words", "person", "due_on", "needs_coordination")
WEEKS_BACK = 3  # a plan still waits for its answer after a week without a meeting
TASK_WORDS = ((tasks.REPORTED, "新上报问题"), (tasks.DUE, "应办整改任务"), (tasks.ON_TIME, "按期办结"))


def recorded(unit, week):
    """Sentences over what the unit's ledgers hold of the week before the meeting, and of those before it that no meeting was told of."""
    quiet = workdays.weeks_without_meeting_before(week)
    earlier = [Period.of(PeriodKind.WEEK, before.shifted(-1).monday) for before in quiet]
    last = Period.of(PeriodKind.WEEK, week.shifted(-1).monday)
    totals = Totals.load([*earlier, last])
    told = [(f"{period.label}：", _of_week(unit, totals, period)) for period in earlier]
    told.append((f"{last.label}：" if earlier else "", _of_week(unit, totals, last)))
    return [
        sentence
        for label, ledgers in told
        for phrases in ledgers
        for sentence in folded([f"{label}{phrases[0]}", *phrases[1:]])
    ]


def _of_week(unit, totals, period):
    """What the unit's ledgers hold of a week: a list of phrases each."""
    phrases = {}
    for indicator in Indicator.objects.filter(is_active=True).exclude(ledger=Ledger.NONE).order_by("position"):
        value = totals.value(f"{indicator.ledger}:{indicator.code}", period, unit.pk)
        if value:
            words = f"{indicator.name}{official(value, indicator.unit_word)}"
            phrases.setdefault(indicator.ledger, []).append(words)
    counted = [(words, totals.value(metric, period, unit.pk)) for metric, words in TASK_WORDS]
    phrases["tasks"] = [f"{words}{value}项" for words, value in counted if value]
    return [found for found in phrases.values() if found]


def folded(phrases):
    """Phrases put together into sentences, none longer than an item may be."""
    sentences = []
    for phrase in phrases:
        if sentences and len(sentences[-1]) + len(phrase) < LONGEST - 1:
            sentences[-1] += f"，{phrase}"
        else:
            sentences.append(phrase[: LONGEST - 1])
    return [f"{sentence}。" for sentence in sentences]


def last_plan(unit, week):
    """What the unit planned for the meeting before, in order: every item wants to be told done or not."""
    earlier = Submission.objects.filter(
        unit=unit, meeting_week__lt=week.monday, meeting_week__gte=week.shifted(-WEEKS_BACK).monday
    )
    newest = earlier.exclude(state=SubmissionState.MISSING).order_by("-meeting_week").values("pk")[:1]
    return list(SubmissionItem.objects.filter(submission=newest, part=Part.PLAN).order_by("position", "id"))


def starting_items(sentences, submission):
    """{part: its own items as forms show them, "answered": how last week's plan was told}: what was saved, else the ledgers' sentences."""
    found = {part: [] for part in Part} | {"answered": {}}
    if submission is None:
        found[Part.LAST] = [{"words": words} for words in sentences]
        return found
    for item in submission.items.order_by("position", "id"):
        if item.answers_id:
            found["answered"][item.answers_id] = item.is_done
        else:
            found[item.part].append({"item": item.pk} | {name: getattr(item, name) for name in SHOWN})
    return found
