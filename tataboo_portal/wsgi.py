"""The WSGI entry for gunicorn."""

import contextlib
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from tataboo_portal import environment

# Three is gunicorn's word for a worker that will never start: it ends instead of trying again and again.
NEVER = 3
PIECE = 1024 * 1024  # bytes

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tataboo_portal.settings")
environment.refuse_half_restored(settings.DATA_DIR, code=NEVER)


def hearing_all(portal):
    """The portal, which takes a request to its end before it answers: hanging up on what is still coming, the kernel throws the answer away and nginx says 502."""

    def application(environ, start_response):
        response = portal(environ, start_response)
        with contextlib.suppress(OSError):
            while environ["wsgi.input"].read(PIECE):
                pass
        return response

    return application


application = hearing_all(get_wsgi_application())
