"""Whether there is room, whether what was received is still there, and whether all of it could be had back."""

import os
import shutil
import tempfile
import threading
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from tataboo_portal import attachments as paper_files
from tataboo_portal import photo_integrity, pulses
from tataboo_portal.enums import BackupKind, HealthLevel
from tataboo_portal.health.findings import ACT, MAINTAINER, MIND, WELL, Finding, at, command, level_of, size, spoken
from tataboo_portal.models import BackupRun

MIND_FREE, ACT_FREE = 5_000_000_000, 1_000_000_000
MIND_SHARE, ACT_SHARE = 0.10, 0.03
DISK_SECONDS = 3
BACKUP_AGE, BACKUP_OLD = timedelta(hours=26), timedelta(hours=50)
DRILL_AGE, DRILL_OLD = timedelta(days=40), timedelta(days=70)
WALK_AGE, WALK_OLD = timedelta(days=2), timedelta(days=8)
MAKE_ROOM = "删掉旧的备份（BACKUPS_KEPT 改小）和 media/.before-… 的旧文件，或者换一块大的硬盘。"

NOT_WRITTEN = (
    "现在传的照片和附件存不下来。看看 {folder} 所在的硬盘挂上没有、是不是成了只读、满没满；"
    f"不会看就{MAINTAINER}。好了以后不用重新启动。"
)


def within(seconds, ask):
    """What `ask` answers; a disk in another house that hangs holds up nobody for longer than this."""
    answers = []

    def wait():
        try:
            answers.append((ask(), None))
        except OSError as error:
            answers.append((None, error))

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    thread.join(seconds)
    if not answers:
        raise TimeoutError(f"no answer in {seconds} s")
    answer, error = answers[0]
    if error:
        raise error
    return answer


def _room(folder):
    usage = within(DISK_SECONDS, lambda: shutil.disk_usage(folder))
    share = usage.free / usage.total
    is_short = usage.free < ACT_FREE or share < ACT_SHARE
    is_low = usage.free < MIND_FREE or share < MIND_SHARE
    level = ACT if is_short else MIND if is_low else WELL
    return Finding(level, f"还剩 {size(usage.free)}（{share:.0%}）", "" if level == WELL else MAKE_ROOM)


def data_disk():
    """Room where the database and where photos and papers lie, and a storage of photos that takes a file."""
    media = settings.MEDIA_ROOT
    if not os.path.lexists(media):  # made with the first photo; a link into nowhere is a disk that is away
        media = media.parent
    try:
        within(DISK_SECONDS, lambda: _try_to_write(media))
    except OSError as error:
        words = f"等了 {DISK_SECONDS} 秒" if isinstance(error, TimeoutError) else error.strerror or error
        return Finding(ACT, f"照片和附件写不进去（{words}）", NOT_WRITTEN.format(folder=media))
    data = _room(settings.DATA_DIR)
    if within(DISK_SECONDS, lambda: media.stat().st_dev == settings.DATA_DIR.stat().st_dev):
        return data
    photos_room = _room(media)
    worse = max(data, photos_room, key=lambda found: list(HealthLevel).index(found.level))
    return worse._replace(figure=f"数据的硬盘{data.figure}，照片的硬盘{photos_room.figure}")


def _try_to_write(folder):
    """Write a small file through to the disk; it has no name where the system knows such files, so a kill leaves nothing."""
    with tempfile.TemporaryFile(dir=folder) as trial:
        trial.write(bytes(4096))
        trial.flush()
        os.fsync(trial.fileno())


def backup_disk():
    """A folder for backups that is there, can be written, has room, and is not the disk it is meant to save."""
    if not settings.BACKUP_DIR:
        level = MIND if settings.DEMO_MODE else ACT
        return Finding(
            level, "没有设置 BACKUP_DIR，没有自动备份", "把 BACKUP_DIR 设成另一块硬盘上的文件夹，重新启动平台。"
        )
    folder = Path(settings.BACKUP_DIR)
    if not within(DISK_SECONDS, lambda: folder.is_dir() and os.access(folder, os.W_OK)):
        return Finding(ACT, "备份的文件夹不在，或者写不进去", f"看看那块硬盘插着没有、挂上没有；不会看就{MAINTAINER}。")
    found = _room(folder)
    if found.level == WELL and folder.stat().st_dev == settings.DATA_DIR.stat().st_dev:
        return Finding(MIND, f"{found.figure}，和数据在同一块硬盘上", "换成另一块硬盘：这块坏了，数据和备份一起没有。")
    return found


def backup():
    """The last backup was made and is young."""
    again = f"运行 {command('backup')} 看它怎么说；还是不行就{MAINTAINER}。"
    return _ran(BackupKind.BACKUP, BACKUP_AGE, BACKUP_OLD, "还没有做过备份", again)


def drill():
    """The newest backup was proved not long ago."""
    again = f"运行 {command('backup_drill')}，几分钟就好；没有做成就换一份备份再演练，先不要删旧的。"
    return _ran(BackupKind.DRILL, DRILL_AGE, DRILL_OLD, "还没有演练过恢复", again)


def _ran(kind, age, old, never, again):
    last = BackupRun.objects.filter(kind=kind).order_by("-id").first()
    if last is None:
        return Finding(MIND if settings.DEMO_MODE or kind == BackupKind.DRILL else ACT, never, again)
    if not last.is_good:
        return Finding(ACT, f"{at(last.finished_at)} 没有做成：{last.sentence}", again, last.finished_at)
    since = timezone.now() - last.finished_at
    level = level_of(since, age, old)
    figure = f"{spoken(since)}前做成（{at(last.finished_at)}）"
    return Finding(level, figure, "" if level == WELL else again, last.finished_at)


def photos():
    """Every photo is what was received, as the last whole walk found."""
    return _walked(
        photo_integrity.WALK,
        "张照片",
        "把最近的备份恢复到另一台机器，从 media 里把这几张拷回来；拷不回来就请拍的人重拍。",
    )


def attachments():
    """Every paper is what was received, as the last whole walk found."""
    return _walked(
        paper_files.WALK, "个附件", "把最近的备份恢复到另一台机器，从 media 里把这几个拷回来；拷不回来就重新传。"
    )


def _walked(name, words, mend):
    moment, facts = pulses.last(name)
    if away := facts.get("away"):
        advice = f"看看放照片和附件的硬盘插着没有、挂上没有；不会看就{MAINTAINER}。好了以后当晚会接着查。"
        return Finding(ACT, "检查的时候一个文件也读不到", advice, parse_datetime(away))
    if moment is None:
        return Finding(MIND, "还没有查过", "每晚 4 点多查一遍，明天再看。")
    if damaged := facts.get("damaged"):
        numbers = "、".join(map(str, damaged[:10])) + ("等" if len(damaged) > 10 else "")
        more = " 以上" if len(damaged) == pulses.MOST_NAMED else ""
        advice = f"{mend}从哪天起，看操作日志。"
        return Finding(ACT, f"{len(damaged)}{more} {words}丢了或变了：编号 {numbers}（{at(moment)} 查的）", advice)
    level = level_of(timezone.now() - moment, WALK_AGE, WALK_OLD)
    advice = "" if level == WELL else "每晚应该查一遍，先看“定时任务”和“后台任务”两项。"
    return Finding(level, f"{at(moment)} 全部查过，都在", advice)
