"""What was written down by a clock that ran a year ahead holds nothing back once it is set right."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from subprocess import PIPE
from typing import Any

import pytest

from storage import Store
from storage.digests import DigestTime
from storage.lease import process_owner
from storage.records import AlertRow, FoundLink, Route
from tests.children import ROOT
from tests.storage.builders import HOUR, NOW, ROUTE, address, item, source

AHEAD = NOW + timedelta(days=365)
ME = process_owner()


def _claim(store: Store, now: Any = NOW) -> list[AlertRow]:
    return store.claim_alerts("mail", now=now, owner=ME, lease_s=300, limit=9)


@pytest.mark.parametrize("left", ["retry", "lease"])
def test_a_delivery_that_was_begun_goes_on(store: Store, run_id: int, left: str) -> None:
    store.save_items([item(1, run_id=run_id)], routes=[ROUTE], now=AHEAD)
    (row,) = _claim(store, AHEAD)
    if left == "retry":
        store.finish_delivery(str(row.delivery_id), state="retry", now=AHEAD, next_attempt_at=AHEAD + HOUR)
    assert [again.delivery_id for again in _claim(store)] == [row.delivery_id]


def test_a_digest_goes_out(store: Store, run_id: int) -> None:
    weekly = Route("mail", digest=DigestTime("week", weekday=0))
    store.save_items([item(1, run_id=run_id)], routes=[weekly], now=AHEAD)
    assert len(_claim(store)) == 1


def test_messages_of_the_future_are_not_of_this_hour(store: Store, run_id: int) -> None:
    store.save_items([item(1, run_id=run_id)], routes=[ROUTE], now=NOW)
    store.finish_delivery(str(_claim(store)[0].delivery_id), state="sent", now=AHEAD)
    assert store.messages_since("mail", NOW - HOUR) == 0
    assert store.messages_since("mail", AHEAD - HOUR) == 1


@pytest.mark.parametrize("state", ["failed", "rejected"])
def test_a_page_that_failed_is_tried_again(store: Store, state: Any) -> None:
    store.add_found("spb", [FoundLink(address(1), address(1))], now=AHEAD)
    store.mark_page(address(1), state=state, status=500, now=AHEAD)
    assert [page.address for page in store.pending("spb", now=NOW, limit=9)] == [address(1)]
    states, _hosts = store.poll_states(["spb"], [], now=NOW, rechecks=False)
    assert states["spb"].waiting


def _elsewhere(store: Store, now: Any, owner: str) -> list[AlertRow]:
    return store.claim_alerts("mail", now=now, owner=owner, lease_s=300, limit=9)


@pytest.mark.parametrize("wrong", [-26 * HOUR, HOUR])
def test_a_machine_whose_clock_is_wrong_takes_no_delivery_out_of_anothers_hands(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch, wrong: timedelta
) -> None:
    with Store.open(postgres_url) as store:
        store.register_sources([source("spb")])
        run = store.begin_run("spb", now=NOW, worker="test/1/0")
        store.save_items([item(1, run_id=run)], routes=[ROUTE], now=NOW + min(wrong, timedelta()))
        (row,) = _elsewhere(store, NOW, "right/1/1")
        monkeypatch.setattr("storage.outbox_rows.own_clock", lambda: datetime.now(UTC) + wrong)
        assert _elsewhere(store, NOW + wrong, "wrong/1/1") == []
        assert store.drop_alerts(now=NOW + wrong, channel="mail", count_only=True) == 0
        later = _elsewhere(store, NOW + wrong + timedelta(seconds=310), "wrong/1/1")
        assert [again.delivery_id for again in later] == [row.delivery_id], "once its lease is over"
        monkeypatch.undo()
        assert _elsewhere(store, NOW + timedelta(seconds=310), "right/1/1") == [], "and the lease it took is as good"


def test_a_process_whose_clock_is_behind_leaves_a_delivery_to_its_owner_as_long_as_that_lives(
    store: Store, run_id: int
) -> None:
    store.save_items([item(1, run_id=run_id)], routes=[ROUTE], now=NOW)
    program = "from storage.lease import process_owner; print(process_owner(), flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", program], stdin=PIPE, stdout=PIPE, text=True, cwd=ROOT) as other:
        assert other.stdout is not None
        owner = other.stdout.readline().strip()
        (row,) = _elsewhere(store, NOW, owner)
        assert _claim(store, NOW - 26 * HOUR) == []
        other.communicate("\n", timeout=60)
    assert [again.delivery_id for again in _claim(store, NOW - 26 * HOUR)] == [row.delivery_id]
