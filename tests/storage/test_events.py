"""What happens to an article beside its text: withdrawn, restored, a topic that comes and goes; and texts that flap."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from articles.records import PublishedDate
from storage import Store
from storage.recheck import Ages
from storage.records import FlagFilter, Route, SaveResult
from tests.storage.builders import HOUR, NOW, ROUTE, address, item

DAY = timedelta(days=1)


def _save(store: Store, run_id: int, body: str, *, now: datetime = NOW, **changes: Any) -> SaveResult:
    changes.setdefault("flagged", ())
    (result,) = store.save_items([item(1, run_id=run_id, body=body, **changes)], routes=[ROUTE], now=now)
    return result


def _events(store: Store, article_id: int) -> list[tuple[str, str | None, int]]:
    view = store.article(article_id)
    assert view is not None
    return [(event.kind, event.topic, event.version) for event in view.events]


def test_an_edit_that_brings_a_topic_in_or_takes_it_out_is_an_event(store: Store, run_id: int) -> None:
    first = _save(store, run_id, "О погоде в городе.")
    _save(store, run_id, "О погоде в городе и о гостях из Китая.", flagged=("china",))
    _save(store, run_id, "О погоде в городе, о гостях из Китая и о планах.", flagged=("china",))
    _save(store, run_id, "О погоде и планах.", flagged=("china",), grade=0)
    assert _events(store, first.article_id) == [("now-mentions", "china", 2), ("no-longer-mentions", "china", 4)]
    (row,) = store.export_rows(FlagFilter(), all_articles=True)
    assert row.events == "2024-06-28 now-mentions china; 2024-06-28 no-longer-mentions china"
    assert row.change_kind == "body"


def test_a_grade_that_moved_with_the_topics_own_file_is_no_event(store: Store, run_id: int) -> None:
    first = _save(store, run_id, "О гостях из Китая.", flagged=("china",))
    later = item(1, run_id=run_id, body="О гостях и их планах на год.", flagged=("china",), grade=1)
    later.verdicts["china"] = replace(later.verdicts["china"], lexicon_version="2025.1")
    store.save_items([later], routes=[ROUTE], now=NOW)
    assert _events(store, first.article_id) == []


def test_a_page_gone_twice_a_day_apart_is_withdrawn_and_comes_back_as_restored(store: Store, run_id: int) -> None:
    first = _save(store, run_id, "О погоде.")
    for hours in (1, 7, 20):
        store.mark_page(address(1), state="gone", status=404, again=True, now=NOW + timedelta(hours=hours))
    assert _events(store, first.article_id) == [], "not a day apart"
    for hours in (26, 50, 74):
        store.mark_page(address(1), state="gone", status=404, again=True, now=NOW + timedelta(hours=hours))
    assert _events(store, first.article_id) == [("withdrawn", None, 1)]
    (row,) = store.export_rows(FlagFilter(), all_articles=True)
    assert row.gone_at == NOW + timedelta(hours=1)
    store.mark_page(address(1), state="stored", status=304, now=NOW + 4 * DAY)
    assert _events(store, first.article_id)[1:] == [("restored", None, 1)]


@pytest.mark.parametrize(("body", "version"), [("О погоде.", 1), ("О погоде и снеге на выходных.", 2)])
def test_a_withdrawn_page_that_is_read_again_is_restored_once(
    store: Store, run_id: int, body: str, version: int
) -> None:
    first = _save(store, run_id, "О погоде.")
    for hours in (1, 26):
        store.mark_page(address(1), state="gone", status=410, again=True, now=NOW + timedelta(hours=hours))
    for days in (3, 4):
        assert _save(store, run_id, body, now=NOW + days * DAY).version == version
    assert _events(store, first.article_id) == [("withdrawn", None, 1), ("restored", None, version)]


def test_a_page_that_goes_back_and_forth_is_stored_twice_with_each_text(store: Store, run_id: int) -> None:
    texts = ["Первый текст о погоде.", "Второй текст, о совсем другом деле."] * 4
    results = [_save(store, run_id, text, now=NOW + n * DAY) for n, text in enumerate(texts)]
    assert [result.outcome for result in results] == ["new", "edited", "edited", "edited", *["unchanged"] * 4]
    edited = _save(store, run_id, "Третий текст, которого ещё не было.", now=NOW + 9 * DAY)
    assert (edited.outcome, edited.version) == ("edited", 5)


def test_a_date_told_from_the_moment_of_reading_is_no_edit_later(store: Store, run_id: int) -> None:
    ago = item(1, run_id=run_id, flagged=())
    store.save_items([ago], routes=[], now=NOW)
    for days, raw in ((1, "вчера"), (40, "1 месяц назад")):
        moved = PublishedDate(datetime(2024, 6, 20), "day", raw, "label", 0.9)
        again = item(1, run_id=run_id, flagged=(), known=store.known_article(address(1)))
        again.article = replace(again.article, published=moved)
        (result,) = store.save_items([again], routes=[], now=NOW + days * DAY)
        assert result.outcome == "unchanged"
    view = store.article(result.article_id)
    assert view is not None
    assert (view.published_day, view.published_raw) == ("2024-06-28", "28.06.2024")


def test_the_same_page_read_otherwise_by_an_updated_program_is_no_edit(store: Store, run_id: int) -> None:
    _save(store, run_id, "Как прежний читатель прочёл.", page=b"<p>the page</p>")
    again = _save(store, run_id, "Как сегодняшний читатель прочёл, больше.", page=b"<p>the page</p>", now=NOW + DAY)
    assert again.outcome == "unchanged"


def test_each_version_says_which_reader_read_it(store: Store, run_id: int) -> None:
    view = store.article(_save(store, run_id, "О погоде.").article_id)
    assert view is not None
    assert len(view.versions[0].reader or "") == 12


def test_how_often_a_page_is_looked_at_again_is_the_users_to_say(store: Store, run_id: int) -> None:
    ages = Ages.of_seconds((60, 120, 240, 480))
    given = item(1, run_id=run_id, day=None)
    for age, seconds in ((timedelta(), 60), (2 * DAY, 120), (20 * DAY, 240), (90 * DAY, 480)):
        store.save_items([given], routes=[], now=NOW + age, ages=ages)
        due = store.pages([given.address])[given.address].next_check_at
        assert due is not None
        assert seconds * 0.9 <= (due - NOW - age).total_seconds() <= seconds
        store.mark_page(given.address, state="stored", status=304, now=NOW + age, ages=ages)
        assert store.pages([given.address])[given.address].next_check_at == due


def test_what_could_not_be_read_before_is_told_as_new(store: Store, run_id: int) -> None:
    """Nobody added the topic to the text: it was there when the article was new."""
    body = "В университет приехали гости из Китая, они обсудили обмен студентами и общие лаборатории."
    first = _save(store, run_id, body.encode().decode("cp1251", "ignore"))
    second = _save(store, run_id, body, flagged=("china",))
    assert (second.outcome, second.alerts, _events(store, first.article_id)) == ("edited", 1, [])
    (row,) = store.claim_alerts("mail", now=NOW, owner="o", lease_s=9, limit=9)
    assert (row.kind, row.change_kind) == ("new", "encoding")


def test_a_withdrawn_flagged_article_is_told_once_and_only_to_those_who_ask(store: Store, run_id: int) -> None:
    routes = [ROUTE, Route("watch", kinds=("withdrawn",)), Route("main", min_grade=3, kinds=("withdrawn",))]
    _save(store, run_id, "О гостях из Китая.", flagged=("china",), grade=2)
    for hours in (1, 26, 50):
        store.mark_page(
            address(1), state="gone", status=404, again=True, now=NOW + timedelta(hours=hours), routes=routes
        )
    store.mark_page(address(1), state="stored", status=200, now=NOW + 4 * DAY, routes=routes)
    for hours in (1, 26):
        later = NOW + 5 * DAY + timedelta(hours=hours)
        store.mark_page(address(1), state="gone", status=404, again=True, now=later, routes=routes)
    told = [(row.channel, row.kind, row.grade, row.topic) for row in store.alerts()]
    assert told == [("watch", "withdrawn", 2, "china"), ("mail", "new", 2, "china")]
    for row in store.alerts():
        assert row.gone_since == (NOW + 5 * DAY + HOUR if row.kind == "withdrawn" else None)


def test_an_article_of_a_source_whose_key_was_changed_is_told_under_the_new_one(store: Store, run_id: int) -> None:
    _save(store, run_id, "О погоде в городе.")
    store.retire_sources(["msu"], now=NOW)
    store.take_over("msu", [address(1)])
    routes = [Route("watch", sources=("msu",), kinds=("edit", "withdrawn"))]
    edit = item(1, run_id=store.begin_run("msu", now=NOW, worker="test"), body="О Китае, о гостях и о планах.", grade=3)
    edit = replace(edit, source_key="msu", known=store.known_article(address(1)))
    store.save_items([edit], routes=routes, now=NOW)
    for hours in (1, 26):
        now = NOW + timedelta(hours=hours)
        store.mark_page(address(1), state="gone", status=404, again=True, now=now, routes=routes)
    told = [(row.kind, row.source_key) for row in store.alerts(channel="watch")]
    assert told == [("withdrawn", "msu"), ("edit", "msu")]


def test_a_withdrawn_article_that_was_never_flagged_is_no_news(store: Store, run_id: int) -> None:
    _save(store, run_id, "О погоде.")
    for hours in (1, 26):
        now = NOW + timedelta(hours=hours)
        routes = [Route("watch", kinds=("withdrawn",))]
        store.mark_page(address(1), state="gone", status=404, again=True, now=now, routes=routes)
    assert store.alerts() == []
