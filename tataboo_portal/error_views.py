"""Pages for what went wrong on our side: they ask nothing of the database, and name nothing but their number."""

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
        # Without a request of Django's own kind no context processor runs, and none of them can ask the database again.
        name = {500: "500.html", 503: "503.html", 507: "507.html"}[status]
        response = HttpResponse(render_to_string(name, {"request": {"id": getattr(request, "id", "")}}), status=status)
    if status != 500:
        response.headers["Retry-After"] = RETRY_SECONDS
    return response


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
