"""What importing 50,000 rows costs: `python -m benchmarks.imports` prints one line of JSON with ratios of one run.

The whole way (guarded and kept, header found, columns proposed, every row judged and previewed, what the check kept asked
about its twins and written in one transaction; `judged_anew_ratio` where the check's rows cannot be used) is measured
against calamine reading the same file and COPY writing the same rows with the same keys, and against import-export's own
way row by row at a smaller size, told per row. Each round runs in a child of its own, so that its peak
memory is its own; peaks are told above a child that only starts. The empty database that DATABASE_URL names is filled:
`python -m tests.services --postgres -- python -m benchmarks.imports`.
"""

import io
import json
import logging
import multiprocessing
import os
import random
import resource
import statistics
import sys
import tempfile
import time
import uuid
from datetime import timedelta

os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="tataboo-bench-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tataboo_portal.settings")

import django

django.setup()

import tablib  # noqa: E402
import xlsxwriter  # noqa: E402
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402
from import_export import fields, resources, widgets  # noqa: E402
from python_calamine import CalamineWorkbook  # noqa: E402

from campaigns.models import Indicator, WorkRecord  # noqa: E402
from tataboo_portal import import_actions  # noqa: E402
from tataboo_portal.imports import bulk, checking, headers, writing  # noqa: E402
from tataboo_portal.models import ImportBatch, Unit, User  # noqa: E402

ROWS = 50_000  # twice as many, and the header, are still within what one file may hold
SMALL = 1_000
ROUNDS = 3
MOST_RATIO = 3.0
MOST_GROWTH = 1.2
LEAST_FASTER = 35
HEADER = ("序号", "社区", "小区（街巷）", "类型", "数量", "日期", "备注")


def ledger(count):
    """A ledger of so many different rows, one in a thousand of them wrong, as xlsx."""
    chance, today = random.Random(count), timezone.localdate()
    units = list(Unit.objects.zones().values_list("name", flat=True))
    indicators = list(Indicator.objects.for_ledger("work").values_list("name", "unit_word"))
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ("塔塔埠街道清扫台账",))
        page.write_row(1, 0, HEADER)
        for at in range(2, count + 2):
            name, word = chance.choice(indicators)
            quantity = (
                "若干"
                if at % 1_000 == 0
                else f"{chance.randrange(1, 90)}{word}"
                if at % 9 == 0
                else chance.randrange(1, 90)
            )
            day = today - timedelta(days=chance.randrange(300))
            page.write_row(
                at, 0, (at - 1, chance.choice(units), f"示例小区{at}号", name, quantity, day.isoformat(), "示例")
            )
    return out.getvalue()


def judged_anew(content):
    """The same where something changed since the check: the last step reads and judges the file once more."""
    return whole_way(content, is_changed=True)


def whole_way(content, *, is_changed=False):
    """Everything the portal does with a file, from its arrival to the written rows."""
    user = User.objects.get(username="bench")
    upload = SimpleUploadedFile("台账.xlsx", content)
    batch = import_actions.keep(upload, by=user, sheet="works", client_uuid=uuid.uuid4())
    look = headers.look(batch)
    batch = import_actions.choose_columns(
        by=user, batch=batch, table=look.table, header_row=look.header_row, mapping=look.mapping
    )
    checking.check(batch.pk)
    if is_changed:
        ImportBatch.objects.update(kept_stamp="")
    batch.refresh_from_db()
    import_actions.confirm(by=user, batch=batch, wants_alike=True)
    writing.run(batch.pk)
    batch.refresh_from_db()
    return batch.counts["imported"]


def same_again(content):
    """The very same file once more: told, and nothing written."""
    user = User.objects.get(username="bench")
    upload = SimpleUploadedFile("台账.xlsx", content)
    batch = import_actions.keep(upload, by=user, sheet="works", client_uuid=uuid.uuid4())
    return 0 if writing.earlier(batch) else 1


def alone(content):
    """Calamine reads the file, COPY writes the very rows that the portal writes, with every key they have there."""
    units = {unit.name: unit for unit in Unit.objects.all()}
    indicators = dict(Indicator.objects.values_list("name", "pk"))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).iter_rows()
    user = User.objects.get(username="bench")
    batch = ImportBatch.objects.create(sheet="works", byte_count=len(content), sha256="", created_by=user)

    def made():
        for number, cells in enumerate(rows):
            if number > 1 and cells[4] != "若干":
                yield {
                    "unit_id": (unit := units[cells[1]]).pk,
                    "community_id": unit.community_key,
                    "market_group_id": unit.market_group_key,
                    "location": cells[2],
                    "indicator_id": indicators[cells[3]],
                    "quantity": int(str(cells[4]).rstrip("处车个块家辆次平方米套.")[:2].rstrip(".")),
                    "day": cells[5],
                    "note": cells[6],
                }

    return bulk.insert(WorkRecord, made(), created_by=user, import_batch=batch)


def written():
    """The rows of the ledger, but for what is new for each."""
    keys = ("unit", "community", "market_group", "place", "indicator", "created_by", "drive")
    return [
        (*facts, batch is None)
        for *facts, batch in WorkRecord.objects.order_by("pk").values_list(
            *keys, "location", "quantity", "day", "note", "details", "version", "import_batch"
        )
    ]


def compared(content):
    """End where the reference does not write the rows that the portal writes."""
    found = []
    for act in (alone, whole_way, judged_anew):
        cleared()
        measured(act, content)
        found.append(written())
    if not found[0] or any(rows != found[0] for rows in found):
        raise SystemExit("the reference and the portal do not write the same rows")


class PlainSheet(resources.ModelResource):
    """The ledger as import-export's own documentation would have it."""

    unit = fields.Field("unit", "社区", widgets.ForeignKeyWidget(Unit, "name"))
    indicator = fields.Field("indicator", "类型", widgets.ForeignKeyWidget(Indicator, "name"))
    location = fields.Field("location", "小区（街巷）")
    quantity = fields.Field("quantity", "数量", widgets.IntegerWidget())
    day = fields.Field("day", "日期", widgets.DateWidget("%Y-%m-%d"))

    class Meta:
        model = WorkRecord
        fields = ("id", "unit", "indicator", "location", "quantity", "day")


def plain_way(content):
    """import-export's default: a dry run for the preview and a run, row by row."""
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()[1:]
    data = tablib.Dataset(*[row for row in rows[1:] if isinstance(row[4], float)], headers=rows[0])
    written = tablib.Dataset().load(data.export("xlsx"), "xlsx")
    for is_dry in (True, False):
        PlainSheet().import_data(written, dry_run=is_dry, raise_errors=True)
    return len(data)


def nothing(content):
    """Only what every child has anyway."""
    return WorkRecord.objects.count() * 0


def in_child(act, content, queue):
    """Run once and tell CPU seconds, wall seconds, the peak in kilobytes and how many rows."""
    connection.close()
    connection.ensure_connection()
    cpu, wall = time.process_time(), time.perf_counter()
    rows = act(content)
    taken = time.process_time() - cpu, time.perf_counter() - wall
    queue.put((*taken, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, rows))


def measured(act, content):
    """What one run in a fresh child costs."""
    context = multiprocessing.get_context("fork")
    connection.close()
    queue = context.SimpleQueue()
    child = context.Process(target=in_child, args=(act, content, queue))
    child.start()
    child.join()
    if child.exitcode:
        raise SystemExit(f"{act.__name__} stopped with {child.exitcode}")
    return queue.get()


def cleared():
    """An empty ledger."""
    WorkRecord.objects.all().delete()
    ImportBatch.objects.all().delete()


def medians(contents):
    """{name: (CPU, wall, peak, rows)} of {act: content}, all acts taken in turns over an empty ledger."""
    taken = {act.__name__: [] for act in contents}
    for _ in range(ROUNDS):
        for act, content in contents.items():
            if act is not same_again:
                cleared()
            taken[act.__name__].append(measured(act, content))
    return {name: tuple(statistics.median(part) for part in zip(*rows, strict=True)) for name, rows in taken.items()}


logging.disable(logging.WARNING)  # there is no broker; the jobs are done here


def main(count=ROWS):
    """Print the ratios, and fail where a limit is passed."""
    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    User.objects.get_or_create(username="bench", defaults={"full_name": "示例", "role": "office"})
    content, double, small = ledger(count), ledger(2 * count - 10), ledger(SMALL)
    compared(small)
    found = medians({alone: content, whole_way: content, same_again: content, plain_way: small})
    cleared()
    anew = measured(judged_anew, content)
    cleared()
    empty, peak = measured(nothing, b""), measured(whole_way, content)
    cleared()
    larger = measured(whole_way, double)
    ours, least, plain = found["whole_way"], found["alone"], found["plain_way"]
    told = {
        "database": connection.vendor,
        "rows": int(ours[3]),
        "wall_ratio": round(ours[1] / least[1], 2),
        "cpu_ratio": round(ours[0] / least[0], 2),
        "judged_anew_ratio": round(anew[1] / least[1], 2),
        "same_again_ratio": round(found["same_again"][1] / ours[1], 3),
        "times_faster_than_import_export_per_row": round((plain[1] / plain[3]) / (ours[1] / ours[3]), 1),
        "peak_mb": [round(one[2] / 1024) for one in (empty, peak, larger)],
        "growth_when_rows_double": round(larger[2] / peak[2], 3),
        "seconds": round(ours[1], 2),
    }
    print(json.dumps(told))
    too_slow = told["wall_ratio"] > MOST_RATIO or told["growth_when_rows_double"] > MOST_GROWTH
    if too_slow or told["times_faster_than_import_export_per_row"] < LEAST_FASTER:
        raise SystemExit("an import costs more than it may")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
