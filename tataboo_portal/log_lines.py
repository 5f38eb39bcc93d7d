"""Log lines: JSON, one line each, with who asked for what by number; phones and identity cards are masked, values of rows left out."""

import json
import logging
import re
from contextvars import ContextVar
from datetime import datetime
from zoneinfo import ZoneInfo

OFFICE_TIME = ZoneInfo("Asia/Shanghai")
PHONE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")
# Of an identity card, by the birthday in its middle: other numbers of eighteen digits tell what happened.
BIRTHDAY = r"(?:1[89]|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
IDENTITY = re.compile(rf"(?<!\d)(\d{{3}})\d{{3}}{BIRTHDAY}(\d{{3}}[\dXx])(?!\d)")
# PostgreSQL tells the values of the row it refuses, names and phones among them: up to its next word or the next traceback,
# for a value may have lines of its own, and Celery tells the whole of it on one line.
AFTERWARDS = r"\n\s*(?:HINT|CONTEXT|QUERY):|\nTraceback \(most|\n\nThe above exception was|\n\nDuring handling of|\Z"
ROW_VALUES = re.compile(rf"(DETAIL:).*?(?={AFTERWARDS})", re.DOTALL)
asking: ContextVar = ContextVar("asking", default=None)  # the request this thread answers


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON, tracebacks included."""

    def format(self, record):
        line = {
            "time": datetime.fromtimestamp(record.created, OFFICE_TIME).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            **_of_request(getattr(record, "request", None)),
            "message": _without_people(record.getMessage()),
        }
        if record.exc_info:
            line["traceback"] = _without_people(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def _of_request(named):
    """The number, method and path of the request a line belongs to, and who sent it as far as that was looked up already."""
    request = named if hasattr(named, "META") else asking.get()
    if request is None:
        return {}
    person = getattr(request, "_cached_user", None)  # Django's own memory: asking for `user` could ask the database
    return {
        "request": getattr(request, "id", ""),
        "user": person.pk if person else None,
        "method": request.method,
        "path": _without_people(request.path),
    }


def _without_people(text):
    text = ROW_VALUES.sub(r"\1 …", text)
    return IDENTITY.sub(r"\1****\2", PHONE.sub(r"\1****\2", text))


SETTINGS = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "tataboo_portal.log_lines.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "celery": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
    },
}
