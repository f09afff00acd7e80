"""A person's word on a flag stays with it, whatever is judged later."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from articles.records import Change
from storage import Store
from storage.errors import StoreError
from storage.records import FlagFilter
from tests.storage.builders import NOW, address, item
from topics.records import Evidence

EMBASSY = Evidence("посольство", "Chinese state bodies", "institution", "body", 0, 1.0, "Новый текст.")


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
    edit.verdicts["china"] = replace(edit.verdicts["china"], evidence=(EMBASSY,))
    archive.save_items([edit], routes=[], now=NOW + timedelta(hours=1))
    assert flagged(archive) == {1: None}
    assert [said.version for said in archive.reviews("china")] == [1]
    assert "Тяньцзине" in next(archive.reviews("china")).body


def test_a_review_goes_on_to_a_version_in_which_the_same_is_found_and_counts_once(archive: Store) -> None:
    archive.review(1, "china", "no", by="Anna")
    run = archive.begin_run("spb", now=NOW, worker="test")
    for hours, body in (
        (1, "Переговоры прошли в Тяньцзине.\n\nФото."),
        (2, "Переговоры прошли в Тяньцзине.\n\nДва фото."),
    ):
        edit = item(1, run_id=run, body=body, known=archive.known_article(address(1)), change=Change("body"))
        archive.save_items([edit], routes=[], now=NOW + timedelta(hours=hours))
    assert flagged(archive) == {1: "no"}
    (said,) = archive.reviews("china")
    assert (said.version, said.by, said.body.endswith("Два фото.")) == (3, "Anna", True)


def test_a_review_of_no_flag_is_none_of_a_flag(archive: Store) -> None:
    archive.review(1, "china", "no")
    run = archive.begin_run("spb", now=NOW, worker="test")
    edit = item(1, run_id=run, body="Другой.", known=archive.known_article(address(1)), change=Change("body"))
    edit.verdicts["china"] = replace(edit.verdicts["china"], grade=1)
    archive.save_items([edit], routes=[], now=NOW + timedelta(hours=1))
    assert [(said.version, said.grade) for said in archive.reviews("china")] == [(1, 3)]


def test_an_article_that_is_not_there_cannot_be_reviewed(archive: Store) -> None:
    with pytest.raises(StoreError, match="no article 77"):
        archive.review(77, "china", "yes")
