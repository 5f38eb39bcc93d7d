"""Celery beat of which any number may run: one is on duty and sends what is due, the next takes over when it falls silent."""

import contextlib
import logging
import os
import secrets
import socket
from datetime import datetime, timedelta

from celery.beat import Scheduler
from django.db import Error, connection
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from kombu.exceptions import OperationalError

from tataboo_portal.models import BeatDuty

# Further ahead than this the clock was wrong when the row was written: nobody waits until it comes round again.
MOST_AHEAD = timedelta(minutes=5)
logger = logging.getLogger(__name__)


class ElectedScheduler(Scheduler):
    """Sends a due minute once, whoever is on duty; what nobody was there to send is sent once by the next.

    The lease is told by the database's clock. A beat that is killed between sending and writing it down has its message sent again by
    the next: tasks are safe to run twice.
    """

    lease = timedelta(seconds=30)
    look = max_interval = 10  # seconds

    def __init__(self, *args, **kwargs):
        self.name = f"{socket.gethostname()[:50]}:{os.getpid()}:{secrets.token_hex(4)}"
        self.was_on_duty = False
        super().__init__(*args, **kwargs)

    def tick(self, **kwargs):
        """Send what is due if this beat is on duty; returns the seconds after which to look again."""
        try:
            return self.send_due() if self.on_duty() else self.look
        except Error as error:
            logger.warning("beat waits, the database is away: %s", type(error).__name__)
            connection.close()
        except (OperationalError, OSError) as error:
            logger.warning("beat waits, the broker is away: %s", type(error).__name__)
        return self.look

    def on_duty(self):
        """Whether this beat holds the duty, for one lease from now."""
        holds = self._take() or (BeatDuty.objects.get_or_create(pk=BeatDuty.ONLY)[1] and self._take())
        if holds and not self.was_on_duty:
            logger.warning("beat %s is on duty", self.name)
        self.was_on_duty = bool(holds)
        return self.was_on_duty

    def _take(self):
        """Report for duty where nobody else has, within the lease."""
        silent = Q(ticked_at=None) | Q(ticked_at__lt=Now() - self.lease) | Q(ticked_at__gt=Now() + self.lease)
        row = BeatDuty.objects.filter(Q(holder=self.name) | silent, pk=BeatDuty.ONLY)
        return row.update(holder=self.name, ticked_at=Now())

    def send_due(self):
        """Send every entry whose time has come since it was sent last; returns the seconds until the next one's."""
        sent, waits = self.known(), [self.look]
        for entry in self.schedule.values():
            is_due, seconds = entry.schedule.is_due(sent[entry.name])
            # Sending may have taken long: whoever took over meanwhile sends the rest.
            if is_due and not self.on_duty():
                return self.look
            if is_due:
                self.app.send_task(entry.task, entry.args, entry.kwargs, retry=False, **entry.options)
                sent[entry.name] = timezone.now()
                self.write_down(sent)
            waits.append(seconds)
        return max(0, min(waits))

    def known(self):
        """{entry: when it was sent last}; one that nobody has heard of, or that a wrong clock wrote down, begins now."""
        now = timezone.now()
        written = BeatDuty.objects.get(pk=BeatDuty.ONLY).sent
        sent = {name: datetime.fromisoformat(written[name]) for name in self.schedule if name in written}
        latest = now + MOST_AHEAD
        fresh = {name: now for name in self.schedule if name not in sent or sent[name] > latest}
        if fresh:
            self.write_down(sent | fresh)
        return sent | fresh

    def write_down(self, sent):
        """Keep what was sent when, while the duty is still this beat's."""
        words = {name: moment.isoformat() for name, moment in sent.items()}
        BeatDuty.objects.filter(pk=BeatDuty.ONLY, holder=self.name).update(sent=words)

    def close(self):
        """Leave the duty to the next at once."""
        with contextlib.suppress(Error):
            BeatDuty.objects.filter(holder=self.name).update(ticked_at=None)
        super().close()
