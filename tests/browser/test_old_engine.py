"""Chromium 86, the oldest engine that is promised every job: the same layout as today's, nothing wider than the screen, no error."""

import http.client
import json
import os
import subprocess
import threading
from contextlib import closing, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from lxml import html

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_pages import resolve
from tests.services import OLD_FLAGS

pytestmark = [pytest.mark.browser, pytest.mark.sweep]

FLAGS = (*OLD_FLAGS, "--hide-scrollbars", "--lang=zh-CN")
PAGES = (
    ("anonymous", "/login/", (PHONE, DESKTOP)),
    ("leader", "/dashboard/", (PHONE, DESKTOP)),
    ("leader", "/dashboard/?screen=1", ({"width": 1920, "height": 1080},)),
    ("leader", "/areas/1/", (PHONE, DESKTOP)),
    ("leader", "/scores/", (PHONE, DESKTOP)),
    ("office", "/search/?q=%E7%A4%BA%E4%BE%8B", (DESKTOP,)),
    ("community1", "/", (PHONE,)),
    ("community1", "/tasks/", (PHONE,)),
    ("community1", "FIX", (PHONE,)),
    ("community1", "/report/", (PHONE,)),
    ("office", "TASK-closed", (PHONE, DESKTOP)),
    ("office", "/cleanups/", (DESKTOP,)),
)
SHARE = 0.02
ATTEMPTS = 5
# Written into the head of every page on its way to either engine: what went wrong, and where the boxes ended up.
MEASURE = """<script>(() => {
  const errors = []
  addEventListener('error', (event) => {
    const from = event.target.src || event.target.href
    if (from !== 'data:,') errors.push(event.message || `not loaded: ${from}`)
  }, true)
  addEventListener('unhandledrejection', (event) => errors.push(String(event.reason)))
  const measure = () => {
    const parts = 'h1, h2, .top, .tabs, .panel, .plot, .btn, .card, .chip, .heat tr, .dock, .field, img, select, main input:not([type=hidden])'
    const boxes = [...document.querySelectorAll(parts)].filter((e) => !e.closest('details:not([open])')).map((e) => {
      const box = e.getBoundingClientRect()
      return [e.className || e.tagName, ...[box.left, box.top + scrollY, box.width, box.height].map(Math.round)]
    })
    const root = document.documentElement
    const found = {errors, boxes, over: root.scrollWidth - root.clientWidth, width: innerWidth, height: root.scrollHeight}
    root.setAttribute('data-measured', JSON.stringify(found))
  }
  addEventListener('load', () => setTimeout(measure, 1500))
})()</script>"""


class Passing(BaseHTTPRequestHandler):
    """Hands a page on as somebody who is signed in, with the measure in its head; the policy against such scripts stays behind."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        with closing(http.client.HTTPConnection(self.server.behind, timeout=60)) as line:
            line.request("GET", self.path, headers={"Cookie": self.server.cookies})
            answer = line.getresponse()
            body, kind = answer.read(), answer.getheader("Content-Type", "")
        if kind.startswith("text/html"):
            body = body.replace(b"<head>", b"<head>" + MEASURE.encode(), 1)
        self.send_response(answer.status)
        for name, value in {"Content-Type": kind, "Content-Length": len(body), "Cache-Control": "no-store"}.items():
            self.send_header(name, str(value))
        self.end_headers()
        with suppress(BrokenPipeError):  # an engine that went away in between is asked again
            self.wfile.write(body)

    def log_message(self, *words):
        """Say nothing."""


@contextmanager
def passed_on(site, cookies):
    """The address of the portal as one person sees it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Passing)
    server.behind = urlsplit(site.address).netloc
    server.cookies = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in cookies)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def in_old(url, viewport):
    """What the old engine measured."""
    program = os.environ.get("OLD_CHROMIUM")
    assert program, "this test needs Chromium 86: run it with `make sweep`"
    size = f"--window-size={viewport['width']},{viewport['height']}"
    for _ in range(ATTEMPTS):  # in one process it now and then ends or waits before it has said anything
        with suppress(subprocess.TimeoutExpired):
            dumped = subprocess.run([program, *FLAGS, size, url], check=False, capture_output=True, timeout=20).stdout
            measured = html.document_fromstring(dumped.decode()).get("data-measured") if dumped else None
            if measured:
                return json.loads(measured)
    raise AssertionError(f"Chromium 86 said nothing about {url}")


def in_new(browser, url, viewport):
    """What today's engine measured."""
    context = browser.new_context(locale="zh-CN", viewport=viewport, service_workers="block")
    tab = context.new_page()
    tab.goto(url)
    tab.wait_for_selector("html[data-measured]", state="attached")
    found = json.loads(tab.locator("html").get_attribute("data-measured"))
    context.close()
    return found


def apart(old, new):
    """The boxes that stand elsewhere or are of another size by more than the share of the page."""
    wide, high = SHARE * new["width"], SHARE * max(new["height"], 640)
    return [
        (one, other)
        for one, other in zip(old["boxes"], new["boxes"], strict=True)
        if one[0] != other[0]
        or any(abs(one[at] - other[at]) > most for at, most in ((1, wide), (2, high), (3, wide), (4, high)))
    ]


@pytest.mark.parametrize(("role", "name", "viewports"), PAGES, ids=[f"{role}{name}" for role, name, _ in PAGES])
def test_b1_chromium_86_lays_the_page_out_as_todays_does(site, states, browser, role, name, viewports):
    address, cookies = resolve(site, name), states.get(role, {"cookies": []})["cookies"]
    with passed_on(site, cookies) as base:
        for viewport in viewports:
            old, new = in_old(f"{base}{address}", viewport), in_new(browser, f"{base}{address}", viewport)
            assert old["width"] == new["width"] == viewport["width"]
            assert len(new["boxes"]) > 3
            assert (old["errors"], new["errors"], old["over"], new["over"]) == ([], [], 0, 0)
            assert apart(old, new) == []
