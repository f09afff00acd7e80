"""Cron expressions and quiet hours mean what crontab(5) and a clock on the wall say, in every time zone."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.times import Cron, QuietHours, zone_of

BERLIN, MOSCOW = ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/Moscow")


def times(expression: str, zone: ZoneInfo, after: datetime, count: int) -> list[str]:
    cron, found = Cron(expression, zone), []
    for _ in range(count):
        after = cron.next_after(after)
        found.append(after.astimezone(zone).strftime("%a %d %b %H:%M"))
    return found


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("0 8 * * *", ["Sat 21 Nov 08:00", "Sun 22 Nov 08:00"]),
        ("0 8 * * 0", ["Sun 22 Nov 08:00", "Sun 29 Nov 08:00"]),
        ("0 8 * * 7", ["Sun 22 Nov 08:00", "Sun 29 Nov 08:00"]),
        ("0 8 * * 1-5", ["Mon 23 Nov 08:00", "Tue 24 Nov 08:00"]),
        ("0 8 * * sat-mon", ["Sat 21 Nov 08:00", "Sun 22 Nov 08:00"]),
        ("0 8 1 * fri", ["Fri 27 Nov 08:00", "Tue 01 Dec 08:00"]),
        ("*/20 9-10 * * *", ["Sat 21 Nov 09:00", "Sat 21 Nov 09:20"]),
    ],
)
def test_expressions_mean_what_crontab_says(expression: str, expected: list[str]) -> None:
    friday_noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert times(expression, MOSCOW, friday_noon, 2) == expected


def test_summer_time_skips_no_day_and_doubles_none() -> None:
    spring = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert times("30 2 * * *", BERLIN, spring, 2) == ["Sun 29 Mar 03:30", "Mon 30 Mar 02:30"]
    autumn = datetime(2026, 10, 24, 12, tzinfo=UTC)
    assert times("30 2 * * *", BERLIN, autumn, 2) == ["Sun 25 Oct 02:30", "Mon 26 Oct 02:30"]
    cron, moment = Cron("0 * * * *", BERLIN), autumn
    hours = [moment := cron.next_after(moment) for _ in range(30)]
    assert {later - earlier for earlier, later in pairwise(hours)} == {timedelta(hours=1)}


@pytest.mark.parametrize(
    ("expression", "zone", "expected"),
    [
        ("0 0 * * *", "Europe/Berlin", ["Sun 29 Mar 00:00", "Mon 30 Mar 00:00", "Tue 31 Mar 00:00"]),
        ("15 0 * * mon", "Europe/Berlin", ["Mon 30 Mar 00:15", "Mon 06 Apr 00:15"]),
        ("30 0 1 * *", "Europe/Berlin", ["Wed 01 Apr 00:30", "Fri 01 May 00:30"]),
        ("0 0 * * *", "Asia/Beirut", ["Sun 29 Mar 01:00", "Mon 30 Mar 00:00"]),
    ],
)
def test_the_first_hour_after_the_clocks_went_on_is_none_to_be_left_out(
    expression: str, zone: str, expected: list[str]
) -> None:
    spring = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert times(expression, ZoneInfo(zone), spring, len(expected)) == expected


@pytest.mark.parametrize(
    "expression", ["", "* * *", "61 * * * *", "0 0 30 2 *", "0 0 * * 8", "0 0 * * mon/0", "a b c d e", "*/0 * * * *"]
)
def test_what_is_no_expression_is_refused_with_its_text(expression: str) -> None:
    with pytest.raises(ValueError, match=r"cron expression|never comes") as refused:
        Cron(expression, MOSCOW)
    assert expression in str(refused.value)


@given(st.text(max_size=30))
def test_any_text_is_an_expression_or_a_value_error(text: str) -> None:
    for read in (lambda: Cron(text, MOSCOW), lambda: QuietHours.parse([text], MOSCOW), lambda: zone_of(text)):
        with suppress(ValueError):
            read()


def test_quiet_hours_end_by_the_wall_clock_over_midnight_and_weekends() -> None:
    quiet = QuietHours.parse(["22:00-06:00", "sat,sun 00:00-24:00"], MOSCOW)
    noon, evening = datetime(2026, 11, 19, 9, tzinfo=UTC), datetime(2026, 11, 19, 20, tzinfo=UTC)
    assert quiet.end(noon) == noon
    assert quiet.end(evening) == datetime(2026, 11, 20, 3, tzinfo=UTC)
    friday_night = datetime(2026, 11, 20, 20, tzinfo=UTC)
    assert quiet.end(friday_night) == datetime(2026, 11, 23, 3, tzinfo=UTC), "Saturday and Sunday are quiet, too"


def test_quiet_hours_are_an_hour_shorter_when_the_clocks_go_on() -> None:
    quiet = QuietHours.parse(["22:00-06:00"], BERLIN)
    night = datetime(2026, 3, 28, 22, tzinfo=UTC)
    assert quiet.end(night) == datetime(2026, 3, 29, 4, tzinfo=UTC)
    assert quiet.end(night - timedelta(days=1)) == datetime(2026, 3, 28, 5, tzinfo=UTC)


@pytest.mark.parametrize("text", ["22-6", "25:00-06:00", "foo 22:00-06:00", "22:00", "10:00-24:30"])
def test_what_are_no_quiet_hours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="quiet hours"):
        QuietHours.parse([text], MOSCOW)


def test_quiet_hours_leave_some_hour_of_the_week() -> None:
    with pytest.raises(ValueError, match=r"no hour of the week is left; leave some open$"):
        QuietHours.parse(["00:00-12:00", "12:00-24:00"], MOSCOW)
