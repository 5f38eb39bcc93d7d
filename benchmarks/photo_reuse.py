"""What looking for a used picture costs: `python -m benchmarks.photo_reuse 1000000` prints one line of JSON with ratios of one run.

`photos.alike` over so many fingerprints is measured against the read of one photo by its indexed token (wall time, the database's
included). Every third fingerprint begins with an even sky, as real ones do. The empty database that DATABASE_URL names is filled:
`python -m tests.services --postgres -- python -m benchmarks.photo_reuse`.
"""

import io
import json
import os
import random
import statistics
import sys
import tempfile
import time
import uuid

os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="tataboo-bench-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tataboo_portal.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from tataboo_portal import fingerprints, photos  # noqa: E402
from tataboo_portal.enums import PhotoStatus  # noqa: E402
from tataboo_portal.models import Photo, PhotoBand  # noqa: E402

ROUNDS = 300
WARM = 50
SKY_DIGITS = 20
CHANGED_BITS = 6
BATCH = 50_000
COLUMNS = (
    "id, token, original, shown_name, byte_count, sha256, fingerprint, software, camera, is_screenshot_like, caption, "
)
COLUMNS += "received_at, status, refusal"


def drawn(number, chance):
    """A fingerprint; every third has an even sky."""
    text = f"{chance.getrandbits(256):064x}"
    return "0" * SKY_DIGITS + text[SKY_DIGITS:] if number % 3 == 0 else text


def photo_rows(numbers, prints, now):
    """Rows of COLUMNS; PostgreSQL and SQLite write names their own way."""
    plain = connection.vendor == "sqlite"
    for number, fingerprint in zip(numbers, prints, strict=True):
        token = uuid.UUID(int=number)
        row = (number, token.hex if plain else token, "示例", "", 1, "0" * 64, fingerprint)
        yield (*row, "", "", False, "", str(now) if plain else now, PhotoStatus.READY.value, "")


def band_rows(numbers, prints):
    """One row per piece of a fingerprint."""
    for number, fingerprint in zip(numbers, prints, strict=True):
        for value in fingerprints.bands(fingerprint):
            yield number, value


def write(table, columns, rows):
    """Many rows at once, the database's own quickest way."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            lines = "".join("\t".join(map(str, row)) + "\n" for row in rows)
            cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", io.StringIO(lines))
        else:
            marks = ", ".join("?" * (columns.count(",") + 1))
            cursor.cursor.connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)  # noqa: S608


def fill(count, chance):
    """So many photos with their pieces; the index of the pieces is built at the end."""
    (index,) = PhotoBand._meta.indexes
    with connection.schema_editor(atomic=False) as editor:
        editor.remove_index(PhotoBand, index)
    for start in range(1, count + 1, BATCH):
        numbers = range(start, min(start + BATCH, count + 1))
        prints = [drawn(number, chance) for number in numbers]
        write(Photo._meta.db_table, COLUMNS, photo_rows(numbers, prints, timezone.now()))
        write(PhotoBand._meta.db_table, "photo_id, value", band_rows(numbers, prints))
    with connection.schema_editor(atomic=False) as editor:
        editor.add_index(PhotoBand, index)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def copy_of(photo, chance):
    """A photo of the same picture, not kept: some bits differ in two places, as after recompressing."""
    bits = int(photo.fingerprint, 16)
    first, second = (chance.randrange(fingerprints.BITS - CHANGED_BITS) for _ in range(2))
    for place in range(CHANGED_BITS // 2):
        bits ^= 1 << (first + place) | 1 << (second + place)
    return Photo(fingerprint=f"{bits:064x}")


def timed(act):
    """(wall seconds, answer)."""
    started = time.perf_counter()
    answer = act()
    return time.perf_counter() - started, answer


def measured(count, chance):
    """The medians of the look-up and of the yardstick, taken in turns, and how many copies were found."""
    looks, reads, found = [], [], 0
    for _ in range(ROUNDS):
        number = chance.randint(1, count)
        seconds, photo = timed(lambda number=number: Photo.objects.get(token=uuid.UUID(int=number)))
        reads.append(seconds)
        copied = copy_of(photo, chance)
        seconds, alike = timed(lambda copied=copied: photos.alike(copied))
        looks.append(seconds)
        found += photo in [other for other, _ in alike]
    look, read = statistics.median(looks[WARM:]), statistics.median(reads[WARM:])
    slowest = sorted(looks[WARM:])[int(0.95 * (ROUNDS - WARM))]
    return {
        "look_up_to_one_row": round(look / read, 2),
        "p95_to_one_row": round(slowest / read, 2),
        "found": round(found / ROUNDS, 3),
    }


def main(count):
    """Fill, measure, print."""
    call_command("migrate", verbosity=0)
    if Photo.objects.exists():
        raise SystemExit("the benchmark fills an empty database only")
    chance = random.Random(8)
    fill(count, chance)
    line = {"benchmark": "photo_reuse", "photos": count, "database": connection.vendor}
    print(json.dumps(line | measured(count, chance)))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
