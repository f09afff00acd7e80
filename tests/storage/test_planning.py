"""Pauses last, crawls asked for come first, and a rhythm is learned from a bounded number of articles."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage import Store, StoreError
from tests.storage.builders import HOUR, NOW, item, source


def test_a_pause_outlasts_a_new_registration(store: Store) -> None:
    store.register_sources([source("spb"), source("msu")])
    assert store.pause_source("spb", True)
    assert not store.pause_source("spb", True)
    store.register_sources([source("spb"), source("msu")])
    assert [state.key for state in store.source_states() if state.paused] == ["spb"]
    assert store.due_sources(NOW, 9) == ["msu"]
    assert store.pause_source("spb", False)
    assert store.due_sources(NOW, 9) == ["msu", "spb"]


def test_a_crawl_that_a_person_asked_for_comes_first_and_once(store: Store) -> None:
    store.register_sources([source("spb"), source("msu")])
    for key in ("spb", "msu"):
        run = store.begin_run(key, now=NOW, worker="w")
        store.finish_run(run, now=NOW, verdict="ok", counts={}, next_due_at=NOW + 9 * HOUR)
    store.due_now("spb", now=NOW + HOUR)
    assert store.due_sources(NOW + HOUR, 9) == ["spb"]
    assert store.due_sources(NOW + 20 * HOUR, 9) == ["spb", "msu"]
    run = store.begin_run("spb", now=NOW + 2 * HOUR, worker="w")
    store.due_now("spb", now=NOW + 3 * HOUR)
    store.finish_run(run, now=NOW + 4 * HOUR, verdict="ok", counts={}, next_due_at=NOW + 9 * HOUR)
    assert store.due_sources(NOW + 4 * HOUR, 9) == ["spb"], "asked for while another crawl was under way"
    run = store.begin_run("spb", now=NOW + 5 * HOUR, worker="w")
    store.finish_run(run, now=NOW + 5 * HOUR, verdict="ok", counts={}, next_due_at=NOW + 9 * HOUR)
    assert store.due_sources(NOW + 5 * HOUR, 9) == []


@pytest.mark.parametrize("ask", [lambda s: s.pause_source("nobody", True), lambda s: s.due_now("nobody", now=NOW)])
def test_a_source_that_is_not_known_is_refused_by_name(store: Store, ask) -> None:
    with pytest.raises(StoreError, match="nobody"):
        ask(store)


def test_the_latest_articles_and_no_more_tell_when_a_source_publishes(store: Store) -> None:
    store.register_sources([source()])
    run = store.begin_run("spb", now=NOW, worker="w")
    days = [NOW.replace(tzinfo=None) - timedelta(days=day) for day in (0, 1, 2, 3, -9)]
    items = [item(number, run_id=run, day=day, body=f"text {number}") for number, day in enumerate(days)]
    store.save_items(items, routes=[], now=NOW)
    found = store.arrivals("spb", now=NOW, limit=3)
    assert [arrival.published_value[:10] for arrival in found if arrival.published_value] == [
        "2024-06-28", "2024-06-27", "2024-06-26",
    ]  # fmt: skip
    assert {arrival.first_seen_at for arrival in found} == {NOW}


def test_a_service_is_known_while_its_process_lives(store: Store) -> None:
    from storage.lease import process_owner

    store.enter_service("gone/1/1@other.1", now=NOW)
    store.enter_service(process_owner(), now=NOW)
    store.note_loaded(process_owner(), now=NOW + HOUR, problem="a broken file")
    mine = next(one for one in store.services() if one.owner == process_owner())
    assert (mine.loads, mine.loaded_at, mine.problem) == (1, NOW, "a broken file")
    store.note_loaded(process_owner(), now=NOW + 2 * HOUR, problem=None)
    mine = next(one for one in store.services() if one.owner == process_owner())
    assert (mine.loads, mine.loaded_at, mine.problem) == (2, NOW + 2 * HOUR, None)
    store.leave_service(process_owner())
    assert process_owner() not in [one.owner for one in store.services()]
