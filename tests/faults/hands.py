"""People who go on handing in reports while the portal is broken under them: what is not answered is sent again under the same key."""

import http.client
import io
import random
import threading
import time
import uuid
from collections import Counter
from functools import lru_cache

from PIL import Image

from inspections.models import TaskCategory
from tests.people import jpeg

DONE, BROKEN = 302, 500
LONGEST_TRY = 60


@lru_cache
def dead_corner():
    """The category reports are filed under: the same row in every copy of the database."""
    return TaskCategory.objects.get(code="dead_corner").pk


def photo(chance, side=64):
    """A photo nobody has taken before; noise, so that its size is about that of its pixels."""
    if side <= 64:
        return jpeg(tuple(chance.randrange(256) for _ in range(3)))
    grain = Image.frombytes("L", (side, side), chance.randbytes(side * side))
    buffer = io.BytesIO()
    grain.convert("RGB").save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


def form(chance, *, side=64, category=None):
    """(fields, files) of one report."""
    fields = {
        "client_uuid": str(uuid.uuid4()),
        "category": category or dead_corner(),
        "quantity": 1,
        "note": "示例：弱网",
    }
    return fields, {"photo_album": ("现场.jpg", photo(chance, side))}


def send(person, fields, files, deeds):
    """Hand in a report once; the answer, or None when there was none. Deeds learn whether it was acknowledged."""
    deeds.reports.setdefault(fields["client_uuid"], False)
    try:
        answer = person.post("/report/", fields, files)
    except (OSError, http.client.HTTPException):
        return None
    if answer.status == DONE and "/login/" not in answer.headers["Location"]:
        deeds.reports[fields["client_uuid"]] = True
    return answer


class Hands:
    """So many people at once, each with one report after the other until `rest` is asked for."""

    def __init__(self, stand, deeds, *, people=2, side=64, seed=0):
        self.stand, self.deeds, self.side = stand, deeds, side
        self.answers, self.trouble, self.pages = Counter(), [], {}
        self._goes_on = True
        self._threads = [
            threading.Thread(target=self._work, args=(random.Random(f"{seed}-{n}"),)) for n in range(people)
        ]
        for thread in self._threads:
            thread.start()

    def _work(self, chance):
        person = self.stand.person("li")
        person.timeout = 30
        while self._goes_on:
            self._until_acknowledged(person, *form(chance, side=self.side))

    def _until_acknowledged(self, person, fields, files):
        end = time.monotonic() + LONGEST_TRY
        while not self.deeds.reports.get(fields["client_uuid"]):
            answer = send(person, fields, files, self.deeds)
            status = answer.status if answer else 0
            self.answers[status] += 1
            if status >= BROKEN:
                self.pages[status] = answer.text
            if 0 < status < BROKEN and status != DONE:
                self.trouble.append(f"a report was refused with {status}")
                return
            if status == DONE and not self.deeds.reports[fields["client_uuid"]]:
                self.trouble.append("a person was signed out")
                return
            if status != DONE:
                if time.monotonic() > end:
                    self.trouble.append(f"nobody took a report for {LONGEST_TRY} seconds")
                    return
                time.sleep(0.1)

    def rest(self):
        """Let everybody finish what they hold; returns what went wrong for them."""
        self._goes_on = False
        for thread in self._threads:
            thread.join()
        return self.trouble
