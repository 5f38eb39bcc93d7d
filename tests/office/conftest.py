"""Papers as a colleague's office program shows them: LibreOffice turns them into pages, poppler reads what is on those."""

import os
import re
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image

from reports import weekly
from reports.papers.weekly import weekly_document
from tataboo_portal import photos
from tataboo_portal.enums import PhotoSize
from tataboo_portal.weeks import Week
from tests import makers
from tests.people import jpeg

POINTS_PER_MM = 72 / 25.4
PLACES = ("一号楼后", "二号楼前", "早市东门", "北街口")
PAGE_NUMBER = re.compile(r"—\d+—")
WORD = re.compile(r'<page |<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')


@dataclass(frozen=True)
class Paper:
    """A paper as pages."""

    path: Path

    def page(self, number):
        """The lines of one page as they stand."""
        return ask("pdftotext", "-f", number, "-l", number, "-layout", self.path, "-").rstrip("\n\f").split("\n")

    @cached_property
    def words(self):
        """Every word of the paper, without what is between them and without the page numbers."""
        return PAGE_NUMBER.sub("", "".join(ask("pdftotext", "-raw", self.path, "-").split()))

    @cached_property
    def sizes(self):
        """Width and height of every page in millimetres."""
        found = re.findall(r"size:\s+([\d.]+) x ([\d.]+)", ask("pdfinfo", "-f", 1, "-l", 99, self.path))
        return [(millimetres(width), millimetres(height)) for width, height in found]

    @cached_property
    def places(self):
        """For every page [(left, top, right, bottom in millimetres, word)]."""
        pages = []
        for *corners, word in WORD.findall(ask("pdftotext", "-bbox", self.path, "-")):
            if word:
                pages[-1].append((*(float(corner) / POINTS_PER_MM for corner in corners), word))
            else:
                pages.append([])
        return pages

    @cached_property
    def pictures(self):
        """How many pictures every page has."""
        rows = ask("pdfimages", "-list", self.path).splitlines()[2:]
        on = [int(row.split()[0]) for row in rows]
        return [on.count(page) for page in range(1, len(self.sizes) + 1)]

    @cached_property
    def colours(self):
        """For every page how far its most coloured dot is from gray."""
        ask("pdftoppm", "-r", 50, "-png", self.path, self.path.with_suffix(""))
        return [farthest_from_gray(page) for page in sorted(self.path.parent.glob(f"{self.path.stem}-*.png"))]


def ask(*command):
    """What a program says."""
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True).stdout


def millimetres(points):
    """Whole millimetres."""
    return round(float(points) / POINTS_PER_MM)


def farthest_from_gray(path):
    """The largest difference between the channels of any dot."""
    with Image.open(path) as picture:
        red, green, blue = picture.convert("RGB").split()
        pairs = zip(red.tobytes(), green.tobytes(), blue.tobytes(), strict=True)
        return max(max(dot) - min(dot) for dot in pairs)


def stand_upright(task):
    """Let the copies papers show of this task's photos be three wide and four high."""
    for row in task.photos.select_related("photo"):
        with default_storage.open(photos.paper_path(row.photo, PhotoSize.MEDIUM), "wb") as file:
            file.write(jpeg("teal", (540, 720)))


@pytest.fixture(scope="session")
def turn(tmp_path_factory):
    """Have LibreOffice write a paper anew, as pages or as Word: `turn({name: bytes}, "pdf")`, and get {name: path}."""
    program = os.environ.get("SOFFICE")
    assert program, "these tests need a real LibreOffice: run them with `make test-browser`"
    profile = tmp_path_factory.mktemp("profile")

    def convert(papers, ending):
        folder, out = tmp_path_factory.mktemp("papers"), tmp_path_factory.mktemp(ending)
        for name, content in papers.items():
            (folder / f"{name}.docx").write_bytes(content)
        command = (program, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", ending)
        ask(*command, "--outdir", out, *folder.iterdir())
        return {name: out / f"{name}.{ending}" for name in papers}

    return convert


@pytest.fixture(scope="module")
def week(django_db_setup, django_db_blocker):
    """A week with quantities and four closed tasks, one photographed upright: its report, the Word file, what was entered."""
    with django_db_blocker.unblock(), transaction.atomic():
        entered = {"dead_corner": 38, "sticker": 1240}
        for indicator, quantity in entered.items():
            makers.work(unit="7", indicator=indicator, quantity=quantity)
        makers.work(unit="A", indicator="sticker", quantity=3)
        for place in PLACES:
            task = makers.closed(unit="1", location=place)
        makers.process_photos()
        stand_upright(task)
        report = weekly.build(Week.current().shifted(1))
        yield report, weekly_document(report, report.content), entered
        transaction.set_rollback(True)
