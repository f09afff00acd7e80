"""Run one source's crawl inside a running asyncio loop, and the loop itself."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any, TypeVar, cast

import crawler.quick_imports  # noqa: F401 (before whatever imports Scrapy)

# isort: split
from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.settings import Settings
from scrapy.utils.reactor import install_reactor, is_reactor_installed

from crawler.guard import install_resolver
from crawler.handed_over import HandedOver
from crawler.heap import give_back, release
from crawler.loader import spider_for
from crawler.polls import Polls
from crawler.spiders.backfill import Backfill
from crawler.spiders.source import Plan, SourceSpider, utc_now
from crawler.stopping import let_go
from crawler.turns import turns_of
from crawler.verdict import CrawlReport
from sources import Source
from storage.thread import StoreThread

T = TypeVar("T")
_GRACE_S = 8.0
_LOOK_EVERY_S = 0.05


class CrawlRunner:
    """Runs crawls in one process and stops them. All methods belong to the loop's own thread. ``plan`` says when a
    source is due again; without it each is after its own ``every``."""

    def __init__(
        self,
        settings: Settings,
        store: StoreThread,
        *,
        clock: Callable[[], datetime] = utc_now,
        plan: Plan | None = None,
    ) -> None:
        self._runner = AsyncCrawlerRunner(settings)
        self.store = store
        self.polls = Polls(settings, store, clock, plan)
        self._clock, self._plan = clock, plan
        self._resolver_installed = False
        self.active: dict[str, Crawler] = {}

    async def poll(self, source: Source) -> CrawlReport | HandedOver | None:
        """Ask a source the little that shows whether anything is new (``crawler.polls``): its report where nothing is,
        what ``crawl`` is to be given where something is, None where a whole crawl is needed to know."""
        self._guard()
        return await self.polls.poll(source)

    async def crawl(
        self,
        source: Source,
        *,
        recheck: bool = False,
        backfill: Backfill | None = None,
        handed_over: HandedOver | None = None,
    ) -> CrawlReport:
        """Crawl one source to its end, or walk it back in time, or go on with what a poll has begun. Never raises for
        what a site does: the report says it. A crawl that could not even start is reported as failed with the
        reason."""
        if self.polls.stopping:
            return await self.polls.interrupt(source, handed_over)
        crawler = self._runner.create_crawler(spider_for(source))
        self._guard()
        self.active[source.key] = crawler
        try:
            # Shielded: a cancelled task would leave a crawl that goes on by itself (seen on 2.19).
            arguments = {"store": self.store, "clock": self._clock, "recheck": recheck, "backfill": backfill}
            arguments |= {"plan": self._plan, "handed_over": handed_over}
            await asyncio.shield(self._runner.crawl(crawler, **arguments))
        except Exception as error:
            if handed_over is not None:
                await turns_of(self.store).release(handed_over.number, clock=self._clock)
            return CrawlReport(source.key, verdict="failed", hint=f"the crawl could not run: {error!r}"[:300])
        finally:
            self.active.pop(source.key, None)
            if not self.active:
                release()
        spider = crawler.spider
        return cast(SourceSpider, spider).report

    def _guard(self) -> None:
        """Refuse private addresses, from the first request of the process on."""
        if not self._resolver_installed:
            install_resolver(self.polls.crawler)
            self._resolver_installed = True

    async def stop(self) -> None:
        """Stop all crawls: pages under way are finished and stored. Bounded: a crawl that is still opening is waited
        for (Scrapy's own stop hangs on it), and given up after a grace time. Polls end at once."""
        self.polls.stop()
        waits = [self._stop_one(key, crawler) for key, crawler in list(self.active.items())]
        await asyncio.gather(*waits, return_exceptions=True)

    async def _stop_one(self, key: str, crawler: Crawler) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + _GRACE_S
        while self.active.get(key) is crawler and loop.time() < deadline:
            engine = crawler._engine
            if engine is not None and engine.running:
                if engine._slot is not None and engine._slot.closing is not None:
                    return  # it ends by itself; Scrapy's stop would end its crawl() before its run is closed
                # Never cancelled: its closing would be given up, and the crawl never end.
                closing = asyncio.ensure_future(crawler.stop_async())
                await asyncio.sleep(0)  # it has begun to close: nothing more is taken from the queue
                while not closing.done() and loop.time() < deadline:
                    let_go(engine)
                    await asyncio.wait([closing], timeout=_LOOK_EVERY_S)
                return
            await asyncio.sleep(_LOOK_EVERY_S)


def run(main: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run a coroutine under Scrapy's reactor and asyncio's loop, which are one; return or raise what it does.

    The first call in a process runs the loop in the caller's thread until the coroutine ends; Twisted allows that
    once. Where the loop already runs in another thread (``start_loop_thread``), the coroutine is run there.
    """
    if _background.loop is not None:
        return asyncio.run_coroutine_threadsafe(main(), _background.loop).result()
    reactor = _install()
    outcome: list[T] = []
    failure: list[BaseException] = []

    async def go() -> None:
        try:
            outcome.append(await main())
        except BaseException as error:  # handed on to the caller below
            failure.append(error)
        finally:
            reactor.stop()

    tasks: list[asyncio.Task[None]] = []
    reactor.callWhenRunning(lambda: tasks.append(asyncio.get_event_loop().create_task(go())))
    reactor.run(installSignalHandlers=False)
    if failure:
        raise failure[0]
    return outcome[0]


class _Background:
    """The loop of ``start_loop_thread``, if it was started."""

    loop: asyncio.AbstractEventLoop | None = None


_background = _Background()


def start_loop_thread() -> None:
    """Run the loop in a thread of its own for the rest of the process: for programs (and tests) that crawl more than
    once and keep their main thread."""
    if _background.loop is not None:
        return
    ready = threading.Event()

    def serve() -> None:
        reactor = _install()
        _background.loop = asyncio.get_event_loop()
        reactor.callWhenRunning(ready.set)
        reactor.run(installSignalHandlers=False)

    threading.Thread(target=serve, name="vestnik-loop", daemon=True).start()
    ready.wait(timeout=10)


def _new_loop() -> asyncio.AbstractEventLoop:
    """uvloop's event loop where it is installed: a crawl costs 7 % less with it than with asyncio's own."""
    try:
        import uvloop
    except ImportError:  # Windows, PyPy
        return asyncio.new_event_loop()
    loop: asyncio.AbstractEventLoop = uvloop.new_event_loop()
    return loop


def _install() -> Any:
    """Twisted's reactor on asyncio's loop. Typed as Any: Twisted types it as a module of several interfaces."""
    if not is_reactor_installed():
        give_back()
        asyncio.set_event_loop(_new_loop())
        install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor

    return reactor
