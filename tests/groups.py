"""A stand-in for the group of 企业微信 or 钉钉, on this machine."""

import contextlib
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

KEY = "key-0123456789abcdef"
TAKEN = (200, {}, b'{"errcode":0,"errmsg":"ok"}')


class Group(HTTPServer):
    """A stand-in for 企业微信 or 钉钉: keeps what it was sent and answers what it was told to."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answering)
        self.received, self.answers = [], []
        self.hold = threading.Event()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/robot/send?access_token={KEY}"


class Answering(BaseHTTPRequestHandler):
    """One request."""

    def do_POST(self):
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((self.path, json.loads(sent)))
        status, headers, content = self.server.answers.pop(0) if self.server.answers else TAKEN
        if content is None:
            self.server.hold.wait(10)
            return
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        with contextlib.suppress(OSError):  # the sender had read enough
            self.wfile.write(content)

    do_GET = do_POST  # noqa: N815

    def log_message(self, *arguments):
        """Say nothing."""


@contextlib.contextmanager
def running():
    """A group that answers until the end of the block."""
    server = Group()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.hold.set()
        server.shutdown()
        thread.join()
        server.server_close()
