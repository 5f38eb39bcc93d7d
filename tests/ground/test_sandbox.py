"""The child that opens pictures: answers, refuses, runs out of memory, crashes, hangs — and the owner goes on."""

import fcntl
import os
import resource
import signal
import socket
import time
from pathlib import Path

import pytest

from tataboo_portal import sandbox
from tataboo_portal.sandbox import ChildBroke, Sandbox

# Each makes a descriptor, which a child that answers has no more to give.
REACHES = {
    "call by IPv4": lambda: socket.socket(socket.AF_INET),
    "call by IPv6": lambda: socket.socket(socket.AF_INET6),
    "call by datagram": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
    "call in the machine": lambda: socket.socket(socket.AF_UNIX),
    "pair": socket.socketpair,
    "read": lambda: os.open(__file__, os.O_RDONLY),
    "write": lambda: os.open(os.devnull, os.O_WRONLY),
    "copy": lambda: os.dup(0),
    "close and call": lambda: (os.close(0), socket.socket()),
}


def work(content, what="length"):
    """What the tests ask for: count, fail, eat memory, crash, hang, spin, reach for the world outside, or say who is asking."""
    if what == "fail":
        raise ValueError("no picture")
    if what == "memory":
        return {"length": len(bytearray(2 * sandbox.EXTRA_MEMORY))}, []
    if what == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if what == "hang":
        time.sleep(60)
    if what == "spin":
        while True:
            pass
    if what in REACHES:
        REACHES[what]()
    return {"length": len(content), "pid": os.getpid()}, [content[::-1], b""]


@pytest.fixture
def box():
    made = Sandbox(work)
    yield made
    made.stop()


def test_an_answer_comes_back_whole(box):
    content = bytes(range(256)) * 40_000
    facts, parts = box.ask(content)
    assert facts["length"] == len(content)
    assert facts["pid"] != os.getpid()
    assert parts == [content[::-1], b""]


def test_one_child_answers_again_and_again_and_is_replaced_in_time(box, monkeypatch):
    monkeypatch.setattr(sandbox, "MOST_ANSWERS", 3)
    pids = [box.ask(b"x")[0]["pid"] for _ in range(4)]
    assert pids[0] == pids[1] == pids[2] != pids[3]


@pytest.mark.parametrize(("what", "words"), [("fail", "ValueError"), ("memory", "MemoryError"), ("crash", "EOFError")])
def test_whatever_happens_to_the_child_the_owner_is_told_and_goes_on(box, what, words):
    with pytest.raises(ChildBroke, match=words):
        box.ask(b"x", what)
    assert box.ask(b"abc")[0]["length"] == 3


@pytest.mark.parametrize("what", REACHES)
def test_a_child_that_answers_opens_nothing_and_calls_nobody(box, what, monkeypatch):
    with pytest.raises(ChildBroke, match="OSError"):
        box.ask(b"x", what)
    box.stop()
    monkeypatch.setattr(sandbox, "_limit", lambda: None)
    assert box.ask(b"abc", what)[0]["length"] == 3  # it is the limit that keeps it in


def test_what_it_needs_of_files_is_loaded_before():
    loaded = []
    box = Sandbox(lambda _: ({"loaded": loaded}, []), lambda: loaded.append(Path(__file__).read_text()))
    try:
        assert box.ask(b"x")[0]["loaded"] == [Path(__file__).read_text()]
    finally:
        box.stop()


@pytest.mark.parametrize("lowest", [2000, sandbox.OPEN_FILES + 1000])
def test_an_owner_with_thousands_of_files_open_is_answered_and_its_child_gets_none_of_them(box, lowest, monkeypatch):
    pipe, limits = os.pipe, resource.getrlimit(resource.RLIMIT_NOFILE)

    def high_up():
        for end in pipe():
            yield fcntl.fcntl(end, fcntl.F_DUPFD, lowest)
            os.close(end)

    resource.setrlimit(resource.RLIMIT_NOFILE, (max(limits[0], 2 * lowest), limits[1]))
    own = [*high_up(), *high_up()]
    try:
        monkeypatch.setattr(sandbox.os, "pipe", high_up)
        child = box.ask(b"abc")[0]["pid"]
        held = {int(path.name) for path in Path(f"/proc/{child}/fd").iterdir()}
        assert len(held - {0, 1, 2}) == 2
        assert held.isdisjoint(own)
        assert box.ask(b"abc")[0] == {"length": 3, "pid": child}
    finally:
        box.stop()
        for descriptor in own:
            os.close(descriptor)
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)


def test_an_answer_nobody_fetched_is_never_taken_for_the_next_ones(box, monkeypatch):
    def broken_off(*_):
        raise KeyboardInterrupt

    box.ask(b"first")
    with monkeypatch.context() as patched:
        patched.setattr(sandbox, "_receive", broken_off)
        with pytest.raises(KeyboardInterrupt):
            box.ask(b"second")
    assert box.ask(b"third")[1] == [b"driht", b""]


def test_a_machine_that_starts_no_process_is_no_fault_of_the_picture_and_costs_no_descriptor(box, monkeypatch):
    def none_left():
        raise BlockingIOError

    before = os.listdir("/proc/self/fd")
    with monkeypatch.context() as full:
        full.setattr(os, "fork", none_left)
        with pytest.raises(BlockingIOError):
            box.ask(b"abc")
    assert os.listdir("/proc/self/fd") == before
    assert box.ask(b"abc")[0]["length"] == 3


def test_a_child_that_was_ended_from_outside_costs_the_picture_nothing(box, monkeypatch):
    pid = box.ask(b"x")[0]["pid"]
    os.kill(pid, signal.SIGKILL)
    facts, parts = box.ask(b"abc")
    assert (facts["length"], parts[0]) == (3, b"cba")
    assert facts["pid"] != pid
    started = []
    start = box._start
    monkeypatch.setattr(box, "_start", lambda: started.append(True) or start())
    with pytest.raises(ChildBroke, match="EOFError"):
        box.ask(b"x", "crash")
    assert len(started) == 1  # asked twice, and no more: it is the picture


def test_a_child_that_hangs_is_ended(box, monkeypatch):
    monkeypatch.setattr(sandbox, "SECONDS", 0.2)
    with pytest.raises(ChildBroke):
        box.ask(b"x", "hang")
    monkeypatch.setattr(sandbox, "SECONDS", 30)
    assert box.ask(b"abc")[0]["length"] == 3


def test_a_child_that_spins_is_ended_by_the_kernel_however_long_anybody_would_wait(box, monkeypatch):
    monkeypatch.setattr(sandbox, "CPU_SECONDS", 0)
    with pytest.raises(ChildBroke, match="EOFError"):
        box.ask(b"x", "spin")


def test_the_child_holds_none_of_the_owners_files(box, tmp_path):
    with open(tmp_path / "secret", "w") as held:
        pid = box.ask(b"x")[0]["pid"]
        targets = {os.readlink(f"/proc/{pid}/fd/{name}") for name in os.listdir(f"/proc/{pid}/fd")}
        assert held.name not in targets
    assert not any(target.startswith("socket:") for target in targets)


def test_nothing_is_left_when_it_stops(box):
    pid = box.ask(b"x")[0]["pid"]
    box.stop()
    assert not os.path.exists(f"/proc/{pid}")
