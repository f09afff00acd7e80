"""How often a source publishes, by its own history, and how likely a silence is under that rhythm.

Every weekday has its own chance of a day without an article, taken from the source's last half year. Holidays and the
summer are known from the source's own last year; where it is younger, from a short list of seasons in which all
universities are quiet, and from the other sources of its country.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from storage.health_records import Peers

HISTORY, LATELY = timedelta(days=182), timedelta(days=56)
"""A rhythm is judged by the last half year and by the last eight weeks, whichever makes a silence less surprising."""
LEAST_HISTORY = timedelta(days=42)
LEAST_ARTICLES = 10
"""A source that is younger, or has said less, has no rhythm yet: its silence is never told."""
CHANCE = 1e-5
"""A silence is told when it is less likely than this under the source's rhythm."""
MORE = 1.5
"""And so many times more surprising (by the logarithm of its chance) than any earlier one: days without news come in
rows, which chance alone ignores."""
_YEAR = timedelta(weeks=52)
_NEAR, _SEASON = timedelta(days=3), timedelta(days=10)
_PEERS, _PEERS_PROMISE = 4, 10.0
_POOLED = 4.0
_BUSY = 0.7
"""A season that keeps more of the rhythm than this is no quiet one."""

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


class History:
    """The number of articles of each day, quick to add up over any time."""

    def __init__(self, days: Mapping[date, int]) -> None:
        known = [day for day, count in days.items() if count]
        self.first = min(known, default=date.max)
        self._days = days
        last = max(known, default=date.min)
        self._sums = [0]
        for offset in range((last - self.first).days + 1 if known else 0):
            self._sums.append(self._sums[-1] + days.get(self.first + timedelta(days=offset), 0))

    def on(self, day: date) -> int:
        """The articles of one day."""
        return self._days.get(day, 0)

    def count(self, start: date, end: date) -> int:
        """The articles from ``start`` to ``end``, both included."""
        most = len(self._sums) - 1
        below, above = (start - self.first).days, (end - self.first).days + 1
        return self._sums[min(max(above, 0), most)] - self._sums[min(max(below, 0), most)] if most else 0

    def mean(self, start: date, end: date) -> float:
        """The articles a day from ``start`` to ``end``, both included."""
        length = (end - start).days + 1
        return self.count(start, end) / length if length > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A source's rhythm from ``start`` to ``end`` (both included): by weekday (Monday first) the chance of a day
    without an article and the mean number of articles."""

    start: date
    end: date
    none: tuple[float, ...]
    mean: tuple[float, ...]


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
    first = min((day for day, count in days.items() if count and today - HISTORY <= day < today), default=None)
    return first + timedelta(days=1) if first == began else first


def rhythm_of(history: History, start: date, end: date, country: str) -> Rhythm | None:
    """The rhythm of the days from ``start`` to ``end``; None where they are too few or said too little. Quiet seasons
    say nothing of the other days, and are left out where enough others are known."""
    length = (end - start).days + 1
    if length < LEAST_HISTORY.days or history.count(start, end) < LEAST_ARTICLES:
        return None
    days = [start + timedelta(days=offset) for offset in range(length)]
    usual = [day for day in days if season(history, day, country) > _BUSY]
    if len(usual) >= LEAST_HISTORY.days:
        days = usual
    seen, empty, articles = [0] * 7, [0] * 7, [0] * 7
    for day in days:
        count = history.on(day)
        seen[day.weekday()] += 1
        empty[day.weekday()] += not count
        articles[day.weekday()] += count
    none = tuple(_none(empty, seen, weekday) for weekday in range(7))
    return Rhythm(start, end, none, tuple(articles[w] / max(seen[w], 1) for w in range(7)))


def _none(empty: Sequence[int], seen: Sequence[int], weekday: int) -> float:
    """The chance of a day without an article on a weekday: what was seen of it, and, as if four more had been seen,
    what was seen of all days of work or all of the weekend. What never happened is not impossible: half a day more
    without one (Krichevsky-Trofimov)."""
    alike = range(5) if weekday < 5 else range(5, 7)
    pooled = (sum(empty[day] for day in alike) + 0.5) / (sum(seen[day] for day in alike) + 1)
    return (empty[weekday] + _POOLED * pooled) / (seen[weekday] + _POOLED)


def silence(days: Mapping[date, int], began: date, today: date, *, country: str, peers: Peers) -> Silence | None:
    """The silence that lasts up to yesterday, judged by the history before it; None where there is none, or no rhythm
    to judge it by. Today is not over and does not count."""
    yesterday = today - timedelta(days=1)
    last = max((day for day, count in days.items() if count and day <= today), default=None)
    start = beginning(days, began, today)
    if last is None or start is None or last >= yesterday:
        return None
    history = History(days)
    usual = rhythm_of(history, start, last, country)
    if usual is None:
        return None
    rhythms = [usual, rhythm_of(history, max(start, last - LATELY), last, country)]
    judged = [_judged(history, rhythm, yesterday, country, _peers_rate(peers)) for rhythm in rhythms if rhythm]
    return max(judged, key=lambda one: (not one.told, one.chance))


def _judged(history: History, rhythm: Rhythm, yesterday: date, country: str, rate: float) -> Silence:
    """The silence after the end of a rhythm, beside the earlier ones in it and the one of the same days a year ago."""
    weight = [math.log(none) for none in rhythm.none]
    since, surprise, expected = rhythm.end + timedelta(days=1), 0.0, 0.0
    length = (yesterday - rhythm.end).days
    for offset in range(length):
        day = since + timedelta(days=offset)
        left = min(season(history, day, country), rate)
        surprise += left * weight[day.weekday()]
        expected += left * rhythm.mean[day.weekday()]
    worst = _worst(history, rhythm.start, rhythm.end, weight, country)
    if history.first < since - _YEAR - _SEASON:
        # No season excuses what was silent a year ago: a holiday that comes again is no surprise.
        worst = min(worst, _worst(history, since - _YEAR - _SEASON, yesterday - _YEAR + _SEASON, weight, None))
    chance = math.exp(surprise)
    return Silence(since, length, expected, chance, chance < CHANCE and surprise < MORE * worst)


def _worst(history: History, start: date, end: date, weight: Sequence[float], country: str | None) -> float:
    """The most surprising row of days without an article, as the logarithm of its chance; without a ``country`` no
    season makes it less so."""
    worst = row = 0.0
    for offset in range((end - start).days + 1):
        day = start + timedelta(days=offset)
        left = 1.0 if country is None or history.on(day) else season(history, day, country)
        row = 0.0 if history.on(day) else row + left * weight[day.weekday()]
        worst = min(worst, row)
    return worst


def season(history: History, day: date, country: str) -> float:
    """How much of its usual rhythm a source keeps around a day of the year: from its own last year where that is known,
    else from the seasons in which universities are quiet (0 to 1)."""
    before = day - _YEAR
    start, end = before - HISTORY, min(before + HISTORY, day - timedelta(days=1))
    if history.first > before - 3 * _SEASON or history.count(start, end) < 3 * LEAST_ARTICLES:
        return _listed(day, country)
    usual = history.mean(max(history.first, start), end)
    around = (history.mean(before - near, before + near) for near in (_NEAR, _SEASON))
    return min(1.0, min(around) / usual)


def _listed(day: date, country: str) -> float:
    if any(sunday + _EASTER[0] <= day <= sunday + _EASTER[1] for sunday in _easters(day.year)):
        return 0.0
    seasons = _QUIET[""] + (_QUIET.get(country, ()) if country else ())
    return min((left for start, end, left in seasons if start <= (day.month, day.day) <= end), default=1.0)


def expected_week(days: Mapping[date, int], began: date, today: date, country: str) -> tuple[float, float]:
    """Articles of the seven whole days up to yesterday: those the rhythm before them promised, and those that came."""
    start, end = beginning(days, began, today), today - timedelta(days=8)
    history = History(days)
    rhythm = rhythm_of(history, start, end, country) if start is not None else None
    if rhythm is None:
        return 0.0, 0.0
    return sum(rhythm.mean), float(history.count(end + timedelta(days=1), end + timedelta(days=7)))


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
    return 1.0 if rate > _BUSY else rate


@cache
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
