"""What a monitoring system asks a running service: Prometheus metrics, ``/healthz`` and ``/readyz`` on a local port.

Crawls are counted as they end; what stands in the database is asked for when the metrics are. A thread of its own
serves, so that a loop that hangs is told and not part of the silence.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from crawler.verdict import CrawlReport
from sources import Source
from storage.errors import StoreError
from storage.store import Store
from storage.thread import StoreThread
from vestnik.errors import UserError

log = logging.getLogger("vestnik.metrics")

_PING_S = 1.0
HANGS_S = 30.0
"""A loop that has not answered for so long is told as not alive."""
_CLIENT_S = 5.0
_COUNTED = ("new", "edited", "flagged")


class Metrics:
    """The metrics of one process, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        own = self.registry
        self._crawls = Counter("vestnik_crawls", "Crawls that ended, by verdict.", ["verdict"], registry=own)
        self._articles = Counter("vestnik_articles", "Articles by what became of them.", ["outcome"], registry=own)
        self._requests = Counter("vestnik_requests", "Requests to sites.", registry=own)
        self._bytes = Counter("vestnik_response_bytes", "Bytes received from sites.", registry=own)
        buckets = (0.1, 0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3600)
        self._duration = Histogram("vestnik_crawl_seconds", "How long crawls take.", buckets=buckets, registry=own)
        self.lag = Gauge("vestnik_loop_lag_seconds", "How late the service's loop answers.", registry=own)

    async def after_crawl(self, _store: StoreThread, _source: Source, report: CrawlReport) -> None:
        """Count one crawl: a ``scheduler.records.AfterCrawl``."""
        self.count(report)

    def count(self, report: CrawlReport) -> None:
        """Count one crawl."""
        counts = report.counts
        self._crawls.labels(report.verdict).inc()
        for outcome in _COUNTED:
            self._articles.labels(outcome).inc(counts.get(outcome, 0))
        self._requests.inc(counts.get("requests", 0))
        self._bytes.inc(counts.get("bytes", 0))
        if "duration_ms" in counts:
            self._duration.observe(counts["duration_ms"] / 1000)


class StoredMetrics:
    """What stands in the database, asked for at each scrape: a Prometheus collector. One scrape at a time."""

    def __init__(self, database_url: str, clock: Callable[[], datetime]) -> None:
        self._url, self._clock = database_url, clock
        self._store: Store | None = None
        self._lock = threading.Lock()

    def collect(self) -> Iterator[Metric]:
        """Prometheus's question. Where the database cannot be read, ``vestnik_database_up`` is 0 and the rest is
        missing."""
        with self._lock:
            try:
                found = list(self._ask())
            except StoreError as error:
                log.warning("metrics: %s", error)
                self.close()
                found = []
        yield GaugeMetricFamily("vestnik_database_up", "Whether the database can be read.", value=int(bool(found)))
        yield from found

    def why_not_ready(self) -> str | None:
        """Why the database cannot be read, None where it can."""
        with self._lock:
            try:
                self._open().schema_version()
            except StoreError as error:
                self.close()
                return str(error)
        return None

    def close(self) -> None:
        """Close the store; the next question opens it again."""
        if self._store is not None:
            self._store.close()
            self._store = None

    def _open(self) -> Store:
        if self._store is None:
            self._store = Store.open(self._url, create=False)
        return self._store

    def _ask(self) -> Iterator[Metric]:
        store = self._open()
        alerts = GaugeMetricFamily("vestnik_alerts", "Outbox rows.", labels=["channel", "state"])
        for (channel, state), number in store.alert_counts().items():
            alerts.add_metric([channel, state], number)
        sources = GaugeMetricFamily("vestnik_sources", "Sources, by how they fare.", labels=["health"])
        for state, number in store.health_counts().items():
            sources.add_metric([state], number)
        yield alerts
        yield sources
        backlog = store.due_count(self._clock())
        yield GaugeMetricFamily("vestnik_due_backlog", "Sources that are due and not crawled yet.", value=backlog)


@asynccontextmanager
async def serving_metrics(
    metrics: Metrics,
    host: str,
    port: int,
    database_url: str,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    *,
    trouble: Callable[[], str | None] = lambda: None,
) -> AsyncIterator[int]:
    """Serve the metrics while the block runs; the port that is served (``port`` 0 takes a free one). UserError where
    the port cannot be had. ``trouble`` says why the service is not alive though its loop answers, called in another
    thread."""
    stored = StoredMetrics(database_url, clock)
    metrics.registry.register(stored)
    pulse = _Pulse(asyncio.get_running_loop(), metrics.lag)
    try:
        server = _Server((host, port), metrics, stored, pulse, trouble)
    except OSError as error:
        raise UserError(f"metrics.port: {host}:{port} cannot be served: {error.strerror or error}") from None
    threads = [
        threading.Thread(target=server.serve_forever, args=(0.2,), name="metrics", daemon=True),
        threading.Thread(target=pulse.run, name="metrics-pulse", daemon=True),
    ]
    for thread in threads:
        thread.start()
    served = int(server.server_address[1])
    log.info("metrics at http://%s:%d/metrics", host, served)
    try:
        yield served
    finally:
        pulse.over.set()
        server.shutdown()
        server.server_close()
        stored.close()


class _Pulse:
    """Asks the loop every second for a sign of life, from a thread of its own."""

    def __init__(self, loop: asyncio.AbstractEventLoop, lag: Gauge) -> None:
        self.over = threading.Event()
        self._loop, self._lag = loop, lag
        self._answered = time.monotonic()

    def silent_s(self) -> float:
        """Seconds since the loop's last answer."""
        return time.monotonic() - self._answered

    def run(self) -> None:
        while not self.over.wait(_PING_S):
            try:
                self._loop.call_soon_threadsafe(self._answer, time.monotonic())
            except RuntimeError:  # the loop is closed
                return

    def _answer(self, asked: float) -> None:
        self._answered = time.monotonic()
        self._lag.set(self._answered - asked)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(
        self,
        address: tuple[str, int],
        metrics: Metrics,
        stored: StoredMetrics,
        pulse: _Pulse,
        trouble: Callable[[], str | None],
    ) -> None:
        self.metrics, self.stored, self.pulse, self.trouble = metrics, stored, pulse, trouble
        super().__init__(address, _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        log.debug("metrics: a client went away", exc_info=True)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    server_version = "Vestnik"
    sys_version = ""
    timeout = _CLIENT_S

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/metrics":
            self._send(200, CONTENT_TYPE_LATEST, generate_latest(self.server.metrics.registry))
        elif path in ("/healthz", "/readyz"):
            problem = self._problem(ready=path == "/readyz")
            self._send(503 if problem else 200, "text/plain; charset=utf-8", f"{problem or 'ok'}\n".encode())
        else:
            self._send(404, "text/plain; charset=utf-8", b"/metrics, /healthz or /readyz\n")

    def _problem(self, *, ready: bool) -> str | None:
        silent = self.server.pulse.silent_s()
        if silent > HANGS_S:
            return f"the loop has not answered for {silent:.0f} s"
        if problem := self.server.trouble():
            return problem
        return "the database cannot be read" if ready and self.server.stored.why_not_ready() else None

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        log.debug(format, *args)
