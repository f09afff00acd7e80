"""When digests are due, also on the days when clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.digests import DigestTime

BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("digest", "now", "due"),
    [
        (DigestTime("hour"), "2024-07-01T09:15:30", "2024-07-01T10:00:00"),
        (DigestTime("hour"), "2024-07-01T10:00:00", "2024-07-01T11:00:00"),
        (DigestTime("day", 8 * 60, zone=BERLIN), "2024-07-01T05:59:59", "2024-07-01T06:00:00"),
        (DigestTime("day", 8 * 60, zone=BERLIN), "2024-07-01T06:00:00", "2024-07-02T06:00:00"),
        (DigestTime("day", 8 * 60, zone=BERLIN), "2024-12-01T06:30:00", "2024-12-01T07:00:00"),
        (DigestTime("day", 8 * 60, zone="Asia/Shanghai"), "2024-07-01T00:00:00", "2024-07-02T00:00:00"),
        (DigestTime("week", 9 * 60, weekday=0, zone=BERLIN), "2024-07-01T07:00:00", "2024-07-08T07:00:00"),
        (DigestTime("week", 9 * 60, weekday=4, zone=BERLIN), "2024-07-01T07:00:00", "2024-07-05T07:00:00"),
        # The hour from 2 to 3 does not exist on this day, and comes twice on that one.
        (DigestTime("day", 150, zone=BERLIN), "2024-03-31T00:00:00", "2024-03-31T01:30:00"),
        (DigestTime("day", 150, zone=BERLIN), "2024-10-27T00:00:00", "2024-10-27T00:30:00"),
        (DigestTime("day", 150, zone=BERLIN), "2024-10-27T00:30:00", "2024-10-28T01:30:00"),
    ],
)
def test_the_next_digest(digest: DigestTime, now: str, due: str) -> None:
    given_time = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert digest.next_after(given_time) == datetime.fromisoformat(due).replace(tzinfo=UTC)


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1)),
    st.sampled_from([("day", 1), ("week", 7)]),
    st.integers(0, 1439),
    st.sampled_from(["Europe/Berlin", "Asia/Shanghai", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu"]),
)
def test_a_digest_is_never_further_off_than_its_rhythm(
    now: datetime, every: tuple[Literal["day", "week"], int], minute: int, zone: str
) -> None:
    name, days = every
    moment = now.replace(tzinfo=UTC)
    due = DigestTime(name, minute, weekday=3, zone=zone).next_after(moment)
    assert timedelta(0) < due - moment <= timedelta(days=days, hours=1)
