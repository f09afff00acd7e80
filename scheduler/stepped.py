"""The service without a clock of its own, for simulations: time passes when its owner says so."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from scheduler.service import Service
from storage.thread import StoreThread


class SteppedService(Service):
    """A ``Service`` whose ticks are taken by hand: ``open`` it instead of running it, then ``step`` through time."""

    async def open(self, store: StoreThread) -> None:
        """Begin on a store that the caller closes. Nothing happens before the first step."""
        self.store, self._clock = store, AsyncIOScheduler(timezone="UTC")
        await self._take(self.setup)

    async def step(self) -> None:
        """One tick, and the crawls it begins to their ends."""
        await self.tick()
        while self._tasks:
            await asyncio.gather(*self._tasks.values())

    async def clock_was_set(self, step: timedelta) -> None:
        """What the service does when it finds the wall's clock moved by so much (negative: back)."""
        await self._clock_was_set(step)
