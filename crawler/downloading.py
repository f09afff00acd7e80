"""Scrapy's download handler over :class:`crawler.http_client.HttpClient`."""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Headers, Request, Response
from scrapy.responsetypes import responsetypes

from crawler.addresses import host_name
from crawler.handed_over import question
from crawler.http_client import HttpClient
from crawler.http_records import Came, NoAnswerError, Target, Why
from crawler.http_target import breaks, first_lines, proxy_of, server_of

_ERRORS: dict[Why, type[Exception]] = {
    "dns": CannotResolveHostError,
    "refused": DownloadConnectionRefusedError,
    "broken off": ResponseDataLossError,
    "too large": DownloadCancelledError,
}
_SAFE = frozenset(["GET", "HEAD"])  # may be sent once more where a kept connection turns out to be closed


class NoDownloadError(DownloadFailedError):
    """A download that came to nothing, and ``why``."""

    def __init__(self, words: str, why: Why) -> None:
        super().__init__(words)
        self.why = why


class Downloader(BaseDownloadHandler):
    """Downloads http and https. Connections are kept for the next request to the same server, until the crawl ends.

    Of what Scrapy's own handlers do it leaves out what no crawl here has a use for: signals in the middle of an
    answer, answers that broke off and are taken all the same, the server's certificate and address.
    """

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._client = HttpClient(settings, verify_tls=settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES"))

    async def download_request(self, request: Request) -> Response:
        """The answer. Raises Scrapy's errors of downloads; ``failures.words_of`` has words for each."""
        timeout_s = float(request.meta.get("download_timeout") or 0.0)
        try:
            came = await self._client.ask(target_of(request), timeout_s=timeout_s)
        except NoAnswerError as error:
            kind = _ERRORS.get(error.why)
            raise (kind(str(error)) if kind else NoDownloadError(str(error), error.why)) from error
        request.meta["download_latency"] = came.latency_s
        return response_of(request.url, came)

    async def close(self) -> None:
        """At the end of a crawl."""
        self._client.close()


def target_of(request: Request) -> Target:
    """A request of Scrapy's, ready to be sent. Raises IgnoreRequest for one that cannot be."""
    url, headers = request.url, request.headers
    proxy, added = None, b""
    try:
        parts = urlsplit(url)
        server = server_of(parts)
        if address := request.meta.get("proxy"):
            proxy, added = proxy_of(address, headers.get("Proxy-Authorization"), parts)
        lines = first_lines(parts, proxy, request.method)
    except ValueError as error:  # no such port, a name that no encoding knows
        raise IgnoreRequest(f"not a web address: {url[:200]} ({error})") from error
    for name, values in headers.items():
        if name not in (b"Host", b"Proxy-Authorization"):
            lines += [name + b": " + value for value in values]
    if request.body:
        lines.append(b"Content-Length: %d" % len(request.body))
    if any(map(breaks, lines)):
        raise IgnoreRequest(f"an address or header that cannot be sent: {url[:200]}")
    head = b"\r\n".join((*lines, added + b"\r\n")) + request.body
    keeps = request.method in _SAFE
    bodiless = request.method == "HEAD"
    return Target(url, host_name(url), server, head, question(request), proxy, keeps, bodiless)


def response_of(url: str, came: Came) -> Response:
    """An answer as Scrapy's handlers give it to a crawl."""
    headers = Headers(came.headers)  # as they came: not all are UTF-8
    kind = responsetypes.from_args(headers=headers, url=url, body=came.body)
    return kind(url=url, status=came.status, headers=headers, body=came.body)
