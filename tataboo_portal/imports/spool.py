"""Rows put aside on the disk, so that memory holds a thousand of them however many there are."""

import pickle
import weakref
from tempfile import TemporaryFile

CHUNK = 1_000


class Spool:
    """Rows in the order in which they came, to be read any number of times; few of them never reach the disk."""

    def __init__(self, rows=()):
        self._file, self._chunk, self._chunks = None, [], 0
        for row in rows:
            self.add(row)

    def add(self, row):
        """Put one row aside."""
        self._chunk.append(row)
        if len(self._chunk) == CHUNK:
            self._write()

    def _write(self):
        if self._file is None:
            self._file = TemporaryFile()  # noqa: SIM115 -- closed with the spool
            weakref.finalize(self, self._file.close)
        self._file.seek(0, 2)
        pickle.dump(self._chunk, self._file, pickle.HIGHEST_PROTOCOL)
        self._chunk, self._chunks = [], self._chunks + 1

    def __len__(self):
        return self._chunks * CHUNK + len(self._chunk)

    def __iter__(self):
        if self._file:
            self._file.seek(0)
        for _ in range(self._chunks):
            yield from pickle.load(self._file)  # noqa: S301 -- nobody else can reach the file
        yield from self._chunk
