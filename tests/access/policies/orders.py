"""Policy of 督办单: the office and leaders send one out, its unit signs and reports, the office judges."""

from tests import decisions, makers
from tests.access.rows import BAD, EVERYONE, LOGIN, MOVED, NO, OK, OWN_RECORD, UNKNOWN, row
from tests.people import unit_of

ISSUE_READ = row(LOGIN, OK, NO, NO, NO, NO, NO, OK, NO)
ISSUE = row(LOGIN, BAD, NO, NO, NO, NO, NO, BAD, NO)

POLICY = {
    ("GET", "order_list"): EVERYONE,
    ("GET", "order_new"): ISSUE_READ,
    ("POST", "order_new"): ISSUE,
    ("GET", "order_task"): ISSUE_READ,
    ("POST", "order_task"): ISSUE,
    ("GET", "order_unit"): ISSUE_READ,
    ("POST", "order_unit"): ISSUE,
    ("GET", "order_detail"): OWN_RECORD,
    ("POST", "order_sign"): row(LOGIN, NO, MOVED, UNKNOWN, UNKNOWN, UNKNOWN, NO, NO, NO),
    ("POST", "order_step"): row(LOGIN, BAD, BAD, UNKNOWN, UNKNOWN, UNKNOWN, NO, NO, NO),
    ("GET", "order_photo"): OWN_RECORD,
}


def addresses(task):
    """An order to 绣品厂社区 about a matter of its own, reported with a photo, and the step its unit takes."""
    order = decisions.answered(decisions.warned(), photo=makers.photo_upload())
    makers.process_photos()
    own = {"order_detail": (order.pk,), "order_sign": (order.pk,), "order_step": (order.pk, "report")}
    fresh = {"order_task": (task.number,), "order_unit": (unit_of("1").code,)}
    return own | fresh | {"order_photo": (order.pk, order.photo.token, "320")}
