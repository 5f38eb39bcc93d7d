"""The registers in a real browser: each filled, listed and opened on a phone and at a desk; the patrol's taps counted."""

import pytest

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_pages import SMALL_TARGETS
from tests.people import jpeg

pytestmark = pytest.mark.browser

# What is typed into each register's form as 绣品厂社区's worker; a select takes its choice's words.
TYPED = {
    "shops": {"商户名称": "示例新店", "路段": "示例路", "联系电话": "13800001111"},
    "baits": {"编号": "示例-99", "药物名称": "示例药饵"},
    "treatments": {"日期": "2026-01-05", "药物名称": "示例药"},
    "vehicles": {"车型": "示例三轮车", "首次发现": "2026-01-05"},
    "structures": {"结构": "彩钢", "用途": "示例棚", "发现日期": "2026-01-05"},
    "streets": {"日期": "2026-01-05", "作业": "洒水"},
    "markets": {"区域": "示例新区", "经营品类": "蔬菜", "点位（小区、街巷、市场）": "MARKET"},
    "renovations": {"小区（街巷）": "示例宿舍", "项目": "道路硬化"},
}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def of_unit_one(site, table, column="id"):
    """A value of the first row of a register that 绣品厂社区 leads."""
    unit = "(SELECT id FROM tataboo_portal_unit WHERE code = '1')"
    found = site.ask(f"SELECT {column} FROM {table} WHERE unit_id = {unit} ORDER BY id LIMIT 1")
    assert found, f"the sample data has no row in {table}"
    return found[0][0]


def check(tab, violations, phone):
    """Nothing axe finds, nothing wider than the screen, one heading, targets a thumb can hit."""
    tab.wait_for_load_state("networkidle")
    assert violations(tab) == []
    assert tab.locator("h1").count() == 1
    if phone:
        assert tab.evaluate(SMALL_TARGETS) == []
    for width in (320, 390) if phone else (1366,):
        tab.set_viewport_size({"width": width, "height": 800})
        assert tab.evaluate(OVERFLOW) == 0, (tab.url, width)


def fill(tab, site, values):
    """Type the values into the fields of these labels."""
    markets = site.ask("SELECT p.name FROM tataboo_portal_place p JOIN inspections_marketzone z ON z.place_id = p.id")
    for label, typed in values.items():
        words = markets[0][0] if typed == "MARKET" else typed
        field = tab.locator("form.form").get_by_label(label, exact=True)
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(label=words)
        else:
            field.fill(words)


@pytest.mark.parametrize("phone", [True, False], ids=["phone", "desk"])
@pytest.mark.parametrize("slug", TYPED)
def test_a_register_is_filled_listed_and_opened(site, open_as, violations, slug, phone):
    role = "marketA" if slug == "markets" else "community1"
    tab = open_as(role, viewport=PHONE if phone else DESKTOP)
    tab.goto(f"/registers/{slug}/")
    check(tab, violations, phone)
    tab.get_by_role("link", name="新增").first.click()
    check(tab, violations, phone)
    fill(tab, site, TYPED[slug] | ({"编号": f"示例-{phone}"} if slug == "baits" else {}))
    tab.get_by_role("button", name="记下").click()
    tab.wait_for_url(lambda url: url.rstrip("/").rsplit("/", 1)[-1].isdigit())
    assert "已记：" in tab.locator(".toasts").inner_text()
    opened = tab.url.removeprefix(site.address)
    tab.goto(f"/registers/{slug}/")
    assert tab.locator(f'a[href="{opened}"]:visible').count() == 1
    tab.locator(f'a[href="{opened}"]:visible').first.click()
    tab.locator("summary").first.click()
    check(tab, violations, phone)


@pytest.mark.parametrize("phone", [True, False], ids=["phone", "desk"])
def test_the_pages_beside_the_registers_hold(site, open_as, violations, phone):
    station = of_unit_one(site, "inspections_baitstation")
    place = of_unit_one(site, "inspections_baitstation", "place_id")
    shop = of_unit_one(site, "inspections_shop")
    pages = (
        "/registers/",
        "/registers/pledges/",
        f"/registers/pledges/new/?shop={of_unit_one(site, 'inspections_shop', 'code')}",
        "/registers/shops/plaques/",
        f"/registers/shops/{shop}/",
        f"/shop/{of_unit_one(site, 'inspections_shop', 'code')}/",
        f"/registers/baits/{station}/check/",
        "/registers/baits/layout/",
        f"/registers/baits/layout/{place}/",
    )
    tab = open_as("community1", viewport=PHONE if phone else DESKTOP)
    for page in pages:
        assert tab.goto(page).status == 200, page
        check(tab, violations, phone)
    market = site.ask("SELECT place_id FROM inspections_marketzone ORDER BY id LIMIT 1")[0][0]
    tab = open_as("office", viewport=PHONE if phone else DESKTOP)
    tab.goto(f"/registers/markets/layout/{market}/")
    check(tab, violations, phone)


class Thumb:
    """Counts what a thumb does."""

    def __init__(self, tab):
        self.tab, self.taps = tab, 0

    def scan(self, address):
        self.tab.goto(address)
        self.taps += 1

    def tap(self, locator):
        locator.tap()
        self.taps += 1

    def photograph(self):
        """The camera, its shutter, and 使用照片."""
        picture = {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": jpeg("gray")}
        self.tab.locator("input[name=photo_camera]").set_input_files(picture)
        self.taps += 3


@pytest.fixture
def plaque(site):
    """The address on the plaque of a shop of 绣品厂社区."""
    return f"/shop/{of_unit_one(site, 'inspections_shop', 'code')}/"


def test_a_patrol_at_a_shop_takes_two_taps(site, open_as, plaque):
    tab = open_as("community1", phone=True)
    thumb, before = Thumb(tab), site.ask("SELECT count(*) FROM inspections_pledgecheck")
    thumb.scan(plaque)
    thumb.tap(tab.get_by_role("button", name="提交"))
    tab.wait_for_selector(".toast")
    assert "五项都合格" in tab.locator(".toasts").inner_text()
    assert thumb.taps == 2
    assert site.ask("SELECT count(*) FROM inspections_pledgecheck")[0][0] == before[0][0] + 1


def test_a_problem_at_a_shop_takes_one_toggle_and_three_for_the_photo_more(site, open_as, plaque):
    tab = open_as("community1", phone=True)
    thumb = Thumb(tab)
    thumb.scan(plaque)
    thumb.tap(tab.get_by_role("group", name="包秩序").get_by_label("不合格", exact=True))
    thumb.photograph()
    thumb.tap(tab.get_by_role("button", name="提交"))
    tab.wait_for_selector(".toast")
    assert "转成任务 1-" in tab.locator(".toasts").inner_text()
    assert thumb.taps == 2 + 1 + 3
    source = "SELECT t.source, c.code FROM inspections_remediationtask t JOIN inspections_taskcategory c"
    latest = site.ask(f"{source} ON c.id = t.category_id ORDER BY t.id DESC LIMIT 1")
    assert latest == [("patrol", "five_pledge")]


def test_the_patrol_works_without_scripts(open_as, plaque):
    tab = open_as("community1", phone=True, scripts=False)
    tab.goto(plaque)
    tab.get_by_role("button", name="提交").click()
    assert "五项都合格" in tab.locator(".toasts").inner_text()
