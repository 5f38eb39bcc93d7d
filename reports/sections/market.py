"""市场整治: signboards and vendors, the pledges of shops, looks at the rows of markets, and the tasks of the market groups.

An indicator marked as the market's is told here and not under 环境整治; the rest of this section no ledger counts elsewhere.
"""

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, Sum

from inspections.models import MarketCheck, PledgeCheck, PledgeCheckResult
from reports.metrics import events, tasks
from reports.metrics.cells import within_days
from reports.sections.blocks import LAST, between, bound, joined, number, paragraph
from reports.sections.facts import MARKET, is_approximate
from reports.sections.ledger_sentences import compared, told
from reports.sections.task_sentences import due_and_on_time
from tataboo_portal.enums import UnitKind

PART, HEADING = LAST, "市场整治"


def build(facts):
    """A paragraph over all that was done, each with the units' own shares, and one over the groups' tasks."""
    done = [told(facts, indicator, more=shares(facts, indicator)) for indicator in facts.told_in[MARKET]]
    found = [*filter(None, done), *_pledges(facts), *_looks(facts), *_markets(facts)]
    first = joined(found, mark="；") if found else paragraph("上周没有市场整治记录。")
    return [first, *_tasks(facts)]


def shares(facts, indicator):
    """The units' own shares of an indicator's total."""
    metric = f"{indicator.ledger}:{indicator.code}"
    return by_unit(facts, metric, indicator.unit_word, approximate=is_approximate(indicator))


def by_unit(facts, metric, unit_word, *, approximate=False):
    """“，其中绣品厂社区4块、市场工作组一9块”, in the order of the 九+五, each bound to its records."""
    runs = []
    for unit in facts.units:
        value = facts.value(metric, unit)
        if value:
            said = number(value, unit_word, metric=metric, unit=unit, approximate=approximate)
            runs += [f"{'、' if runs else '，其中'}{unit.name}", said]
    return runs


def _pledges(facts):
    signed = facts.value(events.PLEDGES)
    if not signed:
        return []
    words = number(signed, "户", metric=events.PLEDGES)
    return [["签订门前五包协议", words, compared(facts, events.PLEDGES, "户"), *by_unit(facts, events.PLEDGES, "户")]]


def _looks(facts):
    """Looks at shops, and how many of them found an item that was not met."""
    failed = PledgeCheckResult.objects.filter(check_row=OuterRef("pk"), is_met=False)
    days = facts.meeting_week.shifted(-1).days()
    looks = PledgeCheck.objects.filter(within_days("at", days), shop__voided_at=None)
    looks = looks.annotate(fails=ExpressionWrapper(Exists(failed), output_field=BooleanField()))
    counted = looks.aggregate(all=Count("pk"), failed=Count("pk", filter=Q(fails=True)))
    if not counted["all"]:
        return []
    runs = ["巡查门前五包商户", bound(f"{counted['all']}户次", "pledge-checks")]
    if counted["failed"]:
        runs += ["，发现不落实", bound(f"{counted['failed']}户次", "pledge-checks:failed")]
    return [runs]


def _markets(facts):
    """划行归市: how often markets were looked at, and how many stalls stood outside their rows."""
    looks = MarketCheck.objects.filter(day__gte=facts.period.start, day__lte=facts.period.end)
    counted = looks.aggregate(all=Count("pk"), stalls=Sum("out_of_zone"))
    if not counted["all"]:
        return []
    runs = ["开展划行归市检查", bound(f"{counted['all']}次", "market-checks")]
    if counted["stalls"]:
        runs += ["，发现不在区域内的摊位", bound(f"{counted['stalls']}个", "market-checks:stalls")]
    return [runs]


def _tasks(facts):
    """The tasks that were due in the hands of the five groups, a share of what 整改任务 tells of all."""
    groups = [unit for unit in facts.units if unit.kind == UnitKind.MARKET_GROUP]
    due, on_time = ({unit: facts.value(metric, unit) for unit in groups} for metric in (tasks.DUE, tasks.ON_TIME))
    total = sum(due.values())
    if not total:
        return []
    runs = ["市场工作组应办整改任务", bound(f"{total}项", "group-tasks:due"), "，按期办结"]
    runs += [bound(f"{sum(on_time.values())}项", "group-tasks:on-time"), between("；")]
    own = []
    for unit in groups:
        if due[unit]:
            own += [between("，")] if own else []
            own += [unit.name, *due_and_on_time(facts, unit, mark="、")]
    return [paragraph(*runs, *own, "。")]
