"""What a search costs: `python -m benchmarks.search 1000000` prints one line of JSON with ratios of one run.

The page of several questions is measured against a page that asks one indexed query for as many rows, and against itself at a
hundredth of the entries; the database's time is part of it. The empty database that DATABASE_URL names is filled:
`python -m tests.services --postgres -- python -m benchmarks.search`.
"""

import csv
import io
import json
import random
import statistics
import sys
from datetime import date, timedelta
from urllib.parse import quote

from benchmarks.task_list import PLAIN_STORAGE, Visitor, empty_portal  # first: it prepares Django

from django.db import connection  # isort: skip
from django.http import HttpResponse  # isort: skip
from django.test.utils import override_settings  # isort: skip
from django.urls import include, path  # isort: skip

from reports.models import SearchEntry  # isort: skip
from reports.search.letters import pairs, plain  # isort: skip
from tataboo_portal.enums import Role  # isort: skip
from tataboo_portal.models import Unit, User  # isort: skip

ROUNDS = 15
WARM = 3
SHARE_OF_NAMES = 100  # one entry in so many is a place
WORDS = ("垃圾", "杂物", "小广告", "积水", "裸土", "占道", "毒饵", "飞线", "破损", "围挡")
FIELDS = (
    *("noun", "key", "part", "is_name", "code", "address", "title", "line", "day", "unit_id", "community_id"),
    *("helpers", "gate", "text", "grams"),
)
COPY = (
    f"COPY reports_searchentry ({', '.join(FIELDS)}) FROM STDIN"
    " WITH (FORMAT csv, FORCE_NOT_NULL (code, address, line, helpers, gate))"
)
QUESTIONS = {
    "common": "垃圾",
    "common_phrase": "示例小区",
    "in_every_fortieth": "高架桥",
    "in_every_thousandth": "荷花池",
    "rare": "奎园东门",
    "nowhere": "不存在词",
    "nowhere_of_common_pairs": "垃圾小区",
    "two_words": "垃圾 高架桥",
    "initials": "hhc",
    "number": "7-000777",
    "one_letter": "奎",
}


def bare(request):
    """The yardstick: one indexed query for fifty rows, and their titles."""
    rows = SearchEntry.objects.filter(is_name=False).select_related("unit").order_by("-day", "-id")[:50]
    return HttpResponse("\n".join(row.title for row in rows))


urlpatterns = [path("bare/", bare), path("", include("tataboo_portal.urls"))]


def drawn(number, chance, units, first_day):
    """One entry: a place, or a record of some unit on some day, with words of known frequency."""
    unit, word = chance.choice(units), chance.choice(WORDS)
    spots = ((40, "高架桥"), (1_000, "荷花池"), (100_000, "奎园东门"))
    spot = next((name for every, name in reversed(spots) if number % every == 0), f"{chance.randrange(90)}号楼")
    is_name = number % SHARE_OF_NAMES == 7
    title = f"示例小区{number}" if is_name else f"{spot}{word}"
    code, text = (
        f"{unit.code}-{number:06d}",
        plain(title, f"示例小区{chance.randrange(2_000)}", word, spot, f"xq{number}"),
    )
    if "荷花" in spot:
        text += " hhc"
    day = first_day + timedelta(days=chance.randrange(1_000))
    noun = "places" if is_name else "tasks"
    told = (noun, number, 0, is_name, plain(code).replace(" ", ""), code, title, spot, day, unit.pk, unit.community_key)
    return (*told, "", "", text, " ".join(pairs(text)))


def fill(first, last, chance):
    """Entries `first` to `last`, copied in as PostgreSQL takes them fastest."""
    units, first_day = list(Unit.objects.zones()), date(2024, 1, 1)
    for start in range(first, last, 20_000):
        sheet = io.StringIO()
        rows = csv.writer(sheet)
        rows.writerows(drawn(number, chance, units, first_day) for number in range(start, min(start + 20_000, last)))
        sheet.seek(0)
        with connection.cursor() as cursor:
            cursor.copy_expert(COPY, sheet)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE reports_searchentry")


def measured(visitors):
    """{who: {question: wall seconds}} and the yardstick's, all in turns."""
    asked = {"bare": "/bare/"} | {name: f"/search/?q={quote(words)}" for name, words in QUESTIONS.items()}
    taken = {who: {name: [] for name in asked} for who in visitors}
    for _ in range(ROUNDS):
        for who, visitor in visitors.items():
            for name, address in asked.items():
                taken[who][name].append(visitor.ask(address)[1])
    return {who: {name: statistics.median(times[WARM:]) for name, times in rows.items()} for who, rows in taken.items()}


def main(count):
    """Fill a hundredth, measure, fill the rest, measure, print."""
    office = empty_portal()
    worker = User.objects.create_user(
        "bench1", None, full_name="示例", role=Role.COMMUNITY, unit=Unit.objects.get(code="1")
    )
    visitors, chance = {"office": Visitor(office), "worker": Visitor(worker)}, random.Random(9)
    fill(0, count // 100, chance)
    few = measured(visitors)
    fill(count // 100, count, chance)
    many = measured(visitors)
    line = {"benchmark": "search", "entries": count, "database": connection.vendor}
    for who in visitors:
        line[f"{who}_to_bare"] = {name: round(many[who][name] / many[who]["bare"], 2) for name in QUESTIONS}
        line[f"{who}_to_itself_at_a_hundredth"] = {
            name: round(many[who][name] / few[who][name], 2) for name in QUESTIONS
        }
    line["bare_ms"] = round(many["office"]["bare"] * 1000, 1)
    line["queries"] = len(visitors["office"].queries(f"/search/?q={quote('垃圾')}"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size('search_by_grams'), pg_total_relation_size('reports_searchentry')")
        line["index_mb"], line["all_mb"] = (round(size / 2**20) for size in cursor.fetchone())
    print(json.dumps(line, ensure_ascii=False))


if __name__ == "__main__":
    with override_settings(ROOT_URLCONF="benchmarks.search", STORAGES=PLAIN_STORAGE):
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
