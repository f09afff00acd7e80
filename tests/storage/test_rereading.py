"""Readings taken over and the archive checked, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest

from articles.fingerprint import content_hash
from storage import Store, rows
from storage.rereading import Rereading, StoredReading
from tests.articles.test_duplicates import BODY
from tests.storage.builders import NOW, ROUTE, address, item, verdict


@pytest.fixture
def stored(store: Store, run_id: int) -> StoredReading:
    """Article 1, flagged at grade 2, as it stands in the store."""
    store.save_items([item(1, run_id=run_id, grade=2), item(2, run_id=run_id, flagged=())], routes=[], now=NOW)
    (found,) = store.stored_readings([1])
    return found


def _again(stored: StoredReading, *, grade: int, body: str = BODY) -> Rereading:
    made = stored.item()
    made.article = replace(made.article, body=body)
    made.content_hash = content_hash(made.article.title, body)
    made.verdicts["china"] = verdict("china", grade)
    row = stored.row
    values = rows.article_values(
        made, version=1, page_sha256=row["page_sha256"], first_seen_at=NOW, kept_day=row["published_day"]
    )
    grades = {"china": (stored.grades.get("china", 0), grade)}
    return Rereading(row["id"], row["version"], made, values, ("body",), grades, "another")


def test_what_is_stored_of_an_article_comes_with_its_page_card_and_flags(stored: StoredReading) -> None:
    assert stored.page is not None
    assert stored.page.url == address(1)
    assert stored.grades == {"china": 2}
    assert stored.item().article.published == item(1, run_id=1).article.published


def test_a_new_reading_replaces_text_and_flags_of_the_current_version(store: Store, stored: StoredReading) -> None:
    assert store.apply_rereadings([_again(stored, grade=3)], routes=[ROUTE], now=NOW) == (1, 0)
    view = store.article(1)
    assert view is not None
    assert (view.body, view.version, view.versions[0].body, view.versions[0].reader) == (BODY, 1, BODY, "another")
    assert [flag.grade for flag in view.flags] == [3]
    assert store.alerts() == [], "grade 2 had reached the route before"
    assert store.apply_rereadings([_again(stored, grade=0)], routes=[ROUTE], now=NOW) == (1, 0)
    view = store.article(1)
    assert view is not None
    assert view.flags == ()


def test_a_new_text_is_found_by_its_duplicates(store: Store, stored: StoredReading, run_id: int) -> None:
    store.apply_rereadings([_again(stored, grade=2)], routes=[], now=NOW)
    (copy,) = store.save_items([item(9, key="msu", run_id=run_id, body=BODY)], routes=[], now=NOW)
    ours, theirs = store.article(1), store.article(copy.article_id)
    assert ours is not None
    assert theirs is not None
    assert ours.story_id == theirs.story_id


def test_a_failure_in_the_middle_leaves_everything_as_it_was(store: Store, stored: StoredReading) -> None:
    def readings() -> Iterator[Rereading]:
        yield _again(stored, grade=3)
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError, match="killed"):
        store.apply_rereadings(readings(), routes=[ROUTE], now=NOW)
    view = store.article(1)
    assert view is not None
    assert view.body == stored.row["body"]


def test_articles_are_chosen_by_source_and_day(store: Store, stored: StoredReading, run_id: int) -> None:
    store.save_items([item(5, key="msu", run_id=run_id, day=None)], routes=[], now=NOW)
    assert store.article_ids() == [("msu", 3), ("spb", 1), ("spb", 2)]
    assert store.article_ids(sources=["msu"]) == [("msu", 3)]
    assert store.article_ids(since=date(2024, 6, 29)) == []


def test_a_sound_archive_has_no_problems(store: Store, stored: StoredReading, open_store: Callable[[], Store]) -> None:
    del stored
    other = open_store()
    said: list[str] = []
    assert other.check_whole(said.append) == []
    assert said
    assert other.check_pages(other.page_keys()) == []
    wrong = [problem.what for problem in other.check_articles([1, 2])]
    assert all("content hash" in what for what in wrong), "the builders' hashes are not the reader's"
