"""Slow lines that break: every phone has its own way to the portal, with its own speed and delay, reset at random while it asks or is answered."""

import asyncio
import random
import socket
import struct
import threading
import time
from dataclasses import dataclass

RESET = struct.pack("ii", 1, 0)  # closing throws away what was not sent and tells the other side so
CHUNK = 8 * 1024
IDLE = 0.2  # seconds after which a line is asked anew and its delay counts again
DOWN_IS_FASTER = 4


@dataclass(frozen=True)
class Weather:
    """How bad the lines are."""

    slowest: int = 256  # kbit/s from the phone
    fastest: int = 1024
    delays: tuple = (0.05, 0.3)  # seconds, one way
    bytes_between_cuts: int = 1_500_000
    answers_lost: float = 0.02


class CutError(Exception):
    """The line breaks here."""


class Line:
    """One phone's way to the portal's port; `waited` is how long the portal let the last answer wait."""

    def __init__(self, number, to, weather):
        chance = random.Random(number)
        self._chance, self._to, self._weather = chance, to, weather
        self.kbit = chance.randint(weather.slowest, weather.fastest)
        self._delay = chance.uniform(*weather.delays)
        # An address of its own: limits by address are meant for one line, not for all phones of the street.
        self._source = f"127.0.{1 + number // 250}.{1 + number % 250}"
        self._until_cut = self._next_cut()
        self._asked_at = self._heard_at = 0.0
        self._loses = False
        self.waited, self.port, self.carried = 0.0, 0, 0
        self.cut_asking = self.cut_answering = 0

    def _next_cut(self):
        return self._chance.expovariate(1 / self._weather.bytes_between_cuts)

    def lose_next_answer(self):
        """What the portal says next does not arrive."""
        self._loses = True

    async def open(self):
        """Listen for the phone."""
        server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def _carry(self, near, to_phone):
        await asyncio.sleep(self._delay)
        try:
            far, to_portal = await asyncio.open_connection("127.0.0.1", self._to, local_addr=(self._source, 0))
        except OSError:
            _reset(to_phone)
            return
        ways = [asyncio.ensure_future(way) for way in (self._ask(near, to_portal), self._answer(far, to_phone))]
        done, _ = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        is_cut = any(way.exception() for way in done)
        for side in (to_phone, to_portal):
            _reset(side) if is_cut else side.close()

    async def _ask(self, near, to_portal):
        while piece := await near.read(CHUNK):
            now = time.monotonic()
            pause = self._delay if now > self._heard_at + IDLE else 0
            await asyncio.sleep(pause + len(piece) * 8 / 1000 / self.kbit)
            self._heard_at = time.monotonic()
            self.carried += len(piece)
            self._until_cut -= len(piece)
            if self._until_cut <= 0:
                self._until_cut = self._next_cut()
                self.cut_asking += 1
                raise CutError
            to_portal.write(piece)
            await to_portal.drain()
            self._asked_at = time.monotonic()

    async def _answer(self, far, to_phone):
        while piece := await far.read(CHUNK):
            if self._asked_at:
                self.waited, self._asked_at = time.monotonic() - self._asked_at, 0.0
                if self._loses or self._chance.random() < self._weather.answers_lost:
                    self._loses = False
                    self.cut_answering += 1
                    raise CutError
                await asyncio.sleep(self._delay)
            await asyncio.sleep(len(piece) * 8 / 1000 / (self.kbit * DOWN_IS_FASTER))
            to_phone.write(piece)
            await to_phone.drain()


def _reset(side):
    side.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    side.transport.abort()


class Lines:
    """All lines of a run, carried by one thread."""

    def __init__(self):
        self._loop = asyncio.new_event_loop()
        self._servers, self.all = [], []
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    def open(self, number, to, weather):
        """A line of one's own to a port of this machine."""
        line = Line(number, to, weather)
        self._servers.append(asyncio.run_coroutine_threadsafe(line.open(), self._loop).result())
        self.all.append(line)
        return line

    def close(self):
        """Nobody gets through any more."""
        for server in self._servers:
            self._loop.call_soon_threadsafe(server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
