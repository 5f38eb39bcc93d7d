"""Looking at everything: each probe alone, so that one that breaks hides no other; and telling what turned red and what is well again."""

import contextlib
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from tataboo_portal import inbox, pulses
from tataboo_portal.enums import HealthLevel, Role
from tataboo_portal.health import data, files, work
from tataboo_portal.health.findings import ACT, MAINTAINER, WELL, Finding
from tataboo_portal.models import HealthState, User

PROBES = (
    ("database", "数据库", data.database),
    ("migrations", "数据库升级", data.migrations),
    ("restoration", "恢复", data.restoration),
    ("broker", "消息队列（Redis）", work.broker),
    ("queue", "等着办的后台任务", work.queue),
    ("worker", "后台任务", work.worker),
    ("beat", "定时任务", work.beat),
    ("data_disk", "数据的硬盘", files.data_disk),
    ("backup_disk", "备份的硬盘", files.backup_disk),
    ("backup", "最近的备份", files.backup),
    ("drill", "最近的恢复演练", files.drill),
    ("photos", "照片", files.photos),
    ("attachments", "附件", files.attachments),
    ("trail", "操作日志", data.trail),
    ("calendar", "放假与调休", data.calendar),
)
BROKEN_ADVICE = f"这一项查不了。把括号里的话告诉维护平台的人（{MAINTAINER}）。"
WATCH, STALE = "watch", timedelta(minutes=12)
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Line:
    """One thing as the page and the command show it."""

    name: str
    title: str
    finding: Finding
    since: datetime | None

    @property
    def is_red(self):
        """Whether somebody has to do something."""
        return self.finding.level == ACT


def look():
    """Every thing with how it stands now and since when."""
    found = [(name, title, _asked(name, probe)) for name, title, probe in _probes()]
    known = _known_states()
    return [
        Line(name, title, finding, finding.since or _since(known.get(name), finding)) for name, title, finding in found
    ]


def _probes():
    """Those of this floor, and those a higher floor hands in by name."""
    return [*PROBES, *(probe for path in settings.OFFICE_PROBES for probe in import_string(path))]


def _asked(name, probe):
    try:
        # On PostgreSQL a question that fails would spoil the transaction for the next one.
        with transaction.atomic() if connection.in_atomic_block else contextlib.nullcontext():
            return probe()
    except Exception as error:
        # A database that is away breaks nearly all of them, and is told by its own.
        logger.error("probe %s broke: %s", name, type(error).__name__, exc_info=not isinstance(error, DatabaseError))
        return Finding(ACT, f"查不了（{type(error).__name__}）", BROKEN_ADVICE)


def _known_states():
    """{name: state}; none while the database is away."""
    try:
        return {state.name: state for state in HealthState.objects.all()}
    except DatabaseError as error:
        logger.error("the states of before cannot be read: %s", type(error).__name__)
        return {}


def _since(state, finding):
    return state.since if state and state.level == finding.level else None


def watch():
    """Look, keep how things stand, and tell every administrator once what turned red and what is well again."""
    lines = look()
    with transaction.atomic():
        for line in lines:
            HealthState.objects.get_or_create(name=line.name)
        states = {state.name: state for state in HealthState.objects.select_for_update().order_by("name")}
        changed = [line for line in lines if states[line.name].level != line.finding.level]
        for line in changed:
            _turn(states[line.name], line)
        pulses.beat(WATCH)
    return lines


def _turn(state, line):
    was_red, began = state.level == ACT, state.since
    state.level, state.since = line.finding.level, timezone.now()
    state.save()
    if line.is_red:
        _tell(f"health:{line.name}:{state.since.isoformat()}", f"要处理：{line.title}", line.finding)
    elif was_red:
        words = "已经恢复正常" if line.finding.level == WELL else "好一些了，还要注意"
        _tell(f"health:{line.name}:{began.isoformat()}:over", f"{line.title}{words}", line.finding)


def _tell(key, title, finding):
    body = f"{finding.figure}。{finding.advice}"
    for person in User.objects.filter(role=Role.ADMIN, is_active=True):
        inbox.tell(person=person, key=key, title=title, body=body, url=reverse("manage_health"))


def watch_if_overdue():
    """Watch where the clock that should have done it stands still; whether it had to."""
    moment = pulses.last(WATCH)[0]
    is_overdue = moment is None or timezone.now() - moment > STALE
    if is_overdue:
        watch()
    return is_overdue


def worst(lines):
    """The level of the whole: its worst part's."""
    order = list(HealthLevel)
    return max((line.finding.level for line in lines), key=order.index, default=WELL)
