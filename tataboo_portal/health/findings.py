"""What a probe finds, and how it says how old something is."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

from tataboo_portal.enums import HealthLevel

WELL, MIND, ACT = HealthLevel.WELL, HealthLevel.MIND, HealthLevel.ACT
MAINTAINER = "打电话给维护平台的人"
TARGETS = {"backup": "backup", "backup_drill": "drill", "restore": "restore"}


def command(name):
    """How a command of the portal is run where it is installed; a demonstration has its targets of make alone."""
    return f"make {TARGETS[name]}" if settings.DEMO_MODE else f"sudo tataboo {name}"


class Finding(NamedTuple):
    """How one thing stands: its level, the figure, what to do, and since when where the thing itself knows."""

    level: HealthLevel
    figure: str
    advice: str = ""
    since: datetime | None = None


def level_of(age, mind, act):
    """The level of something this old; what never happened is told by its probe."""
    return ACT if age > act else MIND if age > mind else WELL


def spoken(age):
    """A stretch of time in the office's words."""
    minutes = max(int(age / timedelta(minutes=1)), 0)
    if minutes < 1:
        return "不到 1 分钟"
    if minutes < 120:
        return f"{minutes} 分钟"
    return f"{minutes // 60} 小时" if minutes < 48 * 60 else f"{minutes // (24 * 60)} 天"


def at(moment):
    """A moment as the page writes it."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def size(count):
    """Bytes as people say them."""
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{max(count, 0) / 1e6:.0f} MB"
