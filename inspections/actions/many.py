"""One act on many tasks: each in a transaction of its own, so that one refusal does not cost the others."""

import uuid

from inspections.actions.dispatching import assign
from inspections.actions.requests import decide
from tataboo_portal.refusals import Refusal

UNKNOWN_SENTENCE = "没有这条任务，刷新后再选。"
NOT_ASKED_SENTENCE = "没有在等决定的延期申请，让单位先申请。"


def assign_each(*, by, tasks, chosen, unit, client_uuid):
    """Give each chosen task to the unit with the deadline of its own rule; returns (given tasks, [(number, why not)]).

    `chosen` are (number, version on the screen); `tasks` those the person may know of. The same `client_uuid` again finds every
    step already taken.
    """

    def give(task, version, own_uuid):
        return assign(by=by, task=task, unit=unit, client_uuid=own_uuid, version=version)

    return _each(tasks, chosen, client_uuid, give)


def extend_each(*, by, tasks, chosen, note, client_uuid):
    """Grant what the units of the chosen tasks asked for, 延期, with one reason; returns as `assign_each` does."""

    def grant(task, version, own_uuid):
        taken = task.extensions.filter(task__steps__client_uuid=own_uuid)
        asked = task.extensions.pending().first() or taken.first()
        if asked is None:
            raise Refusal(NOT_ASKED_SENTENCE)
        return decide(by=by, request=asked, approved=True, note=note, client_uuid=own_uuid).task

    return _each(tasks, chosen, client_uuid, grant)


def _each(tasks, chosen, client_uuid, act):
    """Do `act(task, version, own client_uuid)` to each chosen task; returns (what it gave back, [(number, why not)])."""
    found = {task.number: task for task in tasks.filter(number__in=[number for number, _ in chosen])}
    done, refused = [], []
    for number, version in chosen:
        try:
            if number not in found:
                raise Refusal(UNKNOWN_SENTENCE)
            done.append(act(found[number], version, uuid.uuid5(client_uuid, number)))
        except Refusal as refusal:
            refused.append((number, refusal.sentence))
    return done, refused
