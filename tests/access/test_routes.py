"""No route is without a policy: said of the resolver alone, in seconds; shown on planted ones."""

import subprocess
import sys

from django.contrib import admin
from django.http import HttpResponse
from django.urls import include, path
from django.urls.resolvers import RegexPattern, URLResolver
from django.views.decorators.http import require_GET, require_http_methods

from tests.access.routes import complaints, methods, routes
from tests.migrated import ROOT


@require_GET
def page(request):
    """A page that is only read."""
    return HttpResponse()


@require_http_methods(["GET", "POST"])
def form(request):
    """A page that writes."""
    return HttpResponse()


def loose(request):
    """A page that takes any method."""
    return HttpResponse()


def planted(*patterns):
    """What is complained of when these patterns stand beside all others."""
    more = URLResolver(RegexPattern(r""), [*patterns])
    return complaints([*routes(), *routes(more)])


def test_every_route_has_its_policy_and_every_write_its_model():
    assert complaints(routes()) == []


def test_a_planted_route_is_complained_of():
    assert planted(path("planted/", page, name="planted")) == ["GET planted: a route without a policy row"]
    assert planted(path("planted/", loose, name="planted")) == [
        "planted/: a route that does not say which methods it knows"
    ]
    assert planted(path("planted/", form, name="planted")) == [
        "GET planted: a route without a policy row",
        "POST planted: a route without a policy row",
        "planted: a write route without a row in tests/access/writes.py",
    ]


def test_a_route_planted_deeper_and_one_of_the_admin_are_complained_of_too():
    deep = path("cleanups/", include([path("planted/<int:pk>/", page, name="planted")]))
    assert planted(deep) == ["GET planted: a route without a policy row"]
    view = admin.site.admin_view(loose)
    assert planted(path("admin/campaigns/planted/", view)) == [
        "admin/campaigns/planted/: a page of the admin without a policy row"
    ]


def test_a_method_nobody_wrote_a_policy_for_is_complained_of():
    assert planted(path("notices/2/", form, name="notice_list")) == [
        "POST notice_list: a route without a policy row",
        "notice_list: a write route without a row in tests/access/writes.py",
    ]


def test_a_row_without_a_route_is_complained_of():
    kept = [route for route in routes() if route.name != "goal_switch"]
    assert complaints(kept) == [
        "POST goal_switch: a policy row without a route",
        "goal_switch: a row in tests/access/writes.py without a route",
    ]


def test_it_is_asked_without_a_database(tmp_path):
    """What `make check` runs, where there is no database to be had."""
    code = "from tests import checks; print(checks.forgotten_routes())"
    away = {"DATABASE_URL": "postgres://nobody@127.0.0.1:9/none", "PATH": "", "TATABOO_MODE": "demo"}
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=away, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_methods_are_read_off_the_page():
    assert methods(page) == {"GET"}
    assert methods(form) == {"GET", "POST"}
    assert methods(loose) == set()
