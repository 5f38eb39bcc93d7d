"""Pages for what went wrong on our side: they ask nothing of the database, and name nothing but their number."""

import sqlite3
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string

RETRY_SECONDS = "30"


def stopped(request):
    """500 for a fault of ours; 503 while the database is away or too busy, which passes by itself."""
    is_away = _is_database_away(sys.exc_info()[1])
    name = "503.html" if is_away else "500.html"
    # Without a request of Django's own kind no context processor runs, and none of them can ask the database again.
    content = render_to_string(name, {"request": {"id": getattr(request, "id", "")}})
    response = HttpResponse(content, status=503 if is_away else 500)
    if is_away:
        response.headers["Retry-After"] = RETRY_SECONDS
    return response


def _is_database_away(error):
    """Whether the database could not be asked at all; one that answers and lacks a table is a fault of ours."""
    if not isinstance(error, InterfaceError | OperationalError):
        return False
    cause = error.__cause__
    return not (isinstance(cause, sqlite3.OperationalError) and str(cause).startswith("no such"))
