"""Sources and their crawls."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage import Store, StoreError
from storage.records import RunSummary
from tests.storage.builders import HOUR, NOW, ROUTE, item, source


def test_a_run_and_the_state_it_leaves(store: Store, run_id: int) -> None:
    store.save_items([item(1, run_id=run_id), item(2, run_id=run_id, grade=1)], routes=[ROUTE], now=NOW)
    store.finish_run(run_id, now=NOW + HOUR, verdict="ok", counts={"new": 2, "requests": 5}, next_due_at=NOW + 2 * HOUR)
    expected = RunSummary(run_id, "spb", NOW, NOW + HOUR, "ok", {"new": 2, "requests": 5})
    assert store.runs("spb") == [expected]
    msu, spb = store.source_states()
    assert (spb.key, spb.health, spb.failures, spb.last_run) == ("spb", "ok", 0, expected)
    assert (spb.last_success_at, spb.next_due_at) == (NOW + HOUR, NOW + 2 * HOUR)
    assert (spb.articles, spb.flagged) == (2, 1)
    assert (msu.key, msu.health, msu.last_run, msu.articles) == ("msu", None, None, 0)


def test_failures_count_up_and_a_success_ends_them(store: Store) -> None:
    seen = []
    for verdict in ("failed", "blocked", "stopped", "empty", "interrupted", "partial"):
        run = store.begin_run("spb", now=NOW, worker="w")
        store.finish_run(run, now=NOW, verdict=verdict, counts={}, hint=f"hint {verdict}")  # type: ignore[arg-type]
        state = next(state for state in store.source_states() if state.key == "spb")
        seen.append((state.health, state.failures))
    assert seen == [("failed", 1), ("blocked", 2), ("blocked", 2), ("empty", 3), ("empty", 3), ("partial", 0)]
    assert store.runs(limit=2)[1].hint == "hint interrupted"


def test_a_new_run_ends_the_one_that_was_cut_off(store: Store, run_id: int) -> None:
    other = store.begin_run("msu", now=NOW, worker="w")
    store.begin_run("spb", now=NOW + HOUR, worker="w")
    verdicts = {run.id: run.verdict for run in store.runs()}
    assert verdicts[run_id] == "interrupted"
    assert verdicts[other] is None, "another source's crawl goes on"


def test_due_sources_never_crawled_first_then_longest_due(store: Store) -> None:
    store.register_sources([source("off", enabled=False), source("new")])
    for key, hours in (("spb", 1), ("msu", 2)):
        run = store.begin_run(key, now=NOW, worker="w")
        store.finish_run(run, now=NOW, verdict="ok", counts={}, next_due_at=NOW + hours * HOUR)
    assert store.due_sources(NOW, 10) == ["new"]
    assert store.due_sources(NOW + 3 * HOUR, 10) == ["new", "spb", "msu"]
    assert store.due_sources(NOW + 3 * HOUR, 2) == ["new", "spb"]


def test_without_a_time_the_source_is_due_after_its_own_rhythm(store: Store) -> None:
    store.register_sources([source("spb", every=7200)])
    run = store.begin_run("spb", now=NOW, worker="w")
    store.finish_run(run, now=NOW, verdict="ok", counts={})
    assert "spb" not in store.due_sources(NOW + timedelta(seconds=7199), 10)
    assert "spb" in store.due_sources(NOW + timedelta(seconds=7200), 10)


def test_registering_again_brings_the_name_up_to_date_and_keeps_the_health(store: Store, run_id: int) -> None:
    store.finish_run(run_id, now=NOW, verdict="failed", counts={})
    store.register_sources([source("spb", name="Политех")])
    spb = store.source_states()[1]
    assert (spb.name, spb.health, spb.failures) == ("Политех", "failed", 1)


def test_unknown_source_and_unknown_run(store: Store) -> None:
    with pytest.raises(StoreError, match="'nowhere' is not registered"):
        store.begin_run("nowhere", now=NOW, worker="w")
    with pytest.raises(StoreError, match="number 99"):
        store.finish_run(99, now=NOW, verdict="ok", counts={})
