"""The nginx of deploy/nginx in front of a portal under test, on loopback, with a certificate made for the run."""

import os
import re
import subprocess
from pathlib import Path

from tataboo_portal import supervision
from tests import live, programs, services

SITE = "localhost"
RECIPE = live.ROOT / "deploy" / "nginx" / "site.conf"
MAIN = """{user}
daemon off;
worker_processes 1;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 2048; }}
http {{
    types {{ text/html html; text/css css; application/javascript js; image/svg+xml svg; image/jpeg jpg; font/woff2 woff2; }}
    default_type application/octet-stream;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


def certificate(folder):
    """A certificate nobody trusts, and its key."""
    paths = folder / "site.pem", folder / "site.key"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={SITE}"]
    subprocess.run([*command, "-out", paths[0], "-keyout", paths[1]], check=True, stderr=subprocess.DEVNULL)
    return paths


class Front:
    """nginx before one portal, as the recipe fills it in."""

    def __init__(self, portal, folder):
        self.folder, self._portal = Path(folder), portal
        self.folder.mkdir()
        self.port, plain = services.free_port(), services.free_port()
        pem, key = certificate(self.folder)
        values = {
            "SERVERS": f"server 127.0.0.1:{portal.port};",
            "ON": "127.0.0.1",
            "HTTP": plain,
            "HTTPS": self.port,
            "V6": "#",
            "SITE": SITE,
            "CERTIFICATE": pem,
            "CERTIFICATE_KEY": key,
            "LOGS": self.folder,
            "ACME": self.folder,
            "DATA": portal.folder,
            "HOME_DIR": self.folder,
        }
        text = RECIPE.read_text(encoding="utf-8")
        for name, value in values.items():
            text = text.replace(f"@{name}@", str(value))
        assert not (left := re.findall("@[A-Z0-9_]+@", text)), f"the recipe asks for {left}"
        (self.folder / "site.conf").write_text(text, encoding="utf-8")
        (self.folder / "current").symlink_to(live.ROOT)
        user = "user root;" if not os.geteuid() else ""
        (self.folder / "main.conf").write_text(MAIN.format(user=user, folder=self.folder))

    def start(self):
        """Start it and wait until it listens."""
        command = [
            str(programs.from_debian(programs.NGINX)),
            "-p",
            str(self.folder),
            "-c",
            str(self.folder / "main.conf"),
        ]
        self._portal.start("nginx", command)
        listens = supervision.wait_until(lambda: not supervision.port_is_free("127.0.0.1", self.port), seconds=20)
        assert listens, "nginx does not come up"
