"""What is the same on every page, drawn once: icons of the house's own sprite, and parts of the frame.

Tags, since a page shows dozens of them and an include each would cost more than its rows.
"""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html

register = template.Library()


@lru_cache(maxsize=128)
def drawn(name):
    """The icon as inline SVG; it stands beside a word and says nothing of its own."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#i-{}"/></svg>', static("icons/sprite.svg"), name
    )


@register.simple_tag
def icon(name):
    """One icon of the sprite by its name."""
    return drawn(str(name))


@lru_cache(maxsize=512)
def still(name, **values):
    """A template that knows no request, as it was drawn first for these values."""
    return render_to_string(name, values)


register.simple_tag(still)
