"""Policy of what comes into the portal: who may write into a ledger may bring rows; a batch is its importer's, and the administrator's."""

import uuid

from django.utils import timezone

from tataboo_portal import import_actions
from tests.access.rows import BAD, EVERYONE, LOGIN, NO, OK, UNKNOWN, row
from tests.people import person

# 李 brought it; 钱 manages the portal and looks on.
OWN_BATCH = row(LOGIN, UNKNOWN, OK, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, OK)
OWN_STEP = row(LOGIN, UNKNOWN, BAD, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, NO)

POLICY = {
    ("GET", "import_list"): EVERYONE,
    ("GET", "import_new"): row(LOGIN, OK, OK, OK, OK, OK, NO, NO, NO),
    ("POST", "import_new"): row(LOGIN, BAD, BAD, BAD, BAD, BAD, NO, NO, NO),
    ("GET", "import_columns"): row(LOGIN, UNKNOWN, OK, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, NO),
    ("POST", "import_columns"): OWN_STEP,
    ("GET", "import_check"): OWN_BATCH,
    ("POST", "import_check"): OWN_STEP,
    ("GET", "import_done"): OWN_BATCH,
    ("POST", "import_done"): row(LOGIN, UNKNOWN, BAD, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, BAD),
    ("GET", "import_file"): OWN_BATCH,
    ("GET", "import_errors"): OWN_BATCH,
    ("POST", "import_errors"): row(LOGIN, UNKNOWN, BAD, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, BAD),
}
HEADER = "日期\t类型\t数量"


def batch(*, is_done=False):
    """A batch of 李's with one good row and one that is wrong, checked or imported."""
    li, day = person("li"), timezone.localdate().isoformat()
    upload = "\n".join((HEADER, f"{day}\t牛皮癣\t{li.pk + 100 * is_done}", f"{day}\t牛皮癣\t三"))
    kept = import_actions.keep(upload, by=li, sheet="works", client_uuid=uuid.uuid4(), is_pasted=True)
    mapping = {"0": "日期", "1": "类型", "2": "数量"}
    kept = import_actions.choose_columns(by=li, batch=kept, table=0, header_row=1, mapping=mapping)
    return import_actions.confirm(by=li, batch=kept) if is_done else kept


def addresses(task):
    """The arguments of these addresses; both batches are 李's."""
    found, done = (batch().pk,), (batch(is_done=True).pk,)
    steps = dict.fromkeys(("import_columns", "import_check", "import_file", "import_errors"), found)
    return steps | {"import_new": ("works",), "import_done": done}
