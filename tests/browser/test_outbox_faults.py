"""A photo's way through everything that breaks: the line, the page, the server, the login. It arrives once, in order, with its time."""

import os
import re
import signal
import subprocess
import uuid

import pytest
from playwright.sync_api import expect

from tataboo_portal import supervision, uploads
from tests.browser.conftest import PHONE, queue_of_its_own, sign_in
from tests.browser.phone import assert_arrived, online_again, reports, shoot, until, waiting
from tests.services import free_port

pytestmark = pytest.mark.browser

KEPT = re.compile("已存在手机里|服务器忙")
PIECE = re.compile(r"/uploads/[0-9a-f-]{36}/")
SLOW = {"offline": False, "latency": 20, "downloadThroughput": 200_000, "uploadThroughput": 24_000}
RECEIVED = "SELECT received FROM tataboo_portal_partialupload ORDER BY id DESC LIMIT 1"


class Server:
    """A portal of its own on the shared database, which can be killed and started again on its port."""

    def __init__(self, folder):
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        own = {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "tataboo_portal.settings"}
        own["REDIS_URL"] = queue_of_its_own()  # the worker is the shared one
        self._environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | own
        self._process = None

    def start(self):
        command = supervision.web_command("127.0.0.1", self.port)
        self._process = subprocess.Popen(
            command, env=self._environment, stderr=subprocess.DEVNULL, start_new_session=True
        )
        assert supervision.wait_until(lambda: supervision.answers(f"{self.address}/healthz", host="localhost"))

    def kill(self):
        """Gone at once, with every worker, in the middle of whatever they do."""
        if self._process:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None


@pytest.fixture
def mark():
    """What the reports of this test begin with, and no others."""
    return f"弱网{uuid.uuid4().hex[:8]}-"


@pytest.fixture
def server(site):
    """The portal under another address."""
    own = Server(site.folder)
    own.start()
    yield own
    own.kill()


@pytest.fixture
def phone(site, browser, states):
    """Open 李's report page on a phone; other pages of the same phone come from its context."""
    contexts = []

    def enter(address=site.address, state=states["community1"]):
        context = browser.new_context(
            locale="zh-CN", base_url=address, storage_state=state, viewport=PHONE, has_touch=True
        )
        contexts.append(context)
        tab = context.new_page()
        if state:
            to_report(tab)
        return tab

    yield enter
    for context in contexts:
        context.close()


def to_report(tab):
    """The report page with a category chosen."""
    tab.goto("/report/")
    tab.locator("input[name=category]").first.check(force=True)


def pieces_of(tab):
    """[(offset, bytes)] of the pieces the page sends, as it sends them."""
    sent = []

    def note(request):
        if request.method == "POST" and PIECE.search(request.url):
            sent.append((int(request.headers["upload-offset"]), len(request.post_data_buffer or b"")))

    tab.on("request", note)
    return sent


def weak_line(tab):
    """A line so slow that one can act in the middle of a piece; what it returns makes it another one."""
    session = tab.context.new_cdp_session(tab)
    session.send("Network.enable")

    def become(**changes):
        session.send("Network.emulateNetworkConditions", SLOW | changes)

    become()
    return become


def test_a_server_killed_in_the_middle_of_a_piece_gets_only_the_rest_when_it_is_back(site, server, phone, mark):
    tab = phone(server.address)
    sent = pieces_of(tab)
    line = weak_line(tab)
    shoot(tab, 1, f"{mark}1")
    until(tab, lambda: len(sent) == 2)
    tab.wait_for_timeout(500)
    server.kill()
    expect(tab.locator("[data-photo-name]")).to_contain_text(KEPT)
    assert waiting(tab) == [f"{mark}1"]
    assert reports(site, mark) == []
    (kept,) = site.ask(RECEIVED)[0]
    assert kept == uploads.PIECE
    sent.clear()
    server.start()
    line(uploadThroughput=-1)
    online_again(tab)
    assert_arrived(tab, site, mark, [1])
    assert sent[0][0] == kept
    assert [offset for offset, _ in sent] == [kept + sum(size for _, size in sent[:n]) for n in range(len(sent))]


def test_a_line_cut_in_the_middle_of_a_piece_is_taken_up_where_it_broke(site, phone, mark):
    tab = phone()
    sent = pieces_of(tab)
    line = weak_line(tab)
    shoot(tab, 2, f"{mark}2")
    until(tab, lambda: len(sent) == 2)
    tab.wait_for_timeout(500)
    line(offline=True)
    expect(tab.locator("[data-photo-name]")).to_contain_text(KEPT)
    (kept,) = site.ask(RECEIVED)[0]
    assert kept >= uploads.PIECE
    sent.clear()
    line(uploadThroughput=-1)
    online_again(tab)
    assert_arrived(tab, site, mark, [2])
    assert sent[0][0] >= kept > 0


def test_a_page_closed_between_saving_and_sending_loses_nothing_and_keeps_the_order(site, phone, mark):
    tab = phone()
    tab.route("**/uploads/**", lambda route: None)  # no answer ever comes
    for seed in (3, 4, 5):
        shoot(tab, seed, f"{mark}{seed}")
        expect(tab.locator("[data-sync]")).to_contain_text(f"{seed - 2} 张待上传")
    assert reports(site, mark) == []
    context = tab.context
    tab.close()
    again = context.new_page()
    again.goto("/")
    assert_arrived(again, site, mark, [3, 4, 5])
    expect(again.locator("[data-sync]")).to_contain_text("照片已全部上传")


def test_the_check_itself_misses_a_photo_that_was_lost(site, phone, mark):
    tab = phone()
    tab.context.set_offline(True)
    for seed in (6, 7):
        shoot(tab, seed, f"{mark}{seed}")
        expect(tab.locator("[data-sync]")).to_contain_text(f"{seed - 5} 张待上传")
    tab.evaluate(
        """() => new Promise((done) => {
          const request = indexedDB.open('outbox');
          request.onsuccess = () => {
            const deed = request.result.transaction('items', 'readwrite');
            deed.objectStore('items').openCursor().onsuccess = (event) => event.target.result.delete();
            deed.oncomplete = () => { request.result.close(); done(); };
          };
        })"""
    )
    (left,) = waiting(tab)
    tab.context.set_offline(False)
    online_again(tab)
    until(tab, lambda: len(reports(site, mark)) == 1)
    with pytest.raises(AssertionError):
        assert_arrived(tab, site, mark, [6, 7], seconds=2)
    assert_arrived(tab, site, mark, [int(left[-1])])


def test_a_login_that_ends_in_the_middle_keeps_everything_and_says_so(site, phone, mark):
    tab = phone(state=None)
    sign_in(tab, site, "community1")
    to_report(tab)
    (own,) = (cookie["value"] for cookie in tab.context.cookies() if cookie["name"].startswith("session"))

    def end_the_login(route):
        if route.request.headers["upload-offset"] != "0":
            site.move_clock("DELETE FROM tataboo_portal_devicesession WHERE session_key = ?", own)
        route.continue_()

    tab.route(PIECE, end_the_login)
    shoot(tab, 8, f"{mark}8")
    expect(tab.locator("[data-photo-name]")).to_contain_text("登录过期了")
    expect(tab.locator("[data-sync]")).to_contain_text("1 张待上传：登录过期了，登录后会接着上传，照片不会丢")
    tab.context.set_offline(True)
    shoot(tab, 9, f"{mark}9")
    expect(tab.locator("[data-sync]")).to_contain_text("2 张待上传")
    tab.context.set_offline(False)
    assert reports(site, mark) == []
    tab.unroute(PIECE)
    sign_in(tab, site, "community1")
    assert_arrived(tab, site, mark, [8, 9])


@pytest.mark.sweep
def test_a_server_in_trouble_three_times_gets_it_the_fourth_time(site, phone, mark):
    tab, troubles = phone(), []

    def trouble(route):
        if route.request.method == "POST" and len(troubles) < 3:
            troubles.append(route.request.url)
            route.fulfill(status=500, content_type="text/html", body="<h1>500</h1>")
        else:
            route.continue_()

    tab.route("**/report/", trouble)
    shoot(tab, 1, f"{mark}1")
    for count in (1, 2, 3):
        until(tab, lambda count=count: len(troubles) == count)
        expect(tab.locator("[data-sync]")).to_contain_text("1 张待上传：服务器忙")
        online_again(tab)
    assert_arrived(tab, site, mark, [1])


@pytest.mark.sweep
def test_the_same_report_sent_five_times_is_one_record(site, phone, mark):
    tab, bodies = phone(), []

    def replay(route):
        if route.request.method == "POST":
            bodies.extend(route.fetch().json()["url"] for _ in range(5))
        route.continue_()

    tab.route("**/report/", replay)
    shoot(tab, 2, f"{mark}2")
    tab.wait_for_url(re.compile(r"/tasks/1-\d+/"))
    assert_arrived(tab, site, mark, [2])
    assert (len(bodies), len(set(bodies))) == (5, 1)
