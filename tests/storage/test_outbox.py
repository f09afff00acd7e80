"""The outbox: nothing lost, nothing sent by two, the same id at each attempt."""

from __future__ import annotations

import multiprocessing
import os
import socket
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest

from storage import Store
from storage.digests import DigestTime
from storage.lease import owner_is_dead, process_owner
from storage.records import AlertRow, Route
from tests.storage.builders import HOUR, NOW, ROUTE, address, item

ME = process_owner()
LEASE = 300.0


def _fill(store: Store, run_id: int, count: int, route: Route = ROUTE) -> None:
    store.save_items([item(n, run_id=run_id) for n in range(count)], routes=[route], now=NOW)


def _claim(store: Store, *, owner: str = ME, after: timedelta = timedelta(), limit: int = 10) -> list[AlertRow]:
    return store.claim_alerts("mail", now=NOW + after, owner=owner, lease_s=LEASE, limit=limit)


def _dead_owner() -> str:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    host, _pid, start = ME.rsplit("/", 2)
    return f"{host}/{ended.pid}/{start}"


def test_claimed_rows_say_all_a_message_needs(store: Store, run_id: int) -> None:
    _fill(store, run_id, 1)
    (row,) = _claim(store)
    assert (row.channel, row.kind, row.state, row.attempts) == ("mail", "new", "sending", 1)
    assert (row.topic, row.grade, row.title, row.url) == ("china", 3, "Делегация из Тяньцзиня", address(0))
    assert (row.source_key, row.source_name, row.country, row.language) == ("spb", "Университет spb", "RU", "ru")
    assert (row.published_day, row.first_seen_at, row.change_kind) == ("2024-06-28", NOW, "new")
    assert [piece["entity"] for piece in row.evidence] == ["Tianjin", "China"]
    assert row.delivery_id
    assert row.story_id is not None


def test_one_delivery_shares_an_id_and_the_rest_waits(store: Store, run_id: int) -> None:
    _fill(store, run_id, 5)
    first = _claim(store, limit=3)
    second = _claim(store, limit=3)
    assert [len(first), len(second), len(_claim(store))] == [3, 2, 0]
    assert len({row.delivery_id for row in first}) == 1
    assert first[0].delivery_id != second[0].delivery_id
    assert not {row.id for row in first} & {row.id for row in second}


def test_sent_is_never_claimed_again(store: Store, run_id: int) -> None:
    _fill(store, run_id, 2)
    delivery = str(_claim(store)[0].delivery_id)
    store.finish_delivery(delivery, state="sent", now=NOW)
    assert _claim(store, after=timedelta(days=365)) == []
    assert store.alert_counts() == {("mail", "sent"): 2}
    assert {row.sent_at for row in store.alerts(states=["sent"])} == {NOW}


def test_retry_waits_for_its_time_and_keeps_id_and_rows(store: Store, run_id: int) -> None:
    _fill(store, run_id, 3)
    first = _claim(store)
    delivery = str(first[0].delivery_id)
    store.finish_delivery(delivery, state="retry", now=NOW, error="500", next_attempt_at=NOW + HOUR)
    _fill_more = item("later", run_id=run_id)
    store.save_items([_fill_more], routes=[ROUTE], now=NOW)

    waiting = store.alerts(states=["retry"])
    assert {(row.error, row.next_attempt_at) for row in waiting} == {("500", NOW + HOUR)}
    meanwhile = _claim(store)
    assert [row.url for row in meanwhile] == [address("later")], "a delivery that waits holds up no other"
    again = _claim(store, after=HOUR, limit=1)
    assert [row.id for row in again] == [row.id for row in first], "the same rows, whatever the limit"
    assert {row.delivery_id for row in again} == {delivery}
    assert {row.attempts for row in again} == {2}


def test_lease_that_ran_out_is_taken_over_with_the_same_id(store: Store, run_id: int) -> None:
    _fill(store, run_id, 2)
    first = _claim(store, owner="elsewhere/1/1")
    assert _claim(store, after=timedelta(seconds=LEASE - 1)) == []
    again = _claim(store, after=timedelta(seconds=LEASE))
    assert [(row.id, row.delivery_id) for row in again] == [(row.id, row.delivery_id) for row in first]


def test_lease_of_a_dead_process_is_void_at_once(store: Store, run_id: int) -> None:
    _fill(store, run_id, 2)
    first = _claim(store, owner=_dead_owner())
    again = _claim(store)
    assert [(row.id, row.delivery_id) for row in again] == [(row.id, row.delivery_id) for row in first]
    assert _claim(store) == []


def test_sent_stays_sent_when_a_second_owner_reports_failure(store: Store, run_id: int) -> None:
    """The first sender was slow; its lease ran out, a second one tried too and failed."""
    _fill(store, run_id, 1)
    delivery = str(_claim(store, owner="elsewhere/1/1")[0].delivery_id)
    _claim(store, after=HOUR)
    store.finish_delivery(delivery, state="sent", now=NOW + HOUR)
    store.finish_delivery(delivery, state="retry", now=NOW + HOUR, error="timeout", next_attempt_at=NOW + HOUR)
    assert store.alert_counts() == {("mail", "sent"): 1}


def test_dead_letters_come_back_only_when_asked(store: Store, run_id: int) -> None:
    _fill(store, run_id, 2)
    rows = _claim(store)
    store.finish_delivery(str(rows[0].delivery_id), state="dead", now=NOW, error="552 refused")
    assert _claim(store, after=timedelta(days=30)) == []
    assert [row.error for row in store.alerts(states=["dead"])] == ["552 refused"] * 2

    assert store.retry_alerts([rows[0].id], now=NOW + HOUR) == 2, "the whole message is sent again"
    again = _claim(store, after=HOUR)
    assert {row.delivery_id for row in again} == {rows[0].delivery_id}
    assert {row.attempts for row in again} == {1}


def test_retry_of_all_leaves_sent_and_pending_alone(store: Store, run_id: int) -> None:
    _fill(store, run_id, 3)
    store.finish_delivery(str(_claim(store, limit=1)[0].delivery_id), state="sent", now=NOW)
    store.finish_delivery(str(_claim(store, limit=1)[0].delivery_id), state="dead", now=NOW)
    assert store.retry_alerts(None, now=NOW) == 1
    assert store.alert_counts() == {("mail", "sent"): 1, ("mail", "retry"): 1, ("mail", "pending"): 1}


def test_channels_do_not_see_each_other(store: Store, run_id: int) -> None:
    _fill(store, run_id, 1, Route("slack"))
    assert _claim(store) == []
    assert [row.channel for row in store.alerts(channel="slack")] == ["slack"]
    assert store.alerts(channel="mail") == []


def test_owner_of_a_living_process_is_not_dead() -> None:
    assert not owner_is_dead(ME)


def test_owner_of_an_ended_process_is_dead() -> None:
    assert owner_is_dead(_dead_owner())


@pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="only /proc tells a process from an earlier one")
def test_a_later_process_of_the_same_number_is_another() -> None:
    host, pid, start = ME.rsplit("/", 2)
    ticks, _, boot = start.partition("@")
    assert owner_is_dead(f"{host}/{pid}/{int(ticks) - 1}@{boot}")
    assert owner_is_dead(f"{host}/{pid}/{ticks}@00000000.1"), "an earlier boot of this host"


@pytest.mark.parametrize("owner", ["elsewhere/1/1", "", "no owner", "a/b/c", f"{socket.gethostname()}/-1/1"])
def test_who_cannot_be_asked_is_not_called_dead(owner: str) -> None:
    assert not owner_is_dead(owner)


def _claim_all(url: str) -> list[tuple[int, str | None]]:
    """Claim one row at a time until nothing is left."""
    claimed: list[tuple[int, str | None]] = []
    with Store.open(url) as store:
        while rows := store.claim_alerts("mail", now=NOW + HOUR, owner=process_owner(), lease_s=LEASE, limit=1):
            claimed += [(row.id, row.delivery_id) for row in rows]
    return claimed


def _claim_all_and_stay(url: str, results: Any, done: Any) -> None:
    results.put(_claim_all(url))
    done.wait(60)  # a process that ended would be dead, and its leases free


def _claimed_by_two_processes(url: str) -> list[tuple[int, str | None]]:
    spawn = multiprocessing.get_context("spawn")
    results, done = spawn.Queue(), spawn.Event()
    workers = [spawn.Process(target=_claim_all_and_stay, args=(url, results, done)) for _ in range(2)]
    for worker in workers:
        worker.start()
    claimed = [pair for _worker in workers for pair in results.get(timeout=60)]
    done.set()
    for worker in workers:
        worker.join(30)
    return claimed


def test_two_processes_never_claim_the_same_row(store: Store, run_id: int, url: str) -> None:
    _fill(store, run_id, 60)
    claimed = _claimed_by_two_processes(url)
    assert len(claimed) == 60
    assert len({number for number, _ in claimed}) == 60
    assert len({delivery for _, delivery in claimed}) == 60


def test_two_processes_never_take_up_the_same_delivery(store: Store, run_id: int, url: str) -> None:
    _fill(store, run_id, 60)
    while rows := _claim(store, limit=3):
        store.finish_delivery(str(rows[0].delivery_id), state="retry", now=NOW, next_attempt_at=NOW + HOUR)
    assert store.alert_counts() == {("mail", "retry"): 60}
    claimed = _claimed_by_two_processes(url)
    assert len(claimed) == 60
    assert len({number for number, _ in claimed}) == 60
    assert len({delivery for _, delivery in claimed}) == 20


def _digest(store: Store, run_id: int, count: int) -> DigestTime:
    digest = DigestTime("day", 8 * 60, zone="Asia/Shanghai")
    _fill(store, run_id, count, Route("mail", digest=digest))
    return digest


def test_a_digest_waits_for_its_time_and_goes_as_one_message(store: Store, run_id: int) -> None:
    due = _digest(store, run_id, 3).next_after(NOW)
    assert _claim(store, after=due - NOW - timedelta(seconds=1)) == []
    rows = _claim(store, after=due - NOW)
    assert [len(rows), len({row.delivery_id for row in rows})] == [3, 1]
    store.finish_delivery(str(rows[0].delivery_id), state="sent", now=due)
    assert _claim(store, after=due - NOW + timedelta(days=9)) == []


def test_a_row_that_waits_for_its_digest_can_be_asked_for_now(store: Store, run_id: int) -> None:
    _digest(store, run_id, 2)
    first = store.alerts()[-1].id
    assert store.retry_alerts([first], now=NOW) == 1
    assert [row.id for row in _claim(store)] == [first]


def test_dropped_alerts_stay_in_the_record_and_are_not_sent(store: Store, run_id: int) -> None:
    _fill(store, run_id, 3)
    ids = sorted(row.id for row in store.alerts())
    assert store.drop_alerts(now=NOW, ids=ids[:2], count_only=True) == 2
    assert store.drop_alerts(now=NOW, ids=ids[:2]) == 2
    assert [row.id for row in _claim(store)] == ids[2:]
    assert store.alert_counts() == {("mail", "dropped"): 2, ("mail", "sending"): 1}
    assert store.retry_alerts(ids[:1], now=NOW) == 1, "dropped by mistake"
    assert [row.id for row in _claim(store)] == ids[:1]


def test_what_is_left_of_a_delivery_is_sent_when_its_first_row_is_dropped(store: Store, run_id: int) -> None:
    _fill(store, run_id, 2)
    rows = _claim(store)
    store.finish_delivery(str(rows[0].delivery_id), state="retry", now=NOW, next_attempt_at=NOW)
    store.drop_alerts(now=NOW, ids=[rows[0].id])
    (left,) = _claim(store)
    assert (left.id, left.delivery_id) == (rows[1].id, rows[1].delivery_id)
    store.finish_delivery(str(left.delivery_id), state="sent", now=NOW)
    assert store.alert_counts() == {("mail", "dropped"): 1, ("mail", "sent"): 1}


def test_a_whole_channel_is_dropped_but_for_what_is_under_way(store: Store, run_id: int) -> None:
    _fill(store, run_id, 4)
    _claim(store, limit=1)
    _claim(store, limit=1, owner=_dead_owner())
    assert store.drop_alerts(now=NOW, channel="slack") == 0
    assert store.drop_alerts(now=NOW, channel="mail") == 3
    assert store.alert_counts() == {("mail", "dropped"): 3, ("mail", "sending"): 1}


def test_messages_are_counted_not_alerts(store: Store, run_id: int) -> None:
    _fill(store, run_id, 5)
    for minutes in (0, 30):
        rows = _claim(store, limit=2)
        store.finish_delivery(str(rows[0].delivery_id), state="sent", now=NOW + timedelta(minutes=minutes))
    assert store.messages_since("mail", NOW - HOUR) == 2
    assert store.messages_since("mail", NOW) == 1
    assert store.messages_since("slack", NOW - HOUR) == 0


def test_a_story_is_told_further_in_the_thread_where_it_began(store: Store, run_id: int) -> None:
    _fill(store, run_id, 1)
    (row,) = _claim(store)
    assert row.thread is None
    store.finish_delivery(str(row.delivery_id), state="sent", now=NOW, thread="17.5")
    edit = item(0, run_id=run_id, body="О Китае и космосе", flagged=("space",), known=store.known_article(address(0)))
    store.save_items([edit], routes=[ROUTE], now=NOW)
    (row,) = _claim(store)
    assert (row.kind, row.topic, row.thread) == ("edit", "space", "17.5")


def test_any_number_of_channels_is_counted(store: Store, run_id: int) -> None:
    routes = [Route(f"channel {number}") for number in range(120)]
    store.save_items([item(1, run_id=run_id)], routes=routes, now=NOW)
    assert store.alert_counts(most=10) == {(route.channel, "pending"): 1 for route in routes}
