"""What pages hide of a number: `{{ person.phone|masked_phone }}`."""

from django import template

from tataboo_portal import registers

register = template.Library()


@register.filter
def masked_phone(number):
    """138****5678."""
    return registers.masked_phone(number)


@register.filter
def masked_words(words):
    """Words without whole numbers."""
    return registers.masked_words(words)
