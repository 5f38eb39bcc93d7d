"""Which whole features are switched off."""

from tataboo_portal.models import FeatureSwitch


def off():
    """The features that are switched off; one query of a table of few rows."""
    return frozenset(FeatureSwitch.objects.filter(is_on=False).values_list("feature", flat=True))


def is_on(feature):
    """Whether a feature may be seen."""
    return feature not in off()
