"""Fetch one page for ``vestnik read``: http and https only, bounded in size and time, no private addresses.

A host is resolved once and the connection goes to the address that was checked, at every hop of a redirect, so that a
name which changes its mind in between gains nothing. No proxy, no cookies, no other schemes.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from alerts.guard import AddressRefusedError, addresses, time_limit
from vestnik.errors import UserError
from vestnik.unpack import ENCODINGS, Unpacker

_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page as received; ``url`` is where the redirects ended, ``charset`` what the header declared."""

    url: str
    body: bytes
    charset: str | None


def fetch_page(
    url: str,
    *,
    user_agent: str,
    timeout_s: float = 30.0,
    max_bytes: int = 10_000_000,
    allow_private: bool = False,
    private_hosts: tuple[str, ...] = (),
) -> FetchedPage:
    """GET one page. ``timeout_s`` bounds each step and, three times over, the whole; UserError says what went wrong."""
    parts = _split(url)
    connector = _Connector(allow_private, tuple(host.lower() for host in private_hosts))
    opener = _opener(connector)
    address = parts._replace(
        path=quote(parts.path, safe="/%:@!$&'()*+,;=~"), query=quote(parts.query, safe="/?%:@!$&'()*+,;=~"), fragment=""
    )
    request = urllib.request.Request(  # noqa: S310 - the scheme was checked, and the opener knows no other handlers
        address.geturl(),
        headers={"User-Agent": user_agent, "Accept": "text/html,*/*;q=0.5", "Accept-Encoding": "gzip, deflate"},
    )
    limit_s = 3 * timeout_s
    try:
        # A time-out bounds one step; the limit also ends a site that sends a byte just before each of them.
        with (
            time_limit(limit_s, connector.hang_up) as expired,
            opener.open(request, timeout=timeout_s) as response,
        ):
            body = _read(response, url, max_bytes)
            if expired.is_set():
                raise TimeoutError
            return FetchedPage(response.geturl(), body, response.headers.get_content_charset())
    except urllib.error.HTTPError as error:
        raise UserError(f"{url}: the site answered {error.code} {error.reason}") from None
    except urllib.error.URLError as error:
        raise UserError(f"{url}: {_reason(error.reason)}") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise UserError(f"{url}: {_reason(TimeoutError() if expired.is_set() else error)}") from None


def _split(url: str) -> Any:
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise UserError(f"{url}: is no address: {error}") from None
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc or "\\" in url or not url.isprintable():
        raise UserError(f"{url}: is no address that can be read; it begins with https:// or http://, without a user")
    try:
        return parts._replace(netloc=parts.netloc.encode("idna").decode("ascii"))
    except UnicodeError:
        raise UserError(f"{url}: the host's name cannot be encoded") from None


def _read(response: Any, url: str, max_bytes: int) -> bytes:
    """The answer's body, unpacked; UserError where it is over ``max_bytes``, packed or unpacked."""
    encoding = response.headers.get("Content-Encoding", "").strip().lower() or "identity"
    if encoding not in ENCODINGS:
        raise UserError(f"{url}: the site sent {encoding}, which was not asked for; save the page and read the file")
    unpack, chunks, received, size = Unpacker(encoding), [], 0, 0
    while chunk := response.read1(_CHUNK):
        received += len(chunk)
        part = unpack(chunk, max_bytes - size + 1)
        chunks.append(part)
        size += len(part)
        if size > max_bytes or received > max_bytes:
            raise UserError(f"{url}: the page is over {max_bytes // 1_000_000} MB (crawl.max_page_mb)")
    if not unpack.complete:
        raise UserError(f"{url}: the page came packed as {encoding} and is broken or cut short")
    return b"".join(chunks)


def _reason(error: object) -> str:
    if isinstance(error, AddressRefusedError):
        return "the address is not on the open internet; --allow-private reads it all the same"
    if isinstance(error, TimeoutError):
        return "no answer in time (crawl.timeout_s)"
    if isinstance(error, socket.gaierror):
        return "the host's name is not known"
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return f"cannot be fetched: {text}"


class _Connector:
    """Connects to checked addresses only, and can hang up from another thread."""

    def __init__(self, allow_private: bool, private_hosts: tuple[str, ...]) -> None:
        self._allow_private, self._private_hosts = allow_private, private_hosts
        self.current: socket.socket | None = None

    def connect(self, host: str, port: int, timeout: Any) -> socket.socket:
        name, last = host.lower().rstrip("."), OSError("it has no address")
        opened = self._allow_private or any(name == own or name.endswith(f".{own}") for own in self._private_hosts)
        for ip in addresses(host, port, allow_private=opened)[:3]:
            try:
                self.current = socket.create_connection((ip, port), timeout=timeout)
            except OSError as error:
                last = error
            else:
                return self.current
        raise last

    def hang_up(self) -> None:
        if self.current is not None:
            self.current.shutdown(socket.SHUT_RDWR)


def _opener(connector: _Connector) -> urllib.request.OpenerDirector:
    class Plain(http.client.HTTPConnection):
        def connect(self) -> None:
            self.sock = connector.connect(self.host, self.port, self.timeout)

    class Secure(http.client.HTTPSConnection):
        def connect(self) -> None:
            raw = connector.connect(self.host, self.port, self.timeout)
            context = ssl.create_default_context()
            secure = context.wrap_socket(raw, server_hostname=self.host, do_handshake_on_connect=False)
            connector.current = secure  # wrapping took the plain socket away; the handshake, too, can be hung up
            try:
                secure.do_handshake()
            except BaseException:
                secure.close()
                raise
            self.sock = secure

    class PlainHandler(urllib.request.HTTPHandler):
        def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
            return self.do_open(Plain, req)

    class SecureHandler(urllib.request.HTTPSHandler):
        def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
            return self.do_open(Secure, req)

    class Redirects(urllib.request.HTTPRedirectHandler):
        max_redirections = 5

        def redirect_request(
            self,
            req: urllib.request.Request,
            fp: Any,
            code: int,
            msg: str,
            headers: http.client.HTTPMessage,
            newurl: str,
        ) -> urllib.request.Request | None:
            _split(newurl)
            return super().redirect_request(req, fp, code, msg, headers, newurl)

    opener = urllib.request.OpenerDirector()
    for handler in (
        PlainHandler(),
        SecureHandler(),
        Redirects(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener
