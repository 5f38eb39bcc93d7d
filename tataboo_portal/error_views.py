"""Pages for what went wrong on our side, and for an address that is not opened: they ask nothing of the database, and name nothing but their number."""

import errno
import sqlite3
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string

from tataboo_portal.file_storage import StorageRefuses

RETRY_SECONDS = "30"
UPLOADS = "/uploads/"  # phones send pieces there and read no page
STORAGE_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
FULL_SENTENCE = "服务器的照片存储满了或者写不进去，照片存在手机里，好了会自动再传"


def stopped(request):
    """500 for a fault of ours; 503 while the database is away or too busy, 507 while files cannot be kept: both pass by themselves."""
    status = _status_of(sys.exc_info()[1])
    if status == 507 and (request.path.startswith(UPLOADS) or request.headers.get("Accept") == "application/json"):
        response = JsonResponse({"sentence": FULL_SENTENCE}, status=status)
    else:
        name = {500: "500.html", 503: "503.html", 507: "507.html"}[status]
        response = HttpResponse(_page(request, name), status=status)
    if status != 500:
        response.headers["Retry-After"] = RETRY_SECONDS
    return response


def not_this_way(request, response):
    """405 with a page that says how to go on, the same for everybody and every row; a script reads the status alone."""
    if not response.content and "application/json" not in request.headers.get("Accept", ""):
        response.content = _page(request, "405.html")
        response.headers["Content-Length"] = str(len(response.content))  # that of nothing was written down already
    return response


def _page(request, name):
    """The page with its number: without a request of Django's own kind no context processor runs, and none can ask the database."""
    return render_to_string(name, {"request": {"id": getattr(request, "id", "")}})


def _status_of(error):
    if isinstance(error, StorageRefuses) or (isinstance(error, OSError) and error.errno in STORAGE_ERRORS):
        return 507
    return 503 if _is_database_away(error) else 500


def _is_database_away(error):
    """Whether the database could not be asked at all; one that answers and lacks a table is a fault of ours."""
    if not isinstance(error, InterfaceError | OperationalError):
        return False
    cause = error.__cause__
    return not (isinstance(cause, sqlite3.OperationalError) and str(cause).startswith("no such"))
