"""A large sheet in segments of whole rows, each small enough to be held, so that memory does not grow with the rows."""

import io
import zipfile

from python_calamine import CalamineWorkbook

SEGMENT = 4 * 1024 * 1024
SHARED = "xl/sharedStrings.xml"
SHARED_TIMES = 2  # the shared strings are read anew for every segment
START, END = b"<sheetData>", b"</sheetData>"
ROW = b"<row "
BEFORE = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
AFTER = b"</worksheet>"
VALUES = (b"<v", b"<is", b"<f")


class Segments:
    """One sheet of a guarded package: its rows from the top, and what its other tags say."""

    def __init__(self, package, part, at):
        self.package, self.part, self.at = package, part, at
        self.shared = package.size(SHARED)
        self.most = max(SEGMENT, SHARED_TIMES * self.shared)

    def is_worth_it(self):
        """Whether the sheet is long enough to be cut, and written so that it can be."""
        if self.part in self.package.unusual or self.package.size(self.part) < 2 * self.most:
            return False
        return START in next(self.package.tags(self.part), b"")

    def merged(self):
        """The merged cells, which stand below all rows."""
        is_below, kept = False, []
        for window in self.package.tags(self.part):
            end = -1 if is_below else window.rfind(END)
            if is_below or end >= 0:
                kept.append(window[end + len(END) :] if end >= 0 else window)
                is_below = True
        return self._sheet(b"", b"".join(kept)).merged_cell_ranges or ()

    def sheets(self):
        """(how many rows came before, the sheet of the next rows) of every segment that holds anything."""
        done = 0
        for segment in self._cut():
            if any(mark in segment for mark in VALUES):
                sheet = self._sheet(segment)
                yield done, sheet
                done = max(done, height(sheet))

    def _cut(self):
        """The rows of the sheet as bytes, cut before a row."""
        held, length, is_inside = [], 0, False
        for window in self.package.tags(self.part):
            start = 0 if is_inside else window.find(START) + len(START)
            is_inside = True  # the first piece has the start, or the sheet would not be cut
            end = window.rfind(END)
            held.append(window[start:] if end < 0 else window[start:end])
            length += len(held[-1])
            if end >= 0:
                break
            if length >= self.most and (cut := held[-1].rfind(ROW)) > 0:
                last = held.pop()
                yield b"".join([*held, last[:cut]])
                held, length = [last[cut:]], len(last) - cut
        yield b"".join(held)

    def _sheet(self, rows, below=AFTER):
        """A sheet of only these rows, by the reader."""
        content = b"".join((BEFORE, START, rows, END, below))
        return CalamineWorkbook.from_filelike(io.BytesIO(self._packed(content))).get_sheet_by_index(self.at)

    def _packed(self, content):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            for name in self.package.needed_parts():
                if name == self.part:
                    archive.writestr(name, content)
                elif not name.startswith("xl/worksheets/"):
                    archive.writestr(name, self.package.inflated(name))
        return out.getvalue()


def height(sheet):
    """How many rows a sheet has from the top; the reader tells the last one's number from 0."""
    return sheet.total_height + 1 if sheet.start else 0
