"""``vestnik watch``: one loop, APScheduler as its clock, the schedule itself as data (``source.next_due_at``)."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Sequence
from datetime import datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger
from scrapy.settings import Settings

from alerts.records import Channel
from crawler.run import CrawlRunner
from crawler.spiders.source import utc_now
from scheduler.crawl import HostLocks
from scheduler.deliver import deliver_due
from sources import Catalogue, Source
from storage.thread import StoreThread

log = logging.getLogger("vestnik.watch")

_STOP_S = 9.0
"""From SIGTERM to the end of the process: systemd and containers kill after 10."""


class Service:
    """Crawls sources when they are due and delivers alerts, until told to stop."""

    def __init__(
        self,
        catalogue: Catalogue,
        channels: Sequence[Channel],
        *,
        settings: Settings,
        database_url: str,
        clock: Callable[[], datetime] = utc_now,
        concurrency: int = 8,
        tick_s: float = 15.0,
        deliver_s: float = 30.0,
    ) -> None:
        self.catalogue = catalogue
        self.channels = channels
        self.database_url = database_url
        self.clock = clock
        self.concurrency = concurrency
        self.stop = asyncio.Event()
        self._tick_s, self._deliver_s = tick_s, deliver_s
        self._settings = settings
        self._locks = HostLocks()
        self._running: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Serve until ``stop`` is set or the process gets SIGINT or SIGTERM; out within ten seconds."""
        self.store = await asyncio.to_thread(StoreThread, self.database_url)
        await self.store.call("register_sources", [s for s in self.catalogue if s.enabled])
        self.runner = CrawlRunner(self._settings, self.store, clock=self.clock)
        self._listen()
        clock = AsyncIOScheduler(timezone="UTC")
        one_at_a_time = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
        clock.add_job(self.tick, IntervalTrigger(seconds=self._tick_s), next_run_time=self.clock(), **one_at_a_time)
        clock.add_job(self.deliver, IntervalTrigger(seconds=self._deliver_s), **one_at_a_time)
        clock.start()
        log.info("watching %d sources", len(self.catalogue))
        try:
            await self.stop.wait()
        finally:
            clock.pause()
            await self._stop_crawls()
            clock.shutdown(wait=False)
            await asyncio.to_thread(self.store.close)
            log.info("stopped")

    async def tick(self) -> None:
        """Begin the crawls that are due, as far as there are places free."""
        free = self.concurrency - len(self._running)
        if free <= 0 or self.stop.is_set():
            return
        keys = self.catalogue.sources.keys() - self._running.keys()
        due: list[str] = await self.store.call("due_sources", self.clock(), free, keys)
        for key in due:
            source = self.catalogue.sources[key]
            if source.enabled:
                self._running[key] = asyncio.create_task(self._crawl(source))

    async def _crawl(self, source: Source) -> None:
        try:
            async with self._locks.hold(source):
                if self.stop.is_set():
                    return
                report = await self.runner.crawl(source)
            counts = report.counts
            log.info(
                "%s %s: %d new, %d edited, %d flagged, %d requests%s",
                source.key, report.verdict, counts.get("new", 0), counts.get("edited", 0), counts.get("flagged", 0),
                counts.get("requests", 0), f" ({report.hint})" if report.hint else "",
            )  # fmt: skip
            if counts.get("alerts"):
                await self.deliver()
        except Exception:
            log.exception("%s: the crawl failed", source.key)
        finally:
            self._running.pop(source.key, None)

    async def deliver(self) -> None:
        """Send what is due, off the loop: a slow mail server delays no crawl."""
        outcomes = await asyncio.to_thread(deliver_due, self.database_url, self.channels, clock=self.clock)
        for outcome in outcomes:
            log.log(
                logging.INFO if outcome.state == "sent" else logging.WARNING,
                "%s: %d alerts %s%s", outcome.channel, outcome.alerts, outcome.state,
                f": {outcome.error}" if outcome.error else "",
            )  # fmt: skip

    async def _stop_crawls(self) -> None:
        tasks = list(self._running.values())
        try:
            async with asyncio.timeout(_STOP_S):
                await self.runner.stop()
                await asyncio.gather(*tasks, return_exceptions=True)
        except TimeoutError:
            log.warning("%d crawls did not end in time; the next start goes on where they were", len(tasks))

    def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            try:
                loop.add_signal_handler(number, self.stop.set)
            except (ValueError, RuntimeError, NotImplementedError):  # not the main thread, or Windows
                return
