"""When a digest goes out: the next full hour, a time of the day or of the week on a clock of one place. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

DigestEvery = Literal["hour", "day", "week"]


@dataclass(frozen=True, slots=True)
class DigestTime:
    """Once an hour at its beginning, a day at ``minute`` (minutes after midnight), or a week at ``minute`` of
    ``weekday`` (0: Monday), on the clock of ``zone`` (an IANA name)."""

    every: DigestEvery
    minute: int = 0
    weekday: int = 0
    zone: str = "UTC"

    def next_after(self, now: datetime) -> datetime:
        """The first such moment after ``now`` (aware), in UTC.

        A local time that a clock change skips is taken as long after the change as it would have been after midnight
        (02:30 becomes 03:30); one that comes twice counts once, the first time.
        """
        if self.every == "hour":
            return now.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        zone = ZoneInfo(self.zone)
        today = now.astimezone(zone).date()
        for days in range(9):
            day = today + timedelta(days=days)
            if self.every == "week" and day.weekday() != self.weekday:
                continue
            local = datetime(day.year, day.month, day.day, self.minute // 60, self.minute % 60, tzinfo=zone)
            moment = local.astimezone(UTC)
            if moment > now:
                return moment
        raise AssertionError("every week has each of its days")
