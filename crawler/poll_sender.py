"""One request as a crawl would send it, without a crawl: a download handler of Scrapy's by itself, in the host's turn.

Scrapy's engine, scheduler and slots cost three times what the request costs by itself. What they do for a request is
done here by the same parts: the middlewares that give it its headers, limits and proxy, the turn, the handler.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

import scrapy
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.defaultheaders import DefaultHeadersMiddleware
from scrapy.downloadermiddlewares.downloadtimeout import DownloadTimeoutMiddleware
from scrapy.downloadermiddlewares.httpproxy import HttpProxyMiddleware
from scrapy.downloadermiddlewares.stats import get_header_size, get_status_size
from scrapy.downloadermiddlewares.useragent import UserAgentMiddleware
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.http import Request, Response
from scrapy.settings import Settings
from scrapy.utils.misc import build_from_crawler, load_object

from crawler.addresses import host_name
from crawler.compression import CompressionMiddleware
from crawler.guard import check_address
from crawler.turns import turns_of
from storage.thread import StoreThread

if TYPE_CHECKING:
    from crawler.poll_handler import PollHandler

_PREPARING = (
    DownloadTimeoutMiddleware,
    DefaultHeadersMiddleware,
    UserAgentMiddleware,
    CompressionMiddleware,
    HttpProxyMiddleware,
)


_OF_SITES = (
    CannotResolveHostError, DownloadCancelledError, DownloadConnectionRefusedError, DownloadFailedError,
    ResponseDataLossError,
)  # fmt: skip
"""What a site may do to a request. Anything else is a fault of ours, or of a library."""
_log = logging.getLogger(__name__)


class NoAnswerError(Exception):
    """None came, and why is for the crawl to find out, which asks again (``crawler.poll_handler``)."""


class PollSender:
    """Sends the requests of all polls of one process."""

    def __init__(self, settings: Settings, store: StoreThread, clock: Callable[[], datetime]) -> None:
        self._settings, self._store, self._clock = settings, store, clock
        self._told: set[type[Exception]] = set()
        self._budget = settings.getint("VESTNIK_DAILY_REQUESTS")
        self._opened = frozenset(host.lower() for host in settings.getlist("VESTNIK_PRIVATE_HOSTS"))

    def request(self, url: str, headers: Mapping[str, str]) -> Request:
        """The request for an address, with all that a crawl's would have. Raises IgnoreRequest for one that no crawl
        may send."""
        request = Request(url, headers=dict(headers))
        check_address(request, self._opened)
        for part in self._parts:
            part.process_request(request)
        return request

    async def send(self, request: Request, *, number: int, delay_s: float, verify_tls: bool) -> Response:
        """The answer, just as it came. Raises HostClosedError and DownloadTimeoutError as a crawl's download does, and
        NoAnswerError for all else."""
        turn = turns_of(self._store).turn(
            host_name(request.url),
            user=number,
            delay_s=delay_s,
            slowest_s=float(request.meta.get("download_timeout") or 0.0),
            budget=self._budget,
            clock=self._clock,
        )
        async with turn:
            try:
                handler = self._verifying if verify_tls else self._trusting
                return await handler.download_request(request)
            except DownloadTimeoutError:
                raise
            except Exception as error:
                if not isinstance(error, _OF_SITES) and type(error) not in self._told:
                    self._told.add(type(error))
                    _log.warning("a poll could not be sent, crawls ask instead (said once): %r", error, exc_info=error)
                raise NoAnswerError(repr(error)) from error

    def unpacked(self, request: Request, response: Response) -> Response:
        """The answer as the spider would be given it. Raises IgnoreRequest and what broken compression raises."""
        # A copy: Scrapy takes Content-Encoding off the answer it is given, and the crawl may have to unpack it, too.
        came: Response = self._compression.process_response(request, response.replace())
        return came

    @staticmethod
    def size(response: Response) -> int:
        """The bytes of an answer, counted as Scrapy's statistics do."""
        head = get_header_size(response.headers) + get_status_size(response.status) + 4
        return len(response.body) + int(head)

    @cached_property
    def crawler(self) -> Crawler:
        """What Scrapy's parts are made from; it never crawls."""
        return _crawler_for(self._settings)

    @cached_property
    def _parts(self) -> list[Any]:
        return [build_from_crawler(part, self.crawler) for part in _PREPARING]

    @cached_property
    def _compression(self) -> Any:
        return next(part for part in self._parts if isinstance(part, CompressionMiddleware))

    @cached_property
    def _verifying(self) -> PollHandler:
        return _handler_for(self.crawler)

    @cached_property
    def _trusting(self) -> PollHandler:
        settings = self._settings.copy()
        settings.set("DOWNLOAD_VERIFY_CERTIFICATES", False, priority="cmdline")
        return _handler_for(_crawler_for(settings))


def _handler_for(crawler: Crawler) -> PollHandler:
    from crawler.poll_handler import PollHandler  # with aiohttp, for those who poll

    return PollHandler(crawler)


def _crawler_for(settings: Settings) -> Crawler:
    crawler = Crawler(scrapy.Spider, settings)
    crawler.stats = load_object(settings["STATS_CLASS"])(crawler)
    return crawler
