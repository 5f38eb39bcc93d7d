"""What a phone page feels like: `python -m benchmarks.phone_page` prints one line of JSON for each page, with ratios to the limits.

A real Chromium loads each page cold at 1.6 Mbps, 150 ms and a processor four times slower, from gunicorn on a seeded database,
both started here. Then the report page is tapped (INP), and a 12-megapixel photo is chosen: how long until it says 已保存.
CHROMIUM names the browser (default: /usr/bin/chromium).
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.photo_pipeline import photo
from tataboo_portal import supervision
from tests.services import free_port

ROUNDS = 3
PHONE = {"width": 390, "height": 844}
LINE = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
SLOWER = 4
LIMITS = {
    "lcp_ms": 2000,
    "cls": 0.05,
    "tbt_ms": 150,
    "inp_ms": 200,
    "saved_ms": 1500,
    "left_kb": 350,
    "uploaded_ms": 6000,
}
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")
OBSERVERS = """
window.seen = { lcp_ms: 0, cls: 0, tbt_ms: 0, inp_ms: 0 };
const watch = (type, take, more) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...more });
watch('largest-contentful-paint', (entry) => { seen.lcp_ms = entry.startTime; });
watch('layout-shift', (entry) => { if (!entry.hadRecentInput) seen.cls += entry.value; });
watch('longtask', (entry) => { seen.tbt_ms += Math.max(0, entry.duration - 50); });
watch('event', (entry) => { if (entry.interactionId) seen.inp_ms = Math.max(seen.inp_ms, entry.duration); }, { durationThreshold: 16 });
"""
TASKS = """() => [...document.querySelectorAll('a[href^="/tasks/"]')].map((a) => a.getAttribute('href')).find((h) => /^.tasks.[0-9]/.test(h))"""


class Portal:
    """gunicorn on a seeded database in a folder of its own; photos are drawn by the seed, no worker is needed."""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="tataboo-bench-")
        own = {"DATA_DIR": self.folder.name, "DJANGO_SETTINGS_MODULE": "tataboo_portal.settings"}
        kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "TATABOO_MODE")}
        environment = {"REDIS_URL": "redis://127.0.0.1:1/0"} | kept | own
        for command in (["migrate", "-v0"], ["seed_demo"], ["collectstatic", "-v0", "--noinput"]):
            subprocess.run(
                [sys.executable, "manage.py", *command], env=environment, check=True, stdout=subprocess.DEVNULL
            )
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        self.server = subprocess.Popen(
            supervision.web_command("127.0.0.1", port), env=environment, stderr=subprocess.DEVNULL
        )
        supervision.wait_until(lambda: supervision.answers(f"{self.address}/healthz", host="localhost"))
        logins = json.loads(Path(self.folder.name, "demo_logins.json").read_text(encoding="utf-8"))
        self.passwords = {login["username"]: login["password"] for login in logins}
        return self

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait()
        self.folder.cleanup()


def signed_in(browser, portal):
    """The cookies of a community's worker, and the address of one of their tasks."""
    context = browser.new_context(base_url=portal.address, locale="zh-CN")
    tab = context.new_page()
    tab.goto("/login/")
    tab.get_by_label("手机号或工号").fill("community1")
    tab.get_by_label("密码").fill(portal.passwords["community1"])
    tab.get_by_role("button", name="登录").click()
    tab.wait_for_url(lambda url: "/login/" not in url)
    tab.goto("/tasks/?group=in_hands")
    found = context.storage_state(), tab.evaluate(TASKS)
    context.close()
    return found


def cold_phone(browser, portal, state):
    """A tab that has never been here, on a weak line and a slow processor."""
    context = browser.new_context(
        base_url=portal.address,
        storage_state=state,
        viewport=PHONE,
        has_touch=True,
        is_mobile=True,
        device_scale_factor=3,
        locale="zh-CN",
        service_workers="block",
    )
    tab = context.new_page()
    session = context.new_cdp_session(tab)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", LINE)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    tab.add_init_script(OBSERVERS)
    return tab


def loaded(browser, portal, state, page):
    """The medians of some cold loads."""
    rows = []
    for _ in range(ROUNDS):
        tab = cold_phone(browser, portal, state)
        tab.goto(page, wait_until="networkidle")
        tab.wait_for_timeout(500)
        rows.append(tab.evaluate("seen"))
        tab.context.close()
    return {name: round(statistics.median(row[name] for row in rows), 3) for name in ("lcp_ms", "cls", "tbt_ms")}


def tapped(tab, control):
    """Milliseconds the page needs to answer a tap, the worst of some."""
    for _ in range(ROUNDS):
        control.tap()
        tab.wait_for_timeout(300)
    return tab.evaluate("seen.inp_ms")


def photographed(browser, portal, state, content):
    """Taps on the report page, and a large photo handed in: what each took, and what left the phone."""
    tab, sent = cold_phone(browser, portal, state), []
    tab.on("request", lambda request: sent.append(len(request.post_data_buffer or b"")))
    tab.goto("/report/", wait_until="networkidle")
    tab.on("filechooser", lambda _: None)
    tapped(tab, tab.locator(".photo-in__b").first)
    tapped(tab, tab.locator(".choices label").first)
    tab.locator("input[name=photo_camera]").set_input_files(
        {"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": content}
    )
    tab.wait_for_timeout(500)
    started = time.perf_counter()
    tab.get_by_role("button", name="提交").tap()
    tab.get_by_text("已保存，正在上传。").wait_for()
    saved = (time.perf_counter() - started) * 1000
    answered = tab.evaluate("seen.inp_ms")
    tab.wait_for_url("**/tasks/**", timeout=60_000)
    uploaded = (time.perf_counter() - started) * 1000
    tab.context.close()
    return {
        "inp_ms": answered,
        "saved_ms": round(saved),
        "left_kb": round(sum(sent) / 1024),
        "uploaded_ms": round(uploaded),
    }


def line(page, found):
    """One line with what was found and its share of the limits."""
    ratios = {name: round(found[name] / limit, 2) for name, limit in LIMITS.items() if name in found}
    return json.dumps({"benchmark": "phone_page", "page": page} | found | {"to_limit": ratios})


def main():
    """Pages cold, then a photo."""
    executable = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    with Portal() as portal, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(QUIET))
        state, task = signed_in(browser, portal)
        for page in ("/report/", "/", task, "/outbox/"):
            print(line(page, loaded(browser, portal, state, page)), flush=True)
        print(line("/report/ photo", photographed(browser, portal, state, photo((4032, 3024)))), flush=True)
        browser.close()


if __name__ == "__main__":
    main()
