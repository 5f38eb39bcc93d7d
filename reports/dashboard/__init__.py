"""看板: who is behind, what to press on, and how much was done — read from ready totals, every number with its records."""

from datetime import timedelta

from reports.dashboard import verdict
from reports.dashboard.pair import latest_pair
from reports.dashboard.state import KEPT, stamp, state_of
from reports.links import Links, named, period_choices

STALE_AFTER = timedelta(hours=24)
_looked_up = {}


def page(user, period, now, today):
    """Everything the board prints for one person and one period."""
    links, (made_of, act) = Links(user), stamp()
    state = state_of(made_of, period, today, links.scope)
    return state | {
        "period": period,
        "choices": period_choices("dashboard", period, today),
        "asked": named(period),
        "is_stale": state["as_of"] is None or now - state["as_of"] > STALE_AFTER,
        **looked_up((made_of, act, period, today, user.pk), user, state, links, period, now),
    }


def looked_up(key, user, state, links, period, now):
    """What presses and the newest pair, looked up again after every act of anybody and every refresh of the totals."""
    if key not in _looked_up:
        if len(_looked_up) >= KEPT:
            _looked_up.clear()
        _looked_up[key] = {
            "press": verdict.to_press(state["tiles"], links, now),
            "pair": latest_pair(user, period),
        }
    return _looked_up[key]


def forget():
    """Keep nothing of what was reckoned and looked up before."""
    state_of.cache_clear()
    _looked_up.clear()
