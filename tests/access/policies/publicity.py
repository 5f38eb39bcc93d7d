"""Policy of stock, public advertisements and boards, and of what becomes of a placement."""

from tests import makers
from tests.access.rows import BAD, EVERYONE, LOGIN, MOVED, NO, OK, UNKNOWN, row
from tests.people import person
from tests.publicity.hands import board

WHO_WRITES = row(LOGIN, MOVED, MOVED, UNKNOWN, UNKNOWN, UNKNOWN, NO, NO, NO)

POLICY = {
    ("GET", "placement_stock"): EVERYONE,
    ("GET", "placement_ads"): EVERYONE,
    ("POST", "placement_take_down"): WHO_WRITES,
    ("POST", "placement_put_back"): WHO_WRITES,
    ("POST", "placement_task"): row(LOGIN, MOVED, MOVED, UNKNOWN, UNKNOWN, UNKNOWN, MOVED, NO, NO),
    ("GET", "board_due"): EVERYONE,
    ("GET", "board_issue_add"): row(LOGIN, OK, OK, UNKNOWN, UNKNOWN, UNKNOWN, NO, NO, NO),
    ("POST", "board_issue_add"): row(LOGIN, BAD, BAD, UNKNOWN, UNKNOWN, UNKNOWN, NO, NO, NO),
}


def addresses(task):
    """The arguments of these addresses, all of them 绣品厂社区's."""
    placement = makers.placement(unit="1", by=person("li"))
    arguments = {f"placement_{step}": (placement.pk,) for step in ("take_down", "put_back", "task")}
    return arguments | {"board_issue_add": (board(unit="1").pk,)}
