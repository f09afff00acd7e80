"""Polls: most sources, most times, have nothing new, and one conditional request is all that is needed to know.

A poll asks what the source's crawl would ask first, and records what that crawl would have recorded; many polls share
each word to the store. Whatever else comes than "unchanged" is handed over to the crawl itself, as if it had asked: no
page is asked for twice, and what an answer means is decided in one place.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import cast

from scrapy.crawler import Crawler
from scrapy.settings import Settings

from crawler.collector import Collector
from crawler.downloading import response_of
from crawler.handed_over import HandedOver, Waiting
from crawler.http_records import Came, NoAnswerError
from crawler.one_poll import Poll, record
from crawler.politeness import pause_asked
from crawler.poll_plan import Ask, PollPlanner, robots_host
from crawler.poll_sender import PollSender
from crawler.spiders.source import Plan, next_number
from crawler.together import Together
from crawler.turns import LEASE, turns_of
from crawler.verdict import CrawlReport, judge_crawl
from sources import Source
from storage import Store
from storage.errors import StoreError
from storage.hosts import HostState
from storage.lease import process_owner
from storage.polls import NewPoll, PollState
from storage.thread import StoreThread

log = logging.getLogger(__name__)

AT_ONCE = 64
"""Polls at the same time, each one request: more than crawls, of which each asks again and again."""


class Polls:
    """All polls of one runner. Belongs to the loop's own thread. Who polls many sources at a time holds one of
    ``places`` for each, until the crawl that a poll may make necessary has ended: it holds answers meanwhile, in
    ``waiting.keep``."""

    def __init__(
        self, settings: Settings, store: StoreThread, clock: Callable[[], datetime], plan: Plan | None
    ) -> None:
        self._store, self._clock, self._plan = store, clock, plan
        self._sender = PollSender(settings, store, clock)
        self._planner = PollPlanner(settings, self._sender, clock)
        self._rechecks = settings.getint("VESTNIK_RECHECK_LIMIT") > 0
        self.places = asyncio.Semaphore(AT_ONCE)
        self.waiting = Waiting(store, clock)
        self._under_way = 0
        self._asking: set[asyncio.Task[object]] = set()
        self._stopped: set[asyncio.Task[object]] = set()
        self.stopping = False
        self._lease = max(LEASE, timedelta(seconds=2 * settings.getfloat("DOWNLOAD_TIMEOUT")))
        self._states = Together(self._look, company=self._company)
        self._begin = Together(self._open, company=self._company)
        self._finish = Together(self._close, company=self._company)

    @property
    def crawler(self) -> Crawler:
        """A crawler of these settings that never crawls."""
        return self._sender.crawler

    def _company(self) -> int:
        return self._under_way

    async def poll(self, source: Source) -> CrawlReport | HandedOver | None:
        """Poll one source. Its report where nothing has changed; what its crawl is to go on with where something has;
        None where no poll will do (``poll_plan``) or can begin. Never raises for what a site does."""
        self._under_way += 1
        try:
            poll = await self._prepared(source)
            return None if poll is None else await self._run(poll)
        except StoreError:  # the crawl says so
            return None
        except Exception:  # one source's fault is not the others'
            log.exception("%s could not be polled, and is crawled", source.key)
            return None
        finally:
            self._under_way -= 1

    async def _prepared(self, source: Source) -> Poll | None:
        state, robots = await self._states(source)
        Collector.set_aside("poll")
        asks = self._planner.plan(source, state, robots)
        if asks is None or self.stopping:
            return None
        return await self._begin(Poll(source, asks, next_number(), self._clock(), time.monotonic()))

    async def _run(self, poll: Poll) -> CrawlReport | HandedOver:
        if self.stopping:
            return await self.interrupt(poll.source, poll.handed_over(), poll.counts())
        task = cast("asyncio.Task[object]", asyncio.current_task())
        self._asking.add(task)
        try:
            unchanged = await self._ask(poll)
        except asyncio.CancelledError:
            if task not in self._stopped:
                raise
            if task.uncancel():  # by somebody else, too
                raise
            return await self.interrupt(poll.source, poll.handed_over(), poll.counts())
        except Exception:  # its run is open and its hosts are held: a crawl goes on with them, and gives them back
            log.exception("%s: its poll broke off", poll.source.key)
            return poll.handed_over()
        finally:
            self._asking.discard(task)
            self._stopped.discard(task)
        if not unchanged:
            return poll.handed_over()
        try:
            return await self._finish(poll)
        except Exception as error:
            log.exception("%s: its poll could not be written down", poll.source.key)
            return CrawlReport(poll.source.key, verdict="failed", hint=f"the poll could not be written down: {error}")

    async def _ask(self, poll: Poll) -> bool:
        """Ask way after way, in the pace of their hosts; whether all are unchanged. Stops at the first that is not."""
        asked: dict[str, float] = {}
        for ask in poll.asks:
            host, delay_s = ask.target.host, ask.delay_s
            if (rest := asked.get(host, 0.0) + delay_s - time.monotonic()) > 0:
                await asyncio.sleep(rest)
            try:
                came = await self._sender.send(
                    ask.target, number=poll.number, delay_s=delay_s, verify_tls=poll.source.verify_tls
                )
            except NoAnswerError as error:
                log.debug("%s: %s", poll.source.key, error)
                return False
            except Exception as error:  # whatever it is, the crawl has words for it
                poll.came.append(error)
                return False
            asked[host] = time.monotonic()
            poll.came.append(came)
            if came.status in (429, 503):
                await self._pause(ask, came)
            try:
                row = ask.unchanged(came, self._sender.unpacked, self._clock())
            except Exception:  # what cannot be unpacked, the crawl is told of by the same answer
                return False
            if row is None:
                return False
            poll.rows.append(row)
        return True

    async def _pause(self, ask: Ask, came: Came) -> None:
        """The host may ask for it; the crawl may never begin."""
        if (pause := pause_asked(response_of(ask.target.url, came), self._clock())) is not None:
            await turns_of(self._store).pause(ask.target.host, pause, clock=self._clock)

    async def interrupt(
        self, source: Source, begun: HandedOver | None, counts: Mapping[str, int] | None = None
    ) -> CrawlReport:
        """What was stopped before its end, or before its crawl: written down as interrupted where its run is open."""
        report = CrawlReport(source.key, begun.run_id if begun else 0, counts=dict(counts or {}))
        report.verdict, report.hint = judge_crawl(report.counts, {}, "shutdown")
        if begun is not None:
            await turns_of(self._store).release(begun.number, clock=self._clock)
            values = {"verdict": report.verdict, "counts": report.counts, "hint": report.hint}
            await self._store.call("finish_run", begun.run_id, now=self._clock(), **values)
        return report

    def stop(self) -> None:
        """Begin no more polls; those that wait for an answer end as "interrupted"."""
        self.stopping = True
        for asking in self._asking - self._stopped:
            self._stopped.add(asking)
            asking.cancel()

    async def _look(self, sources: list[Source]) -> Sequence[tuple[PollState | None, dict[str, HostState]]]:
        keys = {source.key for source in sources}
        names = {robots_host(entry.url) for source in sources for entry in source.entries}
        states, robots = await self._store.call(
            Store.poll_states, keys, names, now=self._clock(), rechecks=self._rechecks
        )
        return [(states.get(source.key), robots) for source in sources]

    async def _open(self, polls: list[Poll]) -> Sequence[Poll | None]:
        now, turns = self._clock(), turns_of(self._store)
        slowest = max(ask.delay_s for poll in polls for ask in poll.asks)
        until = now + self._lease + timedelta(seconds=2 * slowest)
        wanted = [NewPoll(poll.source.key, {ask.target.host for ask in poll.asks}) for poll in polls]
        begun = await self._store.call(Store.begin_polls, wanted, now=now, until=until, worker=process_owner())
        for poll, new in zip(polls, wanted, strict=True):
            if poll.source.key in begun.runs:
                poll.run_id = begun.runs[poll.source.key]
                turns.adopt({name: begun.hosts[name] for name in new.hosts}, user=poll.number, now=now, until=until)
        return [poll if poll.run_id else None for poll in polls]

    async def _close(self, polls: list[Poll]) -> Sequence[CrawlReport]:
        now, turns, reports = self._clock(), turns_of(self._store), []
        for poll in polls:
            report = CrawlReport(poll.source.key, poll.run_id, counts=poll.counts())
            report.verdict, report.hint = judge_crawl(report.counts, {}, "finished", min_items=poll.source.min_items)
            report.delay_s = max((ask.crawl_delay_s or 0.0 for ask in poll.asks), default=0.0) or None
            reports.append(report)
        notes = [note for poll in polls for note in turns.leave(poll.number, now)]
        await self._store.call(record, polls, reports, notes, self._plan, now)
        for report in reports:  # there may be many thousands of them
            report.counts = Counter({name: number for name, number in report.counts.items() if number})
        return reports
