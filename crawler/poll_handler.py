"""How a poll's one request is sent: by Scrapy's lightest download handler, which costs a third of the default one.

Scrapy calls it experimental. So only its answers count: where it fails, but for the time limit, nothing is concluded,
and the crawl asks again with the default handler, whose words for what went wrong are the ones people read.
"""

from __future__ import annotations

import socket
from typing import Any, cast

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from scrapy.core.downloader.handlers._aiohttp import AiohttpDownloadHandler, _ClientResponse
from scrapy.crawler import Crawler
from scrapy.http import Headers, Request, Response
from scrapy.utils.defer import deferred_to_future
from twisted.internet.base import ReactorBase


class _Resolver(AbstractResolver):
    """The reactor's, with its guard, memory and time limit (``crawler.guard``)."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The one address of a name. Raises DNSLookupError, which is an OSError, as aiohttp asks."""
        from twisted.internet import reactor

        address = await deferred_to_future(cast(ReactorBase, reactor).resolve(host))
        found = {"hostname": host, "host": address, "port": port, "family": socket.AF_INET, "proto": 0}
        return [cast(ResolveResult, {**found, "flags": socket.AI_NUMERICHOST})]

    async def close(self) -> None:
        """Nothing is held."""


class _Request(aiohttp.ClientRequest):
    def update_body_from_data(self, body: Any, _stacklevel: int = 3) -> None:
        """An empty body is none: a GET that names the length of its own is what some sites refuse."""
        super().update_body_from_data(body or None, _stacklevel)


class PollHandler(AiohttpDownloadHandler):
    """Scrapy's, with a connection a request: the next one to that host is minutes away. Its limits, its proxies and its
    checks of certificates are those of Scrapy's settings."""

    experimental = False  # said above

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._session.detach()
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=0,  # who polls keeps to its places
                force_close=True,
                resolver=_Resolver(),
                use_dns_cache=False,
                family=socket.AF_INET,
                happy_eyeballs_delay=None,
                local_addr=self._bind_address,
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            request_class=_Request,
            response_class=_ClientResponse,
            skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
        )

    def __del__(self) -> None:
        if hasattr(self, "_session"):  # else it was never made
            self._session.detach()  # no connection outlives its request: there is nothing to close

    async def download_request(self, request: Request) -> Response:
        """The answer. The address is sent as it stands."""
        request.meta["verbatim_url"] = True
        return await super().download_request(request)

    @staticmethod
    def _extract_headers(response: _ClientResponse) -> Headers:
        return Headers(response.raw_headers)  # as they came: not all are UTF-8
