"""Hosts over all processes of a database: one turn, one count a day, one robots.txt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Thread

import pytest

from storage import Store
from storage.hosts import HostNote
from tests.storage.builders import NOW

LEASE = timedelta(minutes=5)
ONE, TWO = "elsewhere/1/0", "elsewhere/2/0"


def test_of_two_processes_that_ask_at_once_one_has_the_turn(open_store: Callable[[], Store]) -> None:
    stores = [open_store(), open_store()]
    held: list[str | None] = []

    def claim(store: Store, owner: str) -> None:
        claims = (store.claim_host(f"h{n}", owner=owner, now=NOW, until=NOW + LEASE) for n in range(10))
        held.extend(state.held_by for state in claims)

    threads = [Thread(target=claim, args=pair) for pair in zip(stores, (ONE, TWO), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(held) == 20
    assert held.count(None) == 10


def test_a_turn_is_free_when_it_is_given_back_or_its_time_is_over(open_store: Callable[[], Store]) -> None:
    store = open_store()
    store.claim_host("h", owner=ONE, now=NOW, until=NOW + LEASE)
    assert store.claim_host("h", owner=TWO, now=NOW, until=NOW + LEASE).held_by == ONE
    assert store.claim_host("h", owner=TWO, now=NOW + 2 * LEASE, until=NOW + 3 * LEASE).held_by is None
    store.note_host(HostNote("h", 1, None, True), owner=ONE, now=NOW)  # late: it is no longer its turn
    assert store.claim_host("h", owner=ONE, now=NOW, until=NOW + LEASE).held_by == TWO
    store.note_host(HostNote("h", 1, None, True), owner=TWO, now=NOW)
    assert store.claim_host("h", owner=ONE, now=NOW, until=NOW + LEASE).held_by is None


@pytest.mark.parametrize("wrong", [timedelta(days=3), timedelta(days=4000)])
def test_times_of_a_clock_that_ran_wrong_are_not_believed(open_store: Callable[[], Store], wrong: timedelta) -> None:
    store, then = open_store(), NOW + wrong
    store.claim_host("h", owner=ONE, now=then, until=then + LEASE)
    store.note_host(HostNote("h", 7, then + LEASE, False), owner=ONE, now=then)
    state = store.claim_host("h", owner=TWO, now=NOW, until=NOW + LEASE)
    assert (state.held_by, state.next_at, state.requests) == (None, None, 0)
    store.note_host(HostNote("h", 1, NOW + LEASE, False), owner=TWO, now=NOW)
    assert store.host_state("h", now=NOW).next_at == NOW + LEASE


def test_a_pause_is_never_made_shorter_and_requests_add_up(open_store: Callable[[], Store]) -> None:
    store = open_store()
    store.claim_host("h", owner=ONE, now=NOW, until=NOW + LEASE)
    for minutes in (30, 10):
        until = NOW + timedelta(minutes=minutes)
        store.note_host(HostNote("h", 2, until, False), owner=ONE, now=NOW)
    state = store.host_state("h", now=NOW)
    assert (state.next_at, state.requests) == (NOW + timedelta(minutes=30), 4)
    assert store.host_state("h", now=NOW + timedelta(days=1)).requests == 0


def test_a_robots_txt_is_kept_for_a_host_nobody_has_asked_yet(open_store: Callable[[], Store]) -> None:
    store = open_store()
    assert store.host_state("www.h", now=NOW).robots_at is None
    for body in (b"old", bytes(range(256))):
        store.save_robots("www.h", status=200, body=body, now=NOW)
    state = store.host_state("www.h", now=NOW)
    assert (state.robots_at, state.robots_status, state.robots_body) == (NOW, 200, bytes(range(256)))
    assert state.requests == 0
