"""What processes take while they are pressed: seconds of the processor and the most memory, looked up once a second."""

import os
import threading
import time
from collections import defaultdict
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE") / 1024 / 1024


class Meter(threading.Thread):
    """Watches everything that runs in the sessions it was told of, and what their leaders started."""

    def __init__(self, sessions):
        super().__init__(daemon=True)
        self._names = {pid: name for name, pid in sessions.items()}
        self._seconds = {}
        self.largest, self.together = defaultdict(float), defaultdict(float)
        self._begun, self._ended, self._ends = time.monotonic(), 0.0, threading.Event()

    def run(self):
        """Look until told to end."""
        while not self._ends.wait(1):
            self._look()

    def _look(self):
        sums = defaultdict(float)
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                facts = path.read_text().rpartition(") ")[2].split()
            except OSError:
                continue
            session, parent = int(facts[3]), int(facts[1])
            name = self._names.get(session) or self._names.get(parent)  # PostgreSQL's have sessions of their own
            if name is None:
                continue
            ticks = (int(facts[11]) + int(facts[12])) / TICKS
            first, _ = self._seconds.get((name, path), (ticks, ticks))
            self._seconds[name, path] = first, ticks
            memory = int(facts[21]) * PAGE
            self.largest[name] = max(self.largest[name], memory)
            sums[name] += memory
        for name, total in sums.items():
            self.together[name] = max(self.together[name], total)

    def end(self):
        """Stop looking."""
        self._ends.set()
        self.join()
        self._ended = time.monotonic()

    def rows(self):
        """(name, share of one core in per cent, largest process in MB, all of them in MB)."""
        spent = defaultdict(float)
        for (name, _), (first, last) in self._seconds.items():
            spent[name] += last - first
        whole = self._ended - self._begun
        return [(name, 100 * spent[name] / whole, self.largest[name], self.together[name]) for name in self.largest]
