"""The WSGI entry for gunicorn."""

import logging
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from tataboo_portal import environment, log_lines

# Three is gunicorn's word for a worker that will never start: it ends instead of trying again and again.
NEVER = 3

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tataboo_portal.settings")
environment.refuse_half_restored(settings.DATA_DIR, code=NEVER)

application = get_wsgi_application()
for handler in logging.getLogger("gunicorn.error").handlers:
    handler.setFormatter(log_lines.JsonLines())
