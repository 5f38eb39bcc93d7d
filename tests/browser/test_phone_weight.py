"""What a phone page weighs on the way to a phone: cold, warm, and the photo that leaves it (P2, P4 of the budgets)."""

import gzip
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import PHONE
from tests.browser.phone import picture, shoot

pytestmark = pytest.mark.browser

OWN = "unit_id = (SELECT id FROM tataboo_portal_unit WHERE code = '1')"
TASKS = "SELECT number FROM inspections_remediationtask WHERE state = ? AND {} ORDER BY id LIMIT 1"
IN_VIEW = (
    "() => [...document.images].filter((i) => i.getBoundingClientRect().top < innerHeight).map((i) => i.currentSrc)"
)
# (page, most bytes altogether, of photos those above the fold); {state} stands for the number of a task in that state.
PAGES = (
    ("/report/", 150_000),
    ("/", 150_000),
    ("/outbox/", 150_000),
    ("/tasks/", 150_000),
    ("/tasks/{processing}/", 120_000),
    ("/tasks/{closed}/", 120_000),
    ("/tasks/{processing}/after/", 120_000),
)
KINDS = {"document": 14 * 1024, "stylesheet": 20 * 1024, "script": 15 * 1024, "font": 6 * 1024}
WARM = 20 * 1024


class Scales:
    """Weighs what a page fetches, as it travels compressed; what comes out of the browser's own cache weighs nothing."""

    def __init__(self, tab):
        self._tab, self.hosts = tab, set()
        self.answers, self._cached, self._from_cache = [], set(), []
        session = tab.context.new_cdp_session(tab)
        session.send("Network.enable")
        session.on("Network.requestServedFromCache", lambda event: self._cached.add(event["requestId"]))
        session.on("Network.responseReceived", self._received)
        tab.on("response", self._noted)

    def _noted(self, answer):
        self.answers.append(answer)

    def _received(self, event):
        if event["requestId"] in self._cached or event["response"].get("fromDiskCache"):
            self._from_cache.append(event["response"]["url"])

    def clear(self):
        self.answers.clear()
        self._from_cache.clear()

    def weigh(self):
        """{kind: bytes} of what came over the line; of photos only those in view, the others come as one scrolls."""
        found, in_view = {}, self._tab.evaluate(IN_VIEW)
        for answer in self.answers:
            kind, url = answer.request.resource_type, answer.url
            if url.startswith(("data:", "blob:")):
                continue
            self.hosts.add(urlsplit(url).netloc)
            is_photo = kind == "image" and not url.endswith(".svg")
            if url in self._from_cache or (is_photo and url not in in_view):
                continue
            body = answer.body()
            size = len(body) if is_photo else min(len(body), len(gzip.compress(body)))
            found[kind] = found.get(kind, 0) + size
        return found


@pytest.fixture
def cold(site, browser, states):
    """A phone that has never been here, without the service worker: pages and scales."""
    context = browser.new_context(
        locale="zh-CN",
        base_url=site.address,
        storage_state=states["community1"],
        viewport=PHONE,
        has_touch=True,
        service_workers="block",
    )
    yield context.new_page()
    context.close()


def address_of(site, page):
    for state in ("processing", "closed"):
        if f"{{{state}}}" in page:
            return page.replace(f"{{{state}}}", site.ask(TASKS.format(OWN), state)[0][0])
    return page


@pytest.mark.parametrize(("page", "most"), PAGES, ids=[page for page, _ in PAGES])
def test_a_phone_page_is_light_when_cold_and_lighter_when_warm(site, cold, page, most):
    address = address_of(site, page)
    scales = Scales(cold)
    cold.goto(address, wait_until="networkidle")
    weights = scales.weigh()
    assert {"document", "stylesheet", "script"} <= set(weights), "the scales saw nothing"
    for kind, most_of_kind in KINDS.items():
        assert weights.get(kind, 0) <= most_of_kind, weights
    assert sum(weights.values()) <= most, weights
    assert scales.hosts == {urlsplit(site.address).netloc}
    scales.clear()
    cold.goto(address, wait_until="networkidle")
    again = scales.weigh()
    assert sum(size for kind, size in again.items() if kind != "image") <= WARM, again
    assert again["document"] > 0


def test_a_twelve_megapixel_photo_leaves_as_350_kilobytes_at_most(site, cold):
    bodies = []
    cold.on("request", lambda request: bodies.append((request.url, request.post_data_buffer or b"")))
    cold.goto("/report/")
    cold.locator("input[name=category]").first.check(force=True)
    assert len(picture(9)["buffer"]) > 2_000_000
    shoot(cold, 9, "轻重9")
    cold.wait_for_url("**/tasks/1-*/**")
    photo = sum(len(body) for url, body in bodies if "/uploads/" in url and url[-2] != "s")
    everything = sum(len(body) for _, body in bodies)
    assert 100_000 < photo <= 350 * 1024
    assert everything <= 360 * 1024
