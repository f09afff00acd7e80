"""Many sources at once leave what one after the other leaves, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from storage import Store
from storage.hosts import HostNote
from storage.polls import DonePoll, NewPoll
from storage.records import FoundLink, PageRow
from storage.runs import config_hash
from tests.storage.builders import NOW, source

LEASE = timedelta(minutes=5)
ONE, TWO = "one.example/11/0", "two.example/22/0"
COUNTS = {"entries": 1, "entries_ok": 1, "entries_unchanged": 1}


def begin(store: Store, *keys: str, worker: str = ONE, now: datetime = NOW) -> dict[str, int]:
    polls = [NewPoll(key, {f"{key}.example"}) for key in keys]
    return dict(store.begin_polls(polls, now=now, until=now + LEASE, worker=worker).runs)


def entry(key: str) -> PageRow:
    return PageRow(f"{key} feed", key, f"https://{key}.example/feed", "feed", "entry", etag='"1"', body_hash="0")


def test_runs_closed_together_are_as_runs_closed_by_themselves(open_store: Callable[[], Store]) -> None:
    store = open_store()
    store.register_sources([source("a"), source("b")])
    for key in "ab":
        run = store.begin_run(key, now=NOW, worker=ONE)
        store.finish_run(run, now=NOW, verdict="failed", counts={})
        store.due_now(key, now=NOW)
    start, end, due = NOW + LEASE, NOW + 2 * LEASE, NOW + 9 * LEASE
    by_itself = store.begin_run("a", now=start, worker=ONE)
    store.save_entry(replace(entry("a"), etag='"2"'))
    store.finish_run(by_itself, now=end, verdict="ok", counts=COUNTS, next_due_at=due)
    together = begin(store, "b", now=start)["b"]
    done = DonePoll(together, "b", start, COUNTS, due, (replace(entry("b"), etag='"2"'),))
    store.finish_polls([done], [HostNote("b.example", 1, None, release=True)], now=end, worker=ONE)

    def look(key: str) -> list[Any]:
        state = next(one for one in store.source_states() if one.key == key)
        run = replace(state.last_run, id=0, source_key="") if state.last_run else None
        row = replace(store.entry_pages(key)[0], address="", source_key="", url="")
        return [replace(state, key="", name="", last_run=run), row, store.asked_for([key]), store.failures(key)]

    assert look("a") == look("b")
    assert store.host_state("b.example", now=end).held_by is None
    assert store.host_state("b.example", now=NOW).requests == 1


def test_what_another_process_has_is_left_to_it(open_store: Callable[[], Store]) -> None:
    store = open_store()
    store.register_sources([source(key) for key in "abc"])
    store.begin_run("a", now=NOW, worker=TWO)
    store.claim_host("b.example", owner=TWO, now=NOW, until=NOW + LEASE)
    assert list(begin(store, "a", "b", "c", "unknown")) == ["c"]
    assert store.host_state("c.example", now=NOW).held_by == ONE
    assert begin(store, "c", worker=TWO) == {}  # its run is open
    assert store.host_state("b.example", now=NOW).held_by == TWO


def test_a_poll_whose_process_died_is_interrupted_by_the_next_crawl(open_store: Callable[[], Store]) -> None:
    store = open_store()
    store.register_sources([source("a")])
    begin(store, "a", worker=TWO)
    assert begin(store, "a", worker=ONE, now=NOW + timedelta(hours=1)) == {}  # a whole crawl is asked
    store.begin_run("a", now=NOW + timedelta(hours=1), worker=ONE)
    assert [run.verdict for run in store.runs("a")] == [None, "interrupted"]


def test_what_is_known_of_many_sources_is_read_at_once(open_store: Callable[[], Store]) -> None:
    store = open_store()
    made = [source(key) for key in ("a", "b", "busy", "gone", "waits")]
    store.register_sources(made)
    for key in ("a", "b"):
        store.save_entry(entry(key))
    store.begin_run("busy", now=NOW, worker=ONE)
    store.retire_sources({"a", "b", "busy", "waits"}, now=NOW)
    store.add_found("waits", [FoundLink("https://waits.example/1", "https://waits.example/1")], now=NOW)
    store.save_robots("a.example", status=200, body=b"Allow: /", now=NOW)
    keys = {one.key for one in made} | {"never"}
    states, robots = store.poll_states(keys, {"a.example", "b.example"}, now=NOW, rechecks=True)
    assert sorted(states) == ["a", "b", "busy", "waits"]
    assert [row.etag for row in states["a"].entries] == ['"1"']
    assert {key for key, state in states.items() if state.unfinished} == {"busy"}
    assert {key for key, state in states.items() if state.waiting} == {"waits"}
    assert states["b"].config_hash == config_hash(made[1])
    assert {name: state.robots_body for name, state in robots.items()} == {"a.example": b"Allow: /"}
