"""Bad lines between people and the portal: requests that end in the middle, and a way on which answers get lost."""

import contextlib
import socket
import struct
import threading

RESET = struct.pack("ii", 1, 0)  # closing throws away what was not sent and tells the other side so
LARGEST = 1 << 16


def cut(address, request, at, *, reset):
    """Send the first `at` bytes of a request and hang up: by a reset, or as if nothing were wrong."""
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as line:
        if reset:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the server may refuse before it has all
            line.sendall(request[:at])


class LosingLine:
    """A way to the portal that loses answers: the request arrives whole, and the line is cut when the answer comes."""

    def __init__(self, port):
        self._to, self.loses = port, True
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        self.lost = 0
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=self._carry, args=(self._door.accept()[0],), daemon=True).start()

    def _carry(self, near):
        with near, socket.create_connection(("127.0.0.1", self._to)) as far, contextlib.suppress(OSError):
            threading.Thread(target=self._forward, args=(near, far), daemon=True).start()
            while piece := far.recv(LARGEST):
                if self.loses:
                    self.lost += 1
                    near.shutdown(socket.SHUT_RDWR)  # the thread that still reads here ends with it
                    return
                near.sendall(piece)

    @staticmethod
    def _forward(near, far):
        with contextlib.suppress(OSError):
            while piece := near.recv(LARGEST):
                far.sendall(piece)

    def close(self):
        """Nobody gets through any more."""
        self._door.close()
