"""Every page in a real browser: nothing axe finds, nothing wider than the screen, targets a thumb can hit, no stranger asked."""

import gzip

import pytest

from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser

PAGES = (
    ("anonymous", "/login/"),
    ("office", "/"),
    ("office", "/cleanups/"),
    ("office", "/cleanups/drives/"),
    ("office", "DRIVE"),
    ("office", "DRIVE-PART"),
    ("office", "/campaigns/2017/figures/"),
    ("office", "FIGURE"),
    ("office", "/publicity/"),
    ("office", "/exports/"),
    ("office", "/campaigns/"),
    ("office", "/goals/"),
    ("office", "/campaigns/2017/"),
    ("office", "/tasks/"),
    ("office", "/tasks/?group=overdue"),
    ("office", "/public/"),
    ("office", "/meetings/"),
    ("office", "MEETING"),
    ("office", "/meetings/times/"),
    ("office", "/decisions/orders/"),
    ("leader", "/decisions/orders/new/"),
    ("community1", "ORDER"),
    ("office", "MEETING-EDIT"),
    ("office", "MEETING-PUBLISH"),
    ("office", "RECORD"),
    ("office", "/bulletins/new/"),
    ("office", "BULLETIN"),
    ("office", "BULLETIN-EDIT"),
    ("office", "BULLETIN-PAIRS"),
    ("office", "TASK-reported"),
    ("office", "TASK-closed"),
    ("office", "ASSIGN"),
    ("office", "RELEASE"),
    ("office", "/nothing-here/"),
    ("office", "/coverage/"),
    ("office", "/places/"),
    ("office", "/places/import/"),
    ("office", "/places/cards/"),
    ("office", "/photos/"),
    ("office", "/photos/print/?per=6"),
    ("office", "/activities/"),
    ("community1", "/publicity/centres/"),
    ("community1", "/patrols/new/"),
    ("community1", "/"),
    ("community1", "/report/"),
    ("community1", "/tasks/"),
    ("community1", "FIX"),
    ("admin", "/manage/health/"),
    ("community1", "/manage/zones/"),
    ("inspector", "/"),
    ("inspector", "VERIFY"),
    ("leader", "/dashboard/"),
    ("leader", "/dashboard/?period=year"),
    ("leader", "/areas/"),
    ("leader", "/areas/1/"),
    ("leader", "/areas/crossing/"),
    ("leader", "/dashboard/?screen=1"),
    ("leader", "/dashboard/?screen=2"),
    ("admin", "/"),
    ("admin", "/manage/zones/"),
    ("admin", "/manage/alarms/"),
    ("office", "/manage/alarms/"),
    ("community1", "/notices/"),
    ("admin", "/account/"),
    ("community1", "/account/"),
    ("office", "/account/second/"),
    ("admin", "/manage/people/stale/"),
    ("admin", "PERSON"),
    ("admin", "/manage/audit/"),
    ("leader", "/tasks/evaluation/"),
    ("office", "/tasks/evaluation/?period=quarter&basis=active"),
    ("inspector", "/tasks/lookbacks/"),
    ("inspector", "LOOKBACK"),
    ("admin", "/manage/calendar/?year=2027"),
    ("office", "/manage/calendar/"),
    ("admin", "/tasks/recalculate/"),
    ("office", "/publicity/smoking/"),
    ("office", "SURVEY"),
    ("anonymous", "SURVEY-CODE"),
    ("office", "/dossier/?standard=hygiene_2014"),
    ("office", "DOSSIER"),
    ("community1", "DOSSIER-FILE"),
    ("office", "/publicity/stock/"),
    ("office", "/publicity/ads/"),
    ("community1", "/publicity/boards/due/"),
    ("community1", "/registers/trainings/new/"),
    ("office", "/search/?q=示例"),
    ("community1", "/search/?q=xpc"),
    ("leader", "/burden/"),
    ("leader", "/burden/1/"),
    ("office", "/suggestions/"),
    ("community1", "/suggestions/new/"),
    ("office", "/scores/"),
    ("leader", "SCORES"),
    ("community1", "SCORES"),
    ("office", "SCORE-ITEM"),
    ("office", "SCORE-COMPARE"),
    ("office", "RULES"),
    ("office", "RULE-ITEM"),
)
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL_TARGETS = """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select')].filter(e => {
  const box = e.getBoundingClientRect();
  if (!box.width || !box.height || e.closest('.skip, p, td, th, .foot, .vh, .toasts, label')) return false;
  if (getComputedStyle(e).display === 'inline') return false;
  return box.height < 43.5 || box.width < 43.5;
}).map(e => e.outerHTML.slice(0, 120))"""


# A token as an address writes it.
DASHED = "||'-'||".join(
    f"substr(p.token, {start}, {length})" for start, length in ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
)
PHOTO_OF_A_TASK = f"""SELECT t.number, {DASHED} FROM inspections_remediationtask t JOIN inspections_taskphoto w ON w.task_id = t.id
    JOIN tataboo_portal_photo p ON p.id = w.photo_id WHERE p.status = 'ready' ORDER BY w.id DESC LIMIT 1"""


def resolve(site, page):
    """The address of a page that depends on the sample data."""
    tasks = "SELECT number FROM inspections_remediationtask"
    report = "SELECT meeting_week FROM reports_weeklyreport ORDER BY id DESC LIMIT 1"
    bulletin = "SELECT id FROM reports_bulletin"
    month = "SELECT substr(start, 1, 7) FROM reports_scoring"
    queries = {
        "MEETING": ("/meetings/{}/", report),
        "MEETING-EDIT": ("/meetings/{}/edit/market/", report),
        "MEETING-PUBLISH": ("/meetings/{}/publish/", report),
        "BULLETIN": ("/bulletins/{}/", f"{bulletin} WHERE state = 'published' LIMIT 1"),
        "BULLETIN-EDIT": ("/bulletins/{}/edit/measures/", f"{bulletin} WHERE kind = 'article' LIMIT 1"),
        "BULLETIN-PAIRS": ("/bulletins/{}/pairs/", f"{bulletin} WHERE kind = 'circular' LIMIT 1"),
        "ORDER": (
            "/decisions/orders/{}/",
            "SELECT id FROM reports_supervisionorder WHERE unit_id = (SELECT id FROM tataboo_portal_unit WHERE code = '1') LIMIT 1",
        ),
        "RECORD": ("/cleanups/{}/", "SELECT id FROM campaigns_workrecord WHERE voided_at IS NULL ORDER BY id LIMIT 1"),
        "LOOKBACK": ("/tasks/lookbacks/{}/", "SELECT id FROM inspections_lookback WHERE outcome = '' LIMIT 1"),
        "TASK-reported": ("/tasks/{}/", f"{tasks} WHERE state = 'reported' LIMIT 1"),
        "TASK-closed": ("/tasks/{}/", f"{tasks} WHERE state = 'closed' AND rework_count = 1 LIMIT 1"),
        "DRIVE": ("/cleanups/drives/{}/", "SELECT id FROM campaigns_cleanupdrive LIMIT 1"),
        "DRIVE-PART": ("/cleanups/{}/", "SELECT id FROM campaigns_workrecord WHERE drive_id IS NOT NULL LIMIT 1"),
        "FIGURE": ("/campaigns/2017/figures/{}/", "SELECT id FROM campaigns_basefigure LIMIT 1"),
        "ASSIGN": ("/tasks/{}/assign/", f"{tasks} WHERE state = 'processing' LIMIT 1"),
        "RELEASE": ("/tasks/{}/photos/{}/release/", PHOTO_OF_A_TASK),
        "SCORES": ("/scores/{}/", f"{month} WHERE NOT is_trial AND state = 'published' LIMIT 1"),
        "SCORE-COMPARE": ("/scores/{}/compare/", f"{month} WHERE is_trial LIMIT 1"),
        "SCORE-ITEM": ("/scores/items/{}/", "SELECT score_id FROM reports_scoreappeal LIMIT 1"),
        "RULES": ("/scores/schemes/{}/", "SELECT id FROM reports_schemeversion WHERE state = 'trial' LIMIT 1"),
        "RULE-ITEM": (
            "/scores/schemes/{}/items/new/",
            "SELECT id FROM reports_schemeversion WHERE state = 'draft' LIMIT 1",
        ),
        "DOSSIER": (
            "/dossier/{}/",
            "SELECT clause_id FROM reports_dossiertag WHERE source = 'papers' ORDER BY id LIMIT 1",
        ),
        "DOSSIER-FILE": (
            "/dossier/file/works/{}/",
            "SELECT w.id FROM campaigns_workrecord w JOIN tataboo_portal_unit u ON u.id = w.unit_id"
            " WHERE u.code = '1' AND w.voided_at IS NULL ORDER BY w.id LIMIT 1",
        ),
        "PERSON": (
            "/manage/people/{}/",
            "SELECT p.id FROM tataboo_portal_user p JOIN tataboo_portal_devicesession s ON s.person_id = p.id"
            " WHERE p.username = 'community1' LIMIT 1",
        ),
        "SURVEY": ("/surveys/{}/results/", "SELECT id FROM publicity_survey LIMIT 1"),
        "SURVEY-CODE": ("/v/{}/", "SELECT code FROM publicity_surveylink WHERE answered_at IS NULL LIMIT 1"),
        "VERIFY": ("/tasks/{}/verify/", f"{tasks} WHERE state = 'resolved' LIMIT 1"),
        "FIX": (
            "/tasks/{}/after/",
            f"{tasks} WHERE state = 'processing' AND unit_id = (SELECT id FROM tataboo_portal_unit WHERE code = '1') LIMIT 1",
        ),
    }
    if page not in queries:
        return page
    address, query = queries[page]
    rows = site.ask(query)
    assert rows, f"the sample data has nothing for {page}"
    return address.format(*rows[0])


@pytest.mark.parametrize(("role", "page"), PAGES, ids=[f"{role}{page}" for role, page in PAGES])
def test_axe_finds_nothing_and_nothing_overflows(site, open_as, violations, role, page):
    tab, problems, hosts = open_as(role), [], set()
    tab.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    tab.on("request", lambda request: hosts.add(request.url.split("/")[2]) if "//" in request.url else None)
    response = tab.goto(resolve(site, page))
    tab.wait_for_load_state("networkidle")
    assert response.status in {200, 403, 404}
    for viewport, widths in ((DESKTOP, (683, 1366, 1920)), (PHONE, (320, 390))):
        tab.set_viewport_size(viewport)
        assert violations(tab) == []
        for width in widths:
            tab.set_viewport_size({"width": width, "height": 800})
            assert tab.evaluate(OVERFLOW) == 0, width
    assert hosts == {site.address.split("/")[2]}
    assert [words for words in problems if "status of 40" not in words] == []


@pytest.mark.parametrize("page", ["/", "/report/", "/tasks/", "/dashboard/", "FIX", "/cleanups/"])
def test_a_thumb_hits_every_target_on_a_phone(site, open_as, page):
    tab = open_as("community1", phone=True)
    tab.goto(resolve(site, page))
    assert tab.evaluate(SMALL_TARGETS) == []
    assert tab.title().endswith("— 塔塔埠街道“双创”工作平台")
    assert tab.locator("h1").count() == 1


def test_large_text_holds_on_a_small_phone(open_as):
    tab = open_as("community1", viewport={"width": 360, "height": 780})
    for page in ("/", "/report/", "/dashboard/"):
        tab.goto(page)
        if tab.locator("html.is-large").count() == 0:
            tab.get_by_role("button", name="大字").click()
            tab.wait_for_load_state()
        assert tab.locator("html.is-large").count() == 1
        assert tab.evaluate(OVERFLOW) == 0


@pytest.mark.parametrize(
    ("role", "page", "most"),
    [("community1", "/", 150), ("community1", "/report/", 120), ("leader", "/dashboard/", 150)],
)
def test_a_page_arrives_light(open_as, role, page, most):
    tab, weight = open_as(role, phone=True), []
    tab.on("response", lambda response: weight.append(weigh(response)))
    tab.goto(page)
    tab.wait_for_load_state("networkidle")
    assert sum(weight) <= most * 1024


def weigh(response):
    """The bytes of an answer as they travel compressed."""
    body = response.body()
    already = response.headers.get("content-type", "").startswith(("image/jpeg", "font/"))
    return len(body) if already else len(gzip.compress(body))


def test_an_old_engine_gets_one_page_that_says_what_to_do(site, browser):
    context = browser.new_context(user_agent="Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko")
    tab = context.new_page()
    tab.goto(f"{site.address}/")
    assert "极速模式" in tab.inner_text("body")
    context.close()
