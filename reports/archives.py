"""A parcel of photo pairs: a zip with names that say what they show, and a table of what is inside."""

import csv
import io
import re
import shutil
import zipfile
from tempfile import SpooledTemporaryFile

from django.core.files.storage import default_storage
from django.utils import timezone

from tataboo_portal import photos
from tataboo_portal.enums import PhotoSize
from tataboo_portal.sheets import harmless

IN_MEMORY = 4 * 1024 * 1024
LONGEST_PART = 100
TABLE_NAME = "对照表.csv"
MISSING = "照片暂缺"
COLUMNS = ("编号", "问题", "责任单位", "地点", "类别", "上报", "办结", "用时（天）", "整改前", "整改后")
# What Windows, shells and unpackers stumble over, and what turns the direction of reading.
UNSAFE = re.compile(r"[^\w（）()·.-]+")


def parcel(pairs, note=""):
    """The zip as a temporary file that stands at its beginning; only one photo at a time is held in memory.

    A note, when more was asked for than fits, is the last line of the table.
    """
    out, rows = SpooledTemporaryFile(max_size=IN_MEMORY), []  # noqa: SIM115 - whoever sends it closes it
    with zipfile.ZipFile(out, "w") as archive:
        for pair in pairs:
            names = [_add(archive, pair, photo, words) for photo, words in _shots(pair)]
            rows.append([*_facts(pair), *names])
        archive.writestr(TABLE_NAME, _table([*rows, [note]] if note else rows), zipfile.ZIP_DEFLATED)
    out.seek(0)
    return out


def safe(words):
    """Words as one part of a file's name: nothing unsafe, at most a hundred bytes, whole characters."""
    kept = UNSAFE.sub("", words).strip(".-")
    return kept.encode()[:LONGEST_PART].decode(errors="ignore").rstrip(".")


def name_of(pair, words):
    """“石油社区_二棉宿舍_2026-11-20_1-0315_整改前.jpg”: the task's number makes it the only one."""
    task = pair.task
    parts = (safe(task.unit.name), safe(task.where), pair.closed_on.isoformat(), task.number, words)
    return f"{'_'.join(part for part in parts if part)}.jpg"


def _shots(pair):
    return (pair.before, "整改前"), (pair.after, "整改后")


def _add(archive, pair, photo, words):
    """Put the paper's copy of a photo in; returns its name, or a word when it is not there."""
    name, closed_at = name_of(pair, words), timezone.localtime(pair.task.closed_at)
    try:
        source = default_storage.open(photos.paper_path(photo, PhotoSize.LARGE))
    except FileNotFoundError:
        return MISSING
    entry = zipfile.ZipInfo(name, closed_at.timetuple()[:6])
    with source, archive.open(entry, "w") as target:
        shutil.copyfileobj(source, target)
    return name


def _facts(pair):
    task = pair.task
    reported_on = timezone.localdate(task.reported_at)
    days = (pair.closed_on - reported_on).days
    return task.number, task.title, task.unit.name, task.where, task.category.name, reported_on, pair.closed_on, days


def _table(rows):
    """The table with the mark by which spreadsheet programs know UTF-8, and nothing in it that they would run."""
    text = io.StringIO()
    sheet = csv.writer(text)
    sheet.writerow(COLUMNS)
    sheet.writerows([[harmless(value) for value in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")
