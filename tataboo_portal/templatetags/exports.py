"""The 导出 button of a list, for those who may take it out."""

from django import template
from django.utils.http import urlencode

from tataboo_portal.listings import listings
from tataboo_portal.templatetags.icons import still

register = template.Library()
OF_THE_PAGE = {"after", "before", "saved", "kept_subject", "kept_day"}


@register.simple_tag(takes_context=True)
def take_out(context, slug, words="导出", **fixed):
    """The ways a list leaves the portal under the filter of this page; nothing for those who may not take it out."""
    request, listing = context["request"], listings().get(slug)
    if listing is None or not listing.is_open_to(request.user):
        return ""
    kept = [(name, value) for name, value in request.GET.items() if value and name not in OF_THE_PAGE]
    return still(
        "exports/_take_out.html",
        url=listing.url,
        words=words,
        query=urlencode([*kept, *fixed.items()]),
        has_photos=listing.pictures is not None,
        private_words=listing.private_words,
    )
