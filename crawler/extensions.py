"""Write every crawl down: opened as a run, closed with its verdict, whoever started it."""

from __future__ import annotations

import os
import socket
from datetime import timedelta
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.crawler import Crawler

from crawler.verdict import judge_crawl

if TYPE_CHECKING:
    from crawler.spiders.source import SourceSpider


def worker_name() -> str:
    """This process, for the run's record: host/pid."""
    return f"{socket.gethostname()}/{os.getpid()}"


class RunRecorder:
    """Begins the run when the spider opens and finishes it, after the last item is stored, when it closes."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        crawler.signals.connect(self.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(self.spider_closed, signal=signals.spider_closed)
        crawler.signals.connect(self.spider_error, signal=signals.spider_error)
        crawler.signals.connect(self.item_error, signal=signals.item_error)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RunRecorder:
        """Made anew for each crawl."""
        return cls(crawler)

    async def spider_opened(self, spider: SourceSpider) -> None:
        """Register the source and open its run."""
        await spider.store.call("register_sources", [spider.source])
        spider.report.run_id = await spider.store.call(
            "begin_run", spider.source.key, now=spider.clock(), worker=worker_name()
        )

    def spider_error(self, failure: object, spider: SourceSpider) -> None:
        """A fault of our own in reading a page: counted, never silent."""
        spider.count("errors")
        spider.problem("error", f"a page could not be read: {getattr(failure, 'value', failure)!r}"[:300])

    def item_error(self, failure: object, spider: SourceSpider) -> None:
        """A fault of our own in storing an article."""
        spider.count("errors")
        spider.problem("error", f"an article could not be stored: {getattr(failure, 'value', failure)!r}"[:300])

    async def spider_closed(self, spider: SourceSpider, reason: str) -> None:
        """Judge the crawl, write the verdict and when the source is due again."""
        report, now = spider.report, spider.clock()
        report.counts = spider.counts()
        report.verdict, report.hint = judge_crawl(
            report.counts, spider.problems, reason, min_items=spider.source.min_items
        )
        wait = self.crawler.stats.get_value("vestnik/retry_after_s")
        report.retry_after_s = float(wait) if wait else None
        every = self.crawler.settings["VESTNIK_EVERY_S"] or spider.source.every
        due = now + timedelta(seconds=max(float(every), report.retry_after_s or 0.0))
        await spider.store.call(
            "finish_run",
            report.run_id,
            now=now,
            verdict=report.verdict,
            counts=report.counts,
            hint=report.hint,
            next_due_at=due,
        )
        await spider.release_store()
