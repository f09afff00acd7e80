"""Open stores for requests: each is used by one request at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty, LifoQueue
from threading import Lock

from storage import Store, StoreBusy

MOST = 8
WAIT_S = 10.0


class StorePool:
    """Up to eight open stores of one database; a request borrows one and gives it back.

    Opening never creates a database, and a failed opening is not remembered: once the database is there, the next
    request finds it.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._free: LifoQueue[Store] = LifoQueue()
        self._open = 0
        self._lock = Lock()

    @contextmanager
    def borrow(self) -> Iterator[Store]:
        """A store for the time of the block. Raises StoreError, or StoreBusy where all are in use for ten seconds."""
        store = self._take()
        try:
            yield store
        finally:
            self._free.put(store)

    def close(self) -> None:
        """Close the stores that nobody holds."""
        while True:
            try:
                self._free.get_nowait().close()
            except Empty:
                return
            with self._lock:
                self._open -= 1

    def _take(self) -> Store:
        try:
            return self._free.get_nowait()
        except Empty:
            with self._lock:
                may_open = self._open < MOST
                self._open += may_open
        if may_open:
            try:
                return Store.open(self._url, create=False)
            except BaseException:
                with self._lock:
                    self._open -= 1
                raise
        try:
            return self._free.get(timeout=WAIT_S)
        except Empty as error:
            raise StoreBusy(f"the database did not answer within {WAIT_S:.0f} s") from error
