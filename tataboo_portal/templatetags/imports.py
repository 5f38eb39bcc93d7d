"""The 导入 button of a list, for those who may bring rows into it."""

from django import template

from tataboo_portal import sheets
from tataboo_portal.templatetags.icons import still

register = template.Library()


@register.simple_tag(takes_context=True)
def bring_in(context, slug, words="导入"):
    """The way into a ledger from a file; nothing for those who may not write into it."""
    sheet = sheets.office_sheets().get(slug)
    is_open = sheet is not None and sheet.is_open_to(context["request"].user)
    return still("imports/_bring_in.html", slug=slug, words=words) if is_open else ""
