"""The server of all sites, in a process of its own: every answer is made before the first request comes.

    python -m bench.peers.serving FOLDER POLLED

It answers HTTP/1.1 with connections kept alive, pages packed with gzip for whoever accepts it, as nearly every server
does. Beside the sites of the folder it serves ``POLLED`` hosts (127.2.0.1,
…) whose pages never change: with validators, conditional requests answered as nginx does (If-None-Match equal, else
If-Modified-Since exactly equal), under ``/checked/``; without them, the same bytes each time, under ``/plain/``.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from types import TracebackType
from urllib.request import urlopen

from bench.peers.corpus import SavedSite, described, list_path, lists, stored_at

CONTROL = "127.0.0.1"
CHANGED = "+"
"""After a phase's name: its lists come in other bytes and hold the same."""
_ETAG = '"6561-vestnik"'
_MODIFIED = format_datetime(datetime(2025, 11, 20, 8, 0, tzinfo=UTC), usegmt=True)
_VALIDATORS = f"ETag: {_ETAG}\r\nLast-Modified: {_MODIFIED}\r\n"
_PIXEL = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00"
    b",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)


_SMALLEST = 1000
"""Bytes from which an answer is packed; below that servers leave it."""
_LEVEL = 6


@dataclass(frozen=True, slots=True)
class _Answer:
    """A whole answer, as it is and packed."""

    plain: bytes
    packed: bytes

    def to(self, head: bytes) -> bytes:
        """What is sent to a request with this head."""
        return self.packed if b"gzip" in _headers(head).get(b"accept-encoding", b"") else self.plain


def polled_host(number: int) -> str:
    """The host of one of the sites that never change."""
    return f"127.2.{number // 250}.{number % 250 + 1}"


class Answers:
    """Every answer by host, phase and path, and what was asked for."""

    def __init__(self, folder: Path, polled: int, port: int = 0) -> None:
        self.phase = "new"
        self.port = port
        self.asked: Counter[str] = Counter()
        self._pages: dict[str, dict[str, _Answer]] = {}
        self._lists: dict[tuple[str, str], dict[str, _Answer]] = {}
        self._texts = {"/robots.txt": _answer(b"User-agent: *\nAllow: /\n", "text/plain")}
        sites = described(folder)
        for site in sites:
            self._add(folder, site)
        self._polled = frozenset(polled_host(number) for number in range(polled))
        unchanged = stored_at(folder, sites[0].name, list_path("all", 1)).read_bytes()
        self._checked = _answer(unchanged, more=_VALIDATORS)
        self._plain = _answer(unchanged)
        self._not_modified = f"HTTP/1.1 304 Not Modified\r\n{_VALIDATORS}\r\n".encode()
        self._missing = _answer(b"not found", "text/plain", status="404 Not Found")
        self._image = _answer(_PIXEL, "image/gif")

    def hosts(self) -> list[str]:
        """Every address to listen on."""
        return [CONTROL, *self._pages, *sorted(self._polled)]

    def _add(self, folder: Path, site: SavedSite) -> None:
        self._pages[site.host] = {
            gold.path: _answer(stored_at(folder, site.name, gold.path).read_bytes()) for gold in site.articles
        }
        by_phase: dict[str, list[str]] = {"old": [], "new": [], "all": []}
        for phase, number, shown, _ in lists(site):
            paths = self._lists.setdefault((site.host, phase), {})
            path = "/news/" if number == 1 else f"/news/?page={number}"
            html = stored_at(folder, site.name, list_path(phase, number)).read_bytes()
            paths[path] = _answer(html)
            self._lists.setdefault((site.host, phase + CHANGED), {})[path] = _answer(html + b"<!-- changed -->")
            by_phase[phase] += [gold.path for gold in shown]
        for phase, articles in by_phase.items():
            urls = "".join(f"<url><loc>http://{site.host}:{self.port}{path}</loc></url>" for path in articles)
            sitemap = (
                f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
            )
            items = "".join(f"<item><link>http://{site.host}:{self.port}{path}</link></item>" for path in articles[:30])
            feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'
            paths = self._lists[site.host, phase]
            paths["/sitemap.xml"] = _answer(sitemap.encode(), "application/xml")
            paths["/feed.xml"] = _answer(feed.encode(), "application/rss+xml")

    def answer(self, host: str, path: str, head: bytes) -> bytes:
        """The whole answer to one request; ``head`` is the request's head."""
        if host == CONTROL:
            return self._control(path).plain
        if host in self._polled and path != "/robots.txt":
            if path.startswith("/plain/"):
                self.asked["plain"] += 1
                return self._plain.to(head)
            fresh = _same_validator(head)
            self.asked["not modified" if fresh else "checked"] += 1
            return self._not_modified if fresh else self._checked.to(head)
        found = self._pages.get(host, {}).get(path)
        if found is not None:
            self.asked["pages"] += 1
            return found.to(head)
        known = self._lists.get((host, self.phase), {}).get(path) or self._texts.get(path)
        if known is None and path.endswith((".jpg", ".png", ".gif", ".ico")):
            known = self._image
        self.asked["others" if known is not None else "missing"] += 1
        return (known or self._missing).to(head)

    def _control(self, path: str) -> _Answer:
        """A question of the measurement: ``/phase/NAME`` sets the phase; both answer and clear the counts."""
        if path.startswith("/phase/"):
            self.phase = path.removeprefix("/phase/")
        told = json.dumps(self.asked).encode()
        self.asked.clear()
        return _answer(told, "application/json")


def _answer(data: bytes, kind: str = "text/html; charset=utf-8", *, more: str = "", status: str = "200 OK") -> _Answer:
    plain = _whole(data, f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}")
    if len(data) < _SMALLEST:
        return _Answer(plain, plain)
    packed = gzip.compress(data, _LEVEL, mtime=0)
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Encoding: gzip\r\nVary: Accept-Encoding\r\n{more}"
    return _Answer(plain, _whole(packed, head))


def _whole(data: bytes, head: str) -> bytes:
    return f"{head}Content-Length: {len(data)}\r\n\r\n".encode() + data


def _headers(head: bytes) -> dict[bytes, bytes]:
    found = {}
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        found[name.strip().lower()] = value.strip()
    return found


def _same_validator(head: bytes) -> bool:
    wanted = _headers(head)
    if b"if-none-match" in wanted:
        return wanted[b"if-none-match"].removeprefix(b"W/") == _ETAG.encode()
    return wanted.get(b"if-modified-since") == _MODIFIED.encode()


class _Connection(asyncio.Protocol):
    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._waiting = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._host = transport.get_extra_info("sockname")[0]

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        while b"\r\n\r\n" in self._waiting:
            head, _, self._waiting = self._waiting.partition(b"\r\n\r\n")
            method, path, _ = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)
            answer = self._answers.answer(self._host, path, head)
            self._transport.write(answer if method == "GET" else answer.partition(b"\r\n\r\n")[0] + b"\r\n\r\n")
            if b"connection: close" in head.lower():
                self._transport.close()


class SiteServer:
    """The server as a process; a context manager."""

    def __init__(self, folder: Path, polled: int) -> None:
        command = [sys.executable, "-m", "bench.peers.serving", str(folder), str(polled)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line.strip().isdigit():
            self._process.wait()
            raise RuntimeError("the server of the measured sites did not start")
        self.port = int(line)

    def __enter__(self) -> SiteServer:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._process:  # closes its pipe and waits
            self._process.terminate()

    def show(self, phase: str) -> None:
        """Which articles the sites' lists have from now on: "old", "new" or "all"; with ``CHANGED`` after it the same
        in other bytes."""
        self._ask(f"phase/{phase}")

    def asked(self) -> dict[str, int]:
        """What was asked for since the last time, by kind."""
        return self._ask("asked")

    def _ask(self, path: str) -> dict[str, int]:
        with urlopen(f"http://{CONTROL}:{self.port}/{path}", timeout=10) as answer:
            told: dict[str, int] = json.load(answer)
        return told


async def _serve(folder: Path, polled: int) -> None:
    loop = asyncio.get_running_loop()
    with_port = await loop.create_server(lambda: _Connection(answers), CONTROL, 0)
    port = with_port.sockets[0].getsockname()[1]
    answers = Answers(folder, polled, port)
    for host in answers.hosts()[1:]:
        await loop.create_server(lambda: _Connection(answers), host, port, backlog=512)
    print(port, flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1]), int(sys.argv[2])))
