"""How a poll's one request is sent: over a connection of its own, its answer read by aiohttp's parser.

A session of aiohttp's costs as much again as the request, and Scrapy's handler around it twice as much: both are made
for any request, this one for a page that is asked for without a body, a redirect or a cookie. Only what is read here
without fault counts; of all else nothing is concluded, and the crawl asks again with the usual handler, whose words for
what went wrong are the ones people read.
"""

from __future__ import annotations

import asyncio
import socket
import time
from functools import cached_property, partial
from ssl import SSLContext
from typing import Any, cast

from aiohttp.client_exceptions import ClientError
from aiohttp.client_proto import ResponseHandler
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.http_parser import RawResponseMessage
from aiohttp.streams import StreamReader
from scrapy.exceptions import DownloadTimeoutError
from scrapy.settings import Settings
from scrapy.utils._download_handlers import normalize_bind_address
from scrapy.utils.defer import deferred_to_future
from scrapy.utils.ssl import _make_ssl_context
from twisted.internet.base import ReactorBase

from crawler.poll_records import Came, NoAnswerError, Server, Target


class PollClient:
    """Sends requests by the limits of Scrapy's settings; certificates are checked where ``verify_tls``."""

    def __init__(self, settings: Settings, *, verify_tls: bool) -> None:
        self._settings = settings.copy()
        self._settings.set("DOWNLOAD_VERIFY_CERTIFICATES", verify_tls, priority="cmdline")
        self._most = settings.getint("DOWNLOAD_MAXSIZE")
        self._bind = normalize_bind_address(settings.get("DOWNLOAD_BIND_ADDRESS"))

    async def ask(self, target: Target, *, timeout_s: float) -> Came:
        """The answer. Raises DownloadTimeoutError where it takes longer than ``timeout_s`` (0: no limit), and
        NoAnswerError for whatever else a site may do."""
        try:
            async with asyncio.timeout(timeout_s or None):
                return await self._asked(target)
        except TimeoutError as error:
            if error.errno is not None:  # the system's own, of a host that cannot be reached
                raise NoAnswerError(repr(error)) from error
            raise DownloadTimeoutError(f"Getting {target.url} took longer than {timeout_s} seconds.") from error
        except (OSError, ClientError, HttpProcessingError) as error:
            raise NoAnswerError(repr(error)) from error

    async def _asked(self, target: Target) -> Came:
        began, server, proxy = time.monotonic(), target.server, target.proxy
        protocol = await self._connected(proxy.server if proxy else server)
        try:
            if proxy is not None and proxy.connect is not None:
                protocol = await self._passed_on(protocol, server, proxy.connect)
            message, payload = await _first(protocol, target.head)
            latency_s = time.monotonic() - began
            # Neither has a body (RFC 9110, 15.2, 15.4.5); what follows a 101 is of another protocol, and may never end.
            body = b"" if message.code in (101, 304) else await self._body(message, payload)
            return Came(message.code, message.raw_headers, body, latency_s)
        finally:
            protocol.abort()  # the next request to that host is minutes away

    async def _connected(self, server: Server) -> ResponseHandler:
        address, loop = server.address or await _looked_up(server.host), asyncio.get_running_loop()
        own: dict[str, Any] = {"flags": socket.AI_NUMERICHOST}  # no name is looked up past the guard
        if server.tls:
            own |= {"ssl": self._trust, "server_hostname": server.host.rstrip(".")}
        if self._bind is not None:
            own["local_addr"] = self._bind
        _, protocol = await loop.create_connection(partial(ResponseHandler, loop), address, server.port, **own)
        return protocol

    async def _passed_on(self, protocol: ResponseHandler, server: Server, connect: bytes) -> ResponseHandler:
        """The connection through a proxy to the server itself, encrypted."""
        loop, carrier = asyncio.get_running_loop(), protocol.transport
        message, _ = await _first(protocol, connect)
        if message.code != 200 or carrier is None:
            raise NoAnswerError(f"the proxy answered {message.code}")
        inner, name = ResponseHandler(loop), server.host.rstrip(".")
        raw = cast(asyncio.WriteTransport, carrier)
        sealed = await loop.start_tls(raw, inner, self._trust, server_hostname=name)
        if sealed is None:
            raise NoAnswerError("the proxy closed the connection")
        inner.connection_made(sealed)
        return inner

    async def _body(self, message: RawResponseMessage, payload: StreamReader) -> bytes:
        parts, size = [], 0
        if self._most and int(message.headers.get("Content-Length") or 0) > self._most:
            raise NoAnswerError(f"it says to be longer than {self._most} bytes, which is all that is downloaded")
        async for part in payload.iter_any():
            parts.append(part)
            size += len(part)
            if self._most and size > self._most:
                raise NoAnswerError(f"more than {self._most} bytes, which is all that is downloaded")
        return b"".join(parts)

    @cached_property
    def _trust(self) -> SSLContext:
        return _make_ssl_context(self._settings)  # read from disk, where anything is encrypted


async def _first(protocol: ResponseHandler, head: bytes) -> tuple[RawResponseMessage, StreamReader]:
    """The answer to a request that is sent now, less what is said on the way to it (RFC 9110, 15.2)."""
    protocol.set_response_params(read_until_eof=True, auto_decompress=False)
    cast(asyncio.WriteTransport, protocol.transport).write(head)
    while True:
        message, payload = await protocol.read()
        if not 100 <= message.code < 200 or message.code == 101:
            return message, payload


async def _looked_up(host: str) -> str:
    """The one address of a name: the reactor's, with its guard, memory and time limit (``crawler.guard``). Raises
    DNSLookupError, which is an OSError."""
    from twisted.internet import reactor

    address: str = await deferred_to_future(cast(ReactorBase, reactor).resolve(host))
    return address
