"""Opening what strangers send in a child process with little memory and time, no file and no network: a decoder that runs wild takes nothing along.

The child is started once and asked again and again; it is ended and replaced when it does not answer, and after a number of answers.
"""

import json
import logging
import os
import resource
import select
import signal
import struct

EXTRA_MEMORY = 400 * 1024 * 1024
SECONDS = 60
CPU_SECONDS = 60  # of one answer
LARGEST_FILE = 64 * 1024 * 1024
MOST_ANSWERS = 200
LENGTH = struct.Struct(">Q")
PAGE = os.sysconf("SC_PAGE_SIZE")
OPEN_FILES = 4096  # closed in one go; what lies above, one by one

logger = logging.getLogger(__name__)


class ChildBroke(Exception):
    """The child gave no answer: the decoder refused or crashed, or ran out of memory or time."""


class ChildGone(ChildBroke):
    """The child ended without a word."""


class Sandbox:
    """Asks `work(content, *arguments)` in a child; it returns JSON values and a list of bytes, and can open nothing, be it a file or a connection.

    What it needs of files (fonts, modules imported late) `get_ready()` loads in the owner, before a child is started.
    """

    def __init__(self, work, get_ready=None):
        self._work, self._get_ready = work, get_ready
        self._owner = self._pid = None
        self._answers = 0

    def ask(self, content, *arguments):
        """The work's answer for these bytes. Raises ChildBroke with what the child said, if anything."""
        try:
            return self._asked(content, arguments)
        except ChildGone:
            return self._asked(
                content, arguments
            )  # the first may have been ended from outside, as by a machine short of memory

    def _asked(self, content, arguments):
        if self._owner != os.getpid() or self._answers >= MOST_ANSWERS:
            self.stop()
            self._start()
        self._answers += 1
        try:
            _send(self._requests, [json.dumps(arguments).encode(), content])
            reply = _receive(self._replies, SECONDS)
        except TimeoutError:
            self.stop()
            logger.warning("the child that opens pictures said nothing for %s s", SECONDS)
            raise ChildBroke(TimeoutError.__name__) from None
        except (OSError, EOFError) as error:
            self.stop()
            logger.warning("the child that opens pictures ended without a word")
            raise ChildGone(type(error).__name__) from None
        except BaseException:
            self.stop()  # an answer nobody fetched would be taken for that of the next picture
            raise
        facts = json.loads(reply[0])
        if "broken" in facts:
            raise ChildBroke(facts["broken"])
        return facts, reply[1:]

    def stop(self):
        """End the child; a process forked from the owner leaves the owner's child alone."""
        if self._owner == os.getpid() and self._pid:
            os.close(self._requests)
            os.close(self._replies)
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        self._owner = self._pid = None

    def _start(self):
        if self._get_ready:
            self._get_ready()  # not in the child: another thread's lock on a module would stay locked there
        ends = []
        try:
            ends += os.pipe()
            ends += os.pipe()
            self._pid = os.fork()
        except OSError:
            for end in ends:
                os.close(end)
            raise
        request_end, self._requests, self._replies, reply_end = ends
        if self._pid == 0:
            _be_the_child(request_end, reply_end, self._work)
        os.close(request_end)
        os.close(reply_end)
        self._owner, self._answers = os.getpid(), 0


def _be_the_child(request_end, reply_end, work):
    """Never returns: answers until the owner goes away, and ends without any clean-up of what belongs to the owner."""
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        _close_all_but(request_end, reply_end)
        _limit()
        while True:
            arguments, content = _receive(request_end)
            _limit_processor()
            _send(reply_end, _answer(work, content, json.loads(arguments)))
    finally:
        os._exit(0)


def _answer(work, content, arguments):
    """The work's answer, or what it stumbled over; whatever a decoder raises is the picture's fault."""
    try:
        facts, parts = work(content, *arguments)
    except Exception as error:
        return [json.dumps({"broken": type(error).__name__}).encode()]
    return [json.dumps(facts).encode(), *parts]


def _close_all_but(*kept):
    """The owner's sockets and files are not the child's business."""
    edge = 3
    for descriptor in sorted(kept):
        os.closerange(edge, descriptor)
        edge = descriptor + 1
    os.closerange(edge, OPEN_FILES)
    for descriptor in map(int, os.listdir("/proc/self/fd")):  # only now: it takes one itself
        if descriptor >= OPEN_FILES and descriptor not in kept:
            os.close(descriptor)


def _limit():
    """Memory on top of what the process has already, the size of any file, and nothing opened any more: the two pipes are all."""
    with open("/proc/self/statm") as status:
        present = int(status.read().split()[0]) * PAGE
    memory = present + EXTRA_MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # What is open stays so; every new descriptor, a socket's too, is one past this limit.
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def _limit_processor():
    """What one answer may cost; the kernel ends a child that takes more."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime) + 1 + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))


def _send(descriptor, parts):
    message = b"".join(
        [LENGTH.pack(len(parts)), *(piece for part in parts for piece in (LENGTH.pack(len(part)), part))]
    )
    view = memoryview(message)
    while view:
        view = view[os.write(descriptor, view) :]


def _receive(descriptor, seconds=None):
    """One message as its parts; EOFError when the other side is gone, TimeoutError when it is silent for so long."""
    (count,) = LENGTH.unpack(_exactly(descriptor, LENGTH.size, seconds))
    parts = []
    for _ in range(count):
        (length,) = LENGTH.unpack(_exactly(descriptor, LENGTH.size, seconds))
        parts.append(_exactly(descriptor, length, seconds))
    return parts


def _has_more(descriptor, seconds):
    """Whether there is something to read, or nothing any more, in that time; by poll, since select knows no descriptor above 1023."""
    poller = select.poll()
    poller.register(descriptor, select.POLLIN)
    return bool(poller.poll(seconds * 1000))


def _exactly(descriptor, length, seconds):
    content = bytearray()
    while len(content) < length:
        if seconds and not _has_more(descriptor, seconds):
            raise TimeoutError
        piece = os.read(descriptor, min(length - len(content), 1 << 20))
        if not piece:
            raise EOFError
        content += piece
    return bytes(content)
