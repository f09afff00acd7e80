"""Crawl many sources in one loop: several at once, never two on the same host, each reported when it ends."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import datetime
from typing import Any
from weakref import WeakValueDictionary

from scrapy.settings import Settings

from crawler.addresses import host_name
from crawler.run import CrawlRunner
from crawler.spiders.backfill import Backfill
from crawler.spiders.source import SourceSpider, utc_now
from crawler.together import Together
from crawler.verdict import CrawlReport
from scheduler.records import AfterCrawl, NoProgress, Progress
from scheduler.schedule import Schedule
from scheduler.signals import listen
from sources import Source
from storage import Store
from storage.thread import StoreThread

log = logging.getLogger("vestnik.crawl")

_LOOK_EVERY_S = 0.25
_LINED_UP = 1000
"""Sources that wait for their hosts and a place at a time: a bound on memory, far above the places."""
_STOP_S = 8.0
"""From the signal to leaving crawls behind that do not end: the process must be out within ten seconds."""


class HostLocks:
    """One lock a host, over all crawls of the process: two sources on one host take turns. It lasts for as long as
    somebody holds it or waits for it."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def hold(self, source: Source) -> AsyncIterator[None]:
        """Hold the locks of all hosts the source's ways in stand on (always in the same order: no deadlock)."""
        hosts = sorted({host_name(entry.url) for entry in source.entries})
        held: list[asyncio.Lock] = []
        try:
            for host in hosts:
                lock = self._locks.setdefault(host, asyncio.Lock())
                await lock.acquire()
                held.append(lock)
            yield
        finally:
            for lock in reversed(held):
                lock.release()


async def crawl_one(
    source: Source,
    runner: CrawlRunner,
    *,
    recheck: bool = False,
    backfill: Backfill | None = None,
    after: Sequence[AfterCrawl] = (),
    places: AbstractAsyncContextManager[object] | None = None,
) -> CrawlReport:
    """One crawl and what is done after it: the one way a crawl is run, by hand, by the service or by a worker. It ends
    with a poll where that shows that nothing has changed; else it waits for one of ``places``. Who calls it holds the
    source's hosts (``HostLocks``), and, of many sources, one of ``runner.polls.places``."""
    polled = None if recheck or backfill else await runner.poll(source)
    if isinstance(polled, CrawlReport):
        report = polled
    else:
        async with runner.polls.waiting.keep(polled), places or nullcontext():
            report = await runner.crawl(source, recheck=recheck, backfill=backfill, handed_over=polled)
    if report.run_id:
        for look in after:
            try:
                await look(runner.store, source, report)
            except Exception:
                log.exception("%s: what follows a crawl failed", source.key)
    return report


async def crawl_sources(
    sources: Sequence[Source],
    runner: CrawlRunner,
    *,
    concurrency: int = 8,
    recheck: bool = False,
    backfill: Backfill | None = None,
    after: Sequence[AfterCrawl] = (),
    progress: Progress | None = None,
    stop: asyncio.Event | None = None,
    wanted: Callable[[Source], Awaitable[bool]] | None = None,
) -> list[CrawlReport]:
    """Crawl each source once, ``concurrency`` at a time; the reports come in the order of the sources. Those with
    nothing new need no crawl to know, and take no place (``crawler.polls``).

    ``wanted`` is asked when a source's turn comes; one that is not wanted any more is not crawled, and not reported.

    One source's failure never touches another. When ``stop`` is set, running crawls end as "interrupted" and the
    others are not begun (and not reported).
    """
    if not sources:
        return []
    shown = progress or NoProgress()
    stopping = stop or asyncio.Event()
    places, locks, lined_up = asyncio.Semaphore(concurrency), HostLocks(), _LinedUp(sources)

    async def one(source: Source) -> CrawlReport | None:
        async with locks.hold(source), runner.polls.places:
            if stopping.is_set() or (wanted is not None and not await wanted(source)):
                return None
            shown.start(source.key, source.name)
            report = await crawl_one(source, runner, recheck=recheck, backfill=backfill, after=after, places=places)
            _update(shown, source.key, report.counts)
            shown.finish(source.key, report.verdict, report.hint)
            return report

    async def end_when_told() -> None:
        await stopping.wait()
        await runner.stop()

    ender, watcher = asyncio.create_task(end_when_told()), asyncio.create_task(_show(runner, shown))
    waiting, everything = asyncio.create_task(stopping.wait()), asyncio.create_task(lined_up.run(one, stopping))
    try:
        await asyncio.wait([waiting, everything], return_when=asyncio.FIRST_COMPLETED)
        if stopping.is_set():  # a site that accepts and never answers must not hold the process
            await lined_up.wait(timeout_s=_STOP_S)
    finally:
        for task in (waiting, ender, watcher, everything):
            task.cancel()
    return lined_up.reports()


class _LinedUp:
    """The crawls of many sources on their way, and of those that have ended the reports only: there may be many
    thousands."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = sources
        self._reports: list[CrawlReport | None] = [None] * len(sources)
        self._tasks: dict[asyncio.Task[CrawlReport | None], int] = {}
        self._room = asyncio.Semaphore(_LINED_UP)

    async def run(
        self, crawl: Callable[[Source], Coroutine[Any, Any, CrawlReport | None]], stopping: asyncio.Event
    ) -> None:
        """Begin source after source until told to stop, and wait for all that were begun."""
        for number, source in enumerate(self._sources):
            await self._room.acquire()
            if stopping.is_set():
                break
            task = asyncio.create_task(crawl(source))
            self._tasks[task] = number
            task.add_done_callback(self._ended)
        await self.wait()

    async def wait(self, timeout_s: float | None = None) -> None:
        """Until all that were begun have ended, or for so long."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=timeout_s)

    def reports(self) -> list[CrawlReport]:
        """The reports in the order of the sources; what still runs was cut short. Raises what a crawl raised."""
        for task, number in self._tasks.items():
            self._reports[number] = task.result() if task.done() else _cut_short(self._sources[number])
        return [report for report in self._reports if report is not None]

    def _ended(self, task: asyncio.Task[CrawlReport | None]) -> None:
        self._room.release()
        if not task.cancelled() and task.exception() is None:
            self._reports[self._tasks.pop(task)] = task.result()


def _cut_short(source: Source) -> CrawlReport:
    return CrawlReport(source.key, verdict="interrupted", hint="its site did not answer while the crawl was stopped")


async def _show(runner: CrawlRunner, progress: Progress) -> None:
    while True:
        await asyncio.sleep(_LOOK_EVERY_S)
        for key, crawler in runner.active.items():
            spider = crawler.spider if crawler._stats is not None else None
            if isinstance(spider, SourceSpider):
                _update(progress, key, spider.counts())


def _update(progress: Progress, key: str, counts: dict[str, int]) -> None:
    progress.update(
        key,
        requests=counts.get("requests", 0),
        pages=counts.get("pages", 0),
        new=counts.get("new", 0),
        edited=counts.get("edited", 0),
        flagged=counts.get("flagged", 0),
        rejected=counts.get("rejected", 0),
        total_hint=max(counts.get("found", 0), counts.get("pages", 0)) or None,
    )


async def crawl_once(
    sources: Sequence[Source],
    *,
    settings: Settings,
    database_url: str,
    clock: Callable[[], datetime] = utc_now,
    concurrency: int = 8,
    recheck: bool = False,
    backfill: Backfill | None = None,
    schedule: Schedule | None = None,
    due: bool = False,
    after: Sequence[AfterCrawl] = (),
    progress: Progress | None = None,
    living: Collection[str] | None = None,
) -> list[CrawlReport]:
    """A whole crawl by itself: opens the store, crawls (or walks back in time, ``backfill``), stops cleanly on Ctrl-C
    or SIGTERM, closes the store.

    ``schedule`` says when each is due again; with ``due`` only those are crawled that are still due when their turn
    comes, for another process may crawl them meanwhile. ``living`` are the keys of all sources there are, where the
    caller knows them: what waits under any other key goes to the source that finds it next. Raises StoreError where
    the database cannot be used; a second signal ends the process at once.
    """
    stop = asyncio.Event()
    store = await asyncio.to_thread(StoreThread, database_url)
    try:
        with_signals = listen(stop=stop.set)
        try:
            if living is not None:
                await store.call("retire_sources", living, now=clock())
            runner = CrawlRunner(settings, store, clock=clock, plan=schedule.plan if schedule else None)

            async def still_due(asked: Sequence[Source]) -> list[bool]:
                keys = await store.call(Store.due_sources, clock(), len(asked), {source.key for source in asked})
                return [source.key in keys for source in asked]

            return await crawl_sources(
                sources,
                runner,
                concurrency=concurrency,
                recheck=recheck,
                backfill=backfill,
                after=after,
                progress=progress,
                stop=stop,
                wanted=Together(still_due, company=lambda: len(sources)) if due else None,
            )
        finally:
            for number in with_signals:
                asyncio.get_running_loop().remove_signal_handler(number)
    finally:
        await asyncio.to_thread(store.close)
