"""Addresses: found, pending, due, marked."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from storage import Store, StoreError
from storage.records import PageRow
from tests.storage.builders import HOUR, NOW, address, item, link, source


def _entry(**changes: Any) -> PageRow:
    values = {
        "address": "https://spb.example/news/",
        "source_key": "spb",
        "url": "http://spb.example/news/",
        "kind": "listing",
        "state": "entry",
        "etag": '"a"',
        "last_modified": "Fri, 28 Jun 2024 12:00:00 GMT",
        "cursor": "http://spb.example/news/?PAGEN_1=7",
        "body_hash": "00ff",
        "next_check_at": NOW,
    }
    return PageRow(**(values | changes))


def test_entry_page_comes_back_as_saved_and_is_replaced_whole(store: Store) -> None:
    store.save_entry(_entry())
    assert store.entry_pages("spb") == [_entry()]
    replaced = _entry(etag=None, cursor=None, failures=3, note="503", status=503)
    store.save_entry(replaced)
    assert store.entry_pages("spb") == [replaced]
    assert store.pages([replaced.address]) == {replaced.address: replaced}
    assert store.entry_pages("msu") == []


def test_found_links_are_told_once_across_all_sources(store: Store) -> None:
    links = [link(1, title="Заголовок", date_text="28 июня", feed_date=NOW), link(2), link(1)]
    assert store.add_found("spb", links, now=NOW) == [links[2], links[1]]
    assert store.add_found("msu", [link(1), link(3)], now=NOW) == [link(3)]
    assert store.add_found("spb", [], now=NOW) == []
    page = store.pages([address(1)])[address(1)]
    assert (page.source_key, page.state, page.kind) == ("spb", "found", "article")


def test_a_thousand_links_in_one_call(store: Store) -> None:
    links = [link(number) for number in range(1_200)]
    assert store.add_found("spb", links, now=NOW) == links
    assert store.add_found("spb", links, now=NOW) == []
    assert len(store.pages([one.address for one in links])) == 1_200


def test_pending_keeps_the_order_of_finding_and_its_limit(store: Store) -> None:
    store.add_found("spb", [link(3, title="Карточка"), link(1), link(2)], now=NOW)
    store.save_entry(_entry())
    assert [page.address for page in store.pending("spb", now=NOW, limit=2)] == [address(3), address(1)]
    assert store.pending("spb", now=NOW, limit=1)[0].title == "Карточка"
    assert store.pending("msu", now=NOW, limit=5) == []


@pytest.mark.parametrize("state", ["failed", "rejected"])
def test_failed_pages_come_back_later_and_later(store: Store, state: Any) -> None:
    store.add_found("spb", [link(1), link(2)], now=NOW)
    waits = []
    for _attempt in range(4):
        store.mark_page(address(1), state=state, status=500, note="server error", now=NOW)
        page = store.pages([address(1)])[address(1)]
        assert page.next_check_at is not None
        waits.append(page.next_check_at - NOW)
    assert (page.failures, page.note, page.status) == (4, "server error", 500)
    assert waits == sorted(waits)
    assert HOUR <= waits[0] <= 1.1 * HOUR
    assert 8 * HOUR <= waits[3] <= 8.8 * HOUR
    assert [p.address for p in store.pending("spb", now=NOW, limit=9)] == [address(2)]
    due = store.pending("spb", now=NOW + 9 * HOUR, limit=9)
    assert [p.address for p in due] == [address(2), address(1)], "new pages first"


def test_mark_page_of_an_unknown_address(store: Store) -> None:
    with pytest.raises(StoreError, match="no such page"):
        store.mark_page(address(1), state="failed")


def test_unchanged_page_keeps_its_validators_and_is_due_by_age(store: Store, run_id: int) -> None:
    (result,) = store.save_items([item(1, run_id=run_id)], routes=[], now=NOW)
    later = NOW + timedelta(days=3)
    store.mark_page(address(1), state="stored", status=304, now=later)
    page = store.pages([address(1)])[address(1)]
    assert (page.etag, page.status) == ('W/"1"', 304)
    assert page.next_check_at is not None
    assert timedelta(days=0.9) <= page.next_check_at - later <= timedelta(days=1)
    view = store.article(result.article_id)
    assert view is not None
    assert view.last_seen_at == later


def test_gone_and_back_again(store: Store, run_id: int) -> None:
    given = item(1, run_id=run_id)
    store.save_items([given], routes=[], now=NOW)
    store.mark_page(address(1), state="gone", status=410, now=NOW + HOUR)
    store.mark_page(address(1), state="gone", status=410, now=NOW + 2 * HOUR)
    known = store.known_article(address(1))
    assert known is not None
    assert known.gone
    view = store.article(known.id)
    assert view is not None
    assert view.gone_at == NOW + HOUR, "since when, not how often"
    assert store.due_rechecks("spb", now=NOW + timedelta(days=99), limit=9) == []

    (result,) = store.save_items([given], routes=[], now=NOW + 3 * HOUR)
    assert result.outcome == "unchanged"
    known = store.known_article(address(1))
    assert known is not None
    assert not known.gone


def test_rechecks_are_those_that_are_due(store: Store, run_id: int) -> None:
    store.save_items([item(n, run_id=run_id) for n in range(3)], routes=[], now=NOW)
    assert store.due_rechecks("spb", now=NOW + timedelta(minutes=53), limit=9) == []
    assert len(store.due_rechecks("spb", now=NOW + 2 * HOUR, limit=9)) == 3
    assert len(store.due_rechecks("spb", now=NOW + 2 * HOUR, limit=2)) == 2
    assert len(store.due_rechecks("spb", now=NOW, limit=9, everything=True)) == 3


def test_a_listing_cards_words_survive_storing_the_article(store: Store, run_id: int) -> None:
    store.add_found("spb", [link(1, title="Карточка", date_text="вчера")], now=NOW)
    store.save_items([item(1, run_id=run_id)], routes=[], now=NOW)
    page = store.pages([address(1)])[address(1)]
    assert (page.state, page.title, page.date_text) == ("stored", "Карточка", "вчера")
    assert store.pending("spb", now=NOW + timedelta(days=999), limit=9) == []


def _stranded(store: Store) -> None:
    """Under "spb": 1 found, 2 failed, 3 rejected, 4 gone, 5 stored."""
    run = store.begin_run("spb", now=NOW, worker="w")
    store.add_found("spb", [link(n, title="Старая карточка") for n in range(1, 6)], now=NOW)
    store.mark_page(address(2), state="failed", status=500, note="answered 500", now=NOW)
    store.mark_page(address(3), state="rejected", now=NOW)
    for day in range(5):
        store.mark_page(address(4), state="gone", status=404, now=NOW + timedelta(days=day))
    store.save_items([item(5, run_id=run)], routes=[], now=NOW)


def test_what_waits_under_a_retired_source_goes_to_the_one_that_finds_it(store: Store) -> None:
    _stranded(store)
    links = [link(n, date_text="вчера") for n in range(1, 7)]
    assert store.add_found("msu", links, now=NOW) == links[5:], "while the source lives, its pages are its own"

    assert store.retire_sources(["msu"], now=NOW) == ["spb"]
    assert store.retire_sources(["msu"], now=NOW) == []
    assert store.add_found("msu", links, now=NOW + HOUR) == links[:3]
    assert store.add_found("msu", links, now=NOW + HOUR) == [], "its own by now"
    waiting = store.pending("msu", now=NOW + HOUR, limit=9)
    assert [row.address for row in waiting] == [address(n) for n in (1, 2, 3, 6)]
    adopted = waiting[1]
    assert (adopted.state, adopted.failures, adopted.note) == ("found", 0, None)
    assert (adopted.title, adopted.date_text) == ("Старая карточка", "вчера")
    assert store.pending("spb", now=NOW + timedelta(days=9), limit=9) == []


def test_stored_pages_of_a_retired_source_are_looked_after_by_the_one_that_finds_them(store: Store) -> None:
    store.register_sources([source("msu")])
    run = store.begin_run("spb", now=NOW, worker="test")
    store.save_items([item(1, run_id=run), item(2, run_id=run)], routes=[], now=NOW)
    both, later = [address(1), address(2)], NOW + timedelta(days=99)
    assert store.take_over("msu", both) == 0, "while the source lives, its pages are its own"
    store.retire_sources(["msu"], now=NOW)
    assert store.take_over("msu", [address(1), address(9)]) == 1
    assert [row.address for row in store.due_rechecks("msu", now=later, limit=9)] == [address(1)]
    assert [row.address for row in store.due_rechecks("spb", now=later, limit=9)] == [address(2)]


def test_a_source_that_comes_back_looks_after_its_pages_again(store: Store) -> None:
    own, other = (store.begin_run(key, now=NOW, worker="test") for key in ("spb", "msu"))
    items = [item(1, run_id=own), item(2, run_id=own), item(3, run_id=other, key="msu")]
    store.save_items(items, routes=[], now=NOW)
    store.retire_sources(["msu"], now=NOW)
    assert store.take_over("msu", [address(1)]) == 1
    store.register_sources([source("msu")])
    later = NOW + timedelta(days=99)
    assert {row.address for row in store.due_rechecks("msu", now=later, limit=9)} == {address(1), address(3, "msu")}
    store.register_sources([source("spb")])
    assert {row.address for row in store.due_rechecks("spb", now=later, limit=9)} == {address(1), address(2)}
    assert {row.address for row in store.due_rechecks("msu", now=later, limit=9)} == {address(3, "msu")}


def test_a_source_registered_again_keeps_what_waits_under_it(store: Store) -> None:
    _stranded(store)
    store.retire_sources(["msu"], now=NOW)
    store.register_sources([source("spb")])
    assert store.add_found("msu", [link(1)], now=NOW) == []


def test_a_source_that_is_switched_off_keeps_nothing_back(store: Store) -> None:
    _stranded(store)
    store.register_sources([source("spb", enabled=False)])
    assert store.add_found("msu", [link(1)], now=NOW) == [link(1)]


def test_a_page_never_stored_is_given_up_after_days_of_404_not_after_one(store: Store) -> None:
    store.add_found("spb", [link(1)], now=NOW)
    looks, now = 0, NOW
    while (page := store.pages([address(1)])[address(1)]).state != "gone":
        assert [row.address for row in store.pending("spb", now=now, limit=9)] == [address(1)]
        store.mark_page(address(1), state="gone", status=404, note="answered 404", now=now)
        looks += 1
        page = store.pages([address(1)])[address(1)]
        if page.next_check_at is not None:
            assert page.next_check_at > now, "later and later"
            now = page.next_check_at
    assert looks >= 4
    assert now - NOW >= timedelta(days=3)
    assert (page.status, page.missing_since) == (404, NOW)
    assert store.pending("spb", now=NOW + timedelta(days=999), limit=9) == []


def test_four_quick_404_are_not_the_end_of_a_page(store: Store) -> None:
    store.add_found("spb", [link(1)], now=NOW)
    for minute in range(6):
        store.mark_page(address(1), state="gone", status=404, now=NOW + timedelta(minutes=minute))
    page = store.pages([address(1)])[address(1)]
    assert (page.state, page.failures) == ("failed", 6)


def test_days_of_a_broken_site_and_one_404_are_not_the_end_of_a_page(store: Store) -> None:
    store.add_found("spb", [link(1)], now=NOW)
    for day in range(5):
        store.mark_page(address(1), state="failed", status=500, now=NOW + timedelta(days=day))
    store.mark_page(address(1), state="gone", status=404, now=NOW + timedelta(days=5))
    assert store.pages([address(1)])[address(1)].state == "failed"


@pytest.mark.parametrize(("state", "status"), [("failed", 500), ("rejected", None), ("gone", 404), ("failed", None)])
def test_a_failed_recheck_leaves_the_page_stored_and_looks_later_and_later(
    store: Store, run_id: int, state: Any, status: int | None
) -> None:
    store.save_items([item(1, run_id=run_id)], routes=[], now=NOW)
    waits = []
    for _look in range(7):
        store.mark_page(address(1), state=state, status=status, note="why", again=True, now=NOW)
        page = store.pages([address(1)])[address(1)]
        assert page.next_check_at is not None
        waits.append((page.next_check_at - NOW) / HOUR)
        assert (page.state, page.note, page.status) == ("stored", "why", status)
    assert page.failures == 7
    for wait, hours in zip(waits, (6, 12, 24, 48, 96, 168, 168), strict=True):
        assert hours <= wait <= 1.1 * hours
    assert [row.address for row in store.due_rechecks("spb", now=NOW + timedelta(days=9), limit=9)] == [address(1)]
    store.mark_page(address(1), state="stored", status=304, now=NOW)
    assert store.pages([address(1)])[address(1)].failures == 0


def _gone_at(store: Store) -> datetime | None:
    known = store.known_article(address(1))
    view = store.article(known.id) if known else None
    assert view is not None
    assert view.body, "the text is kept"
    return view.gone_at


@pytest.mark.parametrize("success", ["304", "200"])
def test_an_article_is_gone_after_two_404_a_day_apart_until_it_is_back(store: Store, run_id: int, success: str) -> None:
    given = item(1, run_id=run_id)
    store.save_items([given], routes=[], now=NOW)
    for hours, status, gone in ((1, 404, False), (7, 404, False), (20, 500, False), (26, 410, True), (50, 404, True)):
        state: Any = "gone" if status < 500 else "failed"
        store.mark_page(address(1), state=state, status=status, again=True, now=NOW + hours * HOUR)
        assert _gone_at(store) == (NOW + HOUR if gone else None), hours
    later = NOW + 60 * HOUR
    if success == "304":
        store.mark_page(address(1), state="stored", status=304, now=later)
    else:
        store.save_items([given], routes=[], now=later)
    assert _gone_at(store) is None
    page = store.pages([address(1)])[address(1)]
    assert (page.failures, page.missing_since) == (0, None)
    store.mark_page(address(1), state="gone", status=404, again=True, now=later + HOUR)
    assert _gone_at(store) is None, "counted from the start again"


def test_a_page_that_came_back_between_two_404_is_not_gone(store: Store, run_id: int) -> None:
    store.save_items([item(1, run_id=run_id)], routes=[], now=NOW)
    store.mark_page(address(1), state="gone", status=404, again=True, now=NOW)
    store.mark_page(address(1), state="rejected", again=True, now=NOW + 24 * HOUR)
    store.mark_page(address(1), state="gone", status=404, again=True, now=NOW + 48 * HOUR)
    assert _gone_at(store) is None
