"""Answers that cost some time and are asked for several times at once: a page and its charts, by twenty readers."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from time import monotonic
from typing import Generic, TypeVar

T = TypeVar("T")


class Recently(Generic[T]):
    """Keeps what was worked out in the last ``seconds``, at most ``most`` answers; each is worked out once."""

    def __init__(self, seconds: float, most: int = 64, clock: Callable[[], float] = monotonic) -> None:
        self._seconds, self._most, self._clock = seconds, most, clock
        self._kept: OrderedDict[Hashable, tuple[float, T]] = OrderedDict()
        self._working: dict[Hashable, Lock] = {}
        self._lock = Lock()

    def get(self, key: Hashable, work_out: Callable[[], T]) -> T:
        """The answer kept for ``key``, or a new one; who asks while it is being worked out waits for it."""
        with self._lock:
            mine = self._working.setdefault(key, Lock())
        try:
            with mine:
                with self._lock:
                    at, answer = self._kept.get(key, (None, None))
                if at is not None and self._clock() - at < self._seconds:
                    return answer  # type: ignore[return-value] # kept with its time
                new = work_out()
                with self._lock:
                    self._kept[key] = (self._clock(), new)
                    self._kept.move_to_end(key)
                    while len(self._kept) > self._most:
                        self._kept.popitem(last=False)
                return new
        finally:
            with self._lock:
                if not mine.locked():
                    self._working.pop(key, None)
