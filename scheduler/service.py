"""``vestnik watch``: one loop, APScheduler as its clock, the schedule itself as data (``source.next_due_at``)."""

from __future__ import annotations

import asyncio
import logging
import math
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from datetime import datetime, timedelta

from crawler.run import CrawlRunner
from crawler.spiders.source import utc_now
from crawler.together import Together
from crawler.verdict import CrawlReport
from scheduler.crawl import HostLocks, crawl_one
from scheduler.crawl_line import log_crawl
from scheduler.deliver import deliver_due, log_outcomes
from scheduler.heart import Heart
from scheduler.jobs import set_jobs, start_clock
from scheduler.notify import Notifier
from scheduler.records import Begin, Setup
from scheduler.refusals import Refusals, note_refusal
from scheduler.signals import listen
from sources import Source
from storage.errors import StoreError
from storage.lease import process_owner
from storage.patience import FOR_EVER
from storage.thread import StoreThread

log = logging.getLogger("vestnik.watch")

_STOP_S = 7.5
"""From SIGTERM to leaving crawls behind that do not end: systemd and containers kill after 10."""
_LAST_WAIT_S = 5.0
"""From SIGTERM to giving up a database server that is away: crawls then end without it, as in a worker."""
_FEW = 4
"""Crawls that may begin in every tick, however few sources there are."""


class Service:
    """Crawls sources when they are due and delivers alerts, until told to stop."""

    def __init__(
        self,
        setup: Setup,
        *,
        clock: Callable[[], datetime] = utc_now,
        tick_s: float = 15.0,
        load: Callable[[], Setup] | None = None,
        begin: Begin | None = None,
        notifier: Notifier | None = None,
    ) -> None:
        """``load`` reads the configuration anew, for a reload, in a thread of its own; ``begin`` takes the place of
        crawling here (a queue)."""
        self.setup = setup
        self.clock = clock
        self.ready, self.stop = asyncio.Event(), asyncio.Event()
        self._tick_s, self._load = tick_s, load
        self._begin = begin or self._crawl_in_turn
        self._notifier = notifier or Notifier({})
        self._locks, self._places = HostLocks(), asyncio.Semaphore(setup.concurrency)
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._still_due = Together(self._are_due, company=lambda: len(self._tasks))
        self._refusals = Refusals()
        self._runners: list[CrawlRunner] = []
        self._busy: Counter[CrawlRunner] = Counter()
        self._reloading = asyncio.Lock()
        self._sending, self._more_to_send = asyncio.Lock(), False
        self._stop_sending = threading.Event()
        self._resting: dict[str, datetime] = {}
        self._ticked = 0.0

    @property
    def runner(self) -> CrawlRunner:
        """What crawls under the configuration in force. Crawls begun before a reload end under the one before."""
        return self._runners[-1]

    async def run(self) -> None:
        """Serve until ``stop`` is set or the process gets SIGINT or SIGTERM; out within ten seconds."""
        listen(stop=self.stop.set, reload=self._reload_soon, bounded=True)
        async with AsyncExitStack() as stack:
            # Two stores, for as long as the service lives: a slow mail server must not keep a crawl waiting.
            database = self.setup.database_url
            opening = asyncio.to_thread(StoreThread, database, patience_s=FOR_EVER)
            self.store = await stack.enter_async_context(await opening)
            opening = asyncio.to_thread(StoreThread, database, patience_s=FOR_EVER)
            self.outbox = await stack.enter_async_context(await opening)
            await self.store.call("enter_service", process_owner(), now=self.clock())
            self._clock = start_clock(tick=self.tick, tick_s=self._tick_s, note=self._note)
            await self._take(self.setup)
            self._clock.resume()
            heart = Heart(self.clock, on_beat=self._beat, on_step=self._clock_was_set)
            beating = asyncio.create_task(heart.run())
            log.info("watching %d sources", len(self.setup.catalogue))
            self._notifier.ready(self.status())
            self.ready.set()
            try:
                await self.stop.wait()
            finally:
                self._notifier.stopping()
                self._stop_sending.set()
                self._clock.pause()
                asyncio.get_running_loop().call_later(_LAST_WAIT_S, self._wait_no_longer)
                await self._stop_crawls()
                self._clock.shutdown(wait=False)
                beating.cancel()
                self._wait_no_longer()
                await self._leave()
        log.info("stopped")

    def _wait_no_longer(self) -> None:
        self.store.wait_no_longer()
        self.outbox.wait_no_longer()

    async def _leave(self) -> None:
        try:
            await self.store.call("leave_service", process_owner())
        except StoreError as error:  # whoever looks sees that the process is gone
            log.warning("the end could not be written down: %s", error)

    def status(self) -> str:
        """What the service does, in one line."""
        crawling = sum(len(runner.active) for runner in self._runners)
        return f"watching {len(self.setup.catalogue)} sources, crawling {crawling}, {len(self._tasks)} lined up"

    async def _take(self, setup: Setup) -> None:
        """Work by this setup from now on. Crawls under way go on under the one before."""
        for error in setup.catalogue.errors:  # its source stays as it was while its file is broken
            log.error("%s", error)
            key = error.path.stem if error.path is not None else ""
            if key in self.setup.catalogue.sources:
                setup.catalogue.sources[key] = self.setup.catalogue.sources[key]
        for problem in setup.schedule.problems:
            log.error("%s; the rule is left out", problem)
        watched = [source for source in setup.catalogue if source.enabled]
        shortest = min((setup.schedule.timing(source).shortest_s for source in watched), default=math.inf)
        await self.store.call("register_sources", watched)
        if not setup.catalogue.errors:  # a source whose file is broken today is not gone
            living = setup.living or {source.key for source in watched}
            await self.store.call("retire_sources", living, now=self.clock())
        await self.store.call(setup.schedule.align, watched, self.clock())
        set_jobs(self._clock, setup, deliver=self.deliver)
        if setup.concurrency != self.setup.concurrency:
            self._places = asyncio.Semaphore(setup.concurrency)
        self.setup, self._spread_s = setup, min(setup.catch_up_s, shortest)
        self._busy = +self._busy  # those in use
        self._runners = [runner for runner in self._runners if runner in self._busy]
        self._runners.append(CrawlRunner(setup.settings, self.store, clock=self.clock, plan=setup.schedule.plan))

    async def tick(self) -> None:
        """Line up the crawls that are due, the most urgent first, and no more at a time than lets all of them begin
        within the time for catching up. Each begins when its hosts and a place are free."""
        now = self.clock()
        resting = self._refusals.resting(now)
        sources = self.setup.catalogue.sources
        waiting = {
            key: source
            for key, source in sources.items()
            if source.enabled and key not in self._tasks and key not in resting
        }
        due = await self.store.call(self.setup.schedule.due, waiting, now)
        at_once = max(_FEW, math.ceil(len(sources) * self._tick_s / self._spread_s))
        for key in due[:at_once]:
            if key not in self._tasks and not self.stop.is_set():
                self._tasks[key] = asyncio.create_task(self._crawl(waiting[key]))
        self._ticked = asyncio.get_running_loop().time()
        self._notifier.status(self.status())

    async def _crawl(self, source: Source) -> None:
        try:
            report = await self._begin(source)
            if report is not None and report.run_id == 0:
                await self._not_begun(source, report)
            elif report is not None:
                self._refusals.forget(source.key)
                log_crawl(log, report)
        except Exception as error:
            if self._refusals.add(source.key, repr(error), now=self.clock()):
                log.exception("%s: the crawl failed", source.key)
            return
        finally:
            self._tasks.pop(source.key, None)
        if report is not None and report.counts.get("alerts"):
            await self.deliver()

    async def _crawl_in_turn(self, source: Source) -> CrawlReport | None:
        """Crawl when the source's hosts and then a place are free: who waits for a host takes no place from others, nor
        does who has nothing new. None where there is nothing to do any more by then."""
        runner = self.runner
        self._busy[runner] += 1  # from here on it is to be told of the end, whatever is loaded meanwhile
        try:
            async with self._locks.hold(source), runner.polls.places:
                current = self.setup.catalogue.sources.get(source.key)
                if current is None or not await self._still_due(current) or self.stop.is_set():
                    return None
                return await crawl_one(current, runner, after=self.setup.after_crawl, places=self._places)
        finally:
            self._busy[runner] -= 1

    async def _are_due(self, sources: Sequence[Source]) -> list[bool]:
        due = await self.store.call(self.setup.schedule.due, {source.key: source for source in sources}, self.clock())
        return [source.key in due for source in sources]

    async def _not_begun(self, source: Source, report: CrawlReport) -> None:
        """A crawl that could not even begin is put off, longer each time, and said once."""
        now, hint = self.clock(), report.hint or report.verdict
        if report.verdict == "interrupted":
            return
        if self._refusals.add(source.key, hint, now=now):
            log.warning("%s: the crawl could not begin: %s", source.key, hint)
        if report.verdict == "failed" and not self.stop.is_set():
            until = self._refusals.until(source.key)
            await note_refusal(self.store, source.key, hint, now=now, until=until)

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
                    deliver_due, self.setup.channels, clock=self.clock, resting=self._resting, stop=self._stop_sending
                )
                log_outcomes(log, outcomes)

    async def reload(self) -> None:
        """Read the configuration anew. What cannot be read changes nothing, and is said in the log and in the store."""
        if self._load is None:
            return
        async with self._reloading:
            self._notifier.reloading()
            problem = None
            try:
                setup = await asyncio.to_thread(self._load)
                if setup.database_url != self.setup.database_url:
                    problem = "another database needs a new start of the service"
                else:
                    await self._take(setup)
            except Exception as error:  # whatever is wrong with it: the old one works
                problem = f"{error}" or repr(error)
            if problem is None:
                log.info("the configuration was read anew: watching %d sources", len(self.setup.catalogue))
            else:
                log.error("the configuration was not taken, the one before stays in force: %s", problem)
            await self.store.call("note_loaded", process_owner(), now=self.clock(), problem=problem)
            self._notifier.ready(self.status() if problem is None else f"configuration not taken: {problem}")

    def _reload_soon(self) -> None:
        self._reload_task = asyncio.ensure_future(self.reload())

    async def _note(self) -> None:
        await self.store.call("note_service", process_owner(), now=self.clock())

    def _beat(self) -> None:
        """Tell systemd that the loop lives: its ticks come to an end, or wait for a server, and none hangs."""
        late = asyncio.get_running_loop().time() - self._ticked if self._ticked else 0.0
        if late < max(8 * self._tick_s, 300.0) or self.store.waits:
            self._notifier.alive()

    async def _clock_was_set(self, step: timedelta) -> None:
        """The wall's clock has jumped: the jobs' next times are taken anew, and so are those of the sources, where
        they were planned by a clock that ran ahead."""
        log.warning("the system's clock was set %s by %s", "on" if step > timedelta(0) else "back", abs(step))
        for job in self._clock.get_jobs():
            job.reschedule(job.trigger)
        watched = [source for source in self.setup.catalogue if source.enabled]
        anew = await self.store.call(self.setup.schedule.align, watched, self.clock(), step)
        if anew:
            log.info("%d sources were planned anew", len(anew))

    async def _stop_crawls(self) -> None:
        tasks = list(self._tasks.values())
        try:
            async with asyncio.timeout(_STOP_S):
                await asyncio.gather(*(runner.stop() for runner in self._runners))
                await asyncio.gather(*tasks, return_exceptions=True)
        except TimeoutError:
            log.warning("%d crawls did not end in time; the next start goes on where they were", len(tasks))
