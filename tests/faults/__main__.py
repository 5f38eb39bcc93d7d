"""Break the portal in every way named here, so often each, and print what became of the law: `python -m tests.faults [--times 20] [kind …]`.

A table of kind, repetitions, broken ones and seconds is printed at the end; the exit code is 1 if anything broke or was not done so often.
"""

import argparse
import importlib
import sys
import time
import traceback
from dataclasses import dataclass, field

from tests.faults.stand import Look, NotHere, Stand, end_on_signals

# name: (module, function, words)
KINDS = {
    "form-cut": ("uploads", "form_cut", "Form with a photo cut at a random byte, sent again"),
    "piece-cut": ("uploads", "piece_cut", "Piece of a photo cut at a random byte, gone on with"),
    "answer-lost": ("uploads", "answer_lost", "Answer lost after the commit, same key again"),
    "twenty-submits": ("races", "twenty_submits", "One report arriving 20 times at once"),
    "two-reviewers": ("races", "two_reviewers", "Two reviewers at once"),
    "two-editors": ("races", "two_editors", "Two edits from the same page, at once and later"),
    "web-worker": ("killed", "web_worker", "SIGKILL of a web worker under uploads"),
    "web-master": ("killed", "web_master", "SIGKILL of gunicorn's master under uploads"),
    "worker-child": ("killed", "worker_child", "SIGKILL of a process of the Celery pool"),
    "whole-worker": ("killed", "whole_worker", "SIGKILL of the whole Celery worker"),
    "beat": ("killed", "beat", "SIGKILL of beat"),
    "import-in-web": ("halfway", "import_in_web", "SIGKILL of web during an import of 300 rows"),
    "import-in-worker": ("halfway", "import_in_worker", "SIGKILL of the worker during an import of 1,500 rows"),
    "weekly-report": ("halfway", "weekly_report", "SIGKILL of the worker during the weekly report"),
    "migration": ("upgrading", "migration", "SIGKILL of migrate, up to four times in a row, then run to its end"),
    "redis-away": ("brokers", "away", "Redis killed, back later and empty"),
    "redis-emptied": ("brokers", "emptied", "Redis flushed while messages wait"),
    "redis-full": ("brokers", "full", "Redis full (noeviction)"),
    "postgres-stopped": ("databases", "stopped", "PostgreSQL stopped or killed, and started again"),
    "sqlite-held": ("databases", "sqlite_held", "SQLite locked: for a moment, and for longer than anybody waits"),
    "disk-full": ("disks", "full", "Photo storage full"),
    "disk-read-only": ("disks", "read_only", "Photo storage read-only"),
    "two-beats": ("clocks", "two_beats", "Two beats, two workers"),
    "called-at-once": ("clocks", "called_at_once", "The same night's calls eight times at once"),
    "no-beat": ("clocks", "no_beat", "No beat for a while, messages lost"),
    "long-task": ("clocks", "longer_than_visible", "Tasks longer than the visibility time-out"),
    "clock-jumps": ("clocks", "clock_jumps", "Clock jumping by −8 days … +40 days"),
    "time-zone": ("clocks", "time_zone", "Server in another time zone"),
}
INTERRUPTED = "interrupted"


@dataclass
class Row:
    """One kind as the table tells it."""

    words: str
    asked: int
    times: int = 0
    seconds: float = 0
    note: str = ""
    broken: list = field(default_factory=list)

    @property
    def is_whole(self):
        """Whether it was repeated as often as asked, and nothing broke."""
        return self.times >= self.asked and not self.broken and self.note != INTERRUPTED

    def line(self):
        """A line of the table."""
        return f"| {self.words} | {self.times} | {len(self.broken)} | {self.seconds:.0f} | {self.note} |"


def run(name, stand, times):
    """One kind to its end."""
    module, function, words = KINDS[name]
    row, begun = Row(words, times), time.monotonic()
    steps = getattr(importlib.import_module(f"tests.faults.{module}"), function)(stand, times)
    try:
        while True:
            found = next(steps)
            row.times += not isinstance(found, Look)
            if found:
                row.broken.append(found)
                say(f"  {name} {row.times}: {'; '.join(found[:5])}")
    except StopIteration as end:
        row.note = end.value or ""
    except KeyboardInterrupt:
        row.note = INTERRUPTED
    except NotHere as reason:
        row.note = str(reason)
    except Exception:
        row.broken.append(["it ended early"])
        say(traceback.format_exc())
    if row.times < times and row.note != INTERRUPTED:
        row.note = f"not run {times - row.times} of {times} times{row.note and ': '}{row.note}"
    row.times = min(row.times, times)  # some come round in fours, some tell of an end that was wrong
    row.seconds = time.monotonic() - begun
    say(row.line())
    return row


def say(words):
    """Tell whoever waits."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main():
    """Every kind that was asked for, or all."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--stand", help="a folder to keep what was seeded, for the next run of the same version")
    parser.add_argument("kinds", nargs="*", choices=[*KINDS, []])
    asked = parser.parse_args()
    end_on_signals()
    stand, begun = Stand(asked.stand), time.monotonic()
    try:
        stand.open()
        say(f"the stand is ready after {time.monotonic() - begun:.0f} seconds")
        rows = []
        for name in asked.kinds or KINDS:
            rows.append(run(name, stand, asked.times))
            if rows[-1].note == INTERRUPTED:
                break
    finally:
        stand.close()
    say("\n| kind | repetitions | broken | seconds | |\n|---|---|---|---|---|")
    say("\n".join(row.line() for row in rows))
    say(f"\n{time.monotonic() - begun:.0f} seconds in all")
    raise SystemExit(not all(row.is_whole for row in rows))


if __name__ == "__main__":
    main()
