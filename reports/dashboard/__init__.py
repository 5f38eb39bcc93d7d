"""看板: who is behind, what to press on, and how much was done — read from ready totals, every number with its records."""

from datetime import timedelta

from reports.dashboard import verdict
from reports.dashboard.pair import latest_pair
from reports.dashboard.state import stamp, state_of
from reports.links import Links, named, period_choices

STALE_AFTER = timedelta(hours=24)


def page(user, period, now, today):
    """Everything the board prints for one person and one period; what presses and the newest pair are looked up at once."""
    links = Links(user)
    state = state_of(stamp(), period, today, links.scope)
    return state | {
        "period": period,
        "choices": period_choices("dashboard", period, today),
        "asked": named(period),
        "is_stale": state["as_of"] is None or now - state["as_of"] > STALE_AFTER,
        "press": verdict.to_press(state["tiles"], links, now),
        "pair": latest_pair(user, period),
    }
