"""Write every crawl down: opened as a run, closed with its verdict, whoever started it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Coroutine
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, NotConfigured
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from crawler.spiders.source import SourceSpider
from crawler.turns import turns_of
from crawler.verdict import CrawlReport, judge_crawl
from storage.errors import SourceBusy, StoreError
from storage.lease import process_owner
from storage.records import ArticleItem

_log = logging.getLogger(__name__)


class RunRecorder:
    """Begins the run when the spider opens and finishes it, after the last item is stored, when it closes."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._marks: list[asyncio.Future[None]] = []
        self._latencies: list[float] = []
        self._began = time.monotonic()
        crawler.signals.connect(self.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(self.spider_closed, signal=signals.spider_closed)
        crawler.signals.connect(self.spider_error, signal=signals.spider_error)
        crawler.signals.connect(self.item_error, signal=signals.item_error)
        crawler.signals.connect(self.response_received, signal=signals.response_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RunRecorder:
        """Made anew for each crawl. Raises NotConfigured for Scrapy's own shell and fetch, which crawl no source."""
        if not issubclass(crawler.spidercls, SourceSpider):
            raise NotConfigured
        return cls(crawler)

    async def spider_opened(self, spider: SourceSpider) -> None:
        """Register the source and open its run. A crawl whose run cannot be opened (another process crawls the source,
        the database is gone) is not begun. What a poll has begun is open already."""
        if spider.handed_over is not None:
            spider.report.run_id = spider.handed_over.run_id
            return
        try:
            await spider.store.call("register_sources", [spider.source])
            spider.report.run_id = await spider.store.call(
                "begin_run", spider.source.key, now=spider.clock(), worker=process_owner()
            )
        except StoreError as error:
            spider.report.verdict = "stopped" if isinstance(error, SourceBusy) else "failed"
            spider.report.hint = str(error)
            raise CloseSpider("not_begun") from error

    def spider_error(self, failure: Failure, response: Response, spider: SourceSpider) -> None:
        """A fault of our own in reading a page: counted, never silent, and the page is asked for again ever later."""
        self._broken(spider, response.meta.get("address"), f"a page could not be read: {failure.value!r}")

    def item_error(self, item: ArticleItem, failure: Failure, spider: SourceSpider) -> None:
        """A fault of our own in handling an article."""
        self._broken(spider, item.address, f"an article could not be handled: {failure.value!r}")

    def response_received(self, response: Response, request: Request) -> None:
        """How long the site took to begin its answer (seconds)."""
        latency = request.meta.get("download_latency")
        if isinstance(latency, float) and not response.url.endswith("/robots.txt"):
            self._latencies.append(latency)

    def _broken(self, spider: SourceSpider, address: str | None, words: str) -> None:
        spider.count("errors")
        spider.problem("error", words[:300])
        if address:
            mark: Coroutine[Any, Any, None] = spider.store.call(
                "mark_page", address, state="failed", note=words[:500], now=spider.clock()
            )
            self._marks.append(asyncio.ensure_future(mark))

    async def spider_closed(self, spider: SourceSpider, reason: str) -> None:
        """Judge the crawl, write the verdict and when the source is due again."""
        report, now = spider.report, spider.clock()
        await asyncio.gather(*self._marks, return_exceptions=True)
        try:
            await turns_of(spider.store).release(spider.number, clock=spider.clock)
        except StoreError as error:  # the leases run out by themselves
            _log.warning("%s: its hosts could not be given back: %s", spider.source.key, error)
        try:
            if report.run_id:
                await self._finish(spider, report, now, reason)
        finally:
            await spider.release_store()

    async def _finish(self, spider: SourceSpider, report: CrawlReport, now: datetime, reason: str) -> None:
        report.counts, report.problems = spider.counts(), dict(spider.problems)
        report.counts["duration_ms"] = round((time.monotonic() - self._began) * 1000)
        if self._latencies:
            report.counts["latency_ms"] = round(median(self._latencies) * 1000)
        if spider.backfill:
            report.counts["backfill"] = 1
        report.verdict, report.hint = judge_crawl(
            report.counts, spider.problems, reason, min_items=0 if spider.backfill else spider.source.min_items
        )
        told = await spider.article_pages.reader.close(now, learn=reason != "shutdown")
        report.hint = report.hint or told  # a site that has changed is worth a word even where all went well
        wait = self.crawler.stats.get_value("vestnik/retry_after_s")
        report.retry_after_s = float(wait) if wait else None
        if wait:
            report.counts["retry_after_s"] = round(float(wait))
        report.delay_s = float(self.crawler.stats.get_value("vestnik/crawl_delay_s") or 0) or None
        due = await self._next_due(spider, report, now)
        await spider.store.call(  # the report is whole by now, whatever the database says to it
            "finish_run",
            report.run_id,
            now=now,
            verdict=report.verdict,
            counts=report.counts,
            hint=report.hint,
            problems=report.problems,
            next_due_at=due,
        )

    async def _next_due(self, spider: SourceSpider, report: CrawlReport, now: datetime) -> datetime:
        """When the source is due again. A walk back in time says nothing of that: what is new is looked for at once."""
        if spider.plan is not None and not spider.backfill:
            return await spider.store.call(spider.plan, spider.source, report, now)
        every = 0 if spider.backfill else spider.source.every
        return now + timedelta(seconds=max(float(every), report.retry_after_s or 0.0))


class Feeds:
    """Scrapy's feeds, where the command names one (``-O``); loaded only then."""

    @staticmethod
    def from_crawler(crawler: Crawler) -> object:
        """Their exporter. Raises NotConfigured where none is named."""
        if not crawler.settings.getdict("FEEDS"):
            raise NotConfigured
        from crawler.feeds import ArticleFeeds

        return ArticleFeeds.from_crawler(crawler)
