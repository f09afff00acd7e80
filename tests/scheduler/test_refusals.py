"""Crawls that could not begin are left alone longer and longer, and said once."""

from __future__ import annotations

from datetime import timedelta

from scheduler.refusals import Refusals
from tests.storage.builders import NOW


def test_waits_grow_to_an_hour_and_the_words_are_said_once() -> None:
    refusals, now, waits, said = Refusals(), NOW, [], []
    for _time in range(8):
        said.append(refusals.add("spb", "no topic", now=now))
        until = refusals.until("spb")
        assert until is not None
        assert refusals.resting(now) == {"spb"}
        assert refusals.resting(until) == set()
        waits.append((until - now) / timedelta(minutes=1))
        now = until
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    assert said == [True] + [False] * 7
    assert refusals.add("spb", "something else", now=now)


def test_a_crawl_that_begins_ends_it() -> None:
    refusals = Refusals()
    refusals.add("spb", "no topic", now=NOW)
    refusals.forget("spb")
    refusals.forget("never refused")
    assert refusals.resting(NOW) == set()
    assert refusals.until("spb") is None


def test_a_clock_that_was_set_back_leaves_nothing_alone() -> None:
    refusals = Refusals()
    refusals.add("spb", "no topic", now=NOW + timedelta(days=365))
    assert refusals.resting(NOW) == set()
