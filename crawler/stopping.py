"""What a crawl that is stopped still waits for: what was asked is finished, what was not asked yet is let go."""

from __future__ import annotations

from scrapy.core.engine import ExecutionEngine

from crawler.spiders.source import SourceSpider
from crawler.turns import HostClosedError, turns_of


class CrawlStoppedError(HostClosedError):
    """The crawl was stopped before this was asked for."""


def let_go(engine: ExecutionEngine) -> None:
    """Take the requests that wait for their delay, their host's turn or the end of a pause out of an engine that is
    being closed. Their pages stay as they are, to be asked for by the next crawl. May be called again and again: what
    waits for robots.txt comes to the line only after it.
    """
    if engine._slot is not None:
        for request in engine._slot.inprogress:
            request.errback = None  # it says nothing of the page or the way in
    for slot in engine.downloader.slots.values():
        while slot.queue:
            _, waiting = slot.queue.popleft()
            waiting.errback(CrawlStoppedError("the crawl was stopped"))
    if isinstance(engine.spider, SourceSpider) and engine.spider.store is not None:
        turns_of(engine.spider.store).end(engine.spider.number)
