"""Before and after: the slider by keyboard, buttons, without scripts and on paper; the gallery on A4 and taken along."""

import re
import zipfile

import pytest

from tests.browser.conftest import PHONE
from tests.browser.test_pages import SMALL_TARGETS

pytestmark = pytest.mark.browser

REWORKED = "SELECT number FROM inspections_remediationtask WHERE state = 'closed' AND rework_count = 1 LIMIT 1"
WIDTH_SHOWN = "image => getComputedStyle(image).clipPath"


def pages_of(tab):
    """How many pages the paper has, and the size of its first in points."""
    paper = tab.pdf(prefer_css_page_size=True)
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", paper)
    return paper.count(b"/Type /Page\n"), tuple(round(float(side)) for side in box.groups())


def test_the_slider_moves_by_key_and_button_and_names_what_it_shows(site, open_as):
    tab = open_as("office")
    tab.goto(f"/tasks/{site.ask(REWORKED)[0][0]}/")
    box = tab.locator("[data-compare]").first
    edge, before, after = (
        box.locator("input[type=range]"),
        box.locator(".shot__tag").first,
        box.locator(".shot__tag--r"),
    )
    for name, place, tags in (
        ("只看前", "100", (True, False)),
        ("左右对比", "50", (True, True)),
        ("只看后", "0", (False, True)),
    ):
        button = box.get_by_role("button", name=name)
        button.click()
        assert (edge.input_value(), button.get_attribute("aria-pressed")) == (place, "true")
        assert (before.is_visible(), after.is_visible()) == tags
    edge.focus()
    for _ in range(3):
        tab.keyboard.press("ArrowRight")
    assert edge.input_value() == "3"
    assert box.locator("[aria-pressed=true]").count() == 0
    assert "3%" in box.locator("img.after").evaluate(WIDTH_SHOWN)
    tab.locator(".log summary").filter(has_text="那次整改").click()
    assert tab.locator(".log [data-compare] img").first.is_visible()


def test_both_pictures_stand_side_by_side_on_paper_and_without_scripts(site, open_as):
    scripted, plain = open_as("office"), open_as("office", scripts=False, viewport=PHONE)
    for tab in (scripted, plain):
        tab.goto(f"/tasks/{site.ask(REWORKED)[0][0]}/")
    scripted.get_by_role("button", name="只看后").first.click()
    scripted.emulate_media(media="print")
    for tab in (scripted, plain):
        box = tab.locator("[data-compare]").first
        left, right = (box.locator("img").nth(place).bounding_box() for place in (0, 1))
        assert left["x"] + left["width"] <= right["x"]
        assert abs(left["height"] - right["height"]) < 2
        assert box.locator("input[type=range]").is_hidden()
        assert box.locator(".shot__tag").first.is_visible()


def test_the_gallery_becomes_exactly_its_sheets_of_a4(open_as):
    tab = open_as("office")
    for per, sheets in ((2, 7), (6, 3)):
        tab.goto("/photos/")
        for box in tab.locator("input[name=task]").all()[:13]:
            box.check()
        tab.get_by_role("button", name=f"打印 每页 {per} 组").click()
        tab.wait_for_load_state("networkidle")
        assert (tab.locator(".a4").count(), tab.locator(".a4 li").count()) == (sheets, 13)
        tab.emulate_media(media="print")
        assert pages_of(tab) == (sheets, (595, 842))
        tab.set_viewport_size({"width": 703, "height": 1032})  # A4 within its margins
        rows = tab.locator(".a4 li").evaluate_all("all => all.map(row => [row.clientHeight, row.scrollHeight])")
        assert all(held >= needed for held, needed in rows)
        tab.emulate_media(media="screen")


def test_pairs_are_taken_along_as_often_as_asked(open_as, tmp_path):
    tab = open_as("community1", phone=True)
    tab.goto("/cleanups/")
    tab.get_by_role("link", name="对比", exact=True).click()
    assert tab.evaluate(SMALL_TARGETS) == []
    tab.locator("input[name=task]").first.check()
    for name, ending, inside in (("下载照片包", "zip", "整改后.jpg"), ("放进 Word", "docx", "word/media/")):
        with tab.expect_download() as waiting:
            tab.get_by_role("button", name=name).click()
        assert waiting.value.suggested_filename.endswith(f"整改对比.{ending}")
        waiting.value.save_as(tmp_path / "taken")
        assert any(inside in found for found in zipfile.ZipFile(tmp_path / "taken").namelist())
