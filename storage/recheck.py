"""When a page is looked at again: by the age of its article, and later and later after failures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zlib import crc32


@dataclass(frozen=True, slots=True)
class Ages:
    """How often a page is looked at again, by the age of its article: in its first hour, its first week, its first
    five weeks, and ever after. Most edits come within the first hour and day."""

    hour: timedelta = timedelta(hours=1)
    week: timedelta = timedelta(days=1)
    month: timedelta = timedelta(days=7)
    later: timedelta = timedelta(days=30)

    @classmethod
    def of_seconds(cls, every: Sequence[float]) -> Ages:
        """From four numbers of seconds, as settings hold them."""
        return cls(*(timedelta(seconds=seconds) for seconds in every))

    def interval(self, age: timedelta) -> timedelta:
        """How long after a look the next one is due, for an article of that age."""
        for limit, interval in (
            (timedelta(hours=1), self.hour),
            (timedelta(days=7), self.week),
            (timedelta(days=35), self.month),
        ):
            if age < limit:
                return interval
        return self.later


AGES = Ages()
"""What is not configured."""

RETRY_FIRST = timedelta(hours=1)
RECHECK_RETRY_FIRST = timedelta(hours=6)
RETRY_LONGEST = timedelta(days=7)
FINAL_FAILURES, FINAL_AFTER = 4, timedelta(days=3)
"""A page that was never stored is given up after so many failures, and so long after its first 404 or 410."""
GONE_AFTER = timedelta(days=1)
"""An article is gone where its page still answers 404 or 410 so long after the first time."""
SPREAD = 10
"""Percent by which an interval is shortened, and one after a failure stretched, by the address: articles found
together are not all due together."""


def article_due(
    *, address: str, now: datetime, first_seen_at: datetime, published_day: str | None, ages: Ages = AGES
) -> datetime:
    """When an article is due for its next look. Its age counts from its first sight, or from the end of its published
    day where that is earlier: an old article found today by a backfill is not a fresh one."""
    born = first_seen_at
    if published_day is not None:
        end = datetime.combine(date.fromisoformat(published_day), time.min, UTC) + timedelta(days=1)
        born = min(born, end)
    interval = ages.interval(now - born)
    return now + 2 * interval - _spread(interval, address)  # earlier, not later: a daily crawl finds it due daily


def retry_due(*, address: str, now: datetime, failures: int, first: timedelta = RETRY_FIRST) -> datetime:
    """When a page that failed ``failures`` times in a row (one or more) is tried again: 1 h, 2 h, 4 h … 7 days; or
    beginning with ``first``."""
    interval = min(first * 2 ** min(max(failures, 1) - 1, 16), RETRY_LONGEST)
    return now + _spread(interval, address)


def _spread(interval: timedelta, address: str) -> timedelta:
    share = crc32(address.encode("utf-8", "replace")) % 1000 / 1000  # the same for the same address, at every run
    return interval * (1 + share * SPREAD / 100)
