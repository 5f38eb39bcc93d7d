"""Papers as pages: LibreOffice writes them anew, poppler reads what is on them."""

import os
import re
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from PIL import Image

POINTS_PER_MM = 72 / 25.4
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


def turned(papers, ending, folder):
    """{name: path} of Word files that LibreOffice wrote anew in a folder, as pages or as Word; {name: bytes} is what it reads."""
    program = os.environ.get("SOFFICE")
    assert program, "these tests need a real LibreOffice: run them with `make test-browser`"
    (folder / "in").mkdir(exist_ok=True)
    for name, content in papers.items():
        (folder / "in" / f"{name}.docx").write_bytes(content)
    sources = [folder / "in" / f"{name}.docx" for name in papers]
    command = (program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", ending)
    ask(*command, "--outdir", folder, *sources)
    return {name: folder / f"{name}.{ending}" for name in papers}
