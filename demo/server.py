"""One local HTTP server with all replica sites, by host name. ``python -m demo.server --port 8765`` serves by hand."""

from __future__ import annotations

import argparse
import contextlib
import socket
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from http.server import ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any

from demo.campus import build_sites
from demo.days import midnight
from demo.faults import FaultBoard
from demo.gold import gold_articles
from demo.handler import ReplicaHandler
from demo.items import make_item
from demo.log import LoggedRequest, RequestLog
from demo.news import Story
from demo.records import Block, GoldArticle, Item
from demo.sites.base import Site, with_words
from demo.source_files import write_source
from demo.wire import Response

_NUMBERS = ("first", "status", "bytes_per_second", "megabytes")


def utc_now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


class _Server(ThreadingHTTPServer):
    """Knows its open connections, so that a stopped server does not go on answering those that clients keep alive."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], handler: type[ReplicaHandler]) -> None:
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(address, handler)

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        with self._lock:
            self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: socket.socket | tuple[bytes, socket.socket], client_address: Any) -> None:
        # A client that goes away in mid-request is what crawlers and their tests do: no traceback for that.
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)

    def drop_connections(self) -> None:
        """Cut every open connection; the threads that serve them end by themselves."""
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):  # closed by its client in this very moment
                    connection.shutdown(socket.SHUT_RDWR)


class ReplicaServer:
    """The replica sites on 127.0.0.1. A context manager; every instance has fresh sites of its own.

    ``port`` 0 takes a free one. ``clock`` is the servers' present: articles after it are not out yet, and the site
    "relative" counts its days back from it. ``build`` makes the sites: those of the campus, or others.
    """

    def __init__(
        self,
        port: int = 0,
        clock: Callable[[], datetime] = utc_now,
        build: Callable[[datetime], Mapping[str, Site]] = build_sites,
    ) -> None:
        self.clock = clock
        self.faults = FaultBoard()
        self.requests = RequestLog()
        self.sites: Mapping[str, Site] = build(clock())
        self.by_host = {f"{site.facts.host}.localhost": site for site in self.sites.values()}
        handler = type("Handler", (ReplicaHandler,), {"replica": self})
        self._server = _Server(("127.0.0.1", port), handler)
        self.port: int = self._server.server_address[1]
        self._thread: threading.Thread | None = None

    def __enter__(self) -> ReplicaServer:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Serve in a thread of its own. The port is taken already when the server is made."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Stop serving, let hanging requests go and free the port."""
        self.faults.clear()
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._thread = None
        self._server.server_close()
        self._server.drop_connections()

    def base(self, site: Site) -> str:
        """Scheme, host and port of a site."""
        return f"http://{site.facts.host}.localhost:{self.port}"

    def site(self, site_key: str) -> Site:
        """The site of that source key. KeyError names the keys there are."""
        if site_key not in self.sites:
            raise KeyError(f"no replica site {site_key!r}: there are {', '.join(self.sites)}")
        return self.sites[site_key]

    def url(self, site_key: str, path: str = "/") -> str:
        """A full address on one of the sites."""
        return self.base(self.site(site_key)) + path

    def write_sources(self, folder: Path) -> list[Path]:
        """Write one source file a site into the folder, for this server's port."""
        return [
            write_source(folder, site.source(self.base(site)), site.entries(self.base(site)))
            for site in self.sites.values()
        ]

    def gold(self) -> list[GoldArticle]:
        """What a faithful reader must find on the sites as they are now."""
        return gold_articles(self.sites, self.base, self.clock())

    @property
    def log(self) -> list[LoggedRequest]:
        """All requests since the start or the last ``reset_log``, without those to the controls."""
        return self.requests.entries()

    @property
    def in_flight_max(self) -> dict[str, int]:
        """By host, the greatest number of requests that were being answered at once."""
        return self.requests.most_in_flight()

    def reset_log(self) -> None:
        """Forget the requests so far."""
        self.requests.reset()

    def set_fault(self, options: Mapping[str, str]) -> None:
        """Set a fault from the texts of a query. Raises KeyError, TypeError or ValueError for bad ones."""
        values: dict[str, str | int | bool] = dict(options)
        site, kind = str(values.pop("site")), str(values.pop("kind"))
        for name in _NUMBERS:
            if name in values:
                values[name] = int(values[name])
        if "empty" in values:
            values["empty"] = values["empty"] not in ("", "0", "false")
        self.faults.set(self.site(site).facts.key, kind, **values)  # type: ignore[arg-type] # a wrong name is a TypeError

    def edit(self, site_key: str, path: str, *, find: str, replace: str, where: str = "body") -> None:
        """Change words of one article (``where``: "body" or "title"). ValueError where there are no such words."""
        site = self.site(site_key)
        with site.lock:
            item = site.find(path, self.clock())
            if item is None:
                raise ValueError(f"{site_key}: no article at {path}")
            if not with_words(item, find, replace, where):
                raise ValueError(f"{site_key}: {path}: the {where} does not contain {find!r}")
            item.changed = self.clock()

    def publish(
        self,
        site_key: str,
        *,
        title: str,
        body: Sequence[str],
        grade: int = 0,
        why: str = "published by hand",
        rubric: str | None = None,
        day: date | None = None,
    ) -> GoldArticle:
        """Publish one new article on top of a site, today (by the site's zone) or on an earlier day."""
        site, now = self.site(site_key), self.clock()
        local = now.astimezone(site.facts.zone)
        relative = site.facts.newest is None
        at = midnight(day or local.date(), site.facts.zone) if day or relative else local.replace(microsecond=0)
        with site.lock:
            label = rubric or site.items[0].rubric
            number = max(item.number for item in site.items) + 1
            story = Story(f"published-{site_key}-{number}", grade, False, why, {"en": "news"}, {})
            blocks = [Block("p", paragraph) for paragraph in body]
            item = make_item(site.facts, number=number, title=title, blocks=blocks, at=at, rubric=label, story=story)
            item.rubric_slug = site.items[0].rubric_slug
            site.add(item)
            site.changed_at = now
        return next(gold for gold in self.gold() if gold.site == site_key and gold.path == item.path)

    def unpublish(self, site_key: str, path: str) -> None:
        """Take an article away: it leaves the listings and its address answers 404. ValueError if there is none."""
        site = self.site(site_key)
        with site.lock:
            item: Item | None = site.find(path, self.clock())
            if item is None:
                raise ValueError(f"{site_key}: no article at {path}")
            site.items.remove(item)
            site.changed_at = self.clock()

    def elsewhere(self, host: str) -> Response:
        """The answer for a host that is none of the sites: the table of sites, or a parked domain."""
        if host in ("localhost", "127.0.0.1"):
            links = "".join(f'<li><a href="{self.base(s)}/">{s.facts.key}</a></li>' for s in self.sites.values())
            return Response(f"<!DOCTYPE html><title>Replica sites</title><ul>{links}</ul>".encode())
        return Response(b"<!DOCTYPE html><title>Parked</title><h1>This domain is for sale</h1>")


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m demo.server", description="Serve the replica university sites.")
    parser.add_argument("--port", type=int, default=8765)
    port = parser.parse_args(arguments).port
    try:
        server = ReplicaServer(port)
    except OSError as error:
        parser.exit(1, f"cannot listen on 127.0.0.1:{port}: {error.strerror}; choose another --port\n")
    with server:
        for key in server.sites:
            print(f"{key:12} {server.url(key)}")
        print("Ctrl-C stops.")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
