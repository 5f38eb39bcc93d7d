"""Every route the resolver knows, and what the policy forgot of it: asked by `make check` in seconds, without a database."""

import inspect
import re
from dataclasses import dataclass

from django.urls import URLPattern, get_resolver
from django.urls.resolvers import RoutePattern

from tests.access.matrix import POLICY
from tests.access.policies import admin
from tests.access.writes import WRITES

ADMIN_PREFIX = "admin/"
CAPTURED = re.compile(r"<[a-z]+:\w+>")
ASKED = ("GET", "POST")  # HEAD goes with GET; the other methods no page of the portal knows


@dataclass(frozen=True)
class Route:
    """One pattern of the resolver: its whole route, its name, and the converters of its arguments."""

    route: str
    name: str
    converters: dict
    callback: object

    @property
    def is_admins(self):
        """Whether it is a page of the admin."""
        return self.route.startswith(ADMIN_PREFIX)

    @property
    def kind(self):
        """What kind of page of the admin it is: the end of its route, as the admin makes them for every model."""
        return CAPTURED.sub("*", self.route.removeprefix(ADMIN_PREFIX))


def routes(resolver=None, prefix="", converters=None):
    """Every pattern below a resolver, the whole site's unless said otherwise."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        own = (converters or {}) | (pattern.pattern.converters if isinstance(pattern.pattern, RoutePattern) else {})
        if isinstance(pattern, URLPattern):
            yield Route(route, pattern.name or "", own, pattern.callback)
        else:
            yield from routes(pattern, route, own)


def methods(callback):
    """Which of GET and POST a page says it knows: by its decorator, or by the methods of its class."""
    view = callback
    while view is not None:
        known = inspect.getclosurevars(view).nonlocals.get("request_method_list")
        if known:
            return {method for method in ASKED if method in known}
        view = getattr(view, "__wrapped__", None)
    page = getattr(callback, "view_class", None)
    names = page.http_method_names if page else ()
    return {method for method in ASKED if method.lower() in names and hasattr(page, method.lower())}


def complaints(found):
    """One line for every route without a policy, every write without its model, and every row whose route is gone."""
    found = list(found)
    return [*of_pages([route for route in found if not route.is_admins]), *of_the_admin(found)]


def of_pages(found):
    """What is missing of the portal's own pages, and what is left over."""
    known = {(method, route.name) for route in found for method in methods(route.callback)}
    yield from (
        f"{route.route}: a route that does not say which methods it knows"
        for route in found
        if not methods(route.callback)
    )
    yield from (f"{method} {name}: a route without a policy row" for method, name in sorted(known - {*POLICY}))
    yield from (f"{method} {name}: a policy row without a route" for method, name in sorted({*POLICY} - known))
    written = {name for method, name in known if method == "POST"}
    yield from (
        f"{name}: a write route without a row in tests/access/writes.py" for name in sorted(written - {*WRITES})
    )
    yield from (f"{name}: a row in tests/access/writes.py without a route" for name in sorted({*WRITES} - written))


def of_the_admin(found):
    """The same for the pages of the admin."""
    kinds, rows = {route.kind for route in found if route.is_admins}, {*admin.rows()}
    yield from (f"admin/{kind}: a page of the admin without a policy row" for kind in sorted(kinds - rows))
    yield from (f"admin/{kind}: a policy row without a page of the admin" for kind in sorted(rows - kinds))
