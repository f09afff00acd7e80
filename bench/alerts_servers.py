"""Servers that fail as they are told, for ``bench.alerts``: what arrived, and whether its sender could know."""

from __future__ import annotations

import random
import re
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from demo.inbox import Mailbox

SCALE = 60
TIMEOUT_S = 60 / SCALE
SLOW_S = 8 / SCALE
NUMBER = re.compile(r"Alert (\d{5})")


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message as it arrived: its id, the alerts in it, and from which process (its number)."""

    id: str
    alerts: tuple[int, ...]
    life: int


class Receiver:
    """An HTTP server that answers as it is told, by the number of the request."""

    def __init__(self, seed: int) -> None:
        self.arrivals: list[Arrival] = []
        self.life, self.down, self.faulty, self.refused = 0, False, True, 0
        self._random, self._lock = random.Random(seed), threading.Lock()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            """One message."""

            def do_POST(self) -> None:
                receiver.handle(self)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self._server = _Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/in"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        """One in twelve is answered 500, one in twelve after 8 s, one in thirty is kept and never answered."""
        body = request.rfile.read(int(request.headers["Content-Length"])).decode()
        with self._lock:
            die = self._random.random() if self.faulty else 1.0
            if self.down or die < 1 / 12:
                self.refused += 1
                if not self.down:
                    _answer(request, 500)
                request.close_connection = True
                return
            silent = die > 1 - 1 / 30 and self.faulty
            found = tuple(sorted({int(number) for number in NUMBER.findall(body)}))
            self.arrivals.append(Arrival(request.headers["Idempotency-Key"], found, self.life))
        if silent:
            time.sleep(TIMEOUT_S * 6)
            request.close_connection = True
            return
        if die < 2 / 12:
            time.sleep(SLOW_S)
        _answer(request, 200)

    def close(self) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client killed in the middle is what is measured."""


def _answer(request: BaseHTTPRequestHandler, status: int) -> None:
    request.send_response(status)
    request.send_header("Content-Length", "2")
    request.end_headers()
    request.wfile.write(b"ok")


@dataclass(slots=True)
class Post:
    """The mailbox, and what arrived in it by the lives of its senders."""

    box: Mailbox
    life: int = 0
    lives: list[int] = field(default_factory=list)

    def note(self) -> None:
        """What came since the last call came in this life."""
        self.lives += [self.life] * (len(self.box.messages) - len(self.lives))

    @property
    def arrivals(self) -> list[Arrival]:
        """As ``Receiver.arrivals``."""
        told = []
        for message, life in zip(self.box.messages, self.lives, strict=True):
            body = message.get_body(("plain",))
            text = body.get_content() if body is not None else ""
            found = tuple(sorted({int(number) for number in NUMBER.findall(text)}))
            told.append(Arrival(str(message["X-Vestnik-Delivery"]), found, life))
        return told
