"""The end of a process that crawls a share of the sources: its order and its life line on standard input, what it has
to tell on standard output, a JSON object a line."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from io import RawIOBase
from typing import Any

from crawler.verdict import CrawlReport
from scheduler.notify import Notifier
from scheduler.signals import ask_to_stop, bound_end
from sources import Source
from storage.thread import StoreThread

_NOT_BEGUN = 130


class Link:
    """Talks to the process that started this one. ``send`` may be called from any thread."""

    def __init__(self, reading: RawIOBase, writing: RawIOBase) -> None:
        self._reading, self._writing = reading, writing
        self._lock = threading.Lock()

    @classmethod
    def take(cls) -> Link:
        """On this process's standard input and output. What else is printed goes to standard error from now on."""
        # Unbuffered: a thread that waits in a buffered reader is a fatal error at the interpreter's end.
        reading = os.fdopen(os.dup(sys.stdin.fileno()), "rb", buffering=0)
        writing = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        return cls(reading, writing)

    def order(self) -> dict[str, Any] | None:
        """What this process is to do: the first line. None where the other end is gone before it had said it."""
        line = self._reading.readline()
        order: dict[str, Any] | None = json.loads(line) if line.endswith(b"\n") else None
        return order

    def send(self, about: str, **words: Any) -> None:
        """Tell something. Where nobody listens any more, this process is about to be told to stop."""
        line = json.dumps({"about": about, **words}).encode() + b"\n"
        with self._lock:
            try:
                while line:  # a signal may end the writing of a long one early
                    line = line[self._writing.write(line) or 0 :]
            except BrokenPipeError:
                return

    def follow(self) -> None:
        """Stop, from now on, as at SIGTERM when the other end closes the line, which its death does, too: within ten
        seconds, also where the loop hangs."""
        threading.Thread(target=self._follow, name="life line", daemon=True).start()

    def _follow(self) -> None:
        while self._reading.readline():
            continue
        bound_end()
        if not ask_to_stop():
            os._exit(_NOT_BEGUN)


class LinkProgress:
    """Tells how crawls go: a ``scheduler.records.Progress``. Without ``live`` only their beginnings and ends."""

    def __init__(self, link: Link, *, live: bool) -> None:
        self._link, self._live = link, live
        self._last: dict[str, dict[str, int | None]] = {}

    def start(self, source_key: str, name: str) -> None:
        """A crawl begins."""
        self._link.send("start", key=source_key, name=name)

    def update(self, source_key: str, **counts: int | None) -> None:
        """The counts so far; the same again are not told twice."""
        if counts == self._last.get(source_key):
            return
        self._last[source_key] = counts
        if self._live:
            self._link.send("update", key=source_key, counts=counts)

    def finish(self, source_key: str, verdict: str, hint: str | None) -> None:
        """A crawl has ended."""
        self._link.send("update", key=source_key, counts=self._last.pop(source_key, {}))
        self._link.send("finish", key=source_key, verdict=verdict, hint=hint)


class LinkNotifier(Notifier):
    """Tells the process that started this one what systemd is to know of them all, and which sources are its share."""

    def __init__(self, link: Link, keys: Callable[[], Sequence[str]]) -> None:
        super().__init__({})
        self._link, self._keys = link, keys

    def ready(self, status: str) -> None:
        """This share is being crawled, or goes on after a reload."""
        self._link.send("share", keys=self._keys())
        self._link.send("ready", status=status)

    def reloading(self) -> None:
        """The configuration is being read again."""
        self._link.send("reloading")

    def status(self, status: str) -> None:
        """One line for people."""
        self._link.send("status", status=status)

    def alive(self) -> None:
        """A sign of life."""
        self._link.send("alive")

    def stopping(self) -> None:
        """This process ends."""
        self._link.send("stopping")


class LinkCrawls:
    """Tells how each crawl went, for the metrics of all processes: ``after_crawl`` is a
    ``scheduler.records.AfterCrawl``."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def after_crawl(self, _store: StoreThread, _source: Source, report: CrawlReport) -> None:
        """Tell the verdict and the counts of one crawl."""
        self._link.send("crawl", **told_of(report))


def told_of(report: CrawlReport) -> dict[str, Any]:
    """A report as it is told: key, verdict and counts."""
    return {"key": report.source_key, "verdict": report.verdict, "counts": report.counts}


def report_of(told: Mapping[str, Any]) -> CrawlReport:
    """The report that was told."""
    return CrawlReport(told["key"], verdict=told["verdict"], counts=dict(told["counts"]))
