"""Many small sites on one server in a process of its own, each a host: for measurements with several crawlers.

Each site lists its articles; one in ten is about China. The server counts what each host was asked and how many of its
requests were ever in flight at once.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.request import urlopen

ONE_IN = 10
_ROOTS = ("студент", "професс", "кафедр", "институт", "лаборат", "конкурс", "стипенд", "учебник", "семинар", "лекци")
_ENDS = ("а", "ам", "ами", "ах", "ов", "ом", "у", "ы", "ский", "ная", "ность")
_WORDS = [root + end for root in _ROOTS for end in _ENDS]
_TOLD, _SHOW = "/-told-", "/-show-"


@dataclass(slots=True)
class _State:
    shown: int
    slow_s: float
    lock: threading.Lock
    flying: Counter[str]
    most: Counter[str]
    asked: Counter[str]
    pages: Counter[str]


@dataclass(frozen=True, slots=True)
class Told:
    """What the server saw. ``most`` is the most requests of one host in flight at once."""

    requests: int
    pages: int
    pages_again: int
    most: int


class ManySites:
    """``sites`` hosts; each shows ``shown`` articles, and takes ``slow_s`` seconds for every answer."""

    def __init__(self, sites: int, shown: int, *, slow_s: float = 0.02) -> None:
        self.names = [f"u{number:05d}" for number in range(sites)]
        self.shown = shown
        ours, theirs = multiprocessing.Pipe()
        self._server = multiprocessing.Process(target=_serve, args=(theirs, shown, slow_s), daemon=True)
        self._server.start()
        self.port = int(ours.recv())

    def stop(self) -> None:
        """End the server."""
        self._server.terminate()
        self._server.join()

    def show(self, number: int) -> None:
        """Every site shows so many articles from now on."""
        self._ask(f"{_SHOW}{number}")
        self.shown = number

    def told(self) -> Told:
        """What was asked for so far."""
        return Told(**json.loads(self._ask(_TOLD)))

    def cpu_s(self) -> float:
        """Processor seconds of the server so far."""
        return cpu_of(self._server.pid or 0)

    def urls(self) -> Iterator[tuple[str, bool]]:
        """The address of every article that is shown, and whether it is about China."""
        for name in self.names:
            for number in range(self.shown):
                yield f"http://{name}.localhost:{self.port}/news/{number}", number % ONE_IN == 0

    def write_sources(self, folder: Path, *, delay_s: float) -> None:
        """A source file for each site."""
        folder.mkdir(exist_ok=True)
        for name in self.names:
            base = f"http://{name}.localhost:{self.port}"
            (folder / f"{name}.toml").write_text(
                f'name = "University {name}"\ncountry = "RU"\nhomepage = "{base}/"\nallow_private = true\n'
                f'delay_s = {delay_s}\nevery = 86400\n[[entries]]\nkind = "listing"\nurl = "{base}/news/"\n'
                'articles = ["/news/{n}"]\n',
                encoding="utf-8",
            )

    def _ask(self, path: str) -> bytes:
        with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            body: bytes = answer.read()
            return body


def cpu_of(pid: int) -> float:
    """Processor seconds of a process, with those of its children that it has waited for."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / 100


def _serve(pipe: Connection, shown: int, slow_s: float) -> None:
    state = _State(shown, slow_s, threading.Lock(), Counter(), Counter(), Counter(), Counter())

    class Handler(_Handler):
        sites = state

    class Server(ThreadingHTTPServer):
        request_queue_size = 512
        daemon_threads = True

    server = Server(("127.0.0.1", 0), Handler)
    pipe.send(server.server_address[1])
    server.serve_forever()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    sites: _State

    def do_GET(self) -> None:
        """A list, an article, robots.txt; or a question of the measurement."""
        state = self.sites
        if self.path == _TOLD:
            self._send(200, json.dumps(_told(state)))
            return
        if self.path.startswith(_SHOW):
            state.shown = int(self.path.removeprefix(_SHOW))
            self._send(200, "")
            return
        host = self.headers["Host"]
        with state.lock:
            state.flying[host] += 1
            state.most[host] = max(state.most[host], state.flying[host])
            state.asked[host] += 1
            if "/news/" in self.path and not self.path.endswith("/"):
                state.pages[host + self.path] += 1
        try:
            time.sleep(state.slow_s)
            self._answer(host)
        finally:
            with state.lock:
                state.flying[host] -= 1

    def _answer(self, host: str) -> None:
        if self.path == "/robots.txt":
            self._send(200, "User-agent: *\nAllow: /\n")
            return
        etag = f'"{self.sites.shown}"'
        if self.path == "/news/" and self.headers.get("If-None-Match") == etag:
            self._send(304, "")
        elif self.path == "/news/":
            self._send(200, _listing(self.sites.shown), etag)
        else:
            self._send(200, _article(host, int(self.path.rpartition("/")[2])))

    def _send(self, status: int, body: str, etag: str | None = None) -> None:
        data = body.encode()
        self.send_response(status)
        if etag:
            self.send_header("ETag", etag)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def _told(state: _State) -> dict[str, int]:
    with state.lock:
        return {
            "requests": sum(state.asked.values()),
            "pages": len(state.pages),
            "pages_again": sum(count - 1 for count in state.pages.values()),
            "most": max(state.most.values(), default=0),
        }


def _title(number: int) -> str:
    return f"Делегация из Китая посетила университет, встреча {number}" if number % ONE_IN == 0 else f"Новость {number}"


def _listing(shown: int) -> str:
    links = "".join(f'<li><a href="/news/{n}">{_title(n)} нашего университета</a></li>' for n in reversed(range(shown)))
    return f"<html><body><ul>{links}</ul></body></html>"


def _article(host: str, number: int) -> str:
    """A text that no other page tells."""
    dice = random.Random(f"{host}/{number}")
    sentences = (" ".join(dice.choices(_WORDS, k=12)).capitalize() + f" {dice.randrange(10**6)}." for _ in range(24))
    text = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    about = "<p>Ректор принял делегацию университетов Китая из Пекина и Шанхая.</p>" if number % ONE_IN == 0 else ""
    return (
        f"<html><head><title>{_title(number)}</title></head><body><article>"
        f"<h1>{_title(number)} нашего университета</h1>"
        f"<p>{1 + number % 28:02d}.06.2024</p>{about}{text}</article></body></html>"
    )
