"""Where a request goes and in what bytes: its server, a proxy on the way, the first lines of its head."""

from __future__ import annotations

from urllib.parse import ParseResult, SplitResult, urlsplit

from scrapy.exceptions import IgnoreRequest
from scrapy.utils.url import add_http_if_no_scheme

from crawler.guard import literal_address
from crawler.http_records import Proxy, Server

_PORTS = {"http": 80, "https": 443}


def server_of(parts: SplitResult | ParseResult) -> Server:
    """The server of an address."""
    host = parts.hostname or ""
    return Server(host, parts.port or _PORTS[parts.scheme], parts.scheme == "https", literal_address(host))


def host_header(parts: SplitResult | ParseResult) -> str:
    """The host as the request names it: with its port where that is an unusual one."""
    return parts.netloc.removesuffix(f":{_PORTS[parts.scheme]}").removesuffix(":")


def first_lines(parts: SplitResult | ParseResult, proxy: Proxy | None, method: str = "GET") -> list[bytes]:
    """The line that asks, and the one that names the host."""
    name = host_header(parts)
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    if proxy is not None and proxy.connect is None:
        path = f"{parts.scheme}://{name}{path}"
    return [f"{method} {path} HTTP/1.1".encode("ascii"), b"Host: " + name.encode("ascii")]


def proxy_of(address: str, allowed: bytes | None, parts: SplitResult | ParseResult) -> tuple[Proxy, bytes]:
    """The proxy at an address for a request, and the lines of the request itself that are for it. ``allowed``: the
    value of Proxy-Authorization. Raises IgnoreRequest for a proxy that does not speak HTTP."""
    through = urlsplit(add_http_if_no_scheme(address))
    if through.scheme not in _PORTS or not through.hostname:
        raise IgnoreRequest(f"a proxy of a kind that is not known here: {through.scheme}")
    added = b"Proxy-Authorization: " + allowed + b"\r\n" if allowed else b""
    server = server_of(parts)
    if not server.tls:
        return Proxy(server_of(through), None), added
    name = host_header(parts)
    place = name if name.rpartition(":")[2] == str(server.port) else f"{name}:{server.port}"
    connect = f"CONNECT {place} HTTP/1.1\r\nHost: {place}\r\n".encode("ascii") + added + b"\r\n"
    return Proxy(server_of(through), connect), b""


def breaks(line: bytes) -> bool:
    """Whether a line would not be one line of a request's head."""
    return b"\r" in line or b"\n" in line or b"\0" in line
