"""What taking a photo in costs: `python -m benchmarks.photo_post` prints one line of JSON with ratios of one run.

A phone's photo of some 350 KB is handed in with a whole report in one form, and alone in pieces the way the outbox sends it; both
are measured against a bare view that reads the same multipart body behind the same middleware (CPU and wall time of this process,
taken in turns). Redis is started here. A fresh SQLite file is filled, or the empty database that DATABASE_URL names.
"""

import hashlib
import io
import json
import os
import statistics
import subprocess
import tempfile
import time
import uuid
from pathlib import Path

FOLDER = Path(os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="tataboo-bench-")))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tataboo_portal.settings")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.test.utils import CaptureQueriesContext, override_settings  # noqa: E402
from django.urls import include, path  # noqa: E402
from PIL import Image  # noqa: E402

from inspections.models import TaskCategory  # noqa: E402
from tataboo_portal import supervision, uploads  # noqa: E402
from tataboo_portal.enums import Role  # noqa: E402
from tataboo_portal.models import Photo, Unit, User  # noqa: E402
from tataboo_portal.sign_ins import SessionStore  # noqa: E402

ROUNDS = 80
WARM = 10
MOST_RATIO = 2.0
TOKEN = "a" * 32


def bare(request):
    """The yardstick: the body is parsed, the file is read."""
    return HttpResponse(str(len(request.FILES["photo_camera"].read())))


urlpatterns = [path("bare/", bare), path("", include("tataboo_portal.urls"))]


def photo():
    """A photo as it leaves a phone: 1600 on the long side, some 350 KB."""
    buffer = io.BytesIO()
    Image.effect_noise((1600, 1200), 12).convert("RGB").save(buffer, "JPEG", quality=64)
    return buffer.getvalue()


class Phone:
    """One signed-in worker handing in forms in this process."""

    def __init__(self, user):
        session = SessionStore()
        session.update({"_auth_user_id": user.pk, "_auth_user_backend": settings.AUTHENTICATION_BACKENDS[-1]})
        session["_auth_user_hash"] = user.get_session_auth_hash()
        session.save()
        cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
        self._headers = {"HTTP_COOKIE": cookie, "HTTP_HOST": "localhost", "HTTP_ACCEPT": "application/json"}
        self._handler = WSGIHandler()
        self._category = TaskCategory.objects.first().pk

    def form(self, address, content):
        """One form with its photo."""
        data = {
            "client_uuid": str(uuid.uuid4()),
            "csrfmiddlewaretoken": TOKEN,
            "category": self._category,
            "quantity": "1",
            "photo_camera": SimpleUploadedFile("IMG.jpg", content, "image/jpeg"),
        }
        return self._answered(RequestFactory().post(address, data, **self._headers))

    def pieces(self, content):
        """The photo alone: announced, then piece by piece."""
        name = str(uuid.uuid4())
        facts = {"client_uuid": name, "byte_count": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        taken = [
            self._answered(RequestFactory().post("/uploads/", facts | {"csrfmiddlewaretoken": TOKEN}, **self._headers))
        ]
        for offset in range(0, len(content), uploads.PIECE):
            piece = content[offset : offset + uploads.PIECE]
            headers = self._headers | {"HTTP_UPLOAD_OFFSET": str(offset), "HTTP_X_CSRFTOKEN": TOKEN}
            request = RequestFactory().post(
                f"/uploads/{name}/", piece, content_type="application/octet-stream", **headers
            )
            taken.append(self._answered(request))
        return [sum(part) for part in zip(*taken, strict=True)]

    def _answered(self, request):
        """(CPU seconds, wall seconds) of one request, the answer read to its end."""
        cpu, wall = time.process_time(), time.perf_counter()
        response = self._handler(request.environ, lambda status, headers: None)
        answer = b"".join(response)
        taken = time.process_time() - cpu, time.perf_counter() - wall
        response.close()
        if response.status_code != 200:
            raise SystemExit(f"{request.path} answered {response.status_code}: {answer[:300]}")
        return taken


def posted(phone, content):
    """{name: (median CPU, median wall)}, taken in turns."""
    taken = {"bare": [], "report": [], "pieces": []}
    for _ in range(ROUNDS):
        taken["bare"].append(phone.form("/bare/", content))
        taken["report"].append(phone.form("/report/", content))
        taken["pieces"].append(phone.pieces(content))
    return {name: [statistics.median(part) for part in zip(*rows[WARM:], strict=True)] for name, rows in taken.items()}


def main():
    """Fill, post, print."""
    call_command("migrate", verbosity=0)
    call_command("load_reference", stdout=io.StringIO())
    if Photo.objects.exists():
        raise SystemExit("the benchmark fills an empty database only")
    unit = Unit.objects.zones().first()
    phone = Phone(User.objects.create_user("bench", None, full_name="示例", role=Role.COMMUNITY, unit=unit))
    content = photo()
    medians = posted(phone, content)
    with CaptureQueriesContext(connection) as queries:
        phone.form("/report/", content)
    bare = medians.pop("bare")
    ratios = {
        name: [round(part / of_bare, 2) for part, of_bare in zip(row, bare, strict=True)]
        for name, row in medians.items()
    }
    line = {
        "benchmark": "photo_post",
        "photo_kb": len(content) // 1024,
        "report_to_bare_cpu_and_wall": ratios["report"],
        "pieces_to_bare_cpu_and_wall": ratios["pieces"],
        "to_limit": {name: round(row[0] / MOST_RATIO, 2) for name, row in ratios.items()},
        "bare_cpu_ms": round(bare[0] * 1000, 2),
        "queries": len(queries),
        "database": connection.vendor,
    }
    print(json.dumps(line))


if __name__ == "__main__":
    plain_storage = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with override_settings(ROOT_URLCONF="benchmarks.photo_post", STORAGES=plain_storage):
        broker = FOLDER / "redis"
        redis = subprocess.Popen(supervision.redis_command(broker, broker / "redis.sock"))
        supervision.wait_until((broker / "redis.sock").exists)
        try:
            main()
        finally:
            redis.terminate()
            redis.wait()
