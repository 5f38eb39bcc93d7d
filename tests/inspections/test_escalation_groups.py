"""Escalation to groups: only of the rules that say so, once per run, and nothing lost or said twice."""

import threading

import pytest
from django.db import connections

from inspections import escalation
from inspections.enums import TaskAction
from inspections.models import EscalationAlarm
from tataboo_portal import jobs, robots
from tataboo_portal.models import Job, Notice, RobotDelivery
from tests.inspections.street import at, dispatched, run
from tests.people import person


def test_groups_hear_only_of_the_rules_that_say_so_once_per_run(street, li, channels):
    task = dispatched(assignee=li)
    run("2026-11-23 18:00")
    assert not RobotDelivery.objects.exists()
    run("2026-11-24 12:00")
    run("2026-11-24 12:10")
    deliveries = RobotDelivery.objects.order_by("channel__name")
    assert [delivery.channel.name for delivery in deliveries] == ["示例群1", "示例群2"]
    assert deliveries[0].text.startswith("双创提醒：1 项任务到提醒线，1 项已逾期\n")
    assert task.number in deliveries[0].text
    waiting = Job.objects.filter(task=robots.DELIVER_TASK).values_list("arguments__delivery_id", flat=True)
    assert sorted(waiting) == sorted(delivery.pk for delivery in deliveries)


def test_with_the_broker_away_nothing_is_lost_and_each_group_hears_it_once(
    street, li, channels, monkeypatch, django_capture_on_commit_callbacks
):
    sent, said = [], []
    monkeypatch.setattr(robots, "send", lambda channel, text, path: said.append(channel.name) or "")

    def refuse(*arguments, **options):
        raise jobs.OperationalError

    dispatched(assignee=li)
    with monkeypatch.context() as patch, django_capture_on_commit_callbacks(execute=True):
        patch.setattr(jobs.current_app, "send_task", refuse)
        assert run("2026-11-24 12:00") == "何李周"
    monkeypatch.setattr(jobs.current_app, "send_task", lambda name, **options: sent.append(options["kwargs"]["job_id"]))
    for _ in range(2):
        jobs.sweep(at("2026-11-24 12:20"))
    assert said == []
    for job in sent:
        jobs.run(job, robots.deliver)
    assert sorted(said) == ["示例群1", "示例群2"]
    assert not RobotDelivery.objects.filter(sent_at=None).exists()
    assert run("2026-11-24 12:30") == ""


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_say_it_once(reference_again):
    li = person("li")
    task = dispatched(assignee=li)
    start, problems = threading.Barrier(2), []

    def beat():
        try:
            start.wait(10)
            escalation.escalate(at("2026-11-23 18:00"))
        except Exception as problem:
            problems.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=beat) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert Notice.objects.filter(recipient=li).count() == 1
    assert EscalationAlarm.objects.filter(task=task).count() == 3
    assert task.steps.filter(action=TaskAction.ALARM).count() == 1
