"""How often a source publishes, by its own history, and how likely a silence is under that rhythm.

Every weekday has its own chance of a day without an article, taken from the source's last half year. Holidays and the
summer are known from the source's own last year; where it is younger, from a short list of seasons in which all
universities are quiet, and from the other sources of its country.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from storage.health_records import Peers

HISTORY = timedelta(days=182)
LEAST_HISTORY = timedelta(days=42)
LEAST_ARTICLES = 10
"""A source that is younger, or has said less, has no rhythm yet: its silence is never told."""
CHANCE = 1e-4
"""A silence is told when it is less likely than this under the source's rhythm."""
LONGER = 1.5
"""And longer than the longest earlier one times this: days without news come in rows, which chance alone ignores."""
_YEAR = timedelta(weeks=52)
_SEASON = timedelta(days=10)
_PEERS, _PEERS_PROMISE = 4, 10.0

_QUIET: Mapping[str, tuple[tuple[tuple[int, int], tuple[int, int], float], ...]] = {
    "": (((12, 22), (12, 31), 0.0), ((1, 1), (1, 10), 0.0), ((7, 1), (8, 31), 0.2)),
    "RU": (((5, 1), (5, 11), 0.0),),
    "BY": (((5, 1), (5, 11), 0.0),),
    "KZ": (((3, 20), (3, 26), 0.0), ((5, 1), (5, 11), 0.0)),
    "UZ": (((3, 20), (3, 24), 0.0),),
    "CN": (((1, 15), (2, 28), 0.0), ((5, 1), (5, 5), 0.0), ((10, 1), (10, 8), 0.0)),
    "TW": (((1, 15), (2, 28), 0.0),),
    "KR": (((1, 20), (2, 20), 0.0), ((9, 12), (10, 10), 0.2)),
    "JP": (((4, 29), (5, 6), 0.0), ((8, 10), (8, 18), 0.0)),
}
"""Seasons (first day, last day, how much of the rhythm is left) of every country and of some. Moving holidays are given
by the days they may fall on."""
_EASTER = (timedelta(days=-3), timedelta(days=2))


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A source's rhythm from ``start`` to ``end`` (both included): by weekday (Monday first) the chance of a day
    without an article and the mean number of articles; ``longest`` is the longest row of days without one."""

    start: date
    end: date
    none: tuple[float, ...]
    mean: tuple[float, ...]
    longest: int


@dataclass(frozen=True, slots=True)
class Silence:
    """A row of whole days without an article: from ``since``, ``days`` long, in which ``expected`` articles were to be
    expected, with the ``chance`` of none. ``told``: too long to be chance."""

    since: date
    days: int
    expected: float
    chance: float
    told: bool


def beginning(days: Mapping[date, int], began: date, today: date) -> date | None:
    """The first day of a source's known history, None where there is none. The articles of the day of its first crawl
    that name no day of their own all seem to be of that day: it is left out where it would be the first."""
    known = [day for day, count in days.items() if count and today - HISTORY <= day < today]
    if not known:
        return None
    first = min(known)
    return first + timedelta(days=1) if first == began else first


def rhythm_of(days: Mapping[date, int], start: date, end: date) -> Rhythm | None:
    """The rhythm of the days from ``start`` to ``end``; None where they are too few or said too little."""
    length = (end - start).days + 1
    if length < LEAST_HISTORY.days or sum(count for day, count in days.items() if start <= day <= end) < LEAST_ARTICLES:
        return None
    seen, empty, articles = [0] * 7, [0] * 7, [0] * 7
    longest = row = 0
    for offset in range(length):
        day = start + timedelta(days=offset)
        count = days.get(day, 0)
        seen[day.weekday()] += 1
        empty[day.weekday()] += not count
        articles[day.weekday()] += count
        row = 0 if count else row + 1
        longest = max(longest, row)
    # Half a day more without an article: what never happened in ten weeks is not impossible (Krichevsky-Trofimov).
    none = tuple((empty[w] + 0.5) / (seen[w] + 1) for w in range(7))
    return Rhythm(start, end, none, tuple(articles[w] / max(seen[w], 1) for w in range(7)), longest)


def silence(days: Mapping[date, int], began: date, today: date, *, country: str, peers: Peers) -> Silence | None:
    """The silence that lasts up to yesterday, judged by the history before it; None where there is none, or no rhythm
    to judge it by. Today is not over and does not count."""
    yesterday = today - timedelta(days=1)
    last = max((day for day, count in days.items() if count and day <= today), default=None)
    start = beginning(days, began, today)
    if last is None or start is None or last >= yesterday:
        return None
    rhythm = rhythm_of(days, start, last)
    if rhythm is None:
        return None
    log_chance = expected = 0.0
    rate = _peers_rate(peers)
    since = last + timedelta(days=1)
    length = (yesterday - last).days
    for offset in range(length):
        day = since + timedelta(days=offset)
        left = min(season(days, day, country), rate)
        log_chance += left * math.log(rhythm.none[day.weekday()])
        expected += left * rhythm.mean[day.weekday()]
    longest = max(rhythm.longest, _longest_a_year_ago(days, since, yesterday))
    chance = math.exp(log_chance)
    return Silence(since, length, expected, chance, chance < CHANCE and length > LONGER * longest)


def season(days: Mapping[date, int], day: date, country: str) -> float:
    """How much of its usual rhythm a source keeps around a day of the year: from its own last year where that is known,
    else from the seasons in which universities are quiet (0 to 1)."""
    before = day - _YEAR
    start, end = before - HISTORY, min(before + HISTORY, day - timedelta(days=1))
    first = min((known for known, count in days.items() if count), default=day)
    known = sum(count for known, count in days.items() if start <= known <= end)
    if first > before - 3 * _SEASON or known < 3 * LEAST_ARTICLES:
        return _listed(day, country)
    usual = _mean(days, max(first, start), end)
    return min(1.0, _mean(days, before - _SEASON, before + _SEASON) / usual)


def _listed(day: date, country: str) -> float:
    if any(sunday + _EASTER[0] <= day <= sunday + _EASTER[1] for sunday in _easters(day.year)):
        return 0.0
    seasons = _QUIET[""] + (_QUIET.get(country, ()) if country else ())
    return min((left for start, end, left in seasons if start <= (day.month, day.day) <= end), default=1.0)


def expected_week(days: Mapping[date, int], began: date, today: date) -> tuple[float, float]:
    """Articles of the seven whole days up to yesterday: those the rhythm before them promised, and those that came."""
    start, end = beginning(days, began, today), today - timedelta(days=8)
    rhythm = rhythm_of(days, start, end) if start is not None else None
    if rhythm is None:
        return 0.0, 0.0
    return sum(rhythm.mean), float(sum(days.get(end + timedelta(days=offset), 0) for offset in range(1, 8)))


def by_week(days: Mapping[date, int], today: date, weeks: int = 12) -> tuple[int, ...]:
    """The number of articles in each of the last weeks of seven days, the oldest first, the last one up to today."""
    totals = [0] * weeks
    for day, count in days.items():
        age = (today - day).days
        if 0 <= age < 7 * weeks:
            totals[weeks - 1 - age // 7] += count
    return tuple(totals)


def _peers_rate(peers: Peers) -> float:
    """How much of their rhythm the other sources of the country keep now: a holiday that no calendar names."""
    if peers.sources < _PEERS or peers.expected < _PEERS_PROMISE:
        return 1.0
    rate = peers.got / peers.expected
    return 1.0 if rate > 0.7 else rate


def _mean(days: Mapping[date, int], start: date, end: date) -> float:
    length = (end - start).days + 1
    return sum(days.get(start + timedelta(days=offset), 0) for offset in range(length)) / length if length > 0 else 0.0


def _longest_a_year_ago(days: Mapping[date, int], start: date, end: date) -> int:
    """The longest row of days without an article around the same days a year ago."""
    first = min((day for day, count in days.items() if count), default=start)
    begin, stop = start - _YEAR - _SEASON, end - _YEAR + _SEASON
    if first > begin:
        return 0
    longest = row = 0
    for offset in range((stop - begin).days + 1):
        row = 0 if days.get(begin + timedelta(days=offset), 0) else row + 1
        longest = max(longest, row)
    return longest


def _easters(year: int) -> tuple[date, date]:
    """Easter Sunday of a year, western and orthodox (Meeus, Astronomical Algorithms, chapter 8)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    rest = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    month, rest_day = divmod(h + rest - 7 * ((a + 11 * h + 22 * rest) // 451) + 114, 31)
    western = date(year, month, rest_day + 1)
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    month, rest_day = divmod(d + e + 114, 31)
    return western, date(year, month, rest_day + 1) + timedelta(days=13)  # the Julian calendar, 1900 to 2099
