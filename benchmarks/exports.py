"""What an export costs: `python -m benchmarks.exports 50000` prints one line of JSON with ratios of one run.

The ledger form is measured against xlsxwriter in constant memory writing the same values with the same calls and nothing else (CPU of
this process), against import-export's own way at a small size, and its peak memory against that of twice the rows. A fresh SQLite file
is filled, or the empty database that DATABASE_URL names.
"""

import io
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import uuid
from datetime import date, timedelta

FOLDER = os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="tataboo-bench-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tataboo_portal.settings")

import django  # noqa: E402

django.setup()

import xlsxwriter  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402
from import_export.formats.base_formats import XLSX  # noqa: E402

from campaigns.models import Indicator, WorkRecord  # noqa: E402
from tataboo_portal import books, exports  # noqa: E402
from tataboo_portal.enums import PlaceKind, Role  # noqa: E402
from tataboo_portal.lines import lines_of  # noqa: E402
from tataboo_portal.listings import Asked, columns_of, listings  # noqa: E402
from tataboo_portal.models import Place, Unit, User  # noqa: E402

ROUNDS = 3
BATCH = 5_000
SMALL = 2_000
DAYS = 700
FIRST = {"from": "2000-01-01"}


def fill(count, chance):
    """Work records over two years, all with a place and a spot; half of the vehicles with their own columns filled in."""
    units, today = list(Unit.objects.zones()), timezone.localdate()
    indicators = list(Indicator.objects.filter(ledger="work"))
    by = User.objects.filter(username="bench").first() or User.objects.create_user(
        "bench", uuid.uuid4().hex, full_name="示例", role=Role.OFFICE
    )
    areas = [unit for unit in units if unit.community_key]
    places = [
        Place.objects.get_or_create(
            name=f"示例小区{n}", community=areas[n % len(areas)], defaults={"kind": PlaceKind.COMPOUND}
        )[0]
        for n in range(60)
    ]
    for start in range(0, count, BATCH):
        WorkRecord.objects.bulk_create(
            drawn(chance, units, indicators, places, by, today) for _ in range(min(BATCH, count - start))
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def drawn(chance, units, indicators, places, by, today):
    """One work record."""
    unit, place, indicator = chance.choice(units), chance.choice(places), chance.choice(indicators)
    has_own = indicator.code == "zombie_vehicle" and chance.random() < 0.5
    return WorkRecord(
        unit=unit,
        community_id=place.community_id,
        indicator=indicator,
        place=place,
        location=f"{chance.randrange(1, 40)}号楼{chance.randrange(1, 6)}单元",
        quantity=chance.randrange(1, 200),
        day=today - timedelta(days=chance.randrange(DAYS)),
        note="示例，清理完毕" if chance.random() < 0.5 else "",
        details={"colour": "白色"} if has_own else {},
        created_by=by,
    )


def asked(kind="xlsx"):
    """All of the ledger, as the office asks for it."""
    return Asked.read(listings()["works"], User.objects.get(username="bench"), FIRST | {"format": kind})


def ours(kind="xlsx"):
    """The export as the portal writes it."""
    with tempfile.TemporaryFile() as out:
        exports.write(out, asked(kind))


def alone(lines):
    """The same values by the same calls and nothing else."""
    with tempfile.TemporaryFile() as out:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(out, options) as book:
            looks, page = books.formats(book), book.add_worksheet()
            for at, line in enumerate(lines):
                page.write_number(at, 0, at, looks[int])
                for place, value in enumerate(line, start=1):
                    write_one(page, at, place, value, looks)


def write_one(page, at, place, value, looks):
    """One cell by the call for its kind."""
    if isinstance(value, str):
        page.write_string(at, place, value, looks[str]) if value else page.write_blank(at, place, None, looks[str])
    elif isinstance(value, date):
        page.write_datetime(at, place, value, looks[date])
    else:
        page.write_number(at, place, value, looks[int])


def by_default(rows):
    """The same columns by import-export's own way: a data set in memory, then openpyxl."""
    return XLSX().export_data(listings()["works"].form().export(queryset=rows))


def cpu(work, *arguments):
    """The least CPU seconds of a few rounds."""
    taken = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work(*arguments)
        taken.append(time.process_time() - start)
    return min(taken)


def peak(count):
    """Peak memory in MB of a process of its own that writes this many rows."""
    command = [sys.executable, "-m", "benchmarks.exports", "peak", str(count)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout) / 1024


def measured(count):
    """The line of ratios; the larger half of the rows is there for the memory alone."""
    wish = asked()
    lines = [line for line, _ in lines_of(columns_of(wish.listing.form(), wish), wish.rows)]
    by_itself, form, text = cpu(alone, lines), cpu(ours), cpu(ours, "csv")
    del lines
    few = WorkRecord.objects.filter(pk__in=WorkRecord.objects.order_by("pk").values("pk")[:SMALL]).order_by("day", "id")
    default = cpu(by_default, few)
    return {
        "form_to_xlsxwriter_alone": round(form / by_itself, 2),
        "csv_to_form": round(text / form, 2),
        "default_to_form_per_row": round(default / SMALL / (form / count), 1),
        "rows_per_cpu_second": round(count / form),
    }


def main(count):
    """Fill, measure, fill again as much, compare memory, print."""
    call_command("migrate", verbosity=0)
    call_command("load_reference", stdout=io.StringIO())
    if WorkRecord.objects.exists():
        raise SystemExit("the benchmark fills an empty database only")
    chance = random.Random(9)
    fill(count, chance)
    found = measured(count)
    once = peak(count)
    fill(count, chance)
    found |= {"peak_mb": round(once), "peak_of_twice_the_rows": round(peak(2 * count) / once, 2)}
    print(json.dumps({"benchmark": "exports", "rows": count, "database": connection.vendor} | found))


if __name__ == "__main__":
    if sys.argv[1:2] == ["peak"]:
        ours()
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
