"""Where a sign-in may lead: an address that only takes forms has no page of its own, but the one of its record or its list."""

import inspect
from urllib.parse import unquote, urlsplit

from django.urls import Resolver404, resolve


def to_a_page(address):
    """The address itself unless its view takes forms alone; then the nearest one above it that can be opened."""
    path = urlsplit(address).path
    if "GET" in _methods(path, unknown=("GET",)):
        return address
    while path != "/" and "GET" not in _methods(path, unknown=()):
        path = path[: path.rstrip("/").rfind("/") + 1]
    return path


def _methods(path, *, unknown):
    """Which methods the view of this path says it takes, by its decorator or its class; `unknown` where nothing says so."""
    try:
        view = resolve(unquote(path)).func
    except Resolver404:
        return unknown
    page = getattr(view, "view_class", None)
    if page:
        return [name.upper() for name in page.http_method_names if hasattr(page, name)]
    while view is not None:
        # Where Django's require_http_methods keeps what it was given; every view of ours has one.
        known = inspect.getclosurevars(view).nonlocals.get("request_method_list")
        if known:
            return known
        view = getattr(view, "__wrapped__", None)
    return unknown
