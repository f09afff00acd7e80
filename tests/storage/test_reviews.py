"""A person's word on a flag stays with it, whatever is judged later."""

from __future__ import annotations

from datetime import timedelta

import pytest

from articles.records import Change
from storage import Store
from storage.errors import StoreError
from storage.records import FlagFilter
from tests.storage.builders import NOW, address, item


def flagged(store: Store) -> dict[int, str | None]:
    return {row.article_id: row.reviewed for row in store.flags(FlagFilter(topic="china"))}


@pytest.fixture
def archive(store: Store) -> Store:
    run = store.begin_run("spb", now=NOW, worker="test")
    store.save_items([item(1, run_id=run), item(2, run_id=run, title="О погоде", flagged=())], routes=[], now=NOW)
    return store


def test_a_review_is_shown_with_the_flag_and_the_export(archive: Store) -> None:
    assert archive.review(1, "china", "no", by="Anna") == 3
    assert flagged(archive) == {1: "no"}
    assert [row.reviewed for row in archive.export_rows(FlagFilter())] == ["no"]
    (said,) = archive.reviews("china")
    assert (said.article_id, said.answer, said.by, said.grade, said.title) == (
        1, "no", "Anna", 3, "Делегация из Тяньцзиня",
    )  # fmt: skip
    assert list(archive.reviews("taiwan")) == []


def test_a_later_review_replaces_the_one_before_and_nothing_else_does(archive: Store) -> None:
    archive.review(1, "china", "no")
    archive.review(1, "china", "yes", by="Boris")
    run = archive.begin_run("spb", now=NOW, worker="test")
    archive.save_items([item(1, run_id=run)], routes=[], now=NOW + timedelta(hours=1))
    assert flagged(archive) == {1: "yes"}


def test_a_missed_article_is_kept_and_is_no_flag(archive: Store) -> None:
    assert archive.review(2, "china", "yes") == 0
    assert flagged(archive) == {1: None}
    assert [(said.article_id, said.grade) for said in archive.reviews("china")] == [(2, 0)]


def test_a_review_is_of_the_text_that_was_read(archive: Store) -> None:
    archive.review(1, "china", "no")
    run = archive.begin_run("spb", now=NOW, worker="test")
    edit = item(1, run_id=run, body="Новый текст.", known=archive.known_article(address(1)), change=Change("body"))
    archive.save_items([edit], routes=[], now=NOW + timedelta(hours=1))
    assert flagged(archive) == {1: None}
    assert [said.version for said in archive.reviews("china")] == [1]
    assert "Тяньцзине" in next(archive.reviews("china")).body


def test_an_article_that_is_not_there_cannot_be_reviewed(archive: Store) -> None:
    with pytest.raises(StoreError, match="no article 77"):
        archive.review(77, "china", "yes")
