"""Policy of the work screens over many tasks."""

from django.utils import timezone

from inspections.models import LookBack, LookBackRule, SavedFilter
from tests.access.rows import ADMIN_ONLY, BAD, EVERYONE, LOGIN, MOVED, NO, OK, UNKNOWN, row
from tests.people import person

MOVES_EVERYONE = row(LOGIN, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED)

POLICY = {
    ("GET", "task_dispatch"): row(LOGIN, OK, NO, NO, NO, NO, NO, NO, NO),
    ("POST", "task_dispatch"): row(LOGIN, MOVED, NO, NO, NO, NO, NO, NO, NO),
    ("GET", "task_verify_desk"): row(LOGIN, OK, NO, NO, NO, NO, OK, NO, NO),
    ("POST", "task_verify_desk"): row(LOGIN, UNKNOWN, NO, NO, NO, NO, UNKNOWN, NO, NO),
    ("GET", "task_print"): EVERYONE,
    ("POST", "task_chosen"): MOVES_EVERYONE,
    ("POST", "task_filter_save"): MOVES_EVERYONE,
    ("GET", "task_evaluation"): EVERYONE,
    ("GET", "look_back_list"): row(LOGIN, OK, NO, NO, NO, NO, OK, NO, NO),
    ("GET", "look_back_judge"): row(LOGIN, OK, NO, NO, NO, NO, OK, NO, NO),
    ("POST", "look_back_judge"): row(LOGIN, BAD, NO, NO, NO, NO, BAD, NO, NO),
    ("GET", "task_recalculate"): ADMIN_ONLY,
    ("POST", "task_recalculate"): row(LOGIN, NO, NO, NO, NO, NO, NO, NO, BAD),
    ("GET", "manage_calendar"): row(LOGIN, OK, NO, NO, NO, NO, NO, NO, OK),
    ("POST", "manage_calendar"): row(LOGIN, NO, NO, NO, NO, NO, NO, NO, BAD),
    ("POST", "manage_hours"): row(LOGIN, NO, NO, NO, NO, NO, NO, NO, BAD),
    ("POST", "task_filter_remove"): row(LOGIN, UNKNOWN, MOVED, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
}


def addresses(task):
    """The arguments of these addresses, all of them 绣品厂社区's; `task` is a dispatched one."""
    saved = SavedFilter.objects.create(user=person("li"), name="逾期", query="group=overdue")
    look_back = LookBack.objects.create(task=task, rule=LookBackRule.objects.first(), due_on=timezone.localdate())
    return {"task_filter_remove": (saved.pk,), "look_back_judge": (look_back.pk,)}
