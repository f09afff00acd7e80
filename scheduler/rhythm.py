"""A source's rhythm: at which hours of its own week it publishes, and when to look again. Pure.

Where delays count alike for all articles, the best number of looks at an hour grows with the square root of the
articles expected in it (Sia, Cho, Cho: Efficient Monitoring Algorithm for Fast News Alerts, 2007). So looks are dense
where articles are likely, and never as dense as the articles themselves. That alone leaves long gaps in the hours in
which few articles come, and one article in twenty falls into them: so no gap is long where any is to be expected.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from storage.planning import Arrival

REMEMBERED = timedelta(days=42)
"""What is older says nothing of a site's habits today."""
_HALF_LIFE_H = 14 * 24.0
_PRIOR_PER_H = 3 / 24
"""What is expected of a site nothing is known of: three articles a day."""
_PRIOR_H = 8.0
"""The weight of that: as eight hours of watching."""
_DAY_PRIOR, _HOUR_PRIOR = 1.5, 0.2
"""Articles added to each day of the week and hour of the day, so that none is ever thought impossible."""
_SPREAD = ((-2, 0.1), (-1, 0.2), (0, 0.4), (1, 0.2), (2, 0.1))
"""An article at ten makes one at nine or eleven likelier, too."""
_LOOKS = 1.8
"""Looks an hour at one expected article an hour."""
_BUSY_PER_H, _BUSY_LOOKS = 0.012, 60 / 55
"""An hour in which more articles than this are expected (two a week, were all hours alike) has at least so many looks:
chosen with ``_LOOKS`` so that as many looks at a fixed time find later both in the median and in the last twentieth
(``python -m bench.fortnight``)."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What is expected of a source: articles an hour, for each day of the week (Monday is 0) and hour of its own
    clock."""

    zone: ZoneInfo
    per_week: float
    days: tuple[float, ...]
    hours: tuple[float, ...]

    def rate(self, local: datetime) -> float:
        """Articles expected an hour at a time of the source's own clock."""
        return self.per_week * self.days[local.weekday()] * self.hours[local.hour]


def learn(arrivals: Sequence[Arrival], *, zone: ZoneInfo, now: datetime) -> Rhythm:
    """The rhythm from a source's latest articles; newer ones count for more (half as much after two weeks).

    The hour is the page's own where it names one, else that of the first sight if the day is the same.
    """
    days, hours = [_DAY_PRIOR] * 7, [_HOUR_PRIOR] * 24
    first_crawl = min((arrival.first_seen_at for arrival in arrivals), default=now) + timedelta(hours=1)
    total, oldest = 0.0, now
    for arrival in arrivals:
        moment, exact = _moment(arrival, zone, first_crawl)
        oldest = min(oldest, moment)
        if not now - REMEMBERED <= moment <= now:
            continue
        weight = _weight(now - moment)
        total += weight
        local = moment.astimezone(zone)
        days[local.weekday()] += weight
        if exact:
            for shift, share in _SPREAD:
                hours[(local.hour + shift) % 24] += weight * share
    watched = _watched_h(min(now - oldest, REMEMBERED)) + _PRIOR_H
    per_hour = (total + _PRIOR_PER_H * _PRIOR_H) / watched
    of_days, of_hours = sum(days), sum(hours)
    return Rhythm(
        zone, per_hour * 168, tuple(count / of_days for count in days), tuple(count / of_hours for count in hours)
    )


def next_look(rhythm: Rhythm, now: datetime, *, min_s: float, max_s: float) -> datetime:
    """When to look again after a look at ``now``: never sooner than ``min_s`` seconds, never later than ``max_s``."""
    at, latest, done = now, now + timedelta(seconds=max_s), 0.0
    while at < latest:
        local = at.astimezone(rhythm.zone)
        left_s = 3600 - (local.minute * 60 + local.second + local.microsecond / 1e6)
        density = _looks_per_h(rhythm.rate(local)) / 3600
        if done + density * left_s >= 1:
            at += timedelta(seconds=(1 - done) / density)
            break
        done += density * left_s
        at += timedelta(seconds=left_s)
    return min(max(at, now + timedelta(seconds=min_s)), latest)


def _looks_per_h(rate: float) -> float:
    """Looks an hour where ``rate`` articles are expected in it."""
    wanted = _LOOKS * math.sqrt(rate)
    return max(wanted, _BUSY_LOOKS) if rate >= _BUSY_PER_H else max(wanted, 1e-6)


def jitter(key: str, now: datetime) -> float:
    """A number from -1 to 1 that is another one for each source and time, and the same for both again."""
    digest = blake2b(f"{key} {now.isoformat()}".encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") / 0x7FFFFFFF - 1


def _moment(arrival: Arrival, zone: ZoneInfo, first_crawl: datetime) -> tuple[datetime, bool]:
    """When an article came out, as far as is known, and whether the hour is."""
    seen = arrival.first_seen_at
    if arrival.published_value is None:
        return seen, seen > first_crawl
    published = datetime.fromisoformat(arrival.published_value)
    local = published.astimezone(zone) if published.tzinfo else published.replace(tzinfo=zone)
    if arrival.precision != "day" and local.time() != time(0):
        return min(local.astimezone(UTC), seen), True
    if seen.astimezone(zone).date() == local.date():
        return seen, seen > first_crawl
    return min(datetime.combine(local.date(), time(12), zone).astimezone(UTC), seen), False


def _weight(age: timedelta) -> float:
    return float(0.5 ** (age / timedelta(hours=_HALF_LIFE_H)))


def _watched_h(span: timedelta) -> float:
    """The weight of all hours of a span that ends now, each as much as an article in it."""
    return (1 - _weight(span)) * _HALF_LIFE_H / math.log(2)
