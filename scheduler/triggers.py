"""A cron expression as APScheduler asks for it."""

from __future__ import annotations

from datetime import datetime

from apscheduler.triggers.base import BaseTrigger

from scheduler.times import Cron


class AtTimes(BaseTrigger):  # type: ignore[misc]  # APScheduler 3 ships no types
    """Fires at the times of a cron expression (``scheduler.times.Cron``)."""

    __slots__ = ("cron",)

    def __init__(self, cron: Cron) -> None:
        self.cron = cron

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """The next time after ``now``; one that was missed is not made up for."""
        return self.cron.next_after(max(now, previous_fire_time) if previous_fire_time is not None else now)
