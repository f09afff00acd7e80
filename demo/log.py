"""What was asked of the replica sites, and how many requests were in flight at once."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, replace
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
            return {host: most for host, most in self._most.items() if most}

    def begin(
        self, *, host: str, method: str, path: str, conditional: bool, at: datetime, user_agent: str
    ) -> OpenRequest:
        """Count a request as in flight until its ``end``."""
        with self._lock:
            self._now[host] += 1
            self._most[host] = max(self._most[host], self._now[host])
        return OpenRequest(self, LoggedRequest(host, method, path, 0, 0, conditional, at, user_agent))

    def end(self, entry: LoggedRequest) -> None:
        """Write an answered request down; it is no longer in flight."""
        with self._lock:
            self._now[entry.host] -= 1
            self._entries.append(entry)


class OpenRequest:
    """One request in flight. It is ended BEFORE its last bytes leave: a client that has its answer must find the
    request in the log, and its next request must not count as a second one at the same time."""

    def __init__(self, log: RequestLog, entry: LoggedRequest) -> None:
        self._log: RequestLog | None = log
        self._entry = entry

    def end(self, status: int, bytes_sent: int) -> None:
        """Log the request; further calls change nothing."""
        log, self._log = self._log, None
        if log is not None:
            log.end(replace(self._entry, status=status, bytes_sent=bytes_sent))
