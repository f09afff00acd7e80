"""Addresses: found, pending, due, marked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from storage import Store, StoreError
from storage.records import PageRow
from tests.storage.builders import HOUR, NOW, address, item, link


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


def test_mark_page_with_a_time_of_the_callers(store: Store) -> None:
    store.add_found("spb", [link(1)], now=NOW)
    store.mark_page(address(1), state="failed", status=429, next_check_at=NOW + timedelta(minutes=5))
    assert store.pages([address(1)])[address(1)].next_check_at == NOW + timedelta(minutes=5)


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
    assert timedelta(days=1) <= page.next_check_at - later <= timedelta(days=1.1)
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
    assert store.due_rechecks("spb", now=NOW + timedelta(minutes=59), limit=9) == []
    assert len(store.due_rechecks("spb", now=NOW + 2 * HOUR, limit=9)) == 3
    assert len(store.due_rechecks("spb", now=NOW + 2 * HOUR, limit=2)) == 2
    assert len(store.due_rechecks("spb", now=NOW, limit=9, everything=True)) == 3


def test_a_listing_cards_words_survive_storing_the_article(store: Store, run_id: int) -> None:
    store.add_found("spb", [link(1, title="Карточка", date_text="вчера")], now=NOW)
    store.save_items([item(1, run_id=run_id)], routes=[], now=NOW)
    page = store.pages([address(1)])[address(1)]
    assert (page.state, page.title, page.date_text) == ("stored", "Карточка", "вчера")
    assert store.pending("spb", now=NOW + timedelta(days=999), limit=9) == []
