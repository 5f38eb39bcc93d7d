"""A clock that jumps in one process: so many seconds beside the real one as the file named by FAULTS_CLOCK says, looked at again and again.

The web of the stand (`tests.faults.shifted_web`), the children of its worker and its beat go by it; servers and the machine do not.
"""

import os
import threading
import time
from pathlib import Path

import time_machine

LOOK = threading.Event()  # never set: its wait is by another clock than the one that jumps
SECONDS = 0.2


def follow():
    """Let this process's clock go by the file from now on."""
    told = Path(os.environ["FAULTS_CLOCK"])
    clock = time_machine.travel(time.time(), tick=True).start()
    threading.Thread(target=_go_by, args=(clock, told), daemon=True).start()


def _go_by(clock, told):
    present = 0.0
    while not LOOK.wait(SECONDS):
        wanted = float(told.read_text() or present)
        if wanted != present:
            clock.move_to(time_machine.escape_hatch.time.time() + wanted)
            present = wanted
