"""信息收集 and 案卷建立: reporting, accepting, and the ways a report does not become a case.

Every step takes `client_uuid`, `note`, and for steps at a desk the `version` that was on the screen.
"""

from django.db import transaction
from django.utils import timezone

from inspections import suspensions
from inspections.enums import NO_CASE_STATES, TaskAction
from inspections.filing import file_report
from inspections.models import RemediationTask
from inspections.steps import take_step
from tataboo_portal.refusals import Refusal

NO_PHOTO_SENTENCE = "还没有照片，先拍一张。"
SELF_SENTENCE = "不能和自己重复，选另一条任务。"
NO_CASE_SENTENCE = "{number} 本身没有立案，选一条在办或者办结的任务。"


def report_problem(*, by, client_uuid, unit, photo, **facts):
    """File a problem a person saw, with its before photo."""
    return file_report(by=by, client_uuid=client_uuid, unit=unit, photo=photo, **facts)


@transaction.atomic
def accept(*, by, task, rule=None, facts=None, **step):
    """立案: the report becomes a case under one condition of its category.

    `facts` may name anew the source, source_number and is_urgent of the report.
    """

    def change(locked):
        locked.rule = rule or locked.rule
        for name, value in (facts or {}).items():
            setattr(locked, name, value)

    return take_step(by=by, task=task, action=TaskAction.ACCEPT, change=change, **step)[0]


@transaction.atomic
def reject(*, by, task, note, **step):
    """不予受理, with a reason; the report stays readable and leaves every total."""
    return take_step(by=by, task=task, action=TaskAction.REJECT, note=note, **step)[0]


@transaction.atomic
def mark_duplicate(*, by, task, original, **step):
    """判为重复: linked to the task that handles the problem; of two judged at once by each other one stays a case."""
    both = RemediationTask.objects.select_for_update().filter(pk__in=(task.pk, original.pk)).order_by("pk")
    kept = {row.pk: row for row in both}[original.pk]

    def change(locked):
        if kept.pk == locked.pk:
            raise Refusal(SELF_SENTENCE)
        if kept.state in NO_CASE_STATES:
            raise Refusal(NO_CASE_SENTENCE.format(number=kept.number))
        locked.original = kept

    return take_step(by=by, task=task, action=TaskAction.DUPLICATE, change=change, **step)[0]


@transaction.atomic
def void(*, by, task, note, **step):
    """Take a task out of every count with a reason; it stays readable."""
    now = timezone.now()

    def change(locked):
        suspensions.end_pause(locked, now)

    return take_step(by=by, task=task, action=TaskAction.VOID, change=change, note=note, **step)[0]


@transaction.atomic
def say(*, by, task, note, **step):
    """补充说明: a word on the trail from whoever works on the task."""
    return take_step(by=by, task=task, action=TaskAction.NOTE, note=note, **step)[0]
