"""What a phone has a door to, a desktop has one to as well, for everybody."""

from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import ROLES

pytestmark = pytest.mark.browser

PHONE_PAGES = ("/", "/account/")
DOORS = ".tabs a:visible, .doors a:visible"
BAR = ".top a:visible"


def paths(tab, links):
    """Where these links of the page lead, without what they filter."""
    return {urlsplit(url).path for url in tab.locator(links).evaluate_all("links => links.map(link => link.href)")}


@pytest.mark.parametrize("role", ROLES)
def test_every_door_of_the_phone_is_on_the_desktop_too(open_as, role):
    """Seen at once on the work desk, or on a page the bar on top opens; a door shown in one width only is found here."""
    tab, doors = open_as(role, phone=True), set()
    for page in PHONE_PAGES:
        tab.goto(page)
        doors |= paths(tab, DOORS)
    desk = open_as(role)
    desk.goto("/")
    bar, found = paths(desk, BAR), paths(desk, "a:visible")
    for page in sorted(bar):
        if doors <= found:
            break
        desk.goto(page)
        found |= paths(desk, "a:visible")
    assert doors > {"/", "/account/"}
    assert doors <= found
