"""Politeness beyond Scrapy's own: a host's turn before every request, and hosts that ask us to wait."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware as ScrapyRetryMiddleware
from scrapy.http import Request, Response

from crawler.addresses import host_name
from crawler.downloading import Downloader
from crawler.spiders.source import SourceSpider
from crawler.turns import LONGEST_WAIT_S, turns_of

_LONGEST_PAUSE = timedelta(days=1)


def retry_after_s(value: bytes | str | None, now: datetime) -> float | None:
    """Seconds to wait by a Retry-After header (RFC 9110, 10.2.3: seconds or a date), or None where there is none.

    Bounded to a day: a host cannot switch itself off for ever by one header.
    """
    if not value:
        return None
    text = value.decode("latin-1") if isinstance(value, bytes) else value
    text = text.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), _LONGEST_PAUSE.total_seconds())
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max(moment - now, timedelta(0)), _LONGEST_PAUSE).total_seconds()


def pause_asked(response: Response, now: datetime) -> float | None:
    """Seconds for which an answer asks to leave its host alone: 429 always does, 503 only with a Retry-After."""
    if response.status not in (429, 503):
        return None
    wait = retry_after_s(response.headers.get("Retry-After"), now)
    return 60.0 if wait is None and response.status == 429 else wait


class PoliteHandler(Downloader):
    """The downloader of http and https, which waits for the host's turn before it sends anything: the one place
    every request passes, robots.txt, redirects and retries among them."""

    async def download_request(self, request: Request) -> Response:
        """Download in the host's turn. Raises HostPausedError and HostBudgetError beside what Scrapy's raises."""
        spider = self.crawler.spider
        if not isinstance(spider, SourceSpider):  # Scrapy's own shell and fetch
            return await super().download_request(request)
        if spider.handed_over is not None and (answer := spider.handed_over.take(request)) is not None:
            return answer.to(request)
        slot = self.crawler.engine.downloader.slots.get(request.meta.get("download_slot", ""))
        turn = turns_of(spider.store).turn(
            host_name(request.url),
            user=spider.number,
            delay_s=slot.delay if slot is not None else 0.0,
            slowest_s=float(request.meta.get("download_timeout") or 0.0),
            budget=self.crawler.settings.getint("VESTNIK_DAILY_REQUESTS"),
            clock=spider.clock,
        )
        async with turn:
            return await super().download_request(request)


class HostPauseMiddleware:
    """Honour 429 and 503 with Retry-After: short pauses are waited out for the whole host, long ones end the crawl."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> HostPauseMiddleware:
        """Made anew for each crawl."""
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response | Request:
        """Note the pause a 429 or 503 asks for, and try the same page once more after it."""
        spider = self.crawler.spider
        if not isinstance(spider, SourceSpider):
            return response
        wait = pause_asked(response, spider.clock())
        if wait is None:  # of a 503, an ordinary temporary error: RetryMiddleware's
            return response
        await turns_of(spider.store).pause(host_name(request.url), wait, clock=spider.clock)
        self.crawler.stats.max_value("vestnik/retry_after_s", int(wait))
        tries = request.meta.get("pause_times", 0)
        if wait > LONGEST_WAIT_S or tries >= 2:
            return response
        again = request.replace(dont_filter=True)
        again.meta["pause_times"] = tries + 1
        return again


class RetryMiddleware(ScrapyRetryMiddleware):
    """Scrapy's, except that a page which a paused host refused is left to HostPauseMiddleware."""

    def process_response(self, request: Request, response: Response, spider: Any = None) -> Request | Response:
        """Retry temporary server errors; never a page whose host named its own pause."""
        if response.status == 503 and response.headers.get("Retry-After"):
            return response
        return super().process_response(request, response)
