"""gunicorn's settings, the same for `make run` and for the unit; --bind says where. WEB_CONCURRENCY is the number of processes."""

import os
from pathlib import Path

# The release this file lies in, whatever folder the command was given in: `current` may point elsewhere a minute later.
chdir = str(Path(__file__).resolve().parent.parent)
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
# Two threads each, so that a slow page holds up no process; more would only wait for each other.
worker_class = "gthread"
threads = 2
timeout = 60
graceful_timeout = 30
loglevel = "warning"
