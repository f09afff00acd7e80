"""A database server that went away is waited for: it restarts, fails over, or its network does."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Engine, event

from storage.errors import StoreBusy, StoreUnreachable

T = TypeVar("T")

log = logging.getLogger("vestnik.database")

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 2.0
_ATTEMPTS = 6
"""Tries of one call that was cut off in its middle again and again, by a server that can be reached."""


class Patience:
    """How long one store waits for its server, counted from when it went away; ``leave`` ends all waiting at once.

    New connections are waited for without end of the calls that need them; a call that was cut off in its middle is
    made again (``call``): every method of ``Store`` is one transaction that says how things are, not what to add.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._leave = threading.Event()
        self._gone_at: float | None = None

    @property
    def waits(self) -> bool:
        """Whether the server is away and waited for. From any thread."""
        return self._gone_at is not None and not self._leave.is_set()

    def leave(self) -> None:
        """Wait no longer, now or later: the process is about to end."""
        self._leave.set()

    def call(self, function: Callable[[], T]) -> T:
        """``function()``, again where the server was lost, or a lock held too long, in its middle. Raises what the last
        try raised."""
        for _ in range(_ATTEMPTS - 1):
            try:
                return function()
            except (StoreUnreachable, StoreBusy):
                if self._leave.wait(FIRST_PAUSE_S) or self._is_over():
                    raise
        return function()

    def listen_to(self, engine: Engine) -> None:
        """Let the engine's new connections be waited for."""
        event.listen(engine, "do_connect", self._connect)

    def _connect(self, dialect: Any, _record: object, args: Sequence[Any], options: dict[str, Any]) -> Any:
        pause = FIRST_PAUSE_S
        while True:
            try:
                connection = dialect.connect(*args, **options)
            except dialect.loaded_dbapi.OperationalError as error:
                if self._gone_at is None:
                    self._gone_at = time.monotonic()
                    log.warning("the database cannot be reached; waiting for it (%s)", " ".join(str(error).split()))
                if self._leave.wait(pause) or self._is_over():
                    raise
                pause = min(2 * pause, LONGEST_PAUSE_S)
            else:
                self._is_back()
                return connection

    def _is_over(self) -> bool:
        if self._leave.is_set():
            return True
        return self._gone_at is not None and time.monotonic() - self._gone_at > self.seconds

    def _is_back(self) -> None:
        if self._gone_at is not None:
            log.warning("the database is back after %.0f s", time.monotonic() - self._gone_at)
            self._gone_at = None


FOR_EVER = math.inf
"""The patience of a service."""
