"""Policy of the hints about photos: only who verifies may answer, whoever handles the task learns nothing."""

from inspections.enums import HintKind
from inspections.models import EvidenceHint
from tests.access.rows import LOGIN, MOVED, NO, UNKNOWN, row

POLICY = {
    ("POST", "task_hint"): row(LOGIN, MOVED, NO, UNKNOWN, UNKNOWN, UNKNOWN, MOVED, NO, NO),
}


def addresses(task):
    """The arguments of these addresses, all of them 绣品厂社区's; `task` is a dispatched one."""
    hint = EvidenceHint.objects.create(task_photo=task.photos.get(), kind=HintKind.SCREENSHOT, words="示例")
    return {"task_hint": (task.number, hint.pk)}
