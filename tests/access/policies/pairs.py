"""Policy of 整改对比: the gallery opens for everybody and shows each their own; a closed pair of 绣品厂社区 can be taken along."""

from django.utils import timezone

from inspections.enums import TaskState
from tests.access.rows import EVERYONE, LOGIN, MOVED, OK, OWN_RECORD, row
from tests.reports import rows

# Who may know of no pair is led back to the gallery with a word.
TAKES_OWN = row(LOGIN, OK, OK, MOVED, MOVED, MOVED, OK, OK, OK)

POLICY = {
    ("GET", "pair_list"): EVERYONE,
    ("GET", "pair_print"): EVERYONE,
    ("POST", "pair_print"): row(LOGIN, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED),
    ("POST", "pair_word"): TAKES_OWN,
    ("POST", "pair_zip"): TAKES_OWN,
    ("GET", "pair_photo"): OWN_RECORD,
}


def addresses(task):
    """The arguments of these addresses, all of them 绣品厂社区's; beside them a pair of theirs that is closed."""
    rows.photographed(rows.task("1", state=TaskState.CLOSED, fixed_at=timezone.now()))
    return {"pair_photo": (task.number, task.photos.order_by("id").first().photo.token)}
