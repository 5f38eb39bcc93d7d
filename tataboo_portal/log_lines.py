"""Log lines: JSON, one line each, without personal data beyond what the message itself says."""

import json
import logging


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON, tracebacks included."""

    def format(self, record):
        line = {
            "time": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
