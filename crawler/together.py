"""Things asked at about the same time, done as one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Result = TypeVar("Result")
_MOST = 64


class Together(Generic[Asked, Result]):
    """Gathers what many tasks of one loop ask, and has ``work`` do it at once: it is given all of them, and returns a
    result for each in the same order. What it raises is raised to each who asked.

    A batch is done as soon as all of the ``company`` (how many tasks may ask) are in it, or ``_MOST``, else after
    ``wait_s`` seconds: who is alone waits for nobody.
    """

    def __init__(
        self,
        work: Callable[[list[Asked]], Awaitable[Sequence[Result]]],
        *,
        company: Callable[[], int],
        wait_s: float = 0.02,
    ) -> None:
        self._work, self._company, self._wait_s = work, company, wait_s
        self._asked: list[tuple[Asked, asyncio.Future[Result]]] = []
        self._timer: asyncio.TimerHandle | None = None
        self._running: set[asyncio.Task[None]] = set()

    async def __call__(self, asked: Asked) -> Result:
        """The result for one."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Result] = loop.create_future()
        self._asked.append((asked, answer))
        if len(self._asked) >= min(_MOST, self._company()):
            self._begin()
        elif self._timer is None:
            self._timer = loop.call_later(self._wait_s, self._begin)
        return await answer

    def _begin(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        batch, self._asked = self._asked, []
        if batch:
            task = asyncio.ensure_future(self._run(batch))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def _run(self, batch: list[tuple[Asked, asyncio.Future[Result]]]) -> None:
        try:
            results = await self._work([asked for asked, _ in batch])
        except Exception as error:
            for _, answer in batch:
                if not answer.done():
                    answer.set_exception(error)
            return
        for (_, answer), result in zip(batch, results, strict=True):
            if not answer.done():
                answer.set_result(result)
