"""Every route of the resolver × nine people × six methods × own, foreign and missing rows: the law of tests/access/law.py."""

import pytest
from django.urls import reverse

from tests.access import law, world
from tests.access.routes import routes

pytestmark = pytest.mark.sweep

ROUTES = {route.route: route for route in routes()}
PAGES = [route for route in ROUTES.values() if not route.is_admins]
OF_ROWS = [route for route in PAGES if route.converters]


@pytest.fixture(autouse=True)
def pages_for_residents(settings):
    """The pages for residents are on."""
    settings.PUBLIC_PAGES = True


@pytest.fixture(scope="module", params=world.OWNERS)
def owned(request, django_db_setup, django_db_blocker):
    """(the owner, the arguments that lead to their rows, everybody's browser), until the next owner's turn."""
    with django_db_blocker.unblock(), world.open_world(request.param) as found:
        yield request.param, found, world.clients()


def broken(route, people, cells):
    """The cells that are not as the law says; cells are (address, owner, is missing)."""
    found = []
    for url, owner, is_missing in cells:
        for who, client in people.items():
            for method in law.METHODS:
                status, has_body, changed = law.ask(client, method, url, route.name)
                wanted = law.expected(route, method, who, owner=owner, is_missing=is_missing)
                allowed = law.may_change(method, status, route.name)
                if status not in wanted:
                    found.append(f"{method} {url} {who}: {status}, not {wanted}")
                if method == "HEAD" and has_body:
                    found.append(f"{method} {url} {who}: a body")
                if allowed is not None and not changed <= allowed:
                    found.append(f"{method} {url} {who}: changed {changed}")
    return found


@pytest.mark.parametrize("route", OF_ROWS, ids=lambda route: route.name)
def test_everybody_gets_of_a_row_what_the_law_says(db, owned, route):
    owner, found, people = owned
    if owner != world.OWNERS[0]:  # to everybody else it is one more row of some unit
        people = {who: people[who] for who in world.OWNERS}
    cells = [
        (reverse(route.name, args=args), owner, False) for args in found.get(route.name, ())
    ]  # sections are not scored
    if owner == world.OWNERS[0]:
        first = found[route.name][0]
        missing = [*world.absent(first, route.converters.values()), *world.crossed(first, route.converters, found)]
        cells += [(reverse(route.name, args=args), owner, True) for args in missing]
    lines = broken(route, people, cells)
    assert not lines, "\n".join(lines)


OF_THE_FIRST = pytest.mark.parametrize("owned", world.OWNERS[:1], indirect=True, scope="module")


@OF_THE_FIRST
@pytest.mark.parametrize("route", [route for route in PAGES if not route.converters], ids=lambda route: route.name)
def test_everybody_gets_of_a_page_what_the_law_says(db, owned, route):
    lines = broken(route, owned[2], [(reverse(route.name), "li", False)])
    assert not lines, "\n".join(lines)


@OF_THE_FIRST
@pytest.mark.parametrize("route", [route for route in ROUTES.values() if route.is_admins], ids=lambda route: route.kind)
def test_everybody_gets_of_the_admin_what_the_law_says(db, owned, route):
    lines = broken(route, owned[2], list(world.of_the_admin(route)))
    assert not lines, "\n".join(lines)
