"""Which articles tell one story, and that a story is told once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from typing import Any

from storage import Store
from storage.batch import BatchWriter
from storage.recheck import AGES
from storage.records import ArticleItem, Route, SaveResult
from storage.stories import MOST_OF_A_KEY
from tests.articles.test_duplicates import BODY
from tests.storage.builders import NOW, ROUTE, address, item

DAY = timedelta(days=1)


def _save(store: Store, *items: ArticleItem, now: Any = NOW, routes: Any = (ROUTE,)) -> list[SaveResult]:
    return store.save_items(list(items), routes=routes, now=now)


def _story(store: Store, result: SaveResult) -> int:
    view = store.article(result.article_id)
    assert view is not None
    return view.story_id


def test_the_same_text_of_another_university_under_another_headline_is_told_once(store: Store, run_id: int) -> None:
    (first,) = _save(store, item(1, run_id=run_id, body=BODY))
    (second,) = _save(store, item(9, key="msu", run_id=run_id, body=BODY + "\n\nФото: пресс-служба.", title="Иначе"))
    assert _story(store, first) == _story(store, second)
    assert (first.alerts, second.alerts) == (1, 0)
    (row,) = store.claim_alerts("mail", now=NOW, owner="o", lease_s=9, limit=9)
    assert [(other.title, other.source_key) for other in row.others] == [("Иначе", "msu")]


def test_two_pages_of_one_story_in_one_batch(store: Store, run_id: int) -> None:
    results = _save(store, item(1, run_id=run_id, body=BODY), item(9, key="msu", run_id=run_id, body=BODY))
    assert _story(store, results[0]) == _story(store, results[1])
    assert [result.alerts for result in results] == [1, 0]


def test_a_page_that_says_more_of_the_topic_is_told_although_its_story_was(store: Store, run_id: int) -> None:
    _save(store, item(1, run_id=run_id, body=BODY, grade=2))
    (second,) = _save(store, item(9, key="msu", run_id=run_id, body=BODY, grade=3))
    assert second.alerts == 1


def test_another_channel_is_told_of_a_story_it_does_not_know(store: Store, run_id: int) -> None:
    _save(store, item(1, run_id=run_id, body=BODY), routes=[Route("mail", sources=("spb",))])
    routes = [Route("mail", sources=("spb",)), Route("slack", sources=("msu",))]
    (second,) = _save(store, item(9, key="msu", run_id=run_id, body=BODY), routes=routes)
    assert second.alerts == 1


def test_another_number_makes_another_story(store: Store, run_id: int) -> None:
    (first,) = _save(store, item(1, run_id=run_id, body=BODY))
    (second,) = _save(store, item(2, run_id=run_id, body=BODY.replace("340", "360")))
    assert _story(store, first) != _story(store, second)
    assert second.alerts == 1


def test_an_edited_text_is_found_under_its_new_words(store: Store, run_id: int) -> None:
    (first,) = _save(store, item(1, run_id=run_id, body="Скоро здесь будет подробный текст этой новости. " * 4))
    _save(store, item(1, run_id=run_id, body=BODY), now=NOW + DAY)
    (second,) = _save(store, item(9, key="msu", run_id=run_id, body=BODY), now=NOW + DAY)
    assert _story(store, first) == _story(store, second)


def test_a_passage_under_many_articles_says_nothing(store: Store, run_id: int) -> None:
    many = [item(n, run_id=run_id, body=BODY.replace("340", f"{n}00")) for n in range(1, MOST_OF_A_KEY + 6)]
    results = _save(store, *many)
    assert len({_story(store, result) for result in results}) == len(many)


def test_language_versions_by_address(store: Store, run_id: int) -> None:
    english = item("en/12", run_id=run_id, language="en", body="340 grams, 25 devices.", flagged=())
    english.address = english.address.replace("/news/en/12/", "/en/news/12/")
    (first,) = _save(store, item(12, run_id=run_id, body=BODY))
    (second,) = _save(store, english)
    assert _story(store, first) == _story(store, second)


def test_two_that_store_one_story_at_once_tell_it_once(
    store: Store, run_id: int, open_store: Callable[[], Store]
) -> None:
    other, second = open_store(), item(9, key="msu", run_id=run_id, body=BODY, page=b"other")
    with ThreadPoolExecutor(1) as pool:
        with store._db.write() as connection:
            store._db.one_at_a_time(connection)
            BatchWriter(store._db, connection, [ROUTE], NOW, AGES).save([item(1, run_id=run_id, body=BODY)])
            saved = pool.submit(_save, other, second)
            wait([saved], timeout=0.3)  # not before the first is done: it would find the story new, too
        assert saved.result()[0].alerts == 0


def test_the_index_is_the_same_whatever_the_order_of_work(store: Store, open_store: Callable[[], Store]) -> None:
    run = store.begin_run("spb", now=NOW, worker="test/2/0")
    _save(store, item(1, run_id=run, body=BODY))
    other = open_store()
    (second,) = _save(other, item(9, key="msu", run_id=run, body=BODY))
    assert second.alerts == 0


def test_two_stories_become_one_when_a_page_shows_that_they_are(store: Store, run_id: int) -> None:
    """The English page was stored before any page named it; later the Russian page links to it, its text unchanged."""
    (russian,) = _save(store, item("ru/1", run_id=run_id, language="ru"))
    (english,) = _save(store, item("en/one", run_id=run_id, language="en", body="A delegation came from Tianjin."))
    assert _story(store, russian) != _story(store, english)
    linked = item("ru/1", run_id=run_id, language="ru", siblings={"en": address("en/one")})
    (again,) = _save(store, linked, now=NOW + DAY)
    assert again.outcome == "unchanged"
    assert _story(store, russian) == _story(store, english)
    edit = item("en/one", run_id=run_id, language="en", body="A delegation came from Tianjin to sign a treaty.")
    (told,) = _save(store, edit, now=NOW + DAY)
    assert told.alerts == 0, "the story was told"


def test_a_third_language_joins_two_stories(store: Store, run_id: int) -> None:
    (russian,) = _save(store, item("ru/1", run_id=run_id, language="ru"))
    (english,) = _save(store, item("en/one", run_id=run_id, language="en", body="A delegation came from Tianjin."))
    named = {"ru": address("ru/1"), "en": address("en/one")}
    (chinese,) = _save(store, item("zh/1", run_id=run_id, language="zh", body="天津代表团来访。", siblings=named))
    assert len({_story(store, result) for result in (russian, english, chinese)}) == 1
    assert store.check_whole() == []


def test_every_page_naming_one_and_the_same_english_page_makes_no_great_story(store: Store, run_id: int) -> None:
    home = {"en": address("en/home")}
    first = _save(store, *(item(f"ru/{n}", run_id=run_id, language="ru", body=f"Новость {n}.") for n in range(4)))
    (english,) = _save(store, item("en/home", run_id=run_id, language="en", body="News of the university."))
    _save(
        store, *(item(f"ru/{n}", run_id=run_id, language="ru", body=f"Новость {n}.", siblings=home) for n in range(4))
    )
    stories = [_story(store, result) for result in first]
    assert len(set(stories)) == 4
    assert stories.count(_story(store, english)) == 1
