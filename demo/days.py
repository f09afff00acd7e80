"""When each article of a site was published: fixed moments, or days counted back from the server's today."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from demo.news import draw

SPAN_DAYS = 330
"""From the newest article to the oldest: long enough to pass a New Year, short enough for dates without a year."""

_SAME_DAY = (7, 20, 33)
"""These articles share the day of the one above them."""


def days_back(key: str, count: int, span: int = SPAN_DAYS) -> list[int]:
    """For each of ``count`` articles, newest first, how many days it is older than the newest. Never decreases."""
    step = span / max(count - 1, 1)
    offsets: list[int] = []
    for place in range(count):
        jitter = draw(f"day/{key}/{place}", max(int(step) // 2, 1)) if 0 < place < count - 1 else 0
        offsets.append(offsets[-1] if place in _SAME_DAY else round(place * step) - jitter)
    return offsets


def recent_days_back(key: str, count: int) -> list[int]:
    """As ``days_back`` with two articles of today, two of yesterday and one of the day before in front."""
    return [0, 0, 1, 1, 2, *(3 + offset for offset in days_back(key, count - 5, SPAN_DAYS - 3))][:count]


def moment(day: date, zone: ZoneInfo, key: str) -> datetime:
    """A moment of office hours on that day, in the site's own zone."""
    minute = 8 * 60 + draw(f"minute/{key}", 11 * 60)
    return datetime.combine(day, time(minute // 60, minute % 60), tzinfo=zone)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of that day in that zone."""
    return datetime.combine(day, time(), tzinfo=zone)


def shift(day: date, days: int) -> date:
    """The day that many days before."""
    return day - timedelta(days=days)
