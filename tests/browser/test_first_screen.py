"""Who is behind, before anything is touched: the board's headline and the tiles of those behind on the first screen (L1)."""

import contextlib

import pytest
from django.utils import timezone

from tests.browser.conftest import DESKTOP
from tests.browser.test_bars import CLIPPED
from tests.browser.test_pages import OVERFLOW

pytestmark = pytest.mark.browser

MARK = 97  # tasks overdue, which the sample data never has
OVERDUE = """INSERT INTO reports_rollup (metric, period_kind, period_start, value, unit_id)
    SELECT 'task:overdue', 'year', ?, ?, id FROM tataboo_portal_unit WHERE kind IN ('community', 'market_group')
    ORDER BY position LIMIT ?"""
REFRESHED = """INSERT INTO reports_rolluprun (started_at, finished_at, is_recount, days, cells, differences)
    VALUES (datetime('now'), datetime('now'), 0, 0, 0, '[]')"""

WALLS = ((1366, 768), (1920, 1080), (2560, 1440), (3840, 2160))
EXTENT = "() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
OLD_TOTALS = """() => {
  const word = document.createElement('p')
  word.className = 'note'
  word.textContent = '统计停在 11月23日 09:12，之后记的还没有算进来。'
  document.querySelector('.lead').after(word)
}"""
# What of a panel reaches beyond its border, and panels beyond the window.
ASTRAY = """() => [...document.querySelectorAll('.panel')].flatMap((panel) => {
  const within = (inner, outer) => inner.left >= outer.left - 1 && inner.right <= outer.right + 1
    && inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1
  const box = panel.getBoundingClientRect(), window = {left: 0, top: 0, right: innerWidth, bottom: innerHeight}
  const parts = [...panel.querySelectorAll('*')].filter((e) => !e.closest('.vh') && e.getBoundingClientRect().width > 1)
  const astray = parts.filter((e) => !within(e.getBoundingClientRect(), box))
  return [...(within(box, window) ? [] : [panel]), ...astray].map((e) => e.outerHTML.slice(0, 80))
})"""
# What 退出大屏 lies over: words and panels.
COVERED = """() => {
  const exit = document.querySelector('.screen a'), over = exit.getBoundingClientRect(), found = [], range = document.createRange()
  const meets = (box) => box.width > 1 && box.left < over.right && box.right > over.left && box.top < over.bottom && box.bottom > over.top
  const words = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT)
  while (words.nextNode()) {
    range.selectNodeContents(words.currentNode)
    if (!exit.contains(words.currentNode) && [...range.getClientRects()].some(meets)) found.push(words.currentNode.data.trim())
  }
  const panels = [...document.querySelectorAll('.panel')].filter((panel) => meets(panel.getBoundingClientRect()))
  return [...found, ...panels.map((panel) => panel.innerText.slice(0, 20))]
}"""


@contextlib.contextmanager
def behind(site, count):
    """At least so many of the fourteen have tasks overdue, as the totals say, whatever the hour of the day."""
    site.move_clock(OVERDUE, f"{timezone.localdate().year}-01-01", MARK, count)
    site.move_clock(REFRESHED)
    try:
        yield
    finally:
        site.move_clock("DELETE FROM reports_rollup WHERE metric = 'task:overdue' AND value = ?", MARK)
        site.move_clock(REFRESHED)


@pytest.mark.parametrize("count", [1, 4, 9, 14])
def test_the_leader_sees_everyone_behind_on_the_first_screen_of_a_phone(site, open_as, count):
    """However many: the headline names them all, every tile of theirs stands above the bar and before everybody else's."""
    with behind(site, count):
        tab = open_as("leader", phone=True)
        tab.goto("/dashboard/")
    tiles, headline = tab.locator(".plot.is-late"), tab.locator("h1")
    assert tiles.count() >= count
    names = [name.strip() for name in headline.inner_text().split("：")[1].split("、")]
    assert sorted(names) == sorted(tiles.locator(".plot__t").all_inner_texts())
    edge = tab.locator(".tabs").bounding_box()["y"]
    boxes = [headline.bounding_box(), *(tile.bounding_box() for tile in tiles.all())]
    assert all(box["y"] + box["height"] <= edge for box in boxes)
    others = [tile.bounding_box()["y"] for tile in tab.locator(".plot:not(.is-late)").all()]
    assert all(box["y"] <= other for box in boxes for other in others)


def test_a_crowded_board_hides_nothing_from_anybody(site, open_as, violations):
    """All fourteen behind on a small phone: nothing axe finds, no name cut off, nothing wider than the screen."""
    with behind(site, 14):
        tab = open_as("leader", viewport={"width": 360, "height": 780})
        tab.goto("/dashboard/")
        assert violations(tab) == []
        cut = "tiles => tiles.filter(tile => tile.scrollWidth > tile.clientWidth).map(tile => tile.innerText)"
        assert tab.locator(".plot__t").evaluate_all(cut) == []
        assert tab.evaluate(OVERFLOW) == 0


@pytest.mark.parametrize("size", WALLS, ids=str)
def test_a_wall_shows_everything_whoever_is_behind(site, open_as, size):
    tab = open_as("leader", viewport=dict(zip(("width", "height"), size, strict=True)))
    for count in (1, 4, 9, 14):
        with behind(site, count):
            for screen in (1, 2):
                tab.goto(f"/dashboard/?screen={screen}")
                assert (count, screen, tab.evaluate(EXTENT)) == (count, screen, list(size))
                assert (count, screen, tab.evaluate(ASTRAY), tab.evaluate(CLIPPED)) == (count, screen, [], [])
                assert (count, screen, tab.evaluate(COVERED)) == (count, screen, [])
                assert tab.locator(".plot").count() == (14 if screen == 1 else 0)


def test_a_wall_with_large_letters_or_old_totals_is_still_one_screen(site, open_as):
    """大字 is for reading at a desk: a wall takes its letters from its size; the word about old totals takes no line."""
    tab = open_as("leader", viewport={"width": 1366, "height": 768})
    with behind(site, 14):
        tab.goto("/dashboard/?screen=1")
        tab.evaluate("document.documentElement.classList.add('is-large')")
        tab.evaluate(OLD_TOTALS)
        assert tab.evaluate(EXTENT) == [1366, 768]
        assert (tab.evaluate(ASTRAY), tab.evaluate(CLIPPED), tab.evaluate(COVERED)) == ([], [], [])


def test_a_wall_opened_on_a_phone_covers_nothing(site, open_as):
    with behind(site, 14):
        tab = open_as("leader", phone=True)
        for screen in (1, 2):
            tab.goto(f"/dashboard/?screen={screen}")
            assert (tab.evaluate(OVERFLOW), tab.evaluate(COVERED), tab.evaluate(CLIPPED)) == (0, [], [])
            tab.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
            assert tab.evaluate(COVERED) == []
        tab.get_by_role("link", name="退出大屏").click()
        tab.wait_for_url(lambda url: "screen=" not in url)


@pytest.mark.parametrize("viewport", [DESKTOP, {"width": 1920, "height": 1080}], ids=["1366", "1920"])
def test_the_leader_sees_the_answer_and_all_fourteen_tiles_without_scrolling(open_as, viewport):
    tab = open_as("leader", viewport=viewport)
    tab.goto("/dashboard/")
    boxes = [tab.locator("h1").bounding_box(), *(tile.bounding_box() for tile in tab.locator(".plot").all())]
    assert len(boxes) == 15
    assert max(box["y"] + box["height"] for box in boxes) <= viewport["height"]


def test_the_headline_names_exactly_the_tiles_marked_as_behind(open_as):
    tab = open_as("leader")
    for address in ("/dashboard/", "/dashboard/?period=month"):
        tab.goto(address)
        late = [tile.inner_text() for tile in tab.locator(".plot.is-late .plot__t").all()]
        headline = tab.locator("h1").inner_text()
        named = [name.strip() for name in headline.split("：")[1].split("、")] if "落后" in headline else []
        assert sorted(named) == sorted(late)
        assert named or address.endswith("month")
