"""`python -m tests.load`: many phones with large photos on slow lines that break, while the office works on; prints a table in Markdown.

Nothing may be lost or doubled: every sentence about what is wrong ends the run with 1. A smaller run in which phones take new names at every
try has to find doubles, or the check is worth nothing.
"""

import argparse
import os
import sys
import time

from tests.load.run import Load

MINUTES = 60


def asked_for():
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--phones", type=int, default=110)
    parser.add_argument("--photos", type=int, default=2, help="of each phone; the last is the after photo of a task")
    parser.add_argument("--megabytes", type=float, default=4)
    parser.add_argument("--slowest", type=int, default=256, help="kbit/s from the phone")
    parser.add_argument("--fastest", type=int, default=1024)
    parser.add_argument("--rounds", type=int, default=40, help="looks at each page of the unloaded portal")
    return parser.parse_args()


def main():
    """Run, print, and end with 1 where something is wrong."""
    begun, before = time.monotonic(), os.getloadavg()
    load = Load(asked_for())
    try:
        load.run()
    finally:
        load.close()
    sys.stdout.write(load.table(before, (time.monotonic() - begun) / MINUTES))
    for sentence in load.wrong:
        sys.stdout.write(f"\n**wrong**: {sentence}")
    sys.stdout.write("\n")
    raise SystemExit(bool(load.wrong))


if __name__ == "__main__":
    main()
