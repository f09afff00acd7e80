"""Learned profiles in the store, and the pages they are learned from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from articles.records import Profile
from storage import Store
from tests.storage.builders import HOUR, NOW, item, source

LEARNED = Profile(
    "h1.headline",
    "div.text, div.more",
    "div.date",
    "label",
    0.88,
    8,
    remove_selectors=("div.text > div.share",),
    date_order="dmy",
    sizes=(300, 1800, 9000),
    around=4000,
    dated=1.0,
)


def test_a_profile_comes_back_as_it_was_learned(open_store: Callable[[], Store]) -> None:
    store = open_store()
    store.register_sources([source()])
    assert store.current_profile("spb") is None
    store.save_profile("spb", LEARNED, now=NOW)
    row = open_store().current_profile("spb")
    assert row is not None
    assert (row.profile, row.since, row.hits, row.retired_at) == (LEARNED, NOW, 0, None)


def test_what_crawls_did_with_it_adds_up(open_store: Callable[[], Store]) -> None:
    store = open_store()
    store.register_sources([source()])
    store.save_profile("spb", LEARNED, now=NOW)
    store.note_profile("spb", NOW, hits=5, fallbacks=2, misses=2, missing_since=NOW + HOUR, last_miss="no body")
    store.note_profile("spb", NOW, hits=1, fallbacks=0, misses=0, missing_since=None, last_miss=None)
    row = store.current_profile("spb")
    assert row is not None
    assert (row.hits, row.fallbacks, row.misses, row.missing_since, row.last_miss) == (6, 2, 0, None, "no body")


def test_a_retired_profile_is_kept_with_its_reason_and_used_no_more(open_store: Callable[[], Store]) -> None:
    store = open_store()
    store.register_sources([source()])
    store.save_profile("spb", LEARNED, now=NOW)
    store.retire_profile("spb", now=NOW + HOUR, reason="5 pages in a row: no body")
    assert store.current_profile("spb") is None
    newer = replace(LEARNED, body_selector="main")
    store.save_profile("spb", newer, now=NOW + 2 * HOUR)
    assert [(row.profile, row.retired_reason) for row in store.profiles("spb")] == [
        (newer, None),
        (LEARNED, "5 pages in a row: no body"),
    ]
    assert store.profiles("other") == []


def test_pages_to_learn_from_are_the_newest_articles_own(open_store: Callable[[], Store]) -> None:
    store = open_store()
    store.register_sources([source(), source("msu")])
    run, other = (store.begin_run(key, now=NOW, worker="w") for key in ("spb", "msu"))
    store.save_items([item(n, run_id=run) for n in range(4)] + [item(9, run_id=other, key="msu")], routes=(), now=NOW)
    pages = store.learning_pages("spb", limit=3)
    assert [page.url for page in pages] == [item(n, run_id=run).page.url for n in (3, 2, 1)]
    assert pages[0].body == item(3, run_id=run).page.body
    assert store.learning_pages("spb", limit=3, since=NOW + timedelta(seconds=1)) == []
    assert store.learning_pages("spb", limit=3, before=NOW) == []
