"""People who come to a running portal by HTTP, with a browser or a phone: nothing is sent twice by itself, and a request may be cut."""

import hashlib
import http.client
import json
import re
import uuid
from http.cookies import SimpleCookie
from typing import NamedTuple

PIECE = 128 * 1024
PHONE = "Mozilla/5.0 (Linux; Android 10; HMA-AL00) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/86.0.4240.198 Mobile Safari/537.36"


class Answer(NamedTuple):
    """What the server said."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self):
        """The page as words."""
        return self.body.decode(errors="replace")

    def json(self):
        """The answer to a phone's script."""
        return json.loads(self.body)

    def value_of(self, name):
        """What a hidden field of the page's form holds."""
        found = re.search(rf'<input[^>]*name="{name}"[^>]*>', self.text)
        value = found and re.search(r'value="([^"]*)"', found[0])
        return value[1] if value else ""


class Visitor:
    """A person with a browser: cookies, the token against forgery, forms with files. Nothing is sent twice by itself."""

    def __init__(self, address, cookies=(), timeout=60):
        self.address, self.cookies, self.timeout = address, dict(cookies), timeout

    def at(self, address):
        """The same person, signed in, by another way to the portal."""
        return type(self)(address, self.cookies, self.timeout)

    def headers(self, **more):
        """What goes with every request."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        token = self.cookies.get("csrftoken", "")
        return {"Cookie": cookie, "X-CSRFToken": token} | {
            name.replace("_", "-"): value for name, value in more.items()
        }

    def ask(self, method, path, body=None, **headers):
        """One request, one answer; OSError or HTTPException when there is none."""
        line = http.client.HTTPConnection(self.address.removeprefix("http://"), timeout=self.timeout)
        try:
            line.request(method, path, body, self.headers(**headers))
            response = line.getresponse()
            answer = Answer(response.status, response.headers, response.read())
        finally:
            line.close()
        for sent in answer.headers.get_all("Set-Cookie") or ():
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(sent).items()}
        return answer

    def get(self, path, **headers):
        """Open a page."""
        return self.ask("GET", path, **headers)

    def post(self, path, fields=None, files=None, **headers):
        """Send a form; `files` are {field: (name, bytes)}."""
        kind, body = multipart(fields or {}, files or {})
        return self.ask("POST", path, body, Content_Type=kind, **headers)

    def raw(self, path, fields=None, files=None):
        """The bytes of such a request, for whoever sends only some of them."""
        kind, body = multipart(fields or {}, files or {})
        told = self.headers(Host="localhost", Content_Type=kind, Content_Length=str(len(body)))
        lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items()), "", ""]
        return "\r\n".join(lines).encode() + body

    def sign_in(self, username, password, **fields):
        """Through the login page; `keep="on"` is a phone's box for thirty days."""
        self.get("/login/")
        answer = self.post("/login/", {"username": username, "password": password} | fields)
        assert answer.status == 302, f"{username} is not let in: {answer.status}"
        return self


class Phone(Visitor):
    """A worker's phone: a photo goes up in pieces, then the form names it; each may be said again until it is answered."""

    def headers(self, **more):
        """What a phone's browser sends."""
        return {"User-Agent": PHONE} | super().headers(**more)

    def begin(self, name, content):
        """Announce a photo; the answer says from where to go on."""
        fields = {"client_uuid": name, "byte_count": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        return self.post("/uploads/", fields | {"name": "IMG_1.jpg"})

    def piece(self, name, content, offset, size=PIECE):
        """Send one piece."""
        told = {"Content_Type": "application/octet-stream", "Upload_Offset": str(offset)}
        return self.ask("POST", f"/uploads/{name}/", content[offset : offset + size], **told)

    def send_photo(self, content, name=None):
        """Every piece in its order; returns the photo's token."""
        name = name or str(uuid.uuid4())
        told = self.begin(name, content).json()
        while not told["photo"]:
            assert not told.get("refusal"), told
            told = self.piece(name, content, told["received"]).json()
        return told["photo"]

    def report(self, token, note, client_uuid, category):
        """Hand in a report with a photo that has arrived."""
        fields = {"client_uuid": client_uuid, "category": category, "quantity": 1, "note": note, "photo_kept": token}
        return self.post("/report/", fields, Accept="application/json")


def multipart(fields, files):
    """(content type, body) of a form."""
    edge = f"----{uuid.uuid4().hex}"
    parts = []
    for name, value in fields.items():
        for one in value if isinstance(value, list) else [value]:
            parts.append(f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{one}\r\n'.encode())
    for name, (shown, content) in files.items():
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{shown}"\r\n'
        parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + content + b"\r\n")
    return f"multipart/form-data; boundary={edge}", b"".join([*parts, f"--{edge}--\r\n".encode()])
