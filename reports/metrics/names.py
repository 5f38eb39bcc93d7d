"""What each metric is called, its 量词 and its 口径: indicators say it of themselves, the rest stands here."""

from dataclasses import dataclass

from campaigns.enums import Display, Ledger
from campaigns.models import Indicator
from reports.metrics import drives, events, tasks


@dataclass(frozen=True)
class Name:
    """How a number is spoken of; `indicator_id` where it is one indicator's."""

    words: str
    unit_word: str
    caliber: str
    is_approximate: bool = False
    indicator_id: int | None = None


OTHERS = {
    tasks.REPORTED: Name("上报任务", "项", "按上报所在日计；不立案、重复和作废的不算。"),
    tasks.DUE: Name("应办任务", "项", "期限已到或已交核查的任务，按期限所在日计。"),
    tasks.ON_TIME: Name("按时完成任务", "项", "期限内整改并交核查的任务，按期限所在日计。"),
    tasks.OVERDUE: Name("逾期未办任务", "项", "期限已过、还没有整改的任务，按期限所在日计。"),
    tasks.CLOSED: Name("办结任务", "项", "已办结的任务，按办结所在日计。"),
    drives.PEOPLE: Name("清扫活动参加人员", "人", "按人计，不和人次相加。"),
    drives.PERSON_TIMES: Name("清扫活动参加人次", "人次", "按人次计，不和人数相加。"),
    events.PEOPLE: Name("活动到场人员", "人", "按人计，不和人次相加。"),
    events.PERSON_TIMES: Name("参加活动", "人次", "按人次计，不和人数相加。"),
}


def name_of(metric):
    """The name of a metric, or None where nothing is counted under it; at most one query."""
    if metric in OTHERS:
        return OTHERS[metric]
    ledger, _, code = metric.partition(":")
    row = Indicator.objects.filter(ledger=ledger, code=code).exclude(ledger=Ledger.NONE).first()
    return row and of_indicator(row)


def of_indicator(row):
    """The name of what one indicator counts."""
    return Name(row.told, row.unit_word, row.caliber, row.display == Display.APPROXIMATE, row.pk)


def choices():
    """{metric: Name} of the tasks' numbers and of every indicator in use, in their order; one query."""
    rows = Indicator.objects.filter(is_active=True).exclude(ledger=Ledger.NONE).order_by("position", "code")
    counted = {metric: name for metric, name in OTHERS.items() if metric.startswith(tasks.PREFIX)}
    return counted | {f"{row.ledger}:{row.code}": of_indicator(row) for row in rows}
