"""What the service's clock rings for: the tick, the deliveries, the jobs of the configuration."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

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
    clock.add_job(note, IntervalTrigger(minutes=1), id=_NOTE)
    clock.add_job(tick, IntervalTrigger(seconds=tick_s), next_run_time=utc_now(), id=_TICK)
    clock.start(paused=True)
    return clock


def set_jobs(clock: AsyncIOScheduler, setup: Setup, *, deliver: Work) -> None:
    """The jobs of a setup take the place of those of the one before."""
    for job in clock.get_jobs():
        if job.id not in (_NOTE, _TICK):
            job.remove()
    # Asked for while it sends, it returns at once: the second is no overrun worth a warning.
    clock.add_job(deliver, IntervalTrigger(seconds=setup.deliver_s), id="deliver", max_instances=2)
    for one in setup.jobs:
        clock.add_job(one.work, one.trigger, id=f"job {one.name}", name=one.name)
