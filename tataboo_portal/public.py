"""Pages without sign-in: behind one setting, in no search engine, and one answer for whatever is not there."""

from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render


def public_page(view):
    """Open a view to people without an account while public pages are on; what is off, unknown or over looks alike."""

    @login_not_required
    @wraps(view)
    def gate(request, *args, **kwargs):
        response = _answer(view, request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "no-referrer"  # the address is the key
        return response

    return gate


def _answer(view, request, *args, **kwargs):
    if not settings.PUBLIC_PAGES:
        return gone(request)
    try:
        return view(request, *args, **kwargs)
    except Http404:
        return gone(request)


def gone(request):
    """The one page that tells nothing, with the answer 404."""
    return render(request, "public/gone.html", status=404)
