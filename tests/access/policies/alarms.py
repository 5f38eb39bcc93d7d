"""Policy of escalation and the inbox."""

from tataboo_portal import inbox
from tests.access.rows import LOGIN, MOVED, NO, OK, UNKNOWN, row
from tests.people import person

POLICY: dict = {
    ("GET", "alarm_preview"): row(LOGIN, OK, NO, NO, NO, NO, NO, NO, OK),
    ("GET", "notice_list"): row(LOGIN, OK, OK, OK, OK, OK, OK, OK, OK),
    ("POST", "notice_read_all"): row(LOGIN, *[MOVED] * 8),
    ("POST", "notice_open"): row(LOGIN, UNKNOWN, MOVED, *[UNKNOWN] * 6),
}


def addresses(task):
    """The arguments of these addresses, all of them 绣品厂社区's; `task` is a dispatched one."""
    notice = inbox.tell(person=person("li"), key="policy", title="1 项任务到提醒线", url=f"/tasks/{task.number}/")
    return {"notice_open": (notice.pk,)}
