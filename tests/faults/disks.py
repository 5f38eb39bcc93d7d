"""The disk of the photos full, or not to be written to: refused with the reason, nothing half, and well again by itself.

The photo storage is mounted as a small file system of its own, which takes root; without it these kinds say that they were not run.
"""

import contextlib
import os
import random
import shutil
import subprocess
import uuid

from tests.faults import hands, law
from tests.faults.stand import NotHere
from tests.faults.uploads import SIDE, told

ROOM = 48 * 1024 * 1024
REASON = "存储"
REFUSED = 507


@contextlib.contextmanager
def small_disk(stand):
    """An empty photo storage on a file system of its own; yields its folder."""
    media = stand.portal.folder / "media"
    shutil.rmtree(media)
    media.mkdir(mode=0o700)
    if mounted("-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", media):
        raise NotHere("mounting takes root")
    try:
        yield media
    finally:
        stand.portal.close()
        subprocess.run(["umount", media], check=True)


def mounted(*arguments):
    """The exit code of mount."""
    return subprocess.run(["mount", *arguments], check=False, capture_output=True).returncode


def full(stand, count):
    """The disk full but for a random rest smaller than the photo: forms and pieces are refused with the reason, room heals it."""
    return (yield from with_trouble(stand, count, fill, lambda media, chance: (media / "filler").unlink()))


def fill(media, chance):
    """Leave a little room, less than a photo."""
    left = os.statvfs(media)
    size = max(0, left.f_bavail * left.f_frsize - chance.randrange(0, 100_000))
    with open(media / "filler", "wb") as filler, contextlib.suppress(OSError):
        for _ in range(size // 65_536 + 1):
            filler.write(bytes(65_536))


def read_only(stand, count):
    """The photo storage mounted read-only: the same."""

    def close(media, chance):
        assert not mounted("-o", "remount,ro", media)

    def reopen(media, chance):
        assert not mounted("-o", f"remount,rw,size={ROOM}", media)

    return (yield from with_trouble(stand, count, close, reopen))


def with_trouble(stand, count, begin, end):
    """So often: trouble, acts that are refused with the reason, the end of it, the same acts under the same keys."""
    stand.fresh(web=False)
    with small_disk(stand) as media:
        stand.portal.web()
        deeds, chance = law.Deeds().begin(), random.Random(15)
        for _ in range(count):
            fields, files = hands.form(chance, side=SIDE)
            name, content = str(uuid.uuid4()), hands.photo(chance, SIDE)
            deeds.photos[name] = False
            begin(media, chance)
            found = refused(stand, fields, files, name, content, deeds) + law.broken(deeds)
            end(media, chance)
            found += told(hands.send(stand.person("li"), fields, files, deeds), hands.DONE)
            deeds.photos[name] = bool(stand.person("li").send_photo(content, name))
            yield found + law.broken(deeds)
        yield law.at_the_end(deeds)
        left = law.leftovers()
        stand.portal.close()
    return f"{left} originals without a row"


def refused(stand, fields, files, name, content, deeds):
    """What is wrong with the answers while nothing can be written; pages open meanwhile."""
    person, found = stand.person("li"), []
    answer = hands.send(person, fields, files, deeds)
    if answer is None or answer.status != REFUSED or REASON not in answer.text:
        found.append(f"a photo that has no room is answered with {answer.status if answer else 'nothing'}")
    state = person.begin(name, content).json()
    while True:
        answer = person.piece(name, content, state["received"])
        if answer.status != 200:
            break
        state = answer.json()
        if state["photo"]:
            return [*found, "a photo found room where there is none"]
    if answer.status != REFUSED or REASON not in answer.json().get("sentence", ""):
        found.append(f"a piece that has no room is answered with {answer.status}: {answer.text[:80]}")
    if (page := person.get("/report/")).status != 200:
        found.append(f"a page answers {page.status} meanwhile")
    return found
