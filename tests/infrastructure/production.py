"""A production site below a scratch folder: put there by deploy/install itself, with nginx and the units' own lines, on loopback.

What differs from an office's machine: the ports, the folder everything lies below, and `systemctl` (tests/infrastructure/systemctl.py).
"""

import getpass
import hashlib
import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import uuid
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from tataboo_portal import supervision
from tests.services import free_port

TREE = Path(__file__).parents[2]
NAME = "portal.example.cn"
TEMPLATE = TREE / ".env.example"
# Beside Debian's own settings: what its package would have made under /var/lib.
TEMPORARY = ("client_body_temp_path", "proxy_temp_path", "fastcgi_temp_path", "uwsgi_temp_path", "scgi_temp_path")
SECONDS = 60
LONGEST = 1800  # a script that hangs is told apart from one that is slow


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: list
    body: bytes

    def header(self, name):
        """The header's value, empty without one."""
        return next((value for given, value in self.headers if given.lower() == name), "")


class Site:
    """The folder, the ports, and the scripts run on them."""

    def __init__(self, root, *, units="web", database_url="", redis_url="redis://127.0.0.1:1/0"):
        self.root, self.home, self.data = root, root / "srv/tataboo", root / "var/lib/tataboo"
        self.backups = root / "backup"
        self.ports = {"HTTP": free_port(), "HTTPS": free_port(), "WEB": free_port()}
        self.trial = free_port()
        self.database_url = database_url or f"sqlite:///{self.data}/portal.sqlite3"
        self.redis_url, self.units = redis_url, units

    def variables(self):
        """What the scripts are told, beside what a shell always has."""
        return {
            "PATH": f"{self.root}/bin:{os.environ['PATH']}",
            "LANG": "C.UTF-8",
            "TATABOO_ROOT": str(self.root),
            "TATABOO_USER": getpass.getuser(),
            "TATABOO_TRIAL": f"127.0.0.1:{self.trial}",
            "UNITS_WANTED": self.units,
        }

    def lay_out(self):
        """A machine with Debian's nginx, a systemctl, and the ports of this rehearsal."""
        for folder in ("bin", "run", "etc/tataboo", "etc/nginx/conf.d", "etc/nginx/modules-enabled", "var/log/nginx"):
            (self.root / folder).mkdir(parents=True)
        tree = Path(os.environ["DEBIAN_TREE"])
        conf = self.root / "etc/nginx/nginx.conf"
        conf.write_text(self._own(tree / "etc/nginx/nginx.conf"))
        shutil.copy(tree / "etc/nginx/mime.types", conf.parent)
        lines = [f"{name} {self.root}/var/lib/nginx/{name};" for name in TEMPORARY]
        (self.root / "var/lib/nginx").mkdir(parents=True)
        (conf.parent / "conf.d/temporary.conf").write_text("\n".join(lines))
        log = self.root / "var/log/nginx/error.log"
        self._program("nginx", f'exec {tree}/usr/sbin/nginx -e {log} -c {conf} "$@"')
        self._program("systemctl", f'exec {sys.executable} {Path(__file__).with_name("systemctl.py")} "$@"')
        site = {"WEB": f"127.0.0.1:{self.ports['WEB']}", "ON": "127.0.0.1", "V6": "#"}
        site |= {name: self.ports[name] for name in ("HTTP", "HTTPS")}
        (self.root / "etc/tataboo/site").write_text("".join(f"{name}={value}\n" for name, value in site.items()))

    def _own(self, path):
        """Debian's settings with the paths of this folder."""
        text = path.read_text().replace("user www-data;", f"user {getpass.getuser()};")
        for place in ("/run/nginx.pid", "/var/log/nginx/", "/etc/nginx/"):
            text = text.replace(place, f"{self.root}{place}")
        return text

    def _program(self, name, line):
        path = self.root / "bin" / name
        path.write_text(f"#!/bin/sh\n{line}\n")
        path.chmod(0o755)

    def borrow(self, version=settings.VERSION):
        """A release that is made already: this very tree and its packages, so that nothing is installed twice."""
        release = self.home / "releases" / version
        release.mkdir(parents=True)
        for path in TREE.iterdir():
            if path.name not in {".git", ".venv", "data"}:
                (release / path.name).symlink_to(path)
        (release / ".venv").symlink_to(sys.prefix)
        (release / ".complete").touch()
        return release

    def run(self, *command, check=True, **variables):
        """Run one of the scripts of a tree and return what it said."""
        result = subprocess.run(
            [str(part) for part in command],
            env=self.variables() | variables,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            timeout=LONGEST,
        )
        assert not check or result.returncode == 0, result.stdout + result.stderr + self.logs()
        return result

    def install(self, tree=TREE, **variables):
        """make install-production, with what an office says."""
        said = {"SITE": NAME, "BACKUP_DIR": str(self.backups), "DATABASE_URL": self.database_url}
        return self.run(tree / "deploy/install", **said, REDIS_URL=self.redis_url, **variables)

    def manage(self, *arguments):
        """`tataboo …`, as the administrator types it."""
        return self.run(self.root / "usr/local/sbin/tataboo", *arguments).stdout

    def logs(self):
        """What everything wrote, for whoever reads why a test did not pass."""
        paths = [*(self.root / "var/log").rglob("*.log")]
        return "".join(f"\n== {path.name}\n{path.read_text(errors='replace')[-3000:]}" for path in paths)

    def alone(self, *acts):
        """What these find while gunicorn is not there: nginx counts what it has nobody to ask for, however slow the machine is."""
        self.run("systemctl", "stop", "tataboo-web.service")
        try:
            return [act(self) for act in acts]
        finally:
            self.run("systemctl", "start", "tataboo-web.service")

    def wait(self):
        """Until it answers."""
        assert supervision.wait_until(lambda: self.ask("/healthz").status == 200, seconds=2 * SECONDS), self.logs()

    def stop(self):
        """End everything of it."""
        self.run("systemctl", "stop", "tataboo.target", "nginx", check=False)

    def connection(self, *, source="127.0.0.1", tls=True, seconds=SECONDS):
        """A connection to nginx from this address; the certificate of the first day is nobody's."""
        if not tls:
            return http.client.HTTPConnection("127.0.0.1", self.ports["HTTP"], seconds, (source, 0))
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        more = {"timeout": seconds, "source_address": (source, 0), "context": context}
        return http.client.HTTPSConnection("127.0.0.1", self.ports["HTTPS"], **more)

    def ask(self, path, *, method="GET", body=None, headers=None, source="127.0.0.1", tls=True):
        """One request under the site's name unless another Host is given; `path` goes out as it is."""
        connection = self.connection(source=source, tls=tls)
        try:
            connection.request(method, path, body, {"Host": NAME} | (headers or {}))
            response = connection.getresponse()
            return Answer(response.status, response.getheaders(), response.read())
        finally:
            connection.close()


class Visitor:
    """A browser: keeps its cookies, sends the token of the form, and says where it comes from."""

    def __init__(self, site, source="127.0.0.1"):
        self.site, self.source, self.cookies = site, source, {}

    def ask(self, path, *, headers=None, **rest):
        """One request with the cookies so far."""
        own = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}
        answer = self.site.ask(path, headers=own | (headers or {}), source=self.source, **rest)
        for name, value in answer.headers:
            if name.lower() == "set-cookie":
                key, _, kept = value.partition(";")[0].partition("=")
                self.cookies[key] = kept
        return answer

    def post(self, path, values, headers=None):
        """Send a form (one that is put together already as it is), with the token of the cookie."""
        body = values if isinstance(values, bytes) else "&".join(f"{name}={value}" for name, value in values.items())
        own = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"https://{NAME}",
            "X-CSRFToken": self.cookies.get("csrftoken", ""),
        }
        return self.ask(path, method="POST", body=body, headers=own | (headers or {}))

    def sign_in(self, username, password, headers=None):
        """Through the page for it."""
        self.ask("/login/")
        answer = self.post("/login/", {"username": username, "password": password}, headers)
        assert answer.status == 302, answer.body.decode()
        return self


def flood(path, *, source, **asked):
    """An act: ask until the answer is that it is too much; None when two hundred were answered."""

    def act(site):
        answers = (site.ask(path, source=source, **asked) for _ in range(200))
        return next((answer for answer in answers if answer.status == 429), None)

    return act


def send_photo(visitor, content):
    """A photo in one piece, as the outbox of a phone sends it; returns its token."""
    number = str(uuid.uuid4())
    facts = {"client_uuid": number, "byte_count": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    begun = visitor.post("/uploads/", facts)
    assert begun.status == 200, begun.body.decode()
    piece = {"Upload-Offset": "0", "X-CSRFToken": visitor.cookies["csrftoken"], "Origin": f"https://{NAME}"}
    sent = visitor.ask(f"/uploads/{number}/", method="POST", body=content, headers=piece)
    assert sent.status == 200, sent.body.decode()
    return uuid.UUID(json.loads(sent.body)["photo"])


def furnish(site):
    """People, a task with its drawn photo and a place for residents, made by the site's own code; returns where they are."""
    code = "from tests.infrastructure.furniture import main; main()"
    words = f'. {TREE}/deploy/site.sh; as_portal {site.home}/current {sys.executable} -c "{code}"'
    return json.loads(site.run("bash", "-c", words).stdout.splitlines()[-1])


CHANGING = {"date", "etag", "last-modified", "content-length", "expires", "x-request-id"}
IN_PARTS = (
    (r"(csrftoken|sessionid|messages)=[^;]*", r"\1=…"),
    (r"expires=[^;]*", "expires=…"),
    (r'"\w{8}-', '"…-'),
    (r"^(bytes .*/)\d+$", r"\1…"),
)


def without_what_changes(answer):
    """The headers as they are written down: in order of name, with a sign where each answer differs."""
    lines = []
    for name, value in sorted((name.lower(), value) for name, value in answer.headers):
        shown = "…" if name in CHANGING else value
        for pattern, sign in IN_PARTS:
            shown = re.sub(pattern, sign, shown)
        if name == "content-security-policy":
            shown = "; ".join(sorted(shown.split("; ")))
        lines.append(f"{name}: {shown}")
    return "\n".join(lines)


def raw(site, content, *, seconds=5):
    """What nginx answers to these very bytes on its unencrypted port."""
    with socket.create_connection(("127.0.0.1", site.ports["HTTP"]), timeout=seconds) as line:
        line.sendall(content)
        return line.recv(65536)
