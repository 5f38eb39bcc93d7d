"""The law of access, written once: what every route answers to everybody, whatever the method and whosever the row.

- Who is not signed in is led to the login page, but for the pages that are everybody's. Of the admin everybody but 管理员
  meets the door.
- A row one may not know of and a row that is not there get the same answer: 404. What one may see but not do is 403; a role's
  gate says 403 whether there is such a row or not.
- GET and POST answer as the policy says; a method the route does not know is 405. HEAD answers like GET, without a body.
  No route knows PUT, PATCH, DELETE: 405 to everybody, for every row.
- Nothing is ever answered with an error of the server.
- GET, HEAD and whatever was refused change no row. What is kept all the same: that somebody was refused (403), and what is named below.
"""

import contextlib
import re
from unittest import mock

from django.db import connection

from tataboo_portal.imports import bulk
from tests.access import world
from tests.access.matrix import POLICY
from tests.access.policies import admin
from tests.access.routes import methods
from tests.access.rows import LOGIN, MOVED, NO, OK, UNKNOWN

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
NOT_KNOWN = 405
LOGIN_PAGE = "/login/?next="
WRITING = re.compile(r"""\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM|TRUNCATE)\s+"?(\w+)""", re.IGNORECASE)
TRAIL = "tataboo_portal_auditevent"
# Opening these leaves a line in the trail: somebody took a list along, or was shown what is hidden from others.
TAKING_OUT = ("_export", "meeting_annexes", "bulletin_docx", "bulletin_html")
SHOWN_WHOLE = ("register_detail", "tataboo_portal_user_change")


def expected(route, method, who, *, owner="li", is_missing=False):
    """What a route has to answer; several answers where the law leaves the choice."""
    asked = "GET" if method == "HEAD" else method
    if asked not in {"GET", "POST"}:
        return {NOT_KNOWN}
    if route.is_admins:
        return of_the_admin(route, asked, who, is_missing=is_missing)
    is_open = not getattr(route.callback, "login_required", True)
    if asked not in methods(route.callback):
        return {LOGIN if who == "anonymous" and not is_open else NOT_KNOWN}
    answer = POLICY[asked, route.name][column(who, owner)]
    if not is_missing or answer in {LOGIN, 401}:
        return {answer}
    return {NO, UNKNOWN} if answer == NO else {UNKNOWN}


def column(who, owner):
    """Whose column of the policy speaks for somebody while the rows are this owner's."""
    if who == owner:
        return "li"
    return "zhang" if who == "li" else who


def of_the_admin(route, method, who, *, is_missing):
    """What a page of the admin has to answer."""
    at_get, at_post, where_missing = admin.rows()[route.kind]
    if who == "anonymous":
        return {LOGIN, admin.DOOR}
    if who != "qian" and route.kind not in admin.EVERYBODYS:
        return {admin.DOOR}
    wanted = at_get if method == "GET" else at_post
    return {where_missing, wanted} & {where_missing, NO} if is_missing and where_missing else {wanted}


class Watch:
    """Which tables a request wrote into."""

    def __init__(self):
        self.tables = set()

    def __call__(self, execute, sql, params, many, context):
        found = WRITING.match(sql)
        if found:
            self.tables.add(found[1])
        return execute(sql, params, many, context)


@contextlib.contextmanager
def watched():
    """What is written inside, as a Watch: PostgreSQL's COPY is no statement that passes by it, so it is told by who copies."""
    watch, insert = Watch(), bulk.insert

    def told(model, rows, **constants):
        watch.tables.add(model._meta.db_table)
        return insert(model, rows, **constants)

    with mock.patch.object(bulk, "insert", told), connection.execute_wrapper(watch):
        yield watch


def answer(response):
    """The status, with the ways to the login page and to the admin's door told apart, and what broke."""
    if response.status_code == 302:
        doors = {LOGIN_PAGE: LOGIN, admin.DOOR: admin.DOOR}
        return next((said for door, said in doors.items() if response.url.startswith(door)), response.status_code)
    if response.status_code >= 500:
        return f"{response.status_code} {(getattr(response, 'exc_info', None) or ['', ''])[1]!r}"
    return response.status_code


def data_for(name):
    """What is sent along: nothing, but the reason somebody gives for taking a row out."""
    return {"reason": "示例"} if name.endswith("_void") and not name.startswith("task") else {}


def ask(client, method, url, name=""):
    """One request, undone afterwards: (what it answered, whether it had a body, the tables it changed)."""
    cookies = client.cookies
    with world.undone():
        client.cookies = cookies.copy()  # who signs out here has not
        with watched() as watch:
            response = getattr(client, method.lower())(url, data_for(name))
            has_body = bool(b"".join(response))  # reading a file to its end closes it
            for close in response._resource_closers:  # the file of an answer to HEAD, which nobody reads
                close()
        after = world.fingerprint(watch.tables)
    client.cookies = cookies
    before = world.fingerprint(watch.tables) if watch.tables else {}
    changed = {table for table in watch.tables if before[table] != after[table]}
    return answer(response), has_body, changed


def may_change(method, status, name):
    """The tables a request may have changed, or None where it may change what it is there for."""
    if status == NO or name in SHOWN_WHOLE:
        return {TRAIL}
    if method in {"GET", "HEAD"}:
        return {TRAIL} if name.endswith(TAKING_OUT) else set()
    return set() if status not in {OK, MOVED} else None
