"""A store for asyncio: one worker thread owns it, so that a slow disk never stalls the crawl."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from types import TracebackType
from typing import Any, TypeVar

from storage.patience import Patience
from storage.store import Store

T = TypeVar("T")

PATIENCE_S = 600.0


class StoreThread:
    """One thread, and the one store it owns: calls run in it one after the other, in the order they were made.

    Hand over a Store, which nobody else may use from then on, or the address of a database, which is then opened in
    the thread (errors of ``Store.open`` are raised here). ``close`` must be called, or use ``async with``.

    Once open, a server that goes away is waited for, ``patience_s`` at the most (``storage.patience.FOR_EVER`` in a
    service), and what it cut off is done again.
    """

    def __init__(self, store: Store | str, *, patience_s: float = PATIENCE_S) -> None:
        self._closed = False
        self._patience = Patience(patience_s)
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        try:
            self._store = self._executor.submit(Store.open, store).result() if isinstance(store, str) else store
        except BaseException:
            self._executor.shutdown()
            raise
        self._store.ride_out(self._patience)
        self._store.keep_little()

    async def call(self, method: str | Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """``store.<method>(*args, **kwargs)`` in the thread; its result, or its exception. A callable is called with
        the store as its first argument: ``await thread.call(Store.pages, addresses)`` is the typed way.

        What a lost server cut off is done again from its beginning: it must be harmless to do twice, as every method of
        ``Store`` is. A cancelled call is not undone: what has begun in the thread is finished there.
        """
        function = getattr(self._store, method) if isinstance(method, str) else partial(method, self._store)
        work: Callable[[], T] = partial(self._patience.call, partial(function, *args, **kwargs))
        return await asyncio.get_running_loop().run_in_executor(self._executor, work)

    @property
    def waits(self) -> bool:
        """Whether a server that is away is waited for: calls take as long as it takes to come back."""
        return self._patience.waits

    def wait_no_longer(self) -> None:
        """A server that is away is not waited for any more, by no call: the process is about to end."""
        self._patience.leave()

    def close(self) -> None:
        """Finish the calls that were made, close the store, end the thread. Blocks, but waits for no server that is
        away; closing twice is harmless."""
        if not self._closed:
            self._closed = True
            self._patience.leave()
            self._executor.submit(self._store.close).result()
            self._executor.shutdown(wait=True)

    async def __aenter__(self) -> StoreThread:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.get_running_loop().run_in_executor(None, self.close)
