"""Webhooks must not become a way into the local network: where they may connect to, and connecting there only.

A host is resolved once, every address it has is checked, and the connection goes to a checked address, so that a name
that changes its mind between check and connection gains nothing. No redirect is followed and no proxy of the
environment is used (a proxy would resolve the name again, unchecked).
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from urllib.parse import SplitResult, urlsplit

from sources.networks import is_local_name, is_public

RESPONSE_LIMIT = 64 * 1024

_CONNECT_ERRORS = (OSError, http.client.HTTPException)


class AddressRefusedError(ValueError):
    """A webhook's address is not one Vestnik may call; the text names the host, never the path (a secret)."""


class NoConnectionError(OSError):
    """No address of the host could be connected to."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a webhook answered: ``headers`` by lower-case name, ``body`` cut at 64 KiB."""

    status: int
    headers: dict[str, str]
    body: str


def check_url(url: str, *, allow_private: bool) -> SplitResult:
    """The parts of a webhook's address if it can be called at all, before anything is resolved.

    Raises AddressRefusedError for anything but https (or http where private addresses are allowed), for a user or
    password in the address, and for characters on which parsers disagree.
    """
    if any(c.isspace() or c == "\\" or not c.isprintable() for c in url):
        raise AddressRefusedError("the webhook address contains a space, a backslash or a control character")
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise AddressRefusedError(f"the webhook address cannot be read: {error}") from error
    if not host:
        raise AddressRefusedError("the webhook address names no host; it begins with https://")
    if parts.username is not None or parts.password is not None:
        raise AddressRefusedError(f"the webhook address of {host} must not contain a user or password")
    if parts.scheme != "https" and not (parts.scheme == "http" and allow_private):
        raise AddressRefusedError(f"the webhook address of {host} must begin with https://")
    return parts


def addresses(host: str, port: int, *, allow_private: bool) -> list[str]:
    """The IP addresses of ``host``, all of them checked.

    Raises AddressRefusedError where any of them is not public (unless ``allow_private``), OSError where none is found.
    """
    if is_local_name(host):
        found = ["127.0.0.1"]
    else:
        infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        found = list(dict.fromkeys(str(info[4][0]) for info in infos))
    refused = [] if allow_private else [ip for ip in found if not is_public(ip)]
    if refused:
        raise AddressRefusedError(
            f"{host} is at {refused[0]}, which is not on the open internet; set allow_private for this channel if "
            "that is meant"
        )
    return found


def post(
    url: str, body: bytes, headers: dict[str, str], *, timeout: float, limit_s: float, allow_private: bool
) -> Reply:
    """POST ``body`` to a webhook and read the answer; redirects are answers like any other.

    ``timeout`` bounds each step (connect, one read) and ``limit_s`` all of it, in seconds, so that an answer that
    drips in byte by byte ends too. Raises AddressRefusedError, or OSError / http.client.HTTPException on the wire.
    """
    parts = check_url(url, allow_private=allow_private)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    began = time.monotonic()
    stream = _connect(host, port, timeout, limit_s, allow_private)
    limit_s = max(0.1, limit_s - (time.monotonic() - began))
    with time_limit(limit_s, lambda: stream.shutdown(socket.SHUT_RDWR)) as expired:
        try:
            connection = http.client.HTTPConnection(host, port, timeout=timeout)
            with stream:
                secure = _trusted().wrap_socket(stream, server_hostname=host) if (parts.scheme == "https") else stream
                with secure:
                    connection.sock = secure
                    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
                    connection.request("POST", target, body, headers)
                    response = connection.getresponse()
                    text = response.read(RESPONSE_LIMIT).decode("utf-8", "replace")
        except _CONNECT_ERRORS as error:
            if not expired.is_set():
                raise
            raise TimeoutError(f"no complete answer within {limit_s:.0f} s") from error
    if expired.is_set():  # the aborted stream may have ended in what parses as an answer
        raise TimeoutError(f"no complete answer within {limit_s:.0f} s")
    return Reply(response.status, {k.lower(): v for k, v in response.getheaders()}, text)


@contextmanager
def time_limit(seconds: float, abort: Callable[[], object]) -> Iterator[threading.Event]:
    """Call ``abort`` from another thread if the block takes longer than ``seconds``; the event says whether it did.

    Socket time-outs bound one read; only this bounds a peer that sends a byte just before each of them.
    """
    expired = threading.Event()

    def fire() -> None:
        expired.set()
        with suppress(OSError):  # already closed: then there is nothing left to end
            abort()

    timer = threading.Timer(seconds, fire)
    timer.daemon = True
    timer.start()
    try:
        yield expired
    finally:
        timer.cancel()


@cache
def _trusted() -> ssl.SSLContext:
    """The system's certificates, read once: that takes 25 ms."""
    return ssl.create_default_context()


def _connect(host: str, port: int, timeout: float, limit_s: float, allow_private: bool) -> socket.socket:
    last: OSError | None = None
    for ip in addresses(host, port, allow_private=allow_private)[: max(1, int(limit_s // timeout))]:
        try:
            return socket.create_connection((ip, port), timeout=timeout)
        except OSError as error:
            last = error
    raise NoConnectionError(f"cannot connect to {host}:{port}: {last}")
