"""Whether the totals are fresh, and whether the night's recount found them as the records say."""

from datetime import timedelta

from django.utils import timezone

from reports.models import RollupRun
from tataboo_portal.health.findings import ACT, MAINTAINER, MIND, WELL, Finding, at, level_of, spoken

LATE, FAR_TOO_LATE = timedelta(minutes=10), timedelta(hours=1)
RECOUNT_AGE = timedelta(days=2)
CLOCK = "先看“定时任务”和“后台任务”两项。"


def totals():
    """The last refresh, and what the last recount found; a difference was mended, and has a cause all the same."""
    run = RollupRun.objects.order_by("-id").first()
    recount = RollupRun.objects.filter(is_recount=True).order_by("-id").first()
    if recount and recount.differences:
        figure = f"{at(recount.finished_at)} 重算时有 {len(recount.differences)} 格对不上，已经改正"
        return Finding(
            ACT, figure, f"数字现在是对的，原因要查：把这一页发给维护平台的人（{MAINTAINER}）。", recount.finished_at
        )
    if run is None:
        return Finding(MIND, "还没有统计过", CLOCK)
    age = timezone.now() - run.finished_at
    level = level_of(age, LATE, FAR_TOO_LATE)
    if level != WELL:
        return Finding(level, f"最近一次统计在 {spoken(age)}前", f"看板上的数字是旧的。{CLOCK}", run.finished_at)
    if recount is None or timezone.now() - recount.finished_at > RECOUNT_AGE:
        words = f"最近一次全量重算在 {at(recount.finished_at)}" if recount else "还没有全量重算过"
        return Finding(MIND, words, f"每晚应该重算一次。{CLOCK}")
    return Finding(WELL, f"{spoken(age)}前统计过，{at(recount.finished_at)} 重算都对得上")


PROBES = (("totals", "看板的数字", totals),)
