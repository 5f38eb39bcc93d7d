"""The keyboard alone: every stop is seen, in reading order, and nothing traps."""

import pytest

pytestmark = pytest.mark.browser

STOP = """() => {
  const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
  const ringed = style.outlineStyle !== 'none' || (e.parentElement && getComputedStyle(e.parentElement).outlineStyle !== 'none')
    || (e.nextElementSibling && getComputedStyle(e.nextElementSibling).outlineStyle !== 'none');
  const inside = box.bottom > 0 && box.top < innerHeight;
  return [e.tagName, (e.innerText || e.name || '').slice(0, 30), ringed, inside];
}"""


@pytest.mark.parametrize(
    ("role", "page"),
    [("office", "/cleanups/"), ("leader", "/dashboard/"), ("office", "/tasks/"), ("community1", "/report/")],
)
def test_every_stop_of_the_tab_key_is_seen(open_as, role, page):
    tab = open_as(role)
    tab.goto(page)
    stops = []
    for _ in range(30):
        tab.keyboard.press("Tab")
        stops.append(tab.evaluate(STOP))
    unseen = [stop for stop in stops if stop[0] != "BODY" and not (stop[2] and stop[3])]
    assert unseen == []
    assert len({tuple(stop[:2]) for stop in stops}) > 5


def test_the_first_stop_leads_past_the_header(open_as):
    tab = open_as("office")
    tab.goto("/tasks/")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "跳到主要内容"
    tab.keyboard.press("Enter")
    assert tab.url.endswith("#main")


@pytest.mark.parametrize("page", ["/cleanups/", "/account/"])
def test_no_phone_raises_its_keyboard_over_a_page_just_opened(open_as, page):
    tab = open_as("community1", phone=True)
    tab.goto(page)
    tab.wait_for_timeout(200)
    assert tab.evaluate("document.activeElement.tagName") == "BODY"


@pytest.mark.parametrize("scripts", [True, False])
def test_the_desk_types_at_once(open_as, scripts):
    tab = open_as("community1", scripts=scripts)
    tab.goto("/cleanups/")
    tab.keyboard.press("Tab")
    assert tab.locator("[data-quick] :focus").count() == 1


def test_the_slider_moves_by_keyboard_and_by_buttons(site, open_as):
    tab = open_as("office")
    number = site.ask("SELECT number FROM inspections_remediationtask WHERE state = 'closed' LIMIT 1")[0][0]
    tab.goto(f"/tasks/{number}/")
    slider = tab.get_by_role("slider")
    slider.focus()
    tab.keyboard.press("ArrowRight")
    assert slider.input_value() == "51"
    tab.get_by_role("button", name="只看后").click()
    assert slider.input_value() == "0"
    assert tab.get_by_role("button", name="只看后").get_attribute("aria-pressed") == "true"
