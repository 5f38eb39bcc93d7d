"""As much of systemctl as the scripts in deploy/ ask for, where no systemd runs: a unit is started by its ExecStart line as written.

It gets what systemd would give it (its EnvironmentFile, its UMask, otherwise next to nothing) and an empty folder to stand in.
Standard library only; run as a program with TATABOO_ROOT set. UNITS_WANTED names the units there are cores for.
"""

import contextlib
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(os.environ["TATABOO_ROOT"])
UNITS, RUN, LOGS = ROOT / "etc/systemd/system", ROOT / "run", ROOT / "var/log/units"
WANTED = os.environ.get("UNITS_WANTED", "web worker beat").split()
STARTING = {"start", "restart", "reload-or-restart"}


def values(path):
    """{name: last value} of a unit or environment file."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if "=" in line and line[0] not in "#;["]
    return dict(line.split("=", 1) for line in lines)


def services(names):
    """The portal's services that these names stand for; nginx is nobody's here."""
    for name in names:
        if name.endswith(".target"):
            yield from services(values(UNITS / name)["Wants"].split())
        elif name.startswith("tataboo-") and name.removeprefix("tataboo-").removesuffix(".service") in WANTED:
            yield name.removesuffix(".service")


def is_running(pid):
    """Whether the process is there and not only waiting to be buried."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False


def stop(name):
    """SIGTERM, then after the unit's time SIGKILL, to all of it."""
    note = RUN / f"{name}.pid"
    if not note.exists():
        return
    pid = int(note.read_text())
    seconds = float(values(UNITS / f"{name}.service")["TimeoutStopSec"])
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + seconds
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    note.unlink()


def start(name):
    """Its ExecStart line as it is written, in a session of its own."""
    unit = values(UNITS / f"{name}.service")
    own = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}
    own |= values(Path(unit["EnvironmentFile"]))
    empty = RUN / f"{name}.empty"
    empty.mkdir(exist_ok=True)
    with (LOGS / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(
            shlex.split(unit["ExecStart"]),
            env=own,
            cwd=empty,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            umask=int(unit["UMask"], 8),
        )
    (RUN / f"{name}.pid").write_text(str(process.pid))


def nginx(verb):
    """Start it, have it read its settings again, or end it."""
    running = (RUN / "nginx.pid").exists() and (RUN / "nginx.pid").read_text().strip()  # `nginx -t` leaves an empty one
    if verb == "stop":
        command = ["nginx", "-s", "stop"] if running else ["true"]
    else:
        command = ["nginx", "-s", "reload"] if running else ["nginx"]
    subprocess.run(command, check=True)


def main():
    """Do what was asked, as far as it is the portal's."""
    verb, *names = [word for word in sys.argv[1:] if not word.startswith("-")]
    for folder in (RUN, LOGS):
        folder.mkdir(parents=True, exist_ok=True)
    if "nginx" in names and verb in STARTING | {"stop"}:
        nginx(verb)
    for name in services(names):
        if verb in {"stop", "restart"}:
            stop(name)
        if verb in STARTING:
            start(name)


if __name__ == "__main__":
    main()
