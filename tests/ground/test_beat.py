"""Beat elected once: of two one is on duty, a due minute is sent once whoever is, and what nobody was there to send is sent by the next."""

from datetime import timedelta

import pytest
import time_machine
from celery.beat import Scheduler
from django.db.models.functions import Now
from django.utils import timezone
from kombu.exceptions import OperationalError

from tataboo_portal.beat import ElectedScheduler
from tataboo_portal.celery import app
from tataboo_portal.models import BeatDuty

WEEKLY, SWEEP = "reports.build_weekly_report", "tataboo_portal.sweep_jobs"
BEFORE_SEVEN = "2026-11-23 06:59:30+08:00"


@pytest.fixture
def sent(monkeypatch):
    """The names of all tasks sent, in their order."""
    names = []
    monkeypatch.setattr(app, "send_task", lambda name, *arguments, **options: names.append(name))
    return names


def clock(beats, *, start=BEFORE_SEVEN, seconds):
    """Let the beats look in turns, every ten seconds of a moved clock."""
    with time_machine.travel(start, tick=False) as traveller:
        for _ in range(0, seconds, 10):
            for beat in beats:
                beat.tick()
            traveller.shift(10)


def fall_silent():
    """Whoever is on duty was last heard of a minute ago."""
    BeatDuty.objects.update(ticked_at=Now() - timedelta(minutes=1))


@pytest.mark.django_db
def test_a_due_minute_is_sent_once_by_two_beats(sent):
    clock([ElectedScheduler(app=app), ElectedScheduler(app=app)], seconds=150)
    assert sent.count(WEEKLY) == 1
    assert sent.count(SWEEP) == 2


@pytest.mark.django_db
def test_without_the_election_it_is_sent_twice(sent, monkeypatch):
    monkeypatch.setattr(Scheduler, "apply_async", lambda self, entry, **options: sent.append(entry.task))
    only = {"weekly": app.conf.beat_schedule["build weekly report"]}
    monkeypatch.setitem(app.conf, "beat_schedule", only)
    with time_machine.travel(BEFORE_SEVEN, tick=False):
        beats = [Scheduler(app=app) for _ in range(2)]
    for beat in beats:
        beat.__dict__["producer"] = None
    clock(beats, seconds=150)
    assert sent.count(WEEKLY) == 2


@pytest.mark.django_db
def test_the_next_takes_over_when_the_first_falls_silent_and_sends_nothing_again(sent):
    first, second = ElectedScheduler(app=app), ElectedScheduler(app=app)
    clock([first, second], seconds=60)
    fall_silent()
    clock([second], start="2026-11-23 07:01:00+08:00", seconds=60)
    assert BeatDuty.objects.get().holder == second.name
    assert not first.on_duty()
    assert sent.count(WEEKLY) == 1


@pytest.mark.django_db
def test_what_nobody_was_there_to_send_is_sent_once_by_the_next(sent):
    clock([ElectedScheduler(app=app)], seconds=20)
    fall_silent()
    clock([ElectedScheduler(app=app), ElectedScheduler(app=app)], start="2026-11-23 09:15:00+08:00", seconds=60)
    assert sent.count(WEEKLY) == 1


@pytest.mark.django_db
def test_one_that_ends_leaves_the_duty_at_once():
    first, second = ElectedScheduler(app=app), ElectedScheduler(app=app)
    assert (first.on_duty(), second.on_duty()) == (True, False)
    first.close()
    assert (second.on_duty(), first.on_duty()) == (True, False)


@pytest.mark.django_db
@pytest.mark.parametrize(("is_elected", "times"), [(True, 1), (False, 2)])
def test_two_that_look_at_the_same_moment(monkeypatch, is_elected, times):
    names, beats = [], [ElectedScheduler(app=app), ElectedScheduler(app=app)]

    def send(name, *arguments, **options):
        names.append(name)
        if len(names) == 1:
            beats[1].tick()  # it has not been written down yet

    clock(beats, seconds=20)
    monkeypatch.setattr(app, "send_task", send)
    if not is_elected:
        monkeypatch.setattr(ElectedScheduler, "on_duty", lambda self: True)
    clock(beats[:1], start="2026-11-23 07:00:00+08:00", seconds=10)
    assert names.count(WEEKLY) == times


@pytest.mark.django_db
def test_what_the_broker_does_not_take_stays_due(sent, monkeypatch):
    beat = ElectedScheduler(app=app)

    def away(*arguments, **options):
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(app, "send_task", away)
        clock([beat], seconds=60)
    assert WEEKLY not in sent
    clock([beat], start="2026-11-23 07:04:00+08:00", seconds=30)
    assert sent.count(WEEKLY) == 1


@pytest.mark.django_db
def test_a_clock_that_was_wrong_holds_nothing_up(sent):
    first, second = ElectedScheduler(app=app), ElectedScheduler(app=app)
    clock([first], start="2026-11-23 12:00:00+08:00", seconds=70)
    BeatDuty.objects.update(ticked_at=Now() + timedelta(hours=5))
    del sent[:]
    clock([second], seconds=150)
    assert sent.count(WEEKLY) == 1
    assert sent.count(SWEEP) == 2


@pytest.mark.django_db
def test_who_lost_the_duty_while_sending_sends_no_more_and_writes_nothing_over(monkeypatch):
    names, first, second = [], ElectedScheduler(app=app), ElectedScheduler(app=app)
    clock([first], seconds=20)

    def stalls(name, *arguments, **options):
        names.append(name)
        fall_silent()
        assert second.on_duty()
        BeatDuty.objects.update(sent={"of the second": timezone.now().isoformat()})

    monkeypatch.setattr(app, "send_task", stalls)
    clock([first], start="2026-11-23 07:00:00+08:00", seconds=10)
    assert set(BeatDuty.objects.get().sent) == {"of the second"}
    assert len(names) == 1
