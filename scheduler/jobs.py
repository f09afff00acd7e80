"""What the service's clock rings for: the tick, the deliveries, the jobs of the configuration."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from crawler.spiders.source import utc_now
from scheduler.records import Setup

_NOTE, _TICK = "note", "tick"
Work = Callable[[], Awaitable[None]]


def start_clock(*, tick: Work, tick_s: float, note: Work) -> AsyncIOScheduler:
    """A clock that is paused: it rings for ``tick`` at once and then every ``tick_s`` seconds, and every minute for
    ``note``."""
    clock = AsyncIOScheduler(
        timezone="UTC", job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
    )
    clock.add_job(_ended_quietly(note), IntervalTrigger(minutes=1), id=_NOTE, name=_NOTE)
    clock.add_job(_ended_quietly(tick), IntervalTrigger(seconds=tick_s), next_run_time=utc_now(), id=_TICK, name=_TICK)
    clock.start(paused=True)
    return clock


def set_jobs(clock: AsyncIOScheduler, setup: Setup, *, deliver: Work) -> None:
    """The jobs of a setup take the place of those of the one before."""
    for job in clock.get_jobs():
        if job.id not in (_NOTE, _TICK):
            job.remove()
    # Asked for while it sends, it returns at once: the second is no overrun worth a warning.
    every = IntervalTrigger(seconds=setup.deliver_s)
    clock.add_job(_ended_quietly(deliver), every, id="deliver", name="deliver", max_instances=2)
    for one in setup.jobs:
        clock.add_job(_ended_quietly(one.work), one.trigger, id=f"job {one.name}", name=one.name)


def _ended_quietly(work: Work) -> Callable[[], Coroutine[Any, Any, None]]:
    """The same work, cut off without a word when the clock is shut down: APScheduler would log a job that is under way
    by then as one that failed, with its traceback."""

    async def run() -> None:
        with suppress(asyncio.CancelledError):  # nobody else cancels a job
            await work()

    return run
