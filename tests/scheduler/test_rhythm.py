"""A source is looked at when it publishes, by its own clock, within the limits of the user."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from scheduler.rhythm import jitter, learn, next_look
from storage.planning import Arrival

VLADIVOSTOK = ZoneInfo("Asia/Vladivostok")
NOW = datetime(2026, 11, 20, 0, tzinfo=UTC)  # a Friday, 10 in the morning there


def weekdays(hours: tuple[int, ...], *, weeks: int = 4, until: datetime = NOW) -> list[Arrival]:
    """Articles at these local hours of each weekday, dated to the minute."""
    found = []
    for days in range(1, weeks * 7):
        local = until.astimezone(VLADIVOSTOK) - timedelta(days=days)
        for hour in hours if local.weekday() < 5 else ():
            moment = local.replace(hour=hour, minute=10, second=0, microsecond=0)
            text = moment.replace(tzinfo=None).isoformat()
            found.append(Arrival(text, "minute", moment.astimezone(UTC) + timedelta(minutes=30)))
    return found


def looks(arrivals: list[Arrival], start: datetime, end: datetime) -> list[datetime]:
    """All looks from ``start`` to ``end`` by what is known at ``start``, in local time."""
    rhythm = learn(arrivals, zone=VLADIVOSTOK, now=start)
    found = []
    while start < end:
        start = next_look(rhythm, start, min_s=600, max_s=14_400)
        found.append(start.astimezone(VLADIVOSTOK))
    return found


def test_looks_are_dense_in_the_hours_of_its_own_clock_in_which_it_publishes() -> None:
    day = looks(weekdays(tuple(range(10, 16)) * 2), NOW - timedelta(hours=10), NOW + timedelta(hours=14))
    by_day = [look for look in day if 9 <= look.hour < 17]
    by_night = [look for look in day if look.hour < 8]
    assert len(by_day) >= 13
    assert len(by_night) <= 0.7 * len(by_day)


def test_no_gap_is_long_in_hours_in_which_an_article_may_come() -> None:
    day = looks(weekdays((9, 13, 17)), NOW - timedelta(hours=10), NOW + timedelta(hours=14))
    between = [look for look in day if 8 <= look.hour <= 18]
    gaps = [after - before for before, after in pairwise(between)]
    assert max(gaps) <= timedelta(minutes=55, seconds=1)
    sunday = looks(weekdays((9, 13, 17)), NOW + timedelta(hours=38), NOW + timedelta(hours=62))
    assert max(after - before for before, after in pairwise(sunday)) > timedelta(minutes=80), "nobody waits there"


def test_weekends_are_quieter_where_it_publishes_on_weekdays() -> None:
    arrivals = weekdays((9, 12, 16))
    friday = looks(arrivals, NOW - timedelta(hours=10), NOW + timedelta(hours=14))
    sunday = looks(arrivals, NOW + timedelta(hours=38), NOW + timedelta(hours=62))
    assert len(sunday) <= 0.7 * len(friday)


def test_who_publishes_more_is_looked_at_more_often_but_not_in_proportion() -> None:
    few = len(looks(weekdays((12,)), NOW, NOW + timedelta(days=7)))
    many = len(looks(weekdays(tuple(range(8, 20))), NOW, NOW + timedelta(days=7)))
    assert 1.4 * few < many < 6 * few


def test_a_source_that_falls_silent_is_looked_at_ever_more_rarely_to_the_limit() -> None:
    arrivals = weekdays((10, 15))
    weeks = [learn(arrivals, zone=VLADIVOSTOK, now=NOW + timedelta(weeks=late)).per_week for late in range(0, 9, 2)]
    assert weeks == sorted(weeks, reverse=True)
    assert weeks[-1] < 0.1 * weeks[0]
    rhythm = learn(arrivals, zone=VLADIVOSTOK, now=NOW + timedelta(weeks=12))
    late = NOW + timedelta(weeks=12)
    assert next_look(rhythm, late, min_s=600, max_s=14_400) == late + timedelta(hours=4)


def test_the_limits_hold_whatever_was_learned() -> None:
    busy = learn(weekdays(tuple(range(24)) * 8), zone=VLADIVOSTOK, now=NOW)
    assert next_look(busy, NOW, min_s=3600, max_s=14_400) == NOW + timedelta(hours=1)
    assert next_look(busy, NOW, min_s=60, max_s=60) == NOW + timedelta(minutes=1)


def test_of_an_unknown_source_about_an_article_every_eight_hours_is_expected() -> None:
    wait = next_look(learn([], zone=VLADIVOSTOK, now=NOW), NOW, min_s=600, max_s=14_400) - NOW
    assert timedelta(minutes=45) < wait < timedelta(minutes=90)


def test_pages_without_a_time_teach_by_when_they_were_first_seen_but_not_at_the_first_crawl() -> None:
    first = NOW - timedelta(days=20)
    backlog = [Arrival(None, None, first) for _ in range(30)]
    later = [Arrival(None, None, first + timedelta(days=day, hours=5)) for day in range(1, 20)]
    rhythm = learn([*backlog, *later], zone=VLADIVOSTOK, now=NOW)
    hour = (first + timedelta(hours=5)).astimezone(VLADIVOSTOK).hour
    assert rhythm.hours[hour] == max(rhythm.hours)
    assert rhythm.hours[first.astimezone(VLADIVOSTOK).hour] < 0.2 * max(rhythm.hours)


def test_jitter_differs_by_source_and_time_and_is_the_same_again() -> None:
    values = [jitter(f"source{number}", NOW) for number in range(200)]
    assert min(values) < -0.9 < 0.9 < max(values)
    assert all(-1 <= value <= 1 for value in values)
    assert values[0] == jitter("source0", NOW) != jitter("source0", NOW + timedelta(hours=1))
