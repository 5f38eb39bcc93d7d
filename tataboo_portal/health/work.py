"""Whether work goes on: the broker, what waits, beat and the worker."""

from datetime import timedelta

from celery import current_app
from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from tataboo_portal import pulses
from tataboo_portal.enums import JobStatus
from tataboo_portal.health.findings import ACT, MAINTAINER, MIND, WELL, Finding, at, level_of, spoken
from tataboo_portal.models import BeatDuty, Job

WORKER = "worker"
LATE, FAR_TOO_LATE = timedelta(minutes=10), timedelta(minutes=30)
SILENT, GONE = timedelta(minutes=3), timedelta(minutes=15)
GIVEN_UP_DAYS = timedelta(days=7)
RESTART = "在服务器上运行 sudo systemctl restart {unit}，演示版重新 make run；几分钟后还是这样，" + MAINTAINER + "。"


def broker():
    """Redis answers, within seconds, and how many messages lie there."""
    try:
        with current_app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, interval_start=0.2, timeout=2)
            count = connection.default_channel.client.llen(current_app.conf.task_default_queue)
    except (OperationalError, RedisError, OSError) as error:
        words = f"Redis 连不上（{type(error).__name__}）"
        return Finding(ACT, words, "填的内容都在，照片等着处理。" + RESTART.format(unit="redis-server@tataboo"))
    return Finding(WELL, f"应答正常，{count} 条消息等着取")


def queue():
    """How long the oldest thing that may begin has waited, and what was given up lately."""
    now = timezone.now()
    given_up = Q(status=JobStatus.GIVEN_UP, finished_at__gt=now - GIVEN_UP_DAYS)
    facts = Job.objects.due(now).aggregate(count=Count("pk"), oldest=Min("not_before"))
    lost = Job.objects.filter(given_up).count()
    if facts["count"]:
        age = now - facts["oldest"]
        level = level_of(age, LATE, FAR_TOO_LATE)
        figure = f"{facts['count']} 件等着，最早的等了 {spoken(age)}"
        if level != WELL:
            return Finding(level, figure, RESTART.format(unit="tataboo-worker"), facts["oldest"])
    else:
        figure = "没有等着的"
    if lost:
        advice = f"在“基础数据”的后台任务里看原因；照片没有出来就重新拍，看不懂就{MAINTAINER}。"
        return Finding(MIND, f"{figure}；{GIVEN_UP_DAYS.days} 天里有 {lost} 件试了几次没有做成", advice)
    return Finding(WELL, figure)


def beat():
    """When the clock last went round."""
    duty = BeatDuty.objects.first()
    sent = [parse_datetime(words) for words in duty.sent.values()] if duty else []
    return _ticked(duty and (duty.ticked_at or max(sent, default=None)), "定时任务", "tataboo-beat")


def worker():
    """When a worker last took something from the queue; something is sent each minute."""
    return _ticked(pulses.last(WORKER)[0], "后台任务", "tataboo-worker")


def _ticked(moment, name, unit):
    if moment is None:
        return Finding(ACT, "从来没有动过", f"{name}没有启动过。{RESTART.format(unit=unit)}")
    age = timezone.now() - moment
    level = level_of(age, SILENT, GONE)
    figure = f"{spoken(age)}前动过（{at(moment)}）"
    return Finding(level, figure, "" if level == WELL else f"{name}停了。{RESTART.format(unit=unit)}", moment)
