"""更正: totals told by the last published reports that the records do not bear out any more."""

from datetime import date

from campaigns.models import Indicator
from reports import comparing, sentences
from reports.metrics import drives, events, tasks
from reports.models import ReportVersion
from reports.sections.blocks import LAST, joined, number
from reports.totals import Totals
from tataboo_portal.enums import PeriodKind
from tataboo_portal.periods import Period

PART, HEADING = LAST, "更正"
LOOKED_BACK = 4
# What is overdue changes with the hour: nobody told it wrongly.
MOVING = {tasks.OVERDUE}
NAMES = {
    tasks.REPORTED: ("新上报整改任务", "项"),
    tasks.DUE: ("应办整改任务", "项"),
    tasks.ON_TIME: ("按期办结整改任务", "项"),
    tasks.CLOSED: ("办结整改任务", "项"),
    drives.PEOPLE: ("清扫活动到场", "人"),
    drives.PERSON_TIMES: ("清扫活动参加", "人次"),
    events.PEOPLE: ("文化活动和志愿服务到场", "人"),
    events.PERSON_TIMES: ("文化活动和志愿服务参加", "人次"),
    events.PLEDGES: ("签订门前五包协议", "户"),
}


def build(facts):
    """One sentence per total that differs from what was told of it last; no section where everything holds."""
    versions = published_before(facts.meeting_week)
    told = told_last(versions)
    if not told:
        return []
    periods = {week: Period.of(PeriodKind.WEEK, date.fromisoformat(week)) for week, _, _ in told}
    now = Totals.load(list(periods.values()))
    issues = {week: version.content["number"] for version in reversed(versions) for week in weeks_told(version.content)}
    last, names = weeks_told(versions[-1].content), names_of_metrics()
    units = {unit.code: unit for unit in facts.units}
    found = []
    for (week, metric, code), (counted, said) in told.items():
        unit = units.get(code)
        value = now.value(metric, periods[week], unit.pk if unit else None)
        if (code and unit is None) or metric in MOVING or value in {counted, said}:
            continue
        name, unit_word = names.get(metric, ("一项合计", ""))
        issue = "上期" if week in last else f"第{issues.get(week)}期"
        what = f"{unit.name if unit else ''}{name}"
        words = f"{issue}所报{what}{said}{unit_word}，更正为" if said else f"{issue}未报{what}，补报"
        found.append([words, number(value, unit_word, metric=metric, unit=unit) | {"week": week}])
    return [joined(found, mark="；")] if found else []


def published_before(meeting_week):
    """The last few versions in force of earlier meetings, oldest first."""
    earlier = ReportVersion.objects.filter(withdrawn_at=None, report__meeting_week__lt=meeting_week.monday)
    found = reversed(earlier.order_by("-report__meeting_week")[:LOOKED_BACK])
    return [version for version in found if version.content.get("counted")]


def told_last(versions):
    """What was told last of every total, a correction being the later word."""
    told = {}
    for version in versions:
        told |= comparing.said_numbers(version.content)
        for week in weeks_told(version.content):
            is_own = week == version.content["week"]
            for metric, value in version.content["counted"].items():
                # What such a report did not tell of an earlier week was nothing then.
                told.setdefault((week, metric, ""), (value, value) if is_own else (0, 0))
    return told


def weeks_told(content):
    """The week a report tells of, and those before it that no meeting was told of."""
    blocks = [block for section in sentences.sections_of(content["parts"]) for block in section["blocks"]]
    return {content["week"], *(block["week"] for block in blocks if block.get("week"))}


def counted(facts):
    """{metric: total} of everything a later entry could change, told in words or not: a later 更正 is measured against it."""
    metrics = [f"{row.ledger}:{row.code}" for indicators in facts.told_in.values() for row in indicators]
    return {metric: facts.value(metric) for metric in (*metrics, *NAMES)}


def names_of_metrics():
    """{metric: (name, 量词)} of everything a report counts."""
    indicators = {f"{row.ledger}:{row.code}": (row.name, row.unit_word) for row in Indicator.objects.all()}
    return indicators | NAMES
