"""Whether the data are sound: the database, its migrations, a restoration that stands halfway, the calendar, the trail."""

import time
from datetime import date, timedelta
from functools import lru_cache

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from tataboo_portal import audit, pulses
from tataboo_portal.backups import restoring
from tataboo_portal.health.findings import ACT, MAINTAINER, MIND, WELL, Finding, at, command, level_of, size, spoken
from tataboo_portal.models import AuditEvent, WorkCalendarDay

SLOW = 0.5  # seconds for a question that has no work to do
CHAIN = "audit chain"
UNSEALED, FAR_UNSEALED = timedelta(minutes=15), timedelta(hours=1)
UNVERIFIED, LONG_UNVERIFIED = timedelta(days=2), timedelta(days=8)
FIRST_UNSEALED = 1000
PUBLISHED, LAST_CALL = (12, 1), (12, 20)  # next year's holidays are published in November
ENTER = "国务院公布以后，在“放假与作息”里把放假和调休贴进去。"


def database():
    """The database answers, how fast, and how large it is."""
    begun = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        seconds = time.monotonic() - begun
        if connection.vendor == "sqlite":
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        else:
            cursor.execute("SELECT pg_database_size(current_database())")
        count = cursor.fetchone()[0]
    figure = f"{connection.display_name}，{size(count)}，应答 {seconds * 1000:.0f} 毫秒"
    if seconds > SLOW:
        return Finding(MIND, figure, f"比平常慢。看看服务器是不是在忙别的；一直这样就{MAINTAINER}。")
    return Finding(WELL, figure)


@lru_cache(maxsize=1)
def _known():
    """The migrations this code came with; they do not change while it runs."""
    return frozenset(MigrationLoader(None).disk_migrations)


def migrations():
    """The database has the form this code expects, no older and no newer."""
    applied = set(MigrationRecorder(connection).applied_migrations())
    missing = _known() - applied
    foreign = {key for key in applied - _known() if key[0] in {app for app, _ in _known()}}
    if missing:
        names = "、".join(sorted(f"{app} {name[:4]}" for app, name in missing)[:5])
        upgrade = "重新 make run" if settings.DEMO_MODE else "运行 sudo tataboo migrate，重新启动平台"
        advice = f"先备份（{command('backup')}），再{upgrade}。"
        return Finding(ACT, f"还有 {len(missing)} 步升级没有做：{names}", advice)
    if foreign:
        return Finding(ACT, f"数据库比程序新 {len(foreign)} 步", f"装回较新的程序，不要再往里填内容，{MAINTAINER}。")
    return Finding(WELL, f"{len(applied)} 步都做过了")


def restoration():
    """No restoration stands halfway, and whether one left something behind."""
    if restoring.plan_path().exists():
        return Finding(
            ACT,
            "上一次恢复换到一半停住了",
            f"马上停掉平台，运行 {command('restore')}，会接着换完，再启动。",
        )
    root = settings.MEDIA_ROOT
    if (root / restoring.STAGED).exists():
        return Finding(MIND, "有一次恢复没有做成，留下了临时文件", "再恢复一次；不恢复了就删掉 media/.restoring。")
    before = sorted(path.name for path in root.glob(f"{restoring.BEFORE}*"))
    return Finding(WELL, f"恢复以前的旧文件还留着 {len(before)} 份（{before[-1]}）" if before else "没有做到一半的恢复")


def calendar():
    """This year's and the next year's holidays are entered by the time deadlines count with them."""
    today = timezone.localdate()
    years = (today.year, today.year + 1)
    days = WorkCalendarDay.objects.filter(day__range=(date(years[0], 1, 1), date(years[1], 12, 31)))
    entered = {first.year for first in days.order_by().dates("day", "year")}
    missing = [year for year in years if year not in entered]
    figure = "、".join(f"{year} 年{'没有录' if year in missing else '有'}" for year in years)
    if today.year in missing:
        return Finding(ACT, figure, f"今年的期限都会算错。{ENTER}")
    if missing and (today.month, today.day) >= PUBLISHED:
        return Finding(ACT if (today.month, today.day) >= LAST_CALL else MIND, figure, ENTER)
    return Finding(WELL, f"{figure}，{PUBLISHED[0]}月{PUBLISHED[1]}日起提醒" if missing else figure)


def verify_chain():
    """Walk the whole trail and write down whether it holds; returns the first position that does not, or None."""
    return note_chain(audit.first_broken_position())


def note_chain(broken):
    """Write down how far the trail reached and whether it held; an end that was cut off since the last time does not hold either."""
    last, known = audit.head(), pulses.last(CHAIN)[1]
    reached = {"position": last.position, "digest": last.digest} if last else {}
    if broken is None and known.get("digest") and not audit.holds(known["position"], known["digest"]):
        broken, reached = known["position"], {name: known[name] for name in ("position", "digest")}
    pulses.beat(CHAIN, broken=broken, **reached)
    return broken


def trail():
    """The trail is sealed as it grows, and held when it was last walked."""
    verified, facts = pulses.last(CHAIN)
    if facts.get("broken"):
        advice = f"不要再动数据库。运行 sudo tataboo verify_audit，把它说的话记下来，{MAINTAINER}，对照最近的备份。"
        return Finding(ACT, f"从第 {facts['broken']} 条起对不上（{at(verified)} 核对）", advice)
    # By the index of positions; a search by time would pass by all that was ever sealed.
    waiting = list(AuditEvent.objects.filter(position=None).order_by().values_list("at", flat=True)[:FIRST_UNSEALED])
    age = timezone.now() - min(waiting) if waiting else timedelta()
    level = level_of(age, UNSEALED, FAR_UNSEALED)
    if level != WELL:
        advice = "封存是定时任务做的，先看“定时任务”和“后台任务”两项。"
        return Finding(level, f"{len(waiting)} 条没有封存，最早的等了 {spoken(age)}", advice, min(waiting))
    if verified is None:
        return Finding(MIND, "封存正常，还没有核对过", "每晚 4 点 40 分核对；急的话运行 sudo tataboo verify_audit。")
    level = level_of(timezone.now() - verified, UNVERIFIED, LONG_UNVERIFIED)
    advice = "" if level == WELL else "每晚应该核对一次，先看“定时任务”和“后台任务”两项。"
    return Finding(level, f"封存正常，{at(verified)} 整条核对过", advice)
