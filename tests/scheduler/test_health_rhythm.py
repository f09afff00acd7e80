"""How likely a silence is: by weekdays, holidays, last year, and the other sources of the country."""

from __future__ import annotations

from datetime import date, timedelta

from scheduler.health_rhythm import Silence, by_week, silence
from storage.health_records import Peers

DAY = timedelta(days=1)


def rhythm(start: date, end: date, a_week: tuple[int, ...] = (3, 3, 3, 3, 3, 0, 0)) -> dict[date, int]:
    return {
        start + offset * DAY: a_week[(start + offset * DAY).weekday()]
        for offset in range((end - start).days)
        if a_week[(start + offset * DAY).weekday()]
    }


def told_after(history: dict[date, int], since: date, *, country: str = "SE", peers: Peers | None = None) -> int | None:
    """After how many days without an article the silence is told."""
    began = min(history)
    for days in range(1, 120):
        found = silence(history, began - DAY, since + days * DAY, country=country, peers=peers or Peers())
        if found is not None and found.told:
            return days
    return None


def test_a_weekend_is_no_silence_and_three_days_of_work_are() -> None:
    friday = date(2026, 10, 16)
    history = rhythm(date(2026, 4, 1), friday + DAY)
    assert told_after(history, friday + DAY) == 2 + 3


def test_what_was_expected_is_told() -> None:
    history = rhythm(date(2026, 4, 1), date(2026, 10, 12))
    found = silence(history, date(2026, 4, 1), date(2026, 10, 15), country="SE", peers=Peers())
    assert isinstance(found, Silence)
    assert (found.days, round(found.expected), found.told) == (5, 9, True)


def test_christmas_and_new_year_are_quiet_without_a_history_of_them() -> None:
    history = rhythm(date(2026, 6, 20), date(2026, 12, 22))
    assert (told_after(history, date(2026, 12, 22)) or 99) > 20


def test_a_summer_that_was_quiet_last_year_is_quiet_this_year_too() -> None:
    busy = rhythm(date(2025, 1, 1), date(2025, 3, 10)) | rhythm(date(2025, 3, 31), date(2026, 3, 10))
    assert (told_after(busy, date(2026, 3, 10)) or 99) > 20, "three weeks of March, which no calendar names"
    always = rhythm(date(2025, 1, 1), date(2026, 3, 10))
    assert (told_after(always, date(2026, 3, 10)) or 99) <= 7


def test_a_holiday_of_the_whole_country_is_seen_from_its_other_sources() -> None:
    history = rhythm(date(2026, 4, 1), date(2026, 10, 12))
    assert (told_after(history, date(2026, 10, 12), peers=Peers(8, 120.0, 4.0)) or 99) > 60
    assert told_after(history, date(2026, 10, 12), peers=Peers(8, 120.0, 110.0)) == 3
    assert told_after(history, date(2026, 10, 12), peers=Peers(2, 120.0, 4.0)) == 3, "two sources are no country"


def test_a_source_with_gaps_of_its_own_is_given_more_time() -> None:
    steady = rhythm(date(2026, 4, 1), date(2026, 10, 12), (1, 1, 1, 1, 1, 1, 1))
    gappy = {day: count for day, count in steady.items() if not (3 <= day.day <= 9)}
    assert (told_after(gappy, date(2026, 10, 12)) or 99) > (told_after(steady, date(2026, 10, 12)) or 0) + 3


def test_a_slow_source_is_given_months() -> None:
    weekly = rhythm(date(2026, 4, 1), date(2026, 10, 8), (0, 0, 1, 0, 0, 0, 0))
    assert 14 <= (told_after(weekly, date(2026, 10, 8)) or 99) <= 60


def test_the_burst_of_the_first_crawl_is_no_rhythm() -> None:
    first = date(2026, 8, 1)
    history = {first: 200} | rhythm(first + DAY, date(2026, 10, 12))
    found = silence(history, first, date(2026, 10, 20), country="SE", peers=Peers())
    assert found is not None
    assert found.expected < 30


def test_articles_a_week_end_today() -> None:
    today = date(2026, 10, 12)
    assert by_week({today: 2, today - 6 * DAY: 1, today - 7 * DAY: 5, today - 300 * DAY: 9}, today, weeks=3) == (
        0,
        5,
        3,
    )
