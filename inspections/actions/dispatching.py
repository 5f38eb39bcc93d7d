"""任务派遣 and what a unit does with a task before it is fixed: sign, hand on, return, finish a stage.

Every step takes `client_uuid`, `note`, and for steps at a desk the `version` that was on the screen.
"""

from django.db import transaction
from django.utils import timezone

from inspections import cases, deadlines
from inspections.enums import TaskAction
from inspections.steps import take_step
from tataboo_portal.clocks import office_calendar
from tataboo_portal.refusals import Refusal

NO_STAGE_SENTENCE = "这条任务没有后面的阶段，直接拍整改后。"
RETURNED_SENTENCE = "单位已退回这条任务，申请不用再决定。"
OTHER_UNIT_SENTENCE = "{name}不在{unit}，换一个人。"


def refuse_strangers(by, task):
    """Only the unit that has the task now goes on with it; whoever opened it before it was given away is told."""
    if not cases.is_ours(by, task):
        raise Refusal(f"这条已改派给{task.unit.name}，不用再办。")


@transaction.atomic
def assign(*, by, task, unit, due_at=None, assignee=None, rule=None, assisting_units=None, **step):
    """Give the task to a unit with a deadline; area and line stay with the place.

    The deadline comes from the rule's limit over the office's calendar unless `due_at` names one; once given it only moves by
    name. `assisting_units=None` leaves the helpers as they are. A task just reported is accepted on the way.
    """
    calendar, now = office_calendar(), timezone.now()

    def change(locked):
        locked.unit, locked.assignee = unit, assignee
        chosen = rule or locked.rule or deadlines.default_rule(locked.category)
        deadlines.start_clock(locked, rule=chosen, now=now, calendar=calendar, due_at=due_at)
        locked.dispatched_at = locked.dispatched_at or now
        locked.copy_axes(keep_area=True)
        if assisting_units is not None:
            locked.assisting_units.set([helper for helper in assisting_units if helper != unit])

    return take_step(by=by, task=task, action=TaskAction.ASSIGN, change=change, at=now, **step)[0]


@transaction.atomic
def receive(*, by, task, **step):
    """签收: the unit has seen the task."""
    return take_step(
        by=by,
        task=task,
        action=TaskAction.RECEIVE,
        change=lambda locked: refuse_strangers(by, locked),
        **step,
    )[0]


@transaction.atomic
def hand_over(*, by, task, assignee, **step):
    """派给责任人: the unit names who does it; signing for it happens on the way."""

    def change(locked):
        refuse_strangers(by, locked)
        if assignee.unit_id != locked.unit_id:
            raise Refusal(OTHER_UNIT_SENTENCE.format(name=assignee.full_name, unit=locked.unit.name))
        locked.assignee = assignee

    return take_step(by=by, task=task, action=TaskAction.HAND_OVER, change=change, **step)[0]


@transaction.atomic
def return_to_office(*, by, task, note, **step):
    """单位退回 (非本单位职责), with a reason: back to dispatching, and the next unit gets a clock of its own.

    What the unit asked for ends with it.
    """

    def change(locked):
        refuse_strangers(by, locked)
        locked.due_at = locked.first_due_at = locked.assignee = None
        locked.extension_count = 0
        for requests in (locked.extensions, locked.suspensions, locked.appeals):
            requests.all().withdraw(RETURNED_SENTENCE)

    return take_step(by=by, task=task, action=TaskAction.RETURN, change=change, note=note, **step)[0]


@transaction.atomic
def finish_stage(*, by, task, **step):
    """The present stage of a long case is done; the next one starts with its own deadline."""
    calendar, now = office_calendar(), timezone.now()

    def change(locked):
        refuse_strangers(by, locked)
        present, coming = deadlines.current_stage(locked), deadlines.next_stage(locked)
        if present is None or coming is None:
            raise Refusal(NO_STAGE_SENTENCE)
        present.done_at, present.done_by = now, by
        present.save(update_fields=("done_at", "done_by"))
        deadlines.begin_stage(locked, coming, now, calendar)

    return take_step(by=by, task=task, action=TaskAction.STAGE, change=change, at=now, **step)[0]
