"""A request ready to be sent, and its answer as it came, or why none did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from crawler.handed_over import Question

Why = Literal[
    "dns",
    "refused",
    "unreachable",
    "certificate",
    "name",
    "tls",
    "proxy",
    "closed",
    "broken off",
    "too large",
    "unreadable",
]
"""What went wrong: the name is not found, nobody listens, there is no way to the host, its certificate cannot be
verified or is for another name, no encryption can be agreed on, a proxy refuses, the connection was closed before an
answer or within it, the answer is longer than allowed, or no HTTP."""


class NoAnswerError(Exception):
    """None came. Of a poll nothing is concluded: the crawl asks again, and has words for it."""

    def __init__(self, words: str, why: Why = "unreadable") -> None:
        super().__init__(words)
        self.why = why


@dataclass(frozen=True, slots=True)
class Server:
    """Where to connect to. ``address`` is the host's own where that is no name, else it is looked up."""

    host: str
    port: int
    tls: bool
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy on the way, and the words it is asked with to pass an encrypted connection on (none where the request
    itself is given to it)."""

    server: Server
    connect: bytes | None


@dataclass(frozen=True, slots=True)
class Target:
    """A request that is ready to be sent. ``host`` is the name under which its host has its turn
    (``crawler.addresses.host_name``), ``head`` all of its bytes, ``question`` what it asks. ``keeps``: the connection
    may serve another request afterwards; ``bodiless``: its answer has a head only (HEAD)."""

    url: str
    host: str
    server: Server
    head: bytes
    question: Question
    proxy: Proxy | None = None
    keeps: bool = False
    bodiless: bool = False


class Came(NamedTuple):
    """An answer as it came: its head, its bytes (still packed), and the seconds until its head was there. The bytes
    of a 304 are not read."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    latency_s: float

    def values(self, name: bytes) -> list[bytes]:
        """All headers of a name, which is given in lower case."""
        return [value for key, value in self.headers if key.lower() == name]
