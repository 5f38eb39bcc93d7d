"""Policy of search, of the meter of burden and of the box for suggestions."""

import uuid

from reports.actions import suggestions
from tests.access.rows import BAD, EVERYONE, LOGIN, MOVED, NO, OK, row
from tests.people import person, unit_of

FOR_LEADERS = row(LOGIN, OK, NO, NO, NO, NO, NO, OK, NO)

POLICY = {
    ("GET", "search"): EVERYONE,
    ("GET", "burden_board"): FOR_LEADERS,
    ("GET", "burden_unit"): FOR_LEADERS,
    ("GET", "suggestion_list"): EVERYONE,
    ("GET", "suggestion_new"): EVERYONE,
    ("POST", "suggestion_new"): row(LOGIN, BAD, BAD, BAD, BAD, BAD, BAD, BAD, BAD),
    ("GET", "suggestion_detail"): EVERYONE,
    ("POST", "suggestion_answer"): row(LOGIN, BAD, NO, NO, NO, NO, NO, NO, NO),
    ("POST", "suggestion_void"): row(LOGIN, MOVED, MOVED, NO, NO, NO, NO, NO, NO),
}


def addresses(task):
    """A suggestion of 李."""
    made = suggestions.suggest(by=person("li"), client_uuid=uuid.uuid4(), words="示例：每周填两次一样的表")
    return {
        "burden_unit": (unit_of("1").code,),
        "suggestion_detail": (made.pk,),
        "suggestion_answer": (made.pk,),
        "suggestion_void": (made.pk,),
    }
