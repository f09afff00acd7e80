"""Politeness beyond Scrapy's own: Crawl-delay, robots.txt errors by RFC 9309, and hosts that ask us to wait."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware as ScrapyRetryMiddleware
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached

LONGEST_WAIT_S = 20.0
"""A host that asks for a longer pause than this ends the crawl of its source, which is then tried again at its time."""
LONGEST_CRAWL_DELAY_S = 60.0


def retry_after_s(value: bytes | str | None, now: datetime) -> float | None:
    """Seconds to wait by a Retry-After header (RFC 9110, 10.2.3: seconds or a date), or None where there is none.

    Bounded to a day: a host cannot switch itself off for ever by one header.
    """
    if not value:
        return None
    text = value.decode("latin-1") if isinstance(value, bytes) else value
    text = text.strip()
    if text.isdigit():
        return min(float(text[:9]), 86400.0)
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), 86400.0)


class HostPausedError(IgnoreRequest):
    """A host has asked for a pause too long to sit out."""


class HostPauseMiddleware:
    """Honour 429 and 503 with Retry-After: short pauses are waited out for the whole host, long ones end the crawl."""

    def __init__(self, crawler: Crawler, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.crawler = crawler
        self.monotonic = monotonic
        self.paused_until: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> HostPauseMiddleware:
        """Made anew for each crawl."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait until the host's pause is over; raise HostPausedError where that is too long."""
        host = urlparse_cached(request).hostname or ""
        while (wait := self.paused_until.get(host, 0.0) - self.monotonic()) > 0:
            if wait > LONGEST_WAIT_S:
                raise HostPausedError(f"{host} asked us to wait {wait:.0f} s")
            await asyncio.sleep(wait)

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Note the pause a 429 or 503 asks for, and try the same page once more after it."""
        if response.status not in (429, 503):
            return response
        wait = retry_after_s(response.headers.get("Retry-After"), datetime.now(UTC))
        if wait is None and response.status == 503:
            return response  # an ordinary temporary error: RetryMiddleware's
        wait = 60.0 if wait is None else wait
        host = urlparse_cached(request).hostname or ""
        self.paused_until[host] = max(self.paused_until.get(host, 0.0), self.monotonic() + wait)
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


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's, with RFC 9309 (2.3.1.4): a robots.txt that answers with a server error closes the whole site."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        # A traceback for each dead host is no use to anyone: the crawl's verdict names it in one line.
        logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)

        self._unwell: dict[str, int] = {}

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Say what is wrong: a robots.txt that forbids, or one that cannot be had."""
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as error:
            status = self._unwell.get(urlparse_cached(request).netloc)
            if status is None:
                raise
            raise IgnoreRequest(f"robots.txt answered {status}: nothing is asked for until it is back") from error

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500:
            response = response.replace(body=b"User-agent: *\nDisallow: /\n")
            self._unwell[netloc] = response.status
        elif response.status >= 400:
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)


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
