"""Times that people write down: cron expressions and quiet hours, each in a time zone. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

if TYPE_CHECKING:
    from apscheduler.triggers.base import BaseTrigger

DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
"""The days of a week as crontab(5) counts them."""
_NEVER = datetime(2024, 1, 1, tzinfo=UTC)
_WINDOW = re.compile(r"(?:([a-z,\- ]{3,40}?)\s+)?(\d{1,2}):(\d\d)\s*[-\u2013]\s*(\d{1,2}):(\d\d)")


def zone_of(name: str) -> ZoneInfo:
    """An IANA time zone by its name. ValueError where there is none of that name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f'{name!r} is no time zone; write an IANA name such as "Europe/Moscow"') from None


@dataclass(frozen=True)
class Cron:
    """A cron expression of five fields, read as crontab(5) does: Sunday is 0 or 7, a day matches where either the day
    of the month or the day of the week does, if both are given."""

    expression: str
    zone: ZoneInfo

    def __post_init__(self) -> None:
        """ValueError where the expression is none, or names a day that never comes."""
        if self._trigger.get_next_fire_time(None, _NEVER) is None:
            raise ValueError(f"{self.expression!r} names a day that never comes")

    @cached_property
    def _trigger(self) -> BaseTrigger:
        return self._trigger_in(self.zone)

    @cached_property
    def _on_the_wall(self) -> BaseTrigger:
        return self._trigger_in(ZoneInfo("UTC"))

    def _trigger_in(self, zone: ZoneInfo) -> BaseTrigger:
        from apscheduler.triggers.combining import OrTrigger  # for those who write any
        from apscheduler.triggers.cron import CronTrigger

        fields = self.expression.split()
        if len(fields) != 5:
            raise ValueError(
                f'{self.expression!r} is no cron expression; it has five fields, as in "0 8 * * mon-fri": '
                "minute, hour, day of the month, month, day of the week"
            )
        try:
            minute, hour, day, month, weekday = *fields[:4], _weekdays(fields[4])
            if day.startswith("*") or weekday == "*":
                return CronTrigger(None, month, day, None, weekday, hour, minute, timezone=zone)
            parts = ((day, "*"), ("*", weekday))
            return OrTrigger([CronTrigger(None, month, d, None, w, hour, minute, timezone=zone) for d, w in parts])
        except ValueError as error:
            raise ValueError(f"{self.expression!r} is no cron expression: {error}") from None

    def next_after(self, moment: datetime) -> datetime:
        """The first time after ``moment``, in UTC. A time that the clocks skip comes when they have gone on; one that
        they repeat comes once, unless the expression means every hour."""
        every_hour, asked = "*" in self.expression.split()[1], moment
        while True:
            found: datetime | None = self._trigger.get_next_fire_time(None, moment + timedelta(seconds=1))
            if found is None:  # beyond the calendar's end
                return moment + timedelta(days=366)
            if every_hour or not found.fold:
                return min(found.astimezone(UTC), self._by_the_wall(asked) or found.astimezone(UTC))
            moment = found.astimezone(UTC)

    def _by_the_wall(self, moment: datetime) -> datetime | None:
        """The next time as a clock without summer time has it, None where that one has passed. APScheduler goes from
        day to day in steps of 24 hours, and where a day has but 23 past the first hour of the next."""
        local = moment.astimezone(self.zone).replace(tzinfo=UTC, fold=0)
        found: datetime | None = self._on_the_wall.get_next_fire_time(None, local + timedelta(seconds=1))
        there = found.replace(tzinfo=self.zone).astimezone(UTC) if found is not None else moment
        return there if there > moment else None


def _weekdays(field: str) -> str:
    """The days of the week of a crontab as names: APScheduler counts from Monday, and no range passes Sunday there."""
    if field == "*":
        return field
    named: set[int] = set()
    for part in field.lower().split(","):
        span, _, step = part.partition("/")
        if not (step.isdecimal() or not step) or step == "0":
            raise ValueError(f"{part!r} is no step of days of the week")
        first, _, last = ("0", "-", "6") if span == "*" else span.partition("-")
        start = _weekday(first)
        end = _weekday(last) if last else (6 if step else start)
        end += 7 if end < start else 0
        named.update(day % 7 for day in range(start, end + 1, int(step or 1)))
    return ",".join(DAYS[day] for day in sorted(named))


def _weekday(word: str) -> int:
    if word in DAYS:
        return DAYS.index(word)
    if word.isdecimal() and len(word) == 1 and int(word) <= 7:
        return int(word)
    raise ValueError(f"{word!r} is no day of the week; write mon, tue ... or 0 (Sunday) to 6")


@dataclass(frozen=True, slots=True)
class Window:
    """One row of quiet hours: from ``start`` to ``end`` by the wall clock, on the next day where ``end`` is not later;
    ``days`` (Sunday is 0) are those it begins on."""

    start: time
    end: time
    days: frozenset[int]

    @classmethod
    def parse(cls, text: str) -> Window:
        """``"22:00-06:00"``, ``"sat,sun 00:00-24:00"``, ``"mon-fri 18:30-07:00"``. ValueError on anything else."""
        found = _WINDOW.fullmatch(text.strip().lower())
        try:
            if found is None:
                raise ValueError("no window")
            days = _weekdays(found[1].replace(" ", "")) if found[1] else ",".join(DAYS)
            hours = [int(found[2]), int(found[4])]
            start, end = time(hours[0], int(found[3])), time(0 if hours[1] == 24 else hours[1], int(found[5]))
            if hours[1] == 24 and end.minute:
                raise ValueError("past midnight")
        except ValueError:
            raise ValueError(f'{text!r} are no quiet hours; write "22:00-06:00" or "sat,sun 00:00-24:00"') from None
        return cls(start, end, frozenset(DAYS.index(day) for day in days.split(",")))

    def end_on(self, day: date, moment: datetime, zone: ZoneInfo) -> datetime | None:
        """When the window that begins on ``day`` ends, in UTC; None where it does not cover ``moment``."""
        if day.isoweekday() % 7 not in self.days:
            return None
        last = day if self.end > self.start else day + timedelta(days=1)
        begins = datetime.combine(day, self.start, zone).astimezone(UTC)
        ends = datetime.combine(last, self.end, zone).astimezone(UTC)
        return ends if begins <= moment < ends else None


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Hours without crawls, by the wall clock of a time zone."""

    windows: tuple[Window, ...]
    zone: ZoneInfo

    @classmethod
    def parse(cls, texts: Sequence[str], zone: ZoneInfo) -> QuietHours:
        """ValueError where one of the texts is no window, or where no hour of a week is left."""
        quiet = cls(tuple(Window.parse(text) for text in texts), zone)
        if quiet.end(_NEVER) is None:
            raise ValueError(f"{', '.join(texts)}: no hour of the week is left; leave some open")
        return quiet

    def end(self, moment: datetime) -> datetime | None:
        """When the quiet hours that cover ``moment`` are over (``moment`` itself where none do), in UTC; None where
        they never are."""
        latest = moment + timedelta(days=8)
        while moment < latest:
            day = moment.astimezone(self.zone).date()
            days = (day, day - timedelta(days=1))
            ends = [end for window in self.windows for d in days if (end := window.end_on(d, moment, self.zone))]
            if not ends:
                return moment
            moment = max(ends)
        return None
