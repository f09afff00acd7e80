"""Sources and their crawls."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from storage import SourceBusy, Store, StoreError
from storage.lease import process_owner
from storage.records import RunSummary
from tests.storage.builders import HOUR, NOW, ROUTE, item, source

ELSEWHERE = "elsewhere/7/123@boot.1"


def test_a_run_and_the_state_it_leaves(store: Store, run_id: int) -> None:
    store.save_items([item(1, run_id=run_id), item(2, run_id=run_id, grade=1)], routes=[ROUTE], now=NOW)
    store.finish_run(run_id, now=NOW + HOUR, verdict="ok", counts={"new": 2, "requests": 5}, next_due_at=NOW + 2 * HOUR)
    counts, version = {"new": 2, "requests": 5}, importlib.metadata.version("vestnik")
    expected = RunSummary(run_id, "spb", NOW, NOW + HOUR, "ok", counts, worker="test/1/0", version=version)
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


def test_a_new_run_ends_the_one_that_was_cut_off(store: Store) -> None:
    run_id = store.begin_run("spb", now=NOW, worker="w")
    other = store.begin_run("msu", now=NOW, worker="w")
    store.begin_run("spb", now=NOW + HOUR, worker="w")
    verdicts = {run.id: run.verdict for run in store.runs()}
    assert verdicts[run_id] == "interrupted"
    assert verdicts[other] is None, "another source's crawl goes on"


@contextmanager
def _another_process() -> Iterator[str]:
    """The name, as a worker, of a process that lives as long as the block."""
    code = "import sys; from storage.lease import process_owner; print(process_owner(), flush=True); sys.stdin.read()"
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.communicate()


def test_a_source_that_another_process_crawls_is_busy_until_that_process_is_gone(store: Store) -> None:
    with _another_process() as worker:
        first = store.begin_run("spb", now=NOW, worker=worker)
        with pytest.raises(SourceBusy, match="'spb' is being crawled already, since 2024-06-28 12:00 UTC") as caught:
            store.begin_run("spb", now=NOW + 9 * HOUR, worker=process_owner())
        assert (caught.value.source_key, caught.value.since, caught.value.worker) == ("spb", NOW, worker)
        assert [run.verdict for run in store.runs("spb")] == [None], "the crawl under way is left alone"
        store.begin_run("msu", now=NOW, worker=process_owner())
        again = store.begin_run("spb", now=NOW + HOUR, worker=worker)
        assert again > first, "its own run of before is its own to end"
    store.begin_run("spb", now=NOW + HOUR, worker=process_owner())
    assert [run.verdict for run in store.runs("spb")] == [None, "interrupted", "interrupted"]


def test_a_crawl_on_another_host_is_believed_as_long_as_it_has_a_hosts_turn(store: Store) -> None:
    store.begin_run("spb", now=NOW, worker=ELSEWHERE)
    with pytest.raises(SourceBusy):
        store.begin_run("spb", now=NOW + timedelta(minutes=4), worker=process_owner())
    store.claim_host("spb.example", owner=ELSEWHERE, now=NOW, until=NOW + timedelta(hours=3))
    with pytest.raises(SourceBusy):
        store.begin_run("spb", now=NOW + timedelta(minutes=179), worker=process_owner())
    store.begin_run("spb", now=NOW + timedelta(minutes=180), worker=process_owner())


def test_a_crawl_on_another_host_that_never_asked_anyone_is_soon_given_up(store: Store) -> None:
    store.begin_run("spb", now=NOW, worker=ELSEWHERE)
    store.begin_run("spb", now=NOW + timedelta(minutes=5), worker=process_owner())


def test_a_finished_crawl_keeps_nobody_waiting(store: Store) -> None:
    run = store.begin_run("spb", now=NOW, worker=ELSEWHERE)
    store.finish_run(run, now=NOW, verdict="ok", counts={})
    assert store.begin_run("spb", now=NOW, worker=process_owner()) != run


@pytest.mark.parametrize("name", ["vestnik-1/77", "w", "a/b/c", ""])
def test_a_worker_whose_name_names_no_process_counts_as_dead(store: Store, name: str) -> None:
    store.begin_run("spb", now=NOW, worker=name)
    store.begin_run("spb", now=NOW, worker=process_owner())
    assert [run.verdict for run in store.runs("spb")] == [None, "interrupted"]


def test_of_two_that_begin_at_once_one_crawls(open_store: Callable[[], Store], store: Store) -> None:
    stores, start = [store, open_store()], Barrier(2)

    def begin(number: int) -> bool:
        start.wait(timeout=10)
        try:
            stores[number].begin_run("spb", now=NOW, worker=f"elsewhere/{number + 1}/1@boot.1")
        except SourceBusy:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(begin, range(2))) == [False, True]


def test_due_sources_never_crawled_first_then_longest_due(store: Store) -> None:
    store.register_sources([source("off", enabled=False), source("new")])
    for key, hours in (("spb", 1), ("msu", 2)):
        run = store.begin_run(key, now=NOW, worker="w")
        store.finish_run(run, now=NOW, verdict="ok", counts={}, next_due_at=NOW + hours * HOUR)
    assert store.due_sources(NOW, 10) == ["new"]
    assert store.due_sources(NOW + 3 * HOUR, 10) == ["new", "spb", "msu"]
    assert store.due_sources(NOW + 3 * HOUR, 2) == ["new", "spb"]


@pytest.mark.parametrize("verdict", ["interrupted", "stopped"])
def test_a_crawl_cut_short_is_due_again_at_once(store: Store, verdict: Any) -> None:
    run = store.begin_run("spb", now=NOW, worker="w")
    store.finish_run(run, now=NOW, verdict=verdict, counts={}, next_due_at=NOW + HOUR)
    assert "spb" in store.due_sources(NOW, 10)
    run = store.begin_run("spb", now=NOW, worker="w")
    store.finish_run(run, now=NOW, verdict="ok", counts={}, next_due_at=NOW + 9 * HOUR)
    run = store.begin_run("spb", now=NOW + HOUR, worker="w")  # by hand, before its time
    store.finish_run(run, now=NOW + HOUR, verdict=verdict, counts={})
    assert "spb" in store.due_sources(NOW + HOUR, 10)


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
