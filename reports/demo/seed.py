"""The whole demo, once: people and places first, then twelve weeks of facts, then totals and the week's report."""

import random
from datetime import date

from django.db import transaction
from django.utils import timezone

from campaigns.models import Campaign
from inspections.models import RemediationTask
from reports import rollups, weekly
from reports.demo import (
    assessment,
    boards,
    bulletins,
    cases,
    checks,
    culture,
    decisions,
    dossier,
    drives,
    evidence,
    goals,
    ledgers,
    lookbacks,
    notices,
    orders,
    patrols,
    people,
    praises,
    published,
    registers,
    requests,
    residents,
    submissions,
    suggestions,
    surveys,
)
from reports.search import indexing
from tataboo_portal import photos

SEED = 2017


def is_there():
    """Whether an earlier run has made the demo."""
    return RemediationTask.objects.exists()


def make(say):
    """Make what is missing; records are made only into an empty site. `say` reports progress."""
    with transaction.atomic():
        people.make_units()
        people.make_people()
    if is_there():
        return
    chance = random.Random(SEED)
    with transaction.atomic():
        people.make_places()
        make_campaign(say)
        say(f"示例整治记录 {ledgers.make_work(chance)} 条")
        say(f"示例宣传记录 {ledgers.make_placements(chance)} 条")
        say(f"示例整改任务 {cases.make_tasks(chance)} 条")
        say(f"示例巡查 {patrols.make(chance)} 次")
        say(f"示例检查 {checks.make(chance)} 次")
        say(f"示例申请和长案 {requests.make(chance)} 条")
        say(f"示例通知 {notices.make(chance)} 条")
        say(f"示例登记 {registers.make(chance)} 条")
        say(f"示例回头看 {lookbacks.make(chance)} 条")
        say(f"示例照片提示 {evidence.make(chance)} 条")
        say(f"示例清扫活动 {drives.make(chance)} 次")
        say(f"示例满意度答卷 {surveys.make(chance)} 份")
        say(f"示例文化服务中心和活动 {culture.make(chance)} 条")
        say(f"示例培训、方案、控烟和表扬 {praises.make(chance)} 条")
        say(f"示例随手拍 {residents.make(chance)} 条")
        say(f"示例宣传栏和批次 {boards.make(chance)} 个")
        say(f"示例迎检资料 {dossier.make(chance)} 份")
    rollups.refresh()
    with transaction.atomic():
        make_meetings(say, chance)
        say(f"示例考核结果 {assessment.make(chance)} 期")
    say(f"示例简报和通报 {bulletins.make(chance)} 份")
    weekly.build_if_due()
    with transaction.atomic():
        say(f"示例意见 {suggestions.make(chance)} 条")
        suggestions.count_weeks()
    indexing.reindex()
    photos.drawer.stop()  # who seeds goes on to serve: no drawing child is left behind
    say("示例数据已就绪")


def make_meetings(say, chance):
    """What was handed in, decided, sent out and published; its numbers come from the totals."""
    say(f"示例报送材料 {submissions.make(chance)} 份")
    say(f"示例议定事项 {decisions.make(chance)} 项")
    say(f"示例督办单 {orders.make(chance)} 张")
    say(f"示例已发布材料 {published.make(chance)} 版")


def make_campaign(say):
    """The running year's campaign, a sample without figures of its own, and its goals."""
    say(f"示例目标 {goals.make(timezone.localdate())} 条")
    year = timezone.localdate().year
    Campaign.objects.get_or_create(
        code=str(year), defaults={"name": f"{year}年“双创”工作（示例）", "start": date(year, 1, 1)}
    )
