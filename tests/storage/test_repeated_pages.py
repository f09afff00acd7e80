"""Pages that repeat an article which is stored under another address."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from articles.records import Change
from storage import Store
from storage.records import ArticleItem
from tests.storage.builders import HOUR, NOW, ROUTE, address, item

EDIT = Change("body", added="и делегация из Уханя", removed="вчера")


def test_duplicate_only_marks_its_page(store: Store, run_id: int) -> None:
    (first,) = store.save_items([item(1, run_id=run_id)], routes=[ROUTE], now=NOW)
    (result,) = store.save_items([item(2, run_id=run_id, duplicate_of=address(1))], routes=[ROUTE], now=NOW)
    assert (result.outcome, result.article_id, result.alerts) == ("duplicate", first.article_id, 0)
    page = store.pages([address(2)])[address(2)]
    assert (page.state, page.note, page.duplicate_of) == ("stored", f"duplicate of {address(1)}", address(1))
    known = store.known_article(address(2))
    assert known is not None
    assert (known.id, known.address) == (first.article_id, address(1)), "it is known as its original"


def _reading_of_the_duplicate(store: Store, run_id: int, **changes: Any) -> ArticleItem:
    """A later reading of page 2, which repeats article 1."""
    twin = item(2, run_id=run_id, body="Один и тот же текст.", duplicate_of=address(1))
    store.save_items([item(1, run_id=run_id, body="Один и тот же текст."), twin], routes=[ROUTE], now=NOW)
    return item(2, run_id=run_id, known=store.known_article(address(2)), **changes)


def test_an_unchanged_duplicate_stays_one(store: Store, run_id: int) -> None:
    same = _reading_of_the_duplicate(store, run_id, body="Один и тот же текст.", day=datetime(2024, 7, 9))
    (result,) = store.save_items([same], routes=[ROUTE], now=NOW + HOUR)
    assert (result.outcome, result.version, result.alerts) == ("duplicate", 1, 0)
    assert store.pages([address(2)])[address(2)].duplicate_of == address(1)


def test_a_changed_duplicate_is_an_edit_of_its_original(store: Store, run_id: int) -> None:
    changed = _reading_of_the_duplicate(store, run_id, body="Дополненный текст.", change=EDIT, day=datetime(2024, 7, 9))
    (result,) = store.save_items([changed], routes=[ROUTE], now=NOW + HOUR)
    assert (result.outcome, result.version, result.alerts) == ("edited", 2, 0)
    view = store.article(result.article_id)
    assert view is not None
    assert (view.url, view.body, view.published_day) == (address(1), "Дополненный текст.", "2024-06-28")
    assert sum(state.articles for state in store.source_states()) == 1
    original = item(1, run_id=run_id, body="Дополненный текст.", known=store.known_article(address(1)))
    (again,) = store.save_items([original], routes=[ROUTE], now=NOW + HOUR)
    assert again.outcome == "unchanged"
    assert store.pages([address(1)])[address(1)].duplicate_of is None


def test_two_changed_duplicates_of_one_batch(store: Store, run_id: int) -> None:
    first = _reading_of_the_duplicate(store, run_id, body="Дополненный текст.", change=EDIT)
    second = item(3, run_id=run_id, known=first.known, body="Дополненный текст.", change=EDIT)
    results = store.save_items([first, second], routes=[ROUTE], now=NOW + HOUR)
    assert [result.outcome for result in results] == ["edited", "duplicate"]


def test_a_duplicate_is_looked_at_by_the_age_of_its_original(store: Store, run_id: int) -> None:
    _reading_of_the_duplicate(store, run_id)
    later = NOW + timedelta(days=60)
    store.mark_page(address(2), state="stored", status=304, now=later)
    page = store.pages([address(2)])[address(2)]
    assert page.next_check_at is not None
    assert page.next_check_at - later >= timedelta(days=27)


def test_a_duplicate_that_becomes_an_article_of_its_own_is_known_as_itself(store: Store, run_id: int) -> None:
    own = _reading_of_the_duplicate(store, run_id, body="Совсем другой текст.")
    own.known = None
    (result,) = store.save_items([own], routes=[ROUTE], now=NOW + HOUR)
    known = store.known_article(address(2))
    assert known is not None
    assert (result.outcome, known.address) == ("new", address(2))
    assert store.pages([address(2)])[address(2)].duplicate_of is None


def test_duplicate_of_an_article_of_the_same_batch(store: Store, run_id: int) -> None:
    twins = [item(1, run_id=run_id, body="Одно."), item(2, run_id=run_id, body="Одно.", duplicate_of=address(1))]
    results = store.save_items(twins, routes=[ROUTE], now=NOW)
    assert [result.outcome for result in results] == ["new", "duplicate"]


def test_the_same_text_at_an_unknown_address_of_the_source_is_a_duplicate(store: Store, run_id: int) -> None:
    first, second = (item(number, run_id=run_id, body="Одно.") for number in (1, 2))
    store.save_items([first, second], routes=[ROUTE], now=NOW)
    here, there, not_asked = (
        item(3, run_id=run_id, body="Одно.", duplicate_of=second.address),
        item(3, run_id=run_id, key="msu", body="Одно."),
        item(4, run_id=run_id, body="Одно."),
    )
    here.by_text = there.by_text = True
    results = store.save_items([here, there, not_asked], routes=[ROUTE], now=NOW)
    assert [result.outcome for result in results] == ["duplicate", "new", "new"]
    assert store.pages([here.address])[here.address].duplicate_of == first.address


def test_a_stored_article_is_judged_by_its_own_text_before_that_of_others(store: Store, run_id: int) -> None:
    store.save_items([item(1, run_id=run_id, body="Одно."), item(2, run_id=run_id)], routes=[ROUTE], now=NOW)
    edited = item(2, run_id=run_id, body="Одно.")
    edited.by_text = True  # another process stored it after this one had asked
    (result,) = store.save_items([edited], routes=[ROUTE], now=NOW)
    assert (result.outcome, result.version) == ("edited", 2)


def test_duplicate_of_an_article_that_is_not_stored_takes_its_place(store: Store, run_id: int) -> None:
    (result,) = store.save_items([item(2, run_id=run_id, duplicate_of=address(1))], routes=[ROUTE], now=NOW)
    assert (result.outcome, result.alerts) == ("new", 1)
