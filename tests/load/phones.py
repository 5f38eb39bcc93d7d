"""Phones that follow the outbox of static/js/outbox/send.js: photos in pieces from where the portal says, then the form, until it is acknowledged."""

import hashlib
import http.client
import random
import ssl
import threading
import time
import uuid
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path

from tests.visitors import Answer, Phone

SITE = "localhost"
PAUSES = (1.0, 3.0)  # seconds before the next try; the outbox of a real phone waits thirty and more
LATER = (401, 429)
MOST_SIGNING_IN = 20
UNSEEN = ssl.create_default_context()
UNSEEN.check_hostname = False
UNSEEN.verify_mode = ssl.CERT_NONE  # the certificate was made for this run


class LaterError(Exception):
    """No line, no login, a busy portal: the outbox tries again."""


class Browser(Phone):
    """A person whose browser keeps one encrypted connection open as long as the line holds."""

    def __init__(self, port, cookies=(), line=None, timeout=120):
        super().__init__(f"https://127.0.0.1:{port}", cookies, timeout)
        self._port, self._open, self.line = port, None, line

    def ask(self, method, path, body=None, *, loses=False, **headers):
        """One request, one answer; OSError or HTTPException when there is none."""
        told = self.headers(Host=SITE, Origin=f"https://{SITE}", Referer=f"https://{SITE}/", **headers)
        self._open = self._open or http.client.HTTPSConnection(
            "127.0.0.1", self._port, timeout=self.timeout, context=UNSEEN
        )
        try:
            self._open.request(method, path, body, told)
            if loses and self.line:
                self.line.lose_next_answer()
            response = self._open.getresponse()
            answer = Answer(response.status, response.headers, response.read())
        except (OSError, http.client.HTTPException):
            self.hang_up()
            raise
        for sent in answer.headers.get_all("Set-Cookie") or ():
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(sent).items()}
        return answer

    def hang_up(self):
        """The next request opens a connection of its own."""
        if self._open:
            self._open.close()
        self._open = None


@dataclass
class Item:
    """What waits in an outbox: a form with its photo, under names that stay the same at every try."""

    action: str
    fields: dict
    path: Path
    client_uuid: str = field(default_factory=lambda: str(uuid.uuid4()))
    photo_uuid: str = field(default_factory=lambda: str(uuid.uuid4()))
    sha256: str = ""
    is_acknowledged: bool = False
    has_arrived: bool = False  # its photo, as the portal said
    url: str = ""

    def renew(self):
        """Forget under which names it was sent."""
        self.client_uuid, self.photo_uuid = str(uuid.uuid4()), str(uuid.uuid4())


class OutboxPhone(threading.Thread):
    """One person's phone that sends what waits, one after the other, whatever the line does.

    Without `replays` it takes a new name at every try, as a phone without an outbox would.
    """

    def __init__(self, number, line, account, items, *, replays=True, loses=0.25):
        super().__init__(daemon=True)
        self.username, self._password, cookies = account
        self.browser = Browser(line.port, cookies, line)
        self.items, self.line, self._replays, self._loses = items, line, replays, loses
        self._chance = random.Random(number)
        self.pieces, self.waits, self.statuses, self.wrong = [], [], [], []
        self.tries = self.logins = 0

    def run(self):
        """Send everything; what the portal refuses for good is written down."""
        for item in self.items:
            content = item.path.read_bytes()
            item.sha256 = hashlib.sha256(content).hexdigest()
            while not item.is_acknowledged and not self.wrong:
                self.tries += 1
                try:
                    self._send(item, content)
                except (OSError, http.client.HTTPException, LaterError):
                    time.sleep(self._chance.uniform(*PAUSES))
                    if not self._replays:
                        item.renew()
        self.browser.hang_up()

    def _asked(self, answer):
        """The answer as the outbox reads it."""
        self.statuses.append(answer.status)
        if answer.status == 401:
            self.sign_in()
        if answer.status in LATER or answer.status >= 500:
            raise LaterError(answer.status)
        if not answer.headers.get("Content-Type", "").startswith("application/json"):
            self.wrong.append(
                f"{answer.status} and no words for a phone: {answer.headers.get('Location') or answer.text[:80]}"
            )
            raise LaterError(answer.status)
        return answer.json()

    def sign_in(self):
        """The person signs in on this phone, as often as the line wants it."""
        for _ in range(MOST_SIGNING_IN):
            try:
                self.browser.get("/login/")
                answer = self.browser.post("/login/", {"username": self.username, "password": self._password})
            except (OSError, http.client.HTTPException):
                answer = None
            if answer and answer.status == 302:
                self.logins += 1
                return
            time.sleep(self._chance.uniform(*PAUSES))
        self.wrong.append(f"{self.username} is not let in: {answer and answer.status}")

    def _send(self, item, content):
        """sendItem: a token, the photo, the form that names it."""
        browser = self.browser
        self._asked(browser.get("/uploads/token/"))  # comes as a cookie too
        facts = {"client_uuid": item.photo_uuid, "byte_count": len(content), "sha256": item.sha256, "name": "IMG.jpg"}
        told = self._asked(browser.post("/uploads/", facts))
        while not told.get("photo"):
            if told.get("refusal") or told.get("sentence"):
                self.wrong.append(f"{item.path.name}: {told}")
                return
            told = self._piece(item, content, told)
        item.has_arrived = True
        fields = item.fields | {"client_uuid": item.client_uuid, "photo_kept": told["photo"]}
        loses = self._chance.random() < self._loses
        answer = browser.post(item.action, fields, Accept="application/json", loses=loses)
        said = self._asked(answer)
        if answer.status == 200 and said.get("url"):
            item.is_acknowledged, item.url = True, said["url"]
        else:
            self.wrong.append(f"{item.action}: {answer.status} {said}")

    def _piece(self, item, content, told):
        """One piece, with how long it took and how long the portal thought about it."""
        start = time.monotonic()
        piece = content[told["received"] : told["received"] + told["piece"]]
        headers = {"Content_Type": "application/octet-stream", "Upload_Offset": str(told["received"])}
        answer = self.browser.ask("POST", f"/uploads/{item.photo_uuid}/", piece, **headers)
        self.pieces.append(time.monotonic() - start)
        self.waits.append(self.line.waited)
        return self._asked(answer)
