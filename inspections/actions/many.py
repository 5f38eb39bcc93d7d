"""One act on many tasks: each in a transaction of its own, so that one refusal does not cost the others."""

import uuid

from inspections.actions.dispatching import assign
from tataboo_portal.refusals import Refusal

UNKNOWN_SENTENCE = "没有这条任务，刷新后再选。"


def assign_each(*, by, tasks, chosen, unit, client_uuid):
    """Give each chosen task to the unit with the deadline of its own rule; returns (given tasks, [(number, why not)]).

    `chosen` are (number, version on the screen); `tasks` those the person may know of. The same `client_uuid` again finds every
    step already taken.
    """
    found = {task.number: task for task in tasks.filter(number__in=[number for number, _ in chosen])}
    done, refused = [], []
    for number, version in chosen:
        task = found.get(number)
        if task is None:
            refused.append((number, UNKNOWN_SENTENCE))
            continue
        own_uuid = uuid.uuid5(client_uuid, number)
        try:
            done.append(assign(by=by, task=task, unit=unit, client_uuid=own_uuid, version=version))
        except Refusal as refusal:
            refused.append((number, refusal.sentence))
    return done, refused
