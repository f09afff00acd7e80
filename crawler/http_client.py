"""HTTP/1.1 of crawls and polls: a request's bytes sent over an asyncio connection, the answer read by aiohttp's parser.

A session of aiohttp's costs as much again as the request, and Scrapy's handler around it, or that around Twisted's
client and its TLS, several times what a page of a known site costs to read: they are made for any request, this for one
that follows no redirect and keeps no cookie. Certificates are checked by Python's own ssl module.
"""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
import time
from collections import defaultdict
from contextlib import suppress
from functools import lru_cache, partial
from typing import Any, cast

from aiohttp.client_exceptions import ClientConnectionError, ClientError, ClientPayloadError
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.http_parser import RawResponseMessage
from aiohttp.streams import StreamReader
from scrapy.exceptions import DownloadTimeoutError
from scrapy.settings import Settings
from scrapy.utils.defer import deferred_to_future
from twisted.internet.base import ReactorBase
from twisted.internet.error import DNSLookupError

from crawler.http_connection import Connection
from crawler.http_lenient import LONGEST_LINE, read_answer
from crawler.http_records import Came, NoAnswerError, Server, Target, Why

_KEPT_S = 60.0
"""How long a connection is kept for the next request to its server: longer than a crawl pauses between requests."""
_OTHER_NAME = frozenset([62, 64])  # OpenSSL's X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH
_LEGACY_SERVERS = 0x4  # SSL_OP_LEGACY_SERVER_CONNECT, which ssl names from Python 3.12 on: as Scrapy's own client
_PROXY_LOGIN = 407
_READ_AGAIN_S = 86_400.0


class HttpClient:
    """Sends requests by the limits of Scrapy's settings; certificates are checked where ``verify_tls``. Belongs to one
    loop. :meth:`close` lets go of connections that were kept."""

    def __init__(self, settings: Settings, *, verify_tls: bool) -> None:
        self._settings = settings
        self._verify_tls = verify_tls
        self._most = settings.getint("DOWNLOAD_MAXSIZE")
        bind = settings.get("DOWNLOAD_BIND_ADDRESS")
        self._bind = (bind, 0) if isinstance(bind, str) else bind
        self._lax: set[Server] = set()
        self._kept: defaultdict[object, list[tuple[float, Connection]]] = defaultdict(list)

    async def ask(self, target: Target, *, timeout_s: float) -> Came:
        """The answer. Raises DownloadTimeoutError where it takes longer than ``timeout_s`` (0: no limit), and
        NoAnswerError for whatever else a site may do."""
        try:
            async with asyncio.timeout(timeout_s or None):
                if target.proxy is not None or target.server not in self._lax:
                    with suppress(HttpProcessingError):
                        return await self._asked(target)
                    if target.proxy is not None:  # whose fault it is cannot be told: the next answer may be in order
                        raise NoAnswerError("the answer is no valid HTTP")
                    self._lax.add(target.server)
                return await self._leniently(target)
        except TimeoutError as error:
            if error.errno is not None:  # the system's own, of a host that cannot be reached
                raise NoAnswerError(repr(error), "unreachable") from error
            raise DownloadTimeoutError(f"Getting {target.url} took longer than {timeout_s} seconds.") from error
        except (OSError, ClientError) as error:
            raise NoAnswerError(repr(error), _why(error)) from error

    def close(self) -> None:
        """Close the connections that wait for another request."""
        for connections in self._kept.values():
            for _, protocol in connections:
                protocol.abort()
        self._kept.clear()

    async def _asked(self, target: Target) -> Came:
        began = time.monotonic()
        if target.keeps and (kept := self._take(target)) is not None:
            try:
                return await self._over(kept, target, began)
            except (ClientConnectionError, ConnectionError):
                pass  # the server closed it just then, and did not answer
        return await self._over(await self._opened(target), target, began)

    async def _over(self, protocol: Connection, target: Target, began: float) -> Came:
        kept = False
        try:
            message, payload = await protocol.ask(target.head, bodiless=target.bodiless)
            latency_s = time.monotonic() - began
            # None has a body (RFC 9110, 9.3.2, 15.2, 15.4.5); what follows a 101 is no HTTP, and may never end.
            body = b"" if target.bodiless or message.code in (101, 304) else await self._body(message, payload)
            kept = target.keeps and self._keep(protocol, target)
            return Came(message.code, message.raw_headers, body, latency_s)
        finally:
            if not kept:
                protocol.abort()

    async def _leniently(self, target: Target) -> Came:
        """The same of a server whose answer was no proper HTTP: it is asked once more, and so from now on. How long its
        head took is not known, but how long the whole."""
        began, server = time.monotonic(), target.server
        address, own = await self._way(server)
        reader, writer = await asyncio.open_connection(address, server.port, limit=LONGEST_LINE, **own)
        try:
            writer.write(target.head)
            status, headers, body = await read_answer(reader, self._most, bodiless=target.bodiless)
            return Came(status, headers, body, time.monotonic() - began)
        finally:
            writer.transport.abort()

    def _take(self, target: Target) -> Connection | None:
        """A connection that was kept for the same way, if one still stands."""
        connections = self._kept[target.server, target.proxy]
        while connections:
            since, protocol = connections.pop()
            if protocol.is_connected() and not protocol.should_close and time.monotonic() - since < _KEPT_S:
                return protocol
            protocol.abort()
        return None

    def _keep(self, protocol: Connection, target: Target) -> bool:
        if not protocol.rest():
            return False
        self._kept[target.server, target.proxy].append((time.monotonic(), protocol))
        return True

    async def _opened(self, target: Target) -> Connection:
        protocol = await self._connected(target.proxy.server if target.proxy else target.server)
        if target.proxy is None or target.proxy.connect is None:
            return protocol
        try:
            return await self._passed_on(protocol, target.server, target.proxy.connect)
        except BaseException:
            protocol.abort()
            raise

    async def _connected(self, server: Server) -> Connection:
        loop = asyncio.get_running_loop()
        address, own = await self._way(server)
        _, protocol = await loop.create_connection(partial(Connection, loop), address, server.port, **own)
        return protocol

    async def _way(self, server: Server) -> tuple[str, dict[str, Any]]:
        """A server's address, and how it is connected to."""
        own: dict[str, Any] = {"flags": socket.AI_NUMERICHOST}  # no name is looked up past the guard
        if server.tls:
            own |= {"ssl": self._trust, "server_hostname": server.host.rstrip(".")}
        if self._bind is not None:
            own["local_addr"] = self._bind
        return server.address or await _looked_up(server.host), own

    async def _passed_on(self, protocol: Connection, server: Server, connect: bytes) -> Connection:
        """The connection through a proxy to the server itself, encrypted."""
        loop, carrier = asyncio.get_running_loop(), protocol.transport
        message, _ = await protocol.ask(connect)
        if message.code != 200 or carrier is None:
            wants = ": its user and password belong into its address" if message.code == _PROXY_LOGIN else ""
            raise NoAnswerError(f"the proxy on the way answered {message.code}{wants}", "proxy")
        inner, name = Connection(loop), server.host.rstrip(".")
        raw = cast(asyncio.WriteTransport, carrier)
        sealed = await loop.start_tls(raw, inner, self._trust, server_hostname=name)
        if sealed is None:
            raise NoAnswerError("the proxy closed the connection", "closed")
        inner.connection_made(sealed)
        return inner

    async def _body(self, message: RawResponseMessage, payload: StreamReader) -> bytes:
        parts, size = [], 0
        if self._most and int(message.headers.get("Content-Length") or 0) > self._most:
            raise NoAnswerError(f"it says to be longer than {self._most} bytes, the most that is taken", "too large")
        async for part in payload.iter_any():
            parts.append(part)
            size += len(part)
            if self._most and size > self._most:
                raise NoAnswerError(f"more than {self._most} bytes, the most that is taken", "too large")
        return b"".join(parts)

    @property
    def _trust(self) -> ssl.SSLContext:
        ciphers = self._settings.get("DOWNLOADER_CLIENT_TLS_CIPHERS") or ""
        where = tuple(os.environ.get(name) for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"))
        return _trusted(self._verify_tls, ciphers, where, int(time.monotonic() // _READ_AGAIN_S))


@lru_cache(maxsize=4)
def _trusted(verify_tls: bool, ciphers: str, _where: tuple[str | None, ...], _day: int) -> ssl.SSLContext:
    """What encrypted connections are checked against, read from disk once a day for all crawls: 25 ms, 1 MB."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.options |= _LEGACY_SERVERS
    if ciphers:
        context.set_ciphers(ciphers)
    if verify_tls:
        context.load_default_certs()
    else:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


async def _looked_up(host: str) -> str:
    """The one address of a name: the reactor's, with its guard, memory and time limit (``crawler.guard``). Raises
    DNSLookupError, which is an OSError."""
    from twisted.internet import reactor

    address: str = await deferred_to_future(cast(ReactorBase, reactor).resolve(host))
    return address


def _why(error: Exception) -> Why:
    """What an error of the connection or of the parser means."""
    if isinstance(error, DNSLookupError):
        return "dns"
    if isinstance(error, ConnectionRefusedError):
        return "refused"
    if isinstance(error, ssl.SSLCertVerificationError):
        return "name" if error.verify_code in _OTHER_NAME else "certificate"
    if isinstance(error, ssl.SSLError):
        return "tls"
    if isinstance(error, ClientPayloadError):
        return "broken off"
    if isinstance(error, (ClientConnectionError, ConnectionError)):
        return "closed"
    return "unreachable" if isinstance(error, OSError) else "unreadable"
