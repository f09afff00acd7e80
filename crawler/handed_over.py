"""What a poll hands over to the crawl that it makes necessary: its open run, its hosts' turns, the answers it has."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from scrapy.http import Request, Response

from crawler.turns import LEASE, turns_of
from storage.errors import StoreError
from storage.thread import StoreThread

_log = logging.getLogger(__name__)

MOST_HELD = 32 * 1024 * 1024
"""Bytes of all answers that wait for their crawls. What is more is let go, and asked for again."""
_PROLONG_EVERY_S = LEASE.total_seconds() / 5

Question = tuple[str, bytes | None, bytes | None]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one request: a response, just as it was downloaded, or why none came."""

    response: Response | None = None
    error: Exception | None = None
    latency_s: float | None = None

    def to(self, request: Request) -> Response:
        """The response, as that to ``request``; raises the error there was instead."""
        if self.latency_s is not None:
            request.meta["download_latency"] = self.latency_s
        if self.response is None:
            raise self.error or RuntimeError("an answer is a response or an error")
        return self.response


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A run that is open, the number under which its hosts' turns are held (``SourceSpider.number``), and the answers
    to what its crawl is going to ask first."""

    run_id: int
    number: int
    answers: dict[Question, Answer] = field(default_factory=dict)

    def take(self, request: Request) -> Answer | None:
        """The answer to a request, once; None where it is not there. Where a redirect leads is asked for anew."""
        return None if "redirect_times" in request.meta else self.answers.pop(question(request), None)


def question(request: Request) -> Question:
    """What makes two requests one: the address, and what is known of its content."""
    return request.url, request.headers.get("If-None-Match"), request.headers.get("If-Modified-Since")


class Waiting:
    """What was handed over and waits for its crawl, which may take long where there are few places: the bytes of the
    answers are bounded, and the turns of the hosts prolonged, without which another machine took the run for dead."""

    def __init__(self, store: StoreThread, clock: Callable[[], datetime]) -> None:
        self._store, self._clock = store, clock
        self._held = 0

    @asynccontextmanager
    async def keep(self, begun: HandedOver | None) -> AsyncIterator[None]:
        """In the block stands the wait for a place, and the crawl."""
        if begun is None:
            yield
            return
        held = self._fit(begun)
        self._held += held
        prolonging = asyncio.ensure_future(self._prolong(begun.number))
        try:
            yield
        finally:
            prolonging.cancel()
            self._held -= held

    def _fit(self, begun: HandedOver) -> int:
        held = 0
        for asked, answer in list(begun.answers.items()):
            size = len(answer.response.body) if answer.response is not None else 0
            if self._held + held + size > MOST_HELD:
                del begun.answers[asked]
            else:
                held += size
        return held

    async def _prolong(self, number: int) -> None:
        while True:
            await asyncio.sleep(_PROLONG_EVERY_S)
            try:
                await turns_of(self._store).prolong(number, clock=self._clock)
            except StoreError as error:  # tried again; a turn that is lost is taken anew by the crawl
                _log.warning("the turns of a crawl that waits could not be prolonged: %s", error)
