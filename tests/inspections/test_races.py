"""Several people at the same moment: every number once, every task closed once, and nobody sees an error page."""

import uuid

import pytest

from campaigns.models import WorkRecord
from inspections import actions
from inspections.enums import TaskAction
from inspections.models import RemediationTask, TaskStep
from tataboo_portal.refusals import Refusal
from tests import makers
from tests.inspections.threads import HANDS, at_once
from tests.people import person

pytestmark = pytest.mark.django_db(transaction=True)


def test_every_number_is_given_once():
    person("li")
    made = at_once(lambda index: [makers.reported().number for _ in range(3)])
    numbers = sorted(number for some in made for number in some)
    assert numbers == [f"1-{position:04d}" for position in range(1, 3 * HANDS + 1)]


def test_one_report_arriving_several_times_at_once_is_one_task():
    person("li")
    token = uuid.uuid4()
    made = at_once(lambda index: makers.reported(client_uuid=token).pk)
    assert made == [RemediationTask.objects.get().pk] * HANDS
    assert TaskStep.objects.count() == 1


def test_of_two_judges_one_wins_and_the_other_is_told_who():
    task = makers.fixed()
    judges = [person("wang"), person("liu")]

    def judge(index):
        return actions.verify(by=judges[index], task=task, client_uuid=uuid.uuid4(), quantity=2, version=task.version)

    results = at_once(judge, count=2)
    refused = [result for result in results if isinstance(result, Refusal)]
    closed = RemediationTask.objects.get()
    assert len(refused) == 1
    assert refused[0].sentence.startswith(closed.verified_by.full_name)
    assert refused[0].sentence.endswith("已核查过这条，已办结。")
    assert WorkRecord.objects.count() == 1


def test_one_judgement_arriving_several_times_at_once_posts_once():
    task, token, liu = makers.fixed(), uuid.uuid4(), person("liu")
    results = at_once(lambda index: actions.verify(by=liu, task=task, client_uuid=token, quantity=2).pk)
    assert results == [task.pk] * HANDS
    assert WorkRecord.objects.count() == 1
    assert list(task.steps.values_list("action", flat=True)).count(TaskAction.PASS) == 1
