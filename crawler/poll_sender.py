"""One request as a crawl would send it, without a crawl: its head made ready from what Scrapy's middlewares add to any
request, sent in the host's turn.

Scrapy's engine, scheduler and slots cost many times what the request costs by itself, and so do the middlewares where
they look at each request anew: they add the same to all of them, but for a proxy.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import SplitResult, urlsplit

import scrapy
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.defaultheaders import DefaultHeadersMiddleware
from scrapy.downloadermiddlewares.downloadtimeout import DownloadTimeoutMiddleware
from scrapy.downloadermiddlewares.httpproxy import HttpProxyMiddleware
from scrapy.downloadermiddlewares.stats import get_status_size
from scrapy.downloadermiddlewares.useragent import UserAgentMiddleware
from scrapy.exceptions import DownloadTimeoutError, IgnoreRequest, NotConfigured
from scrapy.http import Request
from scrapy.settings import Settings
from scrapy.utils.misc import build_from_crawler, load_object

from crawler.addresses import host_name
from crawler.compression import CompressionMiddleware
from crawler.guard import check_parts
from crawler.http_client import HttpClient
from crawler.http_records import Came, NoAnswerError, Proxy, Target
from crawler.http_target import breaks, first_lines, proxy_of, server_of
from crawler.turns import turns_of
from storage.thread import StoreThread

_PREPARING = (DownloadTimeoutMiddleware, DefaultHeadersMiddleware, UserAgentMiddleware, CompressionMiddleware)
_log = logging.getLogger(__name__)


class PollSender:
    """Sends the requests of all polls of one process."""

    def __init__(self, settings: Settings, store: StoreThread, clock: Callable[[], datetime]) -> None:
        self._settings, self._store, self._clock = settings, store, clock
        self._told: set[type[Exception]] = set()
        self._budget = settings.getint("VESTNIK_DAILY_REQUESTS")
        self._opened = frozenset(host.lower() for host in settings.getlist("VESTNIK_PRIVATE_HOSTS"))
        self._clients: dict[bool, HttpClient] = {}

    def target(self, url: str, validators: Mapping[str, bytes]) -> Target:
        """The request for an address, with all that a crawl's would have. Raises IgnoreRequest for one that no crawl
        may send, and for what cannot stand in a request as it is."""
        url = Request(url).url  # as Scrapy spells it
        parts = urlsplit(url)
        check_parts(url, parts, self._opened)
        proxy, added = self._proxy(url, parts)
        lines = first_lines(parts, proxy)
        lines += [key.encode() + b": " + value for key, value in validators.items()]
        if any(map(breaks, lines)):
            raise IgnoreRequest(f"an address or validator that cannot be sent: {url[:200]}")
        head = b"\r\n".join((*lines, self._common)) + added + b"Connection: close\r\n\r\n"
        question = (url, validators.get("If-None-Match"), validators.get("If-Modified-Since"))
        return Target(url, host_name(url), server_of(parts), head, question, proxy)

    async def send(self, target: Target, *, number: int, delay_s: float, verify_tls: bool) -> Came:
        """The answer, just as it came. Raises HostClosedError and DownloadTimeoutError as a crawl's download does, and
        NoAnswerError for all else."""
        turn = turns_of(self._store).turn(
            target.host,
            user=number,
            delay_s=delay_s,
            slowest_s=self._timeout_s,
            budget=self._budget,
            clock=self._clock,
        )
        async with turn:
            try:
                return await self._client(verify_tls).ask(target, timeout_s=self._timeout_s)
            except (DownloadTimeoutError, NoAnswerError):
                raise
            except Exception as error:  # a fault of ours, or of a library
                if type(error) not in self._told:
                    self._told.add(type(error))
                    _log.warning("a poll could not be sent, crawls ask instead (said once): %r", error, exc_info=error)
                raise NoAnswerError(repr(error)) from error

    def unpacked(self, came: Came) -> bytes:
        """The bytes of an answer as the spider would be given them. Raises what broken compression raises."""
        packed = came.values(b"content-encoding")
        if not packed:
            return came.body
        body, _ = self._compression._handle_encoding(came.body, packed, self._compression._max_size)
        return bytes(body)

    @cached_property
    def crawler(self) -> Crawler:
        """What Scrapy's parts are made from; it never crawls."""
        crawler = Crawler(scrapy.Spider, self._settings)
        crawler.stats = load_object(self._settings["STATS_CLASS"])(crawler)
        return crawler

    @cached_property
    def _any(self) -> Request:
        """A request with what every one gets."""
        request = Request("http://any.invalid/")
        for part in (*(build_from_crawler(part, self.crawler) for part in _PREPARING[:-1]), self._compression):
            part.process_request(request)
        return request

    @cached_property
    def _common(self) -> bytes:
        """The headers that all requests have, as lines."""
        return bytes(self._any.headers.to_string()) + b"\r\n"

    @cached_property
    def _timeout_s(self) -> float:
        return float(self._any.meta.get("download_timeout") or 0.0)

    @cached_property
    def _compression(self) -> Any:
        return build_from_crawler(CompressionMiddleware, self.crawler)

    @cached_property
    def _proxies(self) -> HttpProxyMiddleware | None:
        """What knows the proxies; None where there are none."""
        try:
            known: HttpProxyMiddleware = build_from_crawler(HttpProxyMiddleware, self.crawler)
        except NotConfigured:
            return None
        return known if known.proxies else None

    def _proxy(self, url: str, parts: SplitResult) -> tuple[Proxy | None, bytes]:
        """The proxy of an address, if it has one, and what the request itself is to say to it."""
        if self._proxies is None:
            return None, b""
        request = Request(url)
        self._proxies.process_request(request)
        address = request.meta.get("proxy")
        return proxy_of(address, request.headers.get("Proxy-Authorization"), parts) if address else (None, b"")

    def _client(self, verify_tls: bool) -> HttpClient:
        if verify_tls not in self._clients:
            self._clients[verify_tls] = HttpClient(self._settings, verify_tls=verify_tls)
        return self._clients[verify_tls]


def size_of(came: Came) -> int:
    """The bytes of an answer, counted as Scrapy's statistics do."""
    size = sum(len(name) + len(value) + 2 for name, value in came.headers)
    names = {name.lower() for name, _ in came.headers}
    return len(came.body) + size + 2 * (len(names) - 1) + int(get_status_size(came.status)) + 4
