"""One case through all seven steps as four people, and the taps that handing on, refusing and reporting cost."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.hands import Hand
from tests.people import jpeg

pytestmark = pytest.mark.browser

SAVED = re.compile(r"/tasks/[^/?]+/\?reported=1")
STATES = {
    "reported": "待受理",
    "accepted": "待派单",
    "dispatched": "待签收",
    "processing": "待整改",
    "rework": "退回返工",
    "resolved": "待核查",
    "suspended": "挂账",
    "closed": "已办结",
}


def photo(colour):
    return {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": jpeg(colour, (1200, 900))}


class Case:
    """One task as different people open it."""

    def __init__(self, site, number):
        self.site, self.number = site, number

    @property
    def state(self):
        return self.site.ask("SELECT state FROM inspections_remediationtask WHERE number = ?", self.number)[0][0]

    @property
    def actions(self):
        query = (
            "SELECT s.action FROM inspections_taskstep s JOIN inspections_remediationtask t ON t.id = s.task_id "
            "WHERE t.number = ? ORDER BY s.id"
        )
        return [action for (action,) in self.site.ask(query, self.number)]

    def open(self, tab, page=""):
        """Go to the task, or to one of its step pages."""
        tab.goto(f"/tasks/{self.number}/{page}")
        return tab

    def is_now(self, tab, state, *trail):
        """The step was saved: the state is this one, on the page too, and the trail says who did what."""
        expect(tab).to_have_url(re.compile(rf"/tasks/{self.number}/(\?|$)"))
        assert self.state == state
        self.open(tab)
        expect(tab.locator(".chips").first).to_contain_text(STATES[state])
        newest = tab.locator("section", has=tab.get_by_role("heading", name="办理经过")).locator("li").first
        for words in trail:
            expect(newest).to_contain_text(words)


def choose_kind(tab, category):
    """What the problem is: one tap, and one more for a kind that is not among the usual ones."""
    chip = tab.locator(".choices label", has_text=category).first
    if not chip.is_visible():
        tab.get_by_text("其他类别").click()
    chip.click()


def report(tab, where, category="店招"):
    """拍照上报; returns the task's number."""
    tab.goto("/report/")
    tab.locator("input[name=photo_album]").set_input_files(photo("gray"))
    choose_kind(tab, category)
    tab.get_by_label("在哪里").fill(where)
    tab.get_by_role("button", name="提交").click()
    expect(tab).to_have_url(SAVED, timeout=15_000)
    return re.search(r"/tasks/([^/?]+)/", tab.url)[1]


def dispatch(office, case, helper=""):
    """派单 to the unit it was reported in, with a helper, due by the rule."""
    case.open(office, "assign/")
    if helper:
        office.get_by_label(helper).check()
    office.get_by_role("button", name="派出去").click()


def ask(worker, case, words, reason):
    """Ask from the task itself, with a phrase."""
    case.open(worker).get_by_role("link", name=words, exact=True).click()
    worker.locator(".choices label", has_text=reason).click()
    expect(worker.get_by_label("理由")).to_have_value(reason)
    worker.get_by_role("button", name="交街道决定").click()


def decide(office, case, kind, words):
    """Grant what waits, from the office's pile."""
    office.goto("/tasks/requests/")
    office.get_by_role("link", name=f"决定 {case.number} 的{kind}").first.click()
    office.locator(".choices label", has_text=words).click()
    office.get_by_role("button", name="批准", exact=True).click()
    expect(office).to_have_url(re.compile("/tasks/requests/$"))


def hand_in(worker, case, colour):
    """拍整改后: the photo itself hands it in."""
    case.open(worker, "after/").locator("input[name=photo_album]").set_input_files(photo(colour))
    expect(worker).to_have_url(re.compile(rf"/tasks/{case.number}/(\?|$)"), timeout=15_000)


def test_one_case_walks_through_all_seven_steps_as_four_people(site, open_as):
    worker, office = open_as("community1", phone=True), open_as("office")
    inspector, leader = open_as("inspector", phone=True), open_as("leader")
    case = Case(site, report(worker, "七环节示例墙角"))
    case.is_now(worker, "reported", "上报", "社区1示例员")

    case.open(office).get_by_role("link", name="立案", exact=True).click()
    office.get_by_label("来源").select_option(label="上级交办")
    office.get_by_label("交办编号").fill("示例〔2026〕7号")
    office.get_by_role("button", name="立案", exact=True).click()
    case.is_now(office, "accepted", "立案", "王主任（示例）")
    expect(office.get_by_text("上级交办，交办编号 示例〔2026〕7号")).to_be_visible()
    dispatch(office, case, helper="K1 城管科")
    case.is_now(office, "dispatched", "派单")
    expect(office.locator(".defs", has_text="协办")).to_contain_text("城管科")

    case.open(worker).get_by_role("link", name="退回街道", exact=True).click()
    worker.locator(".choices label", has_text="非本单位职责").click()
    worker.get_by_role("button", name="退回街道", exact=True).click()
    case.is_now(worker, "accepted", "单位退回", "非本单位职责")
    dispatch(office, case)
    case.is_now(office, "dispatched", "派单")

    case.open(worker).get_by_role("button", name="签收", exact=True).click()
    case.is_now(worker, "processing", "签收", "社区1示例员")
    ask(worker, case, "申请延期", "下雨，等天晴再做")
    case.is_now(worker, "processing", "申请", "延期：下雨，等天晴再做")
    decide(office, case, "延期", "情况属实，同意")
    case.open(office)
    expect(office.locator("section", has_text="办理经过").last).to_contain_text(re.compile("批准延期.*期限 .* → "))
    expect(office.locator(".defs", has_text="最初期限")).to_contain_text("延期 1 次")

    ask(worker, case, "申请挂账", "产权单位在协商")
    decide(office, case, "挂账", "情况属实，同意")
    assert case.state == "suspended"
    expect(case.open(worker).get_by_text("计时停着，到期自动恢复。")).to_be_visible()
    case.open(office).get_by_role("link", name="恢复计时", exact=True).click()
    office.get_by_role("button", name="恢复计时", exact=True).click()
    case.is_now(office, "processing", "恢复计时")

    hand_in(worker, case, "green")
    case.is_now(worker, "resolved", "整改")
    case.open(inspector, "verify/").locator(".choices label", has_text="只清了一部分").click()
    inspector.get_by_role("button", name="退回").click()
    case.is_now(inspector, "rework", "退回返工", "只清了一部分")
    hand_in(worker, case, "white")
    case.is_now(worker, "resolved", "整改")
    case.open(inspector, "verify/").get_by_role("button", name="合格").click()
    case.is_now(inspector, "closed", "核查合格", "督导示例员")

    ask(worker, case, "申诉", "不可抗力（天气、停水停电）")
    decide(office, case, "申诉", "情况属实，同意")
    case.open(leader)
    expect(leader.locator(".phases .is-done")).to_have_count(7)
    expect(leader.get_by_text("成立，不计入按期统计")).to_be_visible()
    expect(leader.get_by_text("返工 1 次")).to_be_visible()
    assert case.actions == [
        *("report", "accept", "assign", "return", "assign", "receive", "ask", "extend", "ask", "suspend", "resume"),
        *("fix", "send_back", "fix", "pass", "ask", "exempt"),
    ]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_handing_a_task_to_a_person_takes_two_taps(site, open_as, scripts):
    worker = open_as("community1", phone=True, scripts=scripts)
    case = Case(site, report(worker, f"派给示例墙角{scripts}"))
    dispatch(open_as("office"), case)
    case.open(worker)
    hand = Hand(worker)
    hand.tap("派给")
    hand.count += 1
    worker.get_by_role("button", name=re.compile("^社区1示例组员")).click()
    case.is_now(worker, "processing", "派给责任人")
    expect(worker.locator(".chips").first).to_contain_text("社区1示例组员")
    assert hand.count <= 2


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_saying_that_it_cannot_be_done_takes_three_taps_and_no_typing(site, open_as, scripts):
    worker = open_as("community1", phone=True, scripts=scripts)
    case = Case(site, report(worker, f"办不了示例墙角{scripts}"))
    dispatch(open_as("office"), case)
    case.open(worker)
    hand = Hand(worker)
    hand.tap("办不了")
    hand.choose("需要环卫车辆")
    hand.tap("提交")
    case.is_now(worker, "dispatched", "补充说明", "需要街道协调：需要环卫车辆")
    assert hand.count <= 3


def test_reporting_takes_four_taps_on_its_page_where_nothing_is_known(site, open_as):
    worker = open_as("community1", phone=True)
    report(worker, "上次的示例墙角")
    worker.goto("/report/")
    before = site.ask("SELECT count(*) FROM inspections_remediationtask")[0][0]
    hand = Hand(worker)
    hand.shoot("photo_camera", photo("gray"))
    hand.tap("提交")
    expect(worker).to_have_url(SAVED, timeout=15_000)
    assert hand.count <= 4
    assert site.ask("SELECT count(*) FROM inspections_remediationtask")[0][0] == before + 1


def report_again(worker, where):
    """Report a 路面破损 at the place where one is open already; returns what the page asks."""
    number = report(worker, where, category="路面破损")
    worker.goto("/report/")
    worker.locator("input[name=photo_album]").set_input_files(photo("gray"))
    choose_kind(worker, "路面破损")
    worker.get_by_label("在哪里").fill(where)
    worker.get_by_role("button", name="提交").click()
    return number, f"这里已经有一条在办的路面破损（{number}），还要报吗？"


@pytest.mark.parametrize(
    ("scripts", "place"), [(False, "1号楼"), (True, "2号楼")], ids=["without scripts", "with scripts"]
)
def test_a_known_problem_is_asked_about_once_and_the_photo_stays(site, open_as, scripts, place):
    worker = open_as("community1", phone=True, scripts=scripts)
    number, question = report_again(worker, f"示例小区一{place}")
    expect(worker.locator("#error-summary")).to_contain_text(question, timeout=15_000)
    expect(worker.locator("form.form a.card")).to_have_attribute("href", f"/tasks/{number}/")
    expect(worker.get_by_text("刚才的照片已经留着，不用再拍。")).to_be_visible()
    worker.get_by_label("不是同一个问题，照样报").check()
    worker.get_by_role("button", name="提交").click()
    expect(worker).to_have_url(SAVED)


PAGES = (
    ("office", "reported", ("", "accept/", "reject/", "duplicate/", "assign/")),
    ("office", "processing", ("", "say/", "force-close/", "void/")),
    ("community1", "processing", ("", "hand-over/", "return/", "cannot/", "ask/extension/", "ask/suspension/")),
    ("office", "suspended", ("", "resume/")),
)


@pytest.mark.parametrize(("role", "state", "pages"), PAGES, ids=[f"{role}-{state}" for role, state, _ in PAGES])
def test_axe_finds_nothing_on_the_pages_of_a_step_and_nothing_overflows(site, open_as, violations, role, state, pages):
    own = "AND unit_id = (SELECT id FROM tataboo_portal_unit WHERE code = '1')" if role == "community1" else ""
    query = f"SELECT number FROM inspections_remediationtask WHERE state = ? {own} ORDER BY id DESC LIMIT 1"
    case = Case(site, site.ask(query, state)[0][0])
    for phone in (True, False):
        tab = open_as(role, phone=phone)
        for page in pages:
            case.open(tab, page)
            assert violations(tab) == [], page
            for width in (320, 390) if phone else (1366,):
                tab.set_viewport_size({"width": width, "height": 800})
                over = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert over == 0, (page, width)


@pytest.mark.parametrize("address", ["/tasks/requests/", "/tasks/requests/?kind=extension", "DECIDE"])
def test_axe_finds_nothing_on_the_offices_pile(site, open_as, violations, address):
    waiting = site.ask("SELECT id FROM inspections_suspension WHERE decision = 'pending' LIMIT 1")
    page = f"/tasks/requests/suspension/{waiting[0][0]}/" if address == "DECIDE" else address
    for phone in (True, False):
        tab = open_as("office", phone=phone)
        tab.goto(page)
        assert violations(tab) == []
        assert tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
