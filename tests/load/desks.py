"""People at desks who go on working meanwhile: a leader opens the dashboard, an officer the ledger."""

import statistics
import threading
import time

PAGES = {"leader": "/dashboard/", "office": "/cleanups/"}
EVERY = 3  # seconds
OK = 200


class Desk(threading.Thread):
    """One person who opens one page again and again; `taken` are the seconds until it was there whole."""

    def __init__(self, browser, path, every=EVERY):
        super().__init__(daemon=True)
        self._browser, self._path, self._every = browser, path, every
        self.taken, self.statuses = [], []
        self._ends = threading.Event()

    def open(self):
        """Open the page once."""
        start = time.monotonic()
        self.statuses.append(self._browser.get(self._path).status)
        self.taken.append(time.monotonic() - start)

    def run(self):
        """Open it every few seconds."""
        while not self._ends.wait(self._every):
            self.open()

    def end(self):
        """Stop opening it."""
        self._ends.set()
        self.join()


def unloaded(browsers, rounds):
    """{person: seconds of each look} while nobody else asks for anything."""
    desks = {name: Desk(browsers[name], path) for name, path in PAGES.items()}
    for _ in range(rounds):
        for desk in desks.values():
            desk.open()
            time.sleep(0.1)
    wrong = {status for desk in desks.values() for status in desk.statuses} - {OK}
    assert not wrong, f"the unloaded portal answers {wrong}"
    return {name: desk.taken for name, desk in desks.items()}


def percentile(values, part):
    """The value below which so many per cent lie."""
    return statistics.quantiles(values, n=100, method="inclusive")[part - 1] if len(values) > 1 else values[0]
