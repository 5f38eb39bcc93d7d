"""gunicorn's settings, the same for `make run` and for the unit; --bind says where. WEB_PROCESSES is the number of processes."""

import sys
from pathlib import Path

# The release this file lies in, whatever folder the command was given in: `current` may point elsewhere a minute later.
chdir = str(Path(__file__).resolve().parent.parent)
sys.path.insert(0, chdir)

from tataboo_portal import environment, log_lines  # noqa: E402 - the folder it lies in comes first

# A name of our own: gunicorn reads WEB_CONCURRENCY before this file and ends with a traceback where it stands empty.
workers = environment.whole("WEB_PROCESSES", default=environment.whole("WEB_CONCURRENCY", default=2))
# Two threads each, so that a slow page holds up no process; more would only wait for each other.
worker_class = "gthread"
threads = 2
timeout = 60
graceful_timeout = 30
loglevel = "warning"
# Before the master says its first word: that a worker hangs or was killed is told by nobody else. With settings of lines gunicorn
# would also write one for every request, with queries and residents' keys: those are nginx's to write, without them.
logconfig_dict = log_lines.SETTINGS | {
    "loggers": {
        "gunicorn.error": {"handlers": ["stderr"], "propagate": False},
        "gunicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": False},
    }
}
