"""Which whole features are switched off."""

import time

from tataboo_portal.models import FeatureSwitch

KEPT_SECONDS = 5
_kept = {}


def off():
    """The features that are switched off; one query of a table of few rows."""
    return frozenset(FeatureSwitch.objects.filter(is_on=False).values_list("feature", flat=True))


def off_lately():
    """The same as this process knew it some seconds ago: enough for what every page's frame offers, no gate asks it."""
    if time.monotonic() >= _kept.get("until", 0):
        know(off())
    return _kept["off"]


def know(features, seconds=KEPT_SECONDS):
    """Take this for what is switched off, for so long."""
    _kept.update(off=features, until=time.monotonic() + seconds)


def forget():
    """Look again at the next page: somebody has just switched something."""
    _kept.clear()


def is_on(feature):
    """Whether a feature may be seen."""
    return feature not in off()
