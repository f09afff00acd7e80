"""``vestnik watch``: one loop, APScheduler as its clock, the schedule itself as data (``source.next_due_at``)."""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from datetime import datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger
from scrapy.settings import Settings

from alerts.records import Channel, DeliveryOutcome
from crawler.run import CrawlRunner
from crawler.spiders.source import utc_now
from crawler.verdict import CrawlReport
from scheduler.crawl import HostLocks, crawl_one
from scheduler.deliver import deliver_due
from scheduler.records import AfterCrawl, Begin, Job
from scheduler.refusals import Refusals
from sources import Catalogue, Source
from storage.lease import process_owner
from storage.thread import StoreThread

log = logging.getLogger("vestnik.watch")

_STOP_S = 8.5
"""From SIGTERM to leaving crawls behind that do not end: systemd and containers kill after 10."""


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
        begin: Begin | None = None,
        after_crawl: Sequence[AfterCrawl] = (),
        jobs: Sequence[Job] = (),
    ) -> None:
        """``begin`` takes the place of crawling here (a queue); ``after_crawl`` look at every report; ``jobs`` are done
        by the same clock."""
        self.catalogue = catalogue
        self.channels = channels
        self.database_url = database_url
        self.clock = clock
        self.stop = asyncio.Event()
        self._tick_s, self._deliver_s = tick_s, deliver_s
        self._settings = settings
        self._begin, self._after_crawl, self._jobs = begin or self._crawl_in_turn, after_crawl, jobs
        self._locks, self._places = HostLocks(), asyncio.Semaphore(concurrency)
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._refusals = Refusals()
        self._sending, self._more_to_send = asyncio.Lock(), False
        self._stop_sending = threading.Event()
        self._resting: dict[str, datetime] = {}

    async def run(self) -> None:
        """Serve until ``stop`` is set or the process gets SIGINT or SIGTERM; out within ten seconds."""
        async with AsyncExitStack() as stack:
            # Two stores, for as long as the service lives: a slow mail server must not keep a crawl waiting.
            self.store = await stack.enter_async_context(await asyncio.to_thread(StoreThread, self.database_url))
            self.outbox = await stack.enter_async_context(await asyncio.to_thread(StoreThread, self.database_url))
            await self._register()
            self.runner = CrawlRunner(self._settings, self.store, clock=self.clock)
            self._listen()
            clock = self._start_clock()
            log.info("watching %d sources", len(self.catalogue))
            try:
                await self.stop.wait()
            finally:
                self._stop_sending.set()
                clock.pause()
                await self._stop_crawls()
                clock.shutdown(wait=False)
        log.info("stopped")

    async def _register(self) -> None:
        watched = [source for source in self.catalogue if source.enabled]
        await self.store.call("register_sources", watched)
        if not self.catalogue.errors:  # a source whose file is broken today is not gone
            await self.store.call("retire_sources", {source.key for source in watched}, now=self.clock())

    def _start_clock(self) -> AsyncIOScheduler:
        clock = AsyncIOScheduler(timezone="UTC")
        one_at_a_time = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
        clock.add_job(self.tick, IntervalTrigger(seconds=self._tick_s), next_run_time=self.clock(), **one_at_a_time)
        clock.add_job(self.deliver, IntervalTrigger(seconds=self._deliver_s), **one_at_a_time)
        for job in self._jobs:
            clock.add_job(job.work, job.trigger, id=job.name, name=job.name, **one_at_a_time)
        clock.start()
        return clock

    async def tick(self) -> None:
        """Line up the crawls that are due. Each begins when its hosts and a place are free."""
        now = self.clock()
        keys = {key for key, source in self.catalogue.sources.items() if source.enabled and key not in self._tasks}
        keys -= self._refusals.resting(now)
        due: list[str] = await self.store.call("due_sources", now, len(keys), keys)
        for key in due:
            if key not in self._tasks and not self.stop.is_set():
                self._tasks[key] = asyncio.create_task(self._crawl(self.catalogue.sources[key]))

    async def _crawl(self, source: Source) -> None:
        try:
            report = await self._begin(source)
            if report is not None and report.run_id == 0:
                await self._not_begun(source, report)
            elif report is not None:
                self._refusals.forget(source.key)
                _log_report(report)
        except Exception as error:
            if self._refusals.add(source.key, repr(error), now=self.clock()):
                log.exception("%s: the crawl failed", source.key)
            return
        finally:
            self._tasks.pop(source.key, None)
        if report is not None and report.counts.get("alerts"):
            await self.deliver()

    async def _crawl_in_turn(self, source: Source) -> CrawlReport | None:
        """Crawl when the source's hosts and then a place are free: who waits for a host takes no place from others.
        None where there is nothing to do any more by then."""
        async with self._locks.hold(source), self._places:
            if self.stop.is_set() or not await self.store.call("due_sources", self.clock(), 1, {source.key}):
                return None
            return await crawl_one(source, self.runner, after=self._after_crawl)

    async def _not_begun(self, source: Source, report: CrawlReport) -> None:
        """A crawl that could not even begin is put off, longer each time, and said once."""
        now, hint = self.clock(), report.hint or report.verdict
        if self._refusals.add(source.key, hint, now=now):
            log.warning("%s: the crawl could not begin: %s", source.key, hint)
        if report.verdict == "failed" and not self.stop.is_set():
            run_id: int = await self.store.call("begin_run", source.key, now=now, worker=process_owner())
            await self.store.call(
                "finish_run",
                run_id,
                now=now,
                verdict="failed",
                counts={},
                hint=hint,
                next_due_at=self._refusals.until(source.key),
            )

    async def deliver(self) -> None:
        """Send what is due, off the loop: a slow mail server delays no crawl. Asked for while it sends, it looks once
        more afterwards."""
        self._more_to_send = True
        if self._sending.locked():
            return
        async with self._sending:
            while self._more_to_send and not self.stop.is_set():
                self._more_to_send = False
                outcomes = await self.outbox.call(
                    deliver_due, self.channels, clock=self.clock, resting=self._resting, stop=self._stop_sending
                )
                _log_outcomes(outcomes)

    async def _stop_crawls(self) -> None:
        tasks = list(self._tasks.values())
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


def _log_report(report: CrawlReport) -> None:
    counts = report.counts
    log.info(
        "%s %s: %d new, %d edited, %d flagged, %d requests%s",
        report.source_key, report.verdict, counts.get("new", 0), counts.get("edited", 0), counts.get("flagged", 0),
        counts.get("requests", 0), f" ({report.hint})" if report.hint else "",
    )  # fmt: skip


def _log_outcomes(outcomes: Sequence[DeliveryOutcome]) -> None:
    for outcome in outcomes:
        log.log(
            logging.INFO if outcome.state == "sent" else logging.WARNING,
            "%s: %d alerts %s%s", outcome.channel, outcome.alerts, outcome.state,
            f": {outcome.error}" if outcome.error else "",
        )  # fmt: skip
