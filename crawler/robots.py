"""robots.txt by RFC 9309: kept for a day, over all crawls and processes; its errors; its Crawl-delay."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import build_from_crawler

from crawler.failures import words_of
from crawler.spiders.source import SourceSpider
from crawler.turns import HostClosedError, RobotsUnreachableError
from storage.hosts import HostState

KEPT_FOR = timedelta(hours=24)
"""RFC 9309, 2.4."""
MAX_BYTES = 500 * 1024
"""RFC 9309, 2.5: what lies behind the first 500 KiB need not be read."""
LONGEST_CRAWL_DELAY_S = 60.0


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's, with the rules of RFC 9309 (2.3.1): 4xx and endless redirects allow everything, a server error or no
    answer at all closes the site until it is back; and a robots.txt is asked for once a day, not once a crawl."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._learning: dict[str, tuple[float, asyncio.Future[RobotParser | None]]] = {}

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules of the request's host. Raises RobotsUnreachableError, HostPausedError, HostBudgetError."""
        netloc, now = urlparse_cached(request).netloc, time.monotonic()
        since, learning = self._learning.get(netloc, (0.0, None))
        if learning is None or now - since > KEPT_FOR.total_seconds():  # a backfill may take days
            learning = asyncio.ensure_future(self._learn(request, netloc))
            self._learning[netloc] = now, learning
        return await learning

    async def _learn(self, request: Request, netloc: str) -> RobotParser | None:
        spider = self.crawler.spider
        if not isinstance(spider, SourceSpider):  # Scrapy's own shell and fetch: no store to keep anything in
            return self._parsed(*await self._fetched(request))
        known: HostState = await spider.store.call("host_state", netloc, now=spider.clock())
        if known.robots_at is not None and timedelta(0) <= spider.clock() - known.robots_at < KEPT_FOR:
            status, body = known.robots_status or 200, known.robots_body or b""
        else:
            status, body = await self._fetched(request)
            if status < 500 and status != 429:
                await spider.store.call("save_robots", netloc, status=status, body=body, now=spider.clock())
        parser = self._parsed(status, body)
        await self.crawler.signals.send_catch_log_async(
            signal=signals.robots_parsed, robotparser=parser, request=request
        )
        return parser

    async def _fetched(self, request: Request) -> tuple[int, bytes]:
        """Status and text of a host's robots.txt, from the net; redirects are followed as for any page."""
        parts = urlparse_cached(request)
        asked = Request(
            f"{parts.scheme}://{parts.netloc}/robots.txt",
            priority=self.DOWNLOAD_PRIORITY,
            meta={"dont_obey_robotstxt": True},
            callback=NO_CALLBACK,
        )
        self._stats.inc_value("robotstxt/request_count")
        try:
            response = await self.crawler.engine.download_async(asked)
        except HostClosedError:
            raise
        except IgnoreRequest:  # it leads to another host, or nowhere: as if there were none
            return 404, b""
        except Exception as error:
            raise RobotsUnreachableError(f"robots.txt: {words_of(error, asked.url)}") from error
        if response.status >= 500:
            raise RobotsUnreachableError(
                f"robots.txt answered {response.status}: nothing is asked for until it is back"
            )
        return response.status, response.body[:MAX_BYTES] if response.status == 200 else b""

    def _parsed(self, status: int, body: bytes) -> RobotParser:
        self._stats.inc_value(f"robotstxt/response_status_count/{status}")
        parser: RobotParser = build_from_crawler(self._parserimpl, self.crawler, body)
        return parser


class CrawlDelay:
    """Apply robots.txt's Crawl-delay, which Scrapy parses and ignores: the host's delay is never shorter."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        crawler.signals.connect(self.robots_parsed, signal=signals.robots_parsed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CrawlDelay:
        """Made anew for each crawl."""
        return cls(crawler)

    def robots_parsed(self, robotparser: Any, request: Request) -> None:
        """Raise the delay of the request's download slot to what robots.txt asks for."""
        asked = robotparser.crawl_delay(self.crawler.settings["ROBOTSTXT_USER_AGENT"]) or 0.0
        asked = min(float(asked), LONGEST_CRAWL_DELAY_S)
        downloader = self.crawler.engine.downloader
        _, slot = downloader._get_slot(request)
        if asked > slot.delay:
            slot.delay = asked
            self.crawler.stats.max_value("vestnik/crawl_delay_s", asked)
