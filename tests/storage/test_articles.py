"""Storing articles: new, edited, unchanged, duplicates, stories, flags and the alerts they give rise to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from articles.records import Change
from storage import BatchError, Store, StoreError
from storage.records import FlagFilter
from tests.storage.builders import HOUR, NOW, ROUTE, address, item

EDIT = Change("body", added="и делегация из Уханя", removed="вчера")


def test_new_article_is_stored_whole(store: Store, run_id: int) -> None:
    given = item(1, run_id=run_id)
    (result,) = store.save_items([given], routes=[ROUTE], now=NOW)

    assert (result.outcome, result.version, result.alerts) == ("new", 1, 1)
    view = store.article(result.article_id)
    assert view is not None
    assert (view.title, view.body, view.language) == (given.article.title, given.article.body, "ru")
    assert (view.published_day, view.published_provenance, view.published_raw) == ("2024-06-28", "label", "28.06.2024")
    assert (view.published_precision, view.published_confidence) == ("day", 0.9)
    assert view.authors == ("Пресс-служба",)
    assert view.first_seen_at == NOW
    assert [version.change_kind for version in view.versions] == ["new"]
    assert [(flag.topic, flag.grade) for flag in view.flags] == [("china", 3)]
    assert view.flags[0].evidence[0]["sentence"] == "Переговоры прошли в Тяньцзине."
    assert view.page_sha256 is not None
    raw = store.raw_page(view.page_sha256)
    assert raw == given.page
    page = store.pages([given.address])[given.address]
    assert (page.state, page.kind, page.etag, page.status) == ("stored", "article", 'W/"1"', 200)
    known = store.known_article(given.address)
    assert known is not None
    assert (known.id, known.version, known.published_day) == (result.article_id, 1, "2024-06-28")


def test_same_item_twice_is_unchanged_and_alerts_once(store: Store, run_id: int) -> None:
    batch = [item(number, run_id=run_id) for number in range(5)]
    first = store.save_items(batch, routes=[ROUTE], now=NOW)
    again = store.save_items(batch, routes=[ROUTE], now=NOW + HOUR)

    assert [result.outcome for result in first] == ["new"] * 5
    assert [result.outcome for result in again] == ["unchanged"] * 5
    assert [result.article_id for result in again] == [result.article_id for result in first]
    assert sum(result.alerts for result in again) == 0
    assert store.alert_counts() == {("mail", "pending"): 5}
    view = store.article(first[0].article_id)
    assert view is not None
    assert (view.first_seen_at, view.last_seen_at, len(view.versions)) == (NOW, NOW + HOUR, 1)


def test_edit_is_the_next_version_with_its_own_page_and_alert(store: Store, run_id: int) -> None:
    (first,) = store.save_items([item(1, run_id=run_id, flagged=())], routes=[ROUTE], now=NOW)
    known = store.known_article(address(1))
    edited = item(1, run_id=run_id, body="Новый текст о Китае.", known=known, change=EDIT)
    (second,) = store.save_items([edited], routes=[ROUTE], now=NOW + HOUR)

    assert (first.alerts, second.outcome, second.version, second.alerts) == (0, "edited", 2, 1)
    view = store.article(first.article_id)
    assert view is not None
    assert (view.version, view.body, view.first_seen_at) == (2, "Новый текст о Китае.", NOW)
    assert [(v.version, v.change_kind, v.added) for v in view.versions] == [(1, "new", ""), (2, "body", EDIT.added)]
    assert [v.page_sha256 for v in view.versions] == [
        view.versions[0].page_sha256,
        view.page_sha256,
    ]
    for version in view.versions:
        assert version.page_sha256 is not None
        assert store.raw_page(version.page_sha256) is not None
    (alert,) = store.alerts()
    assert (alert.kind, alert.change_kind, alert.added, alert.version) == ("edit", "body", EDIT.added, 2)


def test_repeating_an_edit_changes_nothing(store: Store, run_id: int) -> None:
    store.save_items([item(1, run_id=run_id)], routes=[ROUTE], now=NOW)
    known = store.known_article(address(1))
    edited = item(1, run_id=run_id, body="Новый текст.", known=known, change=EDIT)
    store.save_items([edited], routes=[ROUTE], now=NOW)
    (again,) = store.save_items([edited], routes=[ROUTE], now=NOW)
    assert (again.outcome, again.version, again.alerts) == ("unchanged", 2, 0)


def test_text_whose_change_is_judged_noise_stays_as_it_was(store: Store, run_id: int) -> None:
    (first,) = store.save_items([item(1, run_id=run_id)], routes=[ROUTE], now=NOW)
    noise = item(1, run_id=run_id, body="шум", known=store.known_article(address(1)), change=Change("unchanged"))
    (second,) = store.save_items([noise], routes=[ROUTE], now=NOW)
    assert second.outcome == "unchanged"
    view = store.article(first.article_id)
    assert view is not None
    assert view.body != "шум"


def test_only_the_day_edited_is_a_version(store: Store, run_id: int) -> None:
    store.save_items([item(1, run_id=run_id)], routes=[], now=NOW)
    moved = item(
        1,
        run_id=run_id,
        day=datetime(2024, 6, 27),
        known=store.known_article(address(1)),
        change=Change("date"),
    )
    (result,) = store.save_items([moved], routes=[], now=NOW)
    view = store.article(result.article_id)
    assert view is not None
    assert (result.outcome, view.published_day) == ("edited", "2024-06-27")


def test_a_reading_without_date_keeps_the_date_once_read(store: Store, run_id: int) -> None:
    store.save_items([item(1, run_id=run_id)], routes=[], now=NOW)
    undated = item(1, run_id=run_id, day=None, body="Другой текст.", known=store.known_article(address(1)), change=EDIT)
    (result,) = store.save_items([undated], routes=[], now=NOW)
    view = store.article(result.article_id)
    assert view is not None
    assert (view.version, view.published_day, view.published_raw) == (2, "2024-06-28", "28.06.2024")
    assert view.versions[1].published_day == "2024-06-28"


def test_edit_against_an_outdated_reading_is_compared_again_and_not_alerted_twice(store: Store, run_id: int) -> None:
    """Two processes read the same new article; the second one's text differs a little from the first's."""
    store.save_items([item(1, run_id=run_id)], routes=[ROUTE], now=NOW)
    late = item(1, run_id=run_id, body="Текст новости 1, дополненный другим процессом.", known=None)
    (result,) = store.save_items([late], routes=[ROUTE], now=NOW)
    assert (result.outcome, result.version, result.alerts) == ("edited", 2, 0)


def test_new_and_edited_of_one_address_in_one_batch(store: Store, run_id: int) -> None:
    both = [item(1, run_id=run_id, body="Первый."), item(1, run_id=run_id, body="Второй, совсем другой текст.")]
    results = store.save_items(both, routes=[ROUTE], now=NOW)
    assert [(result.outcome, result.version) for result in results] == [("new", 1), ("edited", 2)]


def test_language_versions_share_a_story(store: Store, run_id: int) -> None:
    russian, english, chinese = "ru/1", "en/1", "zh/1"
    batch = [
        item(russian, run_id=run_id, language="ru", siblings={"en": address(english)}),
        item(english, run_id=run_id, language="en", siblings={"ru": address(russian)}),
        item(chinese, run_id=run_id, language="zh", siblings={"ru": address(russian), "en": address(english)}),
        item("ru/2", run_id=run_id, language="ru", siblings={"en": address(english)}),
    ]
    results = store.save_items(batch, routes=[], now=NOW)
    views = [view for result in results if (view := store.article(result.article_id)) is not None]
    stories = [view.story_id for view in views]
    assert stories[0] == stories[1] == stories[2]
    assert stories[3] != stories[0], "a second Russian article that points at the same English page is another story"
    assert views[0].story_members == (views[1].id, views[2].id)


def test_a_foreign_site_cannot_join_a_story(store: Store, run_id: int) -> None:
    (first,) = store.save_items([item(1, run_id=run_id)], routes=[], now=NOW)
    foreign = item(1, key="msu", run_id=run_id, language="en", siblings={"ru": address(1)})
    foreign.address = "https://evil.test/news/1/"
    (second,) = store.save_items([foreign], routes=[], now=NOW)
    views = [store.article(first.article_id), store.article(second.article_id)]
    assert views[0] is not None
    assert views[1] is not None
    assert views[0].story_id != views[1].story_id


def test_one_bad_item_does_not_sink_the_others(store: Store, run_id: int) -> None:
    bad = item(2, run_id=run_id, key="unregistered")
    batch = [item(1, run_id=run_id), bad, item(3, run_id=run_id)]
    with pytest.raises(BatchError, match="1 of 3 articles could not be stored") as caught:
        store.save_items(batch, routes=[ROUTE], now=NOW)
    assert [result.address for result in caught.value.results] == [address(1), address(3)]
    assert [failed for failed, _error in caught.value.failures] == [bad]
    assert store.known_article(address(1)) is not None
    assert store.known_article(address(3)) is not None
    assert store.alert_counts() == {("mail", "pending"): 2}
    assert store.known_article(bad.address) is None


def test_hostile_text_is_stored(store: Store, run_id: int) -> None:
    hostile = item(1, run_id=run_id, title="NUL \0 and half \ud83d emoji", body="'; DROP TABLE article; --\0")
    (result,) = store.save_items([hostile], routes=[ROUTE], now=NOW)
    view = store.article(result.article_id)
    assert view is not None
    assert view.title == "NUL  and half � emoji"
    assert view.body == "'; DROP TABLE article; --"


def test_address_of_any_length_is_found_again(store: Store, run_id: int) -> None:
    number = "x" * 20_000
    store.save_items([item(number, run_id=run_id)], routes=[], now=NOW)
    assert store.known_article(address(number)) is not None
    assert list(store.pages([address(number), address(2)])) == [address(number)]


@pytest.mark.parametrize(
    ("age", "next_look"),
    [
        (timedelta(), timedelta(hours=1)),
        (timedelta(hours=2), timedelta(days=1)),
        (timedelta(days=8), timedelta(days=7)),
        (timedelta(days=60), timedelta(days=30)),
    ],
)
def test_next_look_follows_the_age(store: Store, run_id: int, age: timedelta, next_look: timedelta) -> None:
    given = item(1, run_id=run_id, day=None)
    store.save_items([given], routes=[], now=NOW)
    store.save_items([given], routes=[], now=NOW + age)
    due = store.pages([given.address])[given.address].next_check_at
    assert due is not None
    assert next_look * 0.9 <= due - (NOW + age) <= next_look


def test_an_old_article_found_by_a_backfill_is_not_looked_at_hourly(store: Store, run_id: int) -> None:
    old = item(1, run_id=run_id, day=datetime(2010, 1, 1))
    store.save_items([old], routes=[], now=NOW)
    due = store.pages([old.address])[old.address].next_check_at
    assert due is not None
    assert due > NOW + timedelta(days=26)


def test_naive_time_is_refused(store: Store, run_id: int) -> None:
    with pytest.raises((BatchError, StoreError)):
        store.save_items([item(1, run_id=run_id)], routes=[], now=datetime(2024, 6, 28, 12))


def test_times_come_back_aware_and_equal(store: Store, run_id: int, open_store: Callable[[], Store]) -> None:
    moscow = NOW.astimezone(tz=None).replace(microsecond=123456)
    store.save_items([item(1, run_id=run_id)], routes=[], now=moscow)
    (flag,) = open_store().flags(FlagFilter())
    assert flag.first_seen_at == moscow
    assert flag.first_seen_at.tzinfo == UTC


def test_an_edit_that_is_about_nothing_any_more_leaves_its_flags_in_order(store: Store, run_id: int) -> None:
    """Flags repeat the language of their article; this one is in another now."""
    store.save_items([item(1, run_id=run_id, language="ru")], routes=[], now=NOW)
    known = store.known_article(address(1))
    edit = item(1, run_id=run_id, language="en", body="On nothing.", flagged=(), known=known, change=Change("body"))
    store.save_items([edit], routes=[], now=NOW + HOUR)
    assert store.check_whole() == []
