"""What the Monday pack costs: `python -m benchmarks.pack 10000000` prints a line of JSON a measure, with ratios of one run.

The pack of a meeting with 30 pairs of photos is made from that many work records: the draft from the ready totals, then the Word file.
The Word file is measured against python-docx writing the same words, tables and pictures by its own plain calls with the cells of a table
kept at hand, and against reading the photos and zipping the same parts with the same compression (CPU of this process). Time and peak memory of
a process of its own are measured at 10,000 records and again at the asked number, and so is the refresh after one late entry.
The empty PostgreSQL database that DATABASE_URL names is filled.
"""

import io
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
import zipfile
from datetime import timedelta
from pathlib import Path

FOLDER = os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="tataboo-bench-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tataboo_portal.settings")

import django  # noqa: E402

django.setup()

from django.core.files.base import ContentFile  # noqa: E402
from django.core.files.storage import default_storage  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402
from docx import Document  # noqa: E402
from docx.shared import Mm  # noqa: E402
from PIL import Image, ImageFilter  # noqa: E402

from benchmarks._records import fill  # noqa: E402
from campaigns.models import Indicator, WorkRecord  # noqa: E402
from inspections.enums import PhotoStage, TaskState  # noqa: E402
from inspections.models import RemediationTask, TaskCategory, TaskPhoto, TaskStep  # noqa: E402
from reports import rollups, weekly  # noqa: E402
from reports.models import Rollup, WeeklyReport  # noqa: E402
from reports.papers.weekly import weekly_document  # noqa: E402
from reports.sections import pairs  # noqa: E402
from tataboo_portal import photos  # noqa: E402
from tataboo_portal.changes import mark_changed  # noqa: E402
from tataboo_portal.enums import PhotoSize, PhotoStatus, Role  # noqa: E402
from tataboo_portal.models import Photo, Unit, User  # noqa: E402
from tataboo_portal.weeks import Week  # noqa: E402

SMALL = 10_000
PAIRS = 30
DAYS = 3 * 365
ROUNDS = 9
SHAPE, BLUR, QUALITY = (720, 540), 1.2, 80


def drawn(chance):
    """A photo as large as drawing leaves one for papers, with something to see for a JPEG."""
    noise = Image.frombytes("RGB", (SHAPE[0] // 4, SHAPE[1] // 4), chance.randbytes(SHAPE[0] * SHAPE[1] // 16 * 3))
    picture, buffer = noise.resize(SHAPE).filter(ImageFilter.GaussianBlur(BLUR)), io.BytesIO()
    picture.save(buffer, "JPEG", quality=QUALITY)
    return buffer.getvalue()


def close_tasks(by, chance):
    """Thirty tasks closed in the week the pack tells of, each with both photos."""
    moment = timezone.now() - timedelta(days=7)
    units, category = list(Unit.objects.zones()), TaskCategory.objects.first()
    for number in range(PAIRS):
        unit = units[number % len(units)]
        task = RemediationTask.objects.create(
            number=f"B-{number:04d}",
            client_uuid=uuid.uuid4(),
            title="示例楼后杂物",
            location=f"示例小区{number}号楼",
            category=category,
            state=TaskState.CLOSED,
            unit=unit,
            community_id=unit.community_key,
            market_group_id=unit.market_group_key,
            reported_by=by,
            reported_at=moment - timedelta(days=2),
            due_at=moment,
            fixed_at=moment - timedelta(hours=2),
            closed_at=moment - timedelta(hours=1),
        )
        step = TaskStep.objects.create(task=task, action="report", to_state=task.state, by=by)
        for stage in (PhotoStage.BEFORE, PhotoStage.AFTER):
            photo = Photo.objects.create(byte_count=1, sha256="0", original="none", status=PhotoStatus.READY)
            default_storage.save(photos.paper_path(photo, PhotoSize.MEDIUM), ContentFile(drawn(chance)))
            TaskPhoto.objects.create(task=task, photo=photo, stage=stage, step=step)
        mark_changed(RemediationTask, *(timezone.localdate(day) for day in (task.reported_at, moment)))


def word(report):
    """The Word file as the page hands it out."""
    return weekly_document(report, weekly.shown(report))


def plain_word(report):
    """The same words, tables and pictures by python-docx's own calls, with the cells of each table kept."""
    document = Document()
    content = weekly.shown(report)
    document.add_paragraph(content["title"])
    for part in content["parts"]:
        document.add_paragraph(part["heading"])
        for section in part["sections"]:
            document.add_paragraph(f"{section['label']}{section['heading']}")
            for block in section["blocks"]:
                PLAIN[block["kind"]](document, block)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def plain_paragraph(document, block):
    """A paragraph of one run."""
    document.add_paragraph("".join(run["text"] for run in block["runs"]))


def plain_table(document, block):
    """A table, its cells looked up once."""
    lines = [block["head"], *block["rows"]]
    table = document.add_table(rows=len(lines), cols=len(block["head"]), style="Table Grid")
    for cell, value in zip(table._cells, (value for line in lines for value in line), strict=True):
        cell.text = str(value)


def plain_pairs(document, block):
    """A table a page: two pairs with their words."""
    tokens = [item[stage] for item in block["items"] for stage in ("before", "after")]
    kept = {str(photo.token): photo for photo in Photo.objects.select_related("release").filter(token__in=tokens)}
    for start in range(0, len(block["items"]), 2):
        items = block["items"][start : start + 2]
        table = document.add_table(rows=3 * len(items), cols=2, style="Table Grid")
        cells = table._cells
        for place, item in enumerate(items):
            for side, stage in enumerate(("before", "after")):
                with default_storage.open(photos.paper_path(kept[item[stage]], PhotoSize.MEDIUM)) as source:
                    cells[6 * place + side].paragraphs[0].add_run().add_picture(source, width=Mm(73))
                cells[6 * place + 2 + side].text = ("整改前", "整改后")[side]
            cells[6 * place + 4].merge(cells[6 * place + 5]).text = item["caption"]


PLAIN = {"paragraph": plain_paragraph, "table": plain_table, "pairs": plain_pairs}


def parts_of(data, report):
    """What the floor needs: (name, compression, bytes or the photo's place in the storage) of each part of a Word file."""
    blocks = [block for part in report.content["parts"] for section in part["sections"] for block in section["blocks"]]
    (items,) = [block["items"] for block in blocks if block["kind"] == "pairs"]
    tokens = [item[stage] for item in items for stage in ("before", "after")]
    kept = iter([photos.paper_path(Photo.objects.get(token=token), PhotoSize.MEDIUM) for token in tokens])
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return [
            (info.filename, info.compress_type, next(kept) if "/media/" in info.filename else file.read(info))
            for info in file.infolist()
        ]


def zipped(parts):
    """The floor: photos read, everything zipped."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as out:
        for name, compression, content in parts:
            out.writestr(name, read(content) if isinstance(content, str) else content, compress_type=compression)
    return buffer.getvalue()


def read(place):
    """A photo's bytes."""
    with default_storage.open(place) as source:
        return source.read()


def cpu(work, *arguments):
    """CPU seconds of one run."""
    start = time.process_time()
    work(*arguments)
    return time.process_time() - start


def measured_word():
    """The Word file to python-docx and to the floor, in turns."""
    report = WeeklyReport.objects.get()
    data = word(report)
    shapes = [len(Document(io.BytesIO(file)).inline_shapes) for file in (data, plain_word(report))]
    if shapes != [2 * PAIRS, 2 * PAIRS]:
        raise SystemExit(f"the papers hold {shapes} photos")
    parts = parts_of(data, report)
    taken = {"ours": [], "plain": [], "floor": []}
    for _ in range(ROUNDS):
        taken["ours"].append(cpu(word, report))
        taken["plain"].append(cpu(plain_word, report))
        taken["floor"].append(cpu(zipped, parts))
    ours, plain, floor = (statistics.median(found) for found in taken.values())
    return {
        "photos": 2 * PAIRS,
        "bytes": len(data),
        "to_python_docx_with_kept_cells": round(ours / plain, 2),
        "to_read_and_zip": round(ours / floor, 2),
        "seconds": round(ours, 2),
    }


def measured_refresh(by):
    """Seconds until one late entry stands in every total, the median of a few."""
    day, taken = Week.current().shifted(-1).monday, []
    unit, indicator = Unit.objects.zones().first(), Indicator.objects.filter(ledger="work").first()
    total = Rollup.objects.filter(metric=f"work:{indicator.code}", unit=unit, period_kind="week", period_start=day)
    before = total.values_list("value", flat=True).first() or 0
    for _ in range(ROUNDS):
        row = WorkRecord(unit=unit, indicator=indicator, day=day, quantity=1, client_uuid=uuid.uuid4(), created_by=by)
        row.copy_axes()
        row.save()
        mark_changed(WorkRecord, day)
        start = time.perf_counter()
        rollups.refresh()
        taken.append(time.perf_counter() - start)
    if total.get().value != before + ROUNDS:
        raise SystemExit("the totals were not those of the records")
    return statistics.median(taken)


def monday():
    """In a process of its own: the draft and its Word file once, and what they took."""
    idle, start = peak(), time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        report = weekly.build(Week.current())
        built = time.perf_counter()
        word(report)
    done = time.perf_counter()
    found = {"idle": idle, "peak": peak(), "build": built - start, "word": done - built, "queries": len(queries)}
    print(json.dumps(found))


def peak():
    """The most memory this process ever held, in MB."""
    # The high-water mark of `getrusage` is the parent's to begin with.
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def apart():
    """What `monday` found."""
    command = [sys.executable, "-m", "benchmarks.pack", "monday"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main(count):
    """Fill, measure at 10,000, fill on to `count`, measure again, print the lines."""
    if connection.vendor != "postgresql":
        raise SystemExit("the benchmark fills an empty PostgreSQL database only")
    call_command("migrate", verbosity=0)
    call_command("load_reference", stdout=io.StringIO())
    if WorkRecord.objects.exists():
        raise SystemExit("the benchmark fills an empty database only")
    by = User.objects.create_user("bench", uuid.uuid4().hex, full_name="示例", role=Role.OFFICE)
    close_tasks(by, random.Random(7))
    fill(SMALL, by, 0, DAYS)
    small, small_refresh = apart(), measured_refresh(by)
    fill(count - SMALL, by, 2 * SMALL, DAYS)
    large, refresh = apart(), measured_refresh(by)
    head = {"benchmark": "pack", "records": count, "database": connection.vendor}
    lines = [
        {"measure": "word"} | measured_word(),
        {
            "measure": "monday",
            "build_seconds": round(large["build"], 2),
            "word_seconds": round(large["word"], 2),
            "queries": large["queries"],
            "build_to_itself_at_10000": round(large["build"] / small["build"], 2),
        },
        {
            "measure": "memory",
            "idle_mb": round(large["idle"]),
            "peak_mb": round(large["peak"]),
            "peak_to_itself_at_10000": round(large["peak"] / small["peak"], 3),
        },
        {
            "measure": "refresh",
            "milliseconds_after_one_entry": round(refresh * 1000, 1),
            "to_itself_at_10000": round(refresh / small_refresh, 2),
        },
    ]
    for line in lines:
        print(json.dumps(head | line))


if __name__ == "__main__":
    pairs.MOST_PAIRS = PAIRS
    if sys.argv[1:2] == ["monday"]:
        monday()
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
