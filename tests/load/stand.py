"""What the load runs against: nginx and gunicorn as the recipe starts them, PostgreSQL, Redis, one worker, one beat, the sample data."""

import os
import secrets
import shutil
import tempfile
from pathlib import Path

import django

from tests import live
from tests.load.front import SITE, Front

PASSWORD = "Jinxiu-2017-ok"


class Stand:
    """One portal in production's settings, with an account for every phone."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="tataboo-load-"))
        self.folder.chmod(0o755)
        self.postgres = live.Postgres(self.folder / "postgres")
        self.redis = live.Redis(self.folder / "redis")
        settings = {
            "TATABOO_MODE": "production",
            "SECRET_KEY": secrets.token_urlsafe(64),
            "ALLOWED_HOSTS": f"{SITE},127.0.0.1",
            "BEHIND_TLS_PROXY": "true",
            "TRUSTED_PROXIES": "127.0.0.1",
            "PHOTO_ACCEL_PREFIX": "/-photos/",
        }
        told = {"database": self.postgres.url("portal"), "redis": self.redis.url, **settings}
        self.portal = live.Portal(self.folder / "portal", **told)
        self.front = Front(self.portal, self.folder / "nginx")

    def open(self):
        """Start the servers, fill them with the sample data, and start everything that serves."""
        self.postgres.start()
        self.redis.start()
        self.postgres.create("portal")
        live.seed(self.portal, TATABOO_MODE="demo")
        os.environ |= {name: value for name, value in self.portal.environment.items() if name not in os.environ}
        os.environ |= {name: self.portal.environment[name] for name in ("DATA_DIR", "DATABASE_URL", "REDIS_URL")}
        os.environ |= {"DJANGO_SETTINGS_MODULE": "tataboo_portal.settings", "TATABOO_MODE": "production"}
        django.setup()
        self.portal.web()
        self.portal.worker()
        self.portal.beat()
        self.front.start()

    def sessions(self):
        """{name: process id of its session} of everything that runs."""
        servers = {"PostgreSQL": self.postgres._server.pid, "Redis": self.redis._server.pid}
        return servers | {name: process.pid for name, process in self.portal.running.items()}

    def close(self):
        """Nothing of it is left."""
        self.portal.close()
        for server in (self.redis, self.postgres):
            if server._server:
                server.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
