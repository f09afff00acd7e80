"""What was asked of the replica sites, and how many requests were in flight at once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """One answered request. ``path`` has its query; ``bytes_sent`` counts the body; ``status`` 0 means that the
    connection ended without an answer."""

    host: str
    method: str
    path: str
    status: int
    bytes_sent: int
    conditional: bool
    at: datetime
    user_agent: str


class RequestLog:
    """The log of all sites, safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: list[LoggedRequest] = []
        self._now: Counter[str] = Counter()
        self._most: Counter[str] = Counter()

    def add(self, entry: LoggedRequest) -> None:
        """Write one request down."""
        with self._lock:
            self._entries.append(entry)

    def entries(self) -> list[LoggedRequest]:
        """All requests since the last reset, in the order in which they were answered."""
        with self._lock:
            return list(self._entries)

    def reset(self) -> None:
        """Forget all requests and the greatest numbers in flight."""
        with self._lock:
            self._entries.clear()
            self._most = Counter(self._now)

    def most_in_flight(self) -> dict[str, int]:
        """By host (without port), the greatest number of requests that were being answered at once."""
        with self._lock:
            return dict(self._most)

    @contextmanager
    def in_flight(self, host: str) -> Iterator[None]:
        """Count a request as in flight for as long as the block runs."""
        with self._lock:
            self._now[host] += 1
            self._most[host] = max(self._most[host], self._now[host])
        try:
            yield
        finally:
            with self._lock:
                self._now[host] -= 1
