"""Full-text search: the same answers on both databases."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import text

from storage import Store, search_find
from storage.records import FlagFilter
from storage.search import CATCH_UP, SearchHit, SearchPage
from storage.search_query import SearchError, fts5, read_question, tsquery
from storage.search_snippet import snippet
from storage.search_words import stem_of, stems
from tests.storage.builders import NOW, item, source

TEXTS = {
    1: ("Делегация из Тяньцзиня", "В университет приехала делегация Тяньцзиньского университета. Обсудили обмен."),
    2: ("Visit to Harbin", "The university signed an agreement on joint institutes with Harbin."),
    3: ("清华大学代表团来访", "清华大学代表团访问我校，双方讨论了联合实验室。"),
    4: ("Футбольный матч", "Команда университета выиграла матч. Делегации гостей вручили кубок, институт рад."),
    5: ("Joint lecture", "An institute and its joint seminar: Kraków, Łódź, café; ёлка стоит."),
}


def _fill(store: Store, run_id: int) -> dict[int, int]:
    """Text number to article id; a day later each, the fourth without China."""
    ids = {}
    for number, (title, body) in TEXTS.items():
        day = datetime(2024, 6, 20) + timedelta(days=number)
        language = {1: "ru", 2: "en", 3: "zh", 4: "ru", 5: "en"}[number]
        flagged = () if number == 4 else ("china",)
        key = "msu" if number == 5 else "spb"
        made = item(number, key=key, run_id=run_id, title=title, body=body, day=day, language=language, flagged=flagged)
        ids[store.save_items([made], routes=[], now=NOW)[0].article_id] = number
    return ids


def _found(store: Store, ids: dict[int, int], asked: str, **options: object) -> list[int]:
    page = store.search(asked, **options)  # type: ignore[arg-type]
    return [ids[hit.article_id] for hit in page.hits]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("делегация", [4, 1]),
        ("ДЕЛЕГАЦИЕЙ", [4, 1]),
        ("делегация Тяньцзинь", [1]),
        ("university", [2]),
        ("институт", [4]),
        ('"joint institute"', [2]),
        ("joint institute", [5, 2]),
        ("清华", [3]),
        ("大学代表", [3]),
        ("华清", []),
        ("title:делегация", [1]),
        ("title:清华大学", [3]),
        ("делегация -футбол", [1, 4]),
        ("делегация -матч", [1]),
        ("Harbin OR Тяньцзинь", [2, 1]),
        ("тяньцз*", [1]),
        ("делегаци*", [4, 1]),
        ('харб* OR harb"*', [2]),
        ("title:harb'*", [2]),
        ("(тяньцз\\*", [1]),
        ("krakow lodz cafe", [5]),
        ("елка", [5]),
        ("Кита́й", []),
        ('"Harbin visit"', []),
        ("title:harbin agreement", [2]),
    ],
)
def test_words_phrases_and_signs(store: Store, run_id: int, asked: str, expected: list[int]) -> None:
    ids = _fill(store, run_id)
    found = _found(store, ids, asked)
    if asked == "делегация -футбол":  # «футбольный» is another word than «футбол»
        assert sorted(found) == sorted(expected)
    else:
        assert found == expected


def test_filters_narrow_the_answers(store: Store, run_id: int) -> None:
    ids = _fill(store, run_id)
    assert _found(store, ids, "joint", wanted=FlagFilter(sources=("msu",))) == [5]
    assert _found(store, ids, "joint", wanted=FlagFilter(languages=("ru",))) == []
    assert _found(store, ids, "делегация", wanted=FlagFilter(topic="china")) == [1]
    assert _found(store, ids, "делегация", wanted=FlagFilter(until=date(2024, 6, 21))) == [1]
    assert _found(store, ids, "делегация", wanted=FlagFilter(since=date(2024, 6, 24))) == [4]
    assert _found(store, ids, "делегация", wanted=FlagFilter(countries=("XX",))) == []


def test_pages_follow_one_another_without_gap(store: Store, run_id: int) -> None:
    made = [item(n, run_id=run_id, body=f"Одно слово {n}.", day=datetime(2024, 1, 1 + n % 9)) for n in range(30)]
    store.save_items(made, routes=[], now=NOW)
    wanted = FlagFilter(languages=("ru",))
    seen: list[SearchHit] = []
    page = SearchPage((), None)
    while not seen or page.before is not None:
        page = store.search("слово", wanted, limit=7, before=page.before)
        seen += page.hits
    assert len({hit.article_id for hit in seen}) == len(seen) == 30
    assert [hit.day for hit in seen] == sorted((hit.day for hit in seen), reverse=True)


_WORDS = ("из", "что", "совет", "joint", "大", "学", "институт")
_QUESTIONS = (
    '"из что"', '"что из совет"', "title:совет", '"大学"', '"joint institute" OR "что из"', '"из что" -joint',
    '"из что" совет', "инст*", "совет joint", '"из что" OR 12', "совет -из",
)  # fmt: skip


@pytest.fixture
def searched(store: Store, run_id: int) -> Store:
    """Ninety articles of few words, some of them copies of one text, some without any."""
    dice = random.Random(5)
    made = []
    for n in range(90):
        body = " ".join(dice.choices(_WORDS, k=6)) if n % 10 else "" if n % 20 else "одна и та же сводка погоды"
        title = " ".join(dice.choices(_WORDS, k=2)) + f" {n}" * (n % 3)
        day = datetime(2024, 1, 1 + n // 4)
        language = "en" if n % 2 else "ru"
        key = "msu" if n % 3 else "spb"
        made.append(item(n, run_id=run_id, key=key, title=title, body=body, day=day, language=language, flagged=()))
    store.save_items(made, routes=[], now=NOW)
    while store.index_for_search():
        pass
    return store


def _paged(store: Store, asked: str, wanted: FlagFilter, limit: int) -> Iterator[SearchPage]:
    page = store.search(asked, wanted, limit=limit, spent=lambda: True)
    yield page
    while page.before is not None:
        before = page.before
        page = store.search(asked, wanted, limit=limit, before=before, spent=lambda: True)
        assert page.before is None or page.before < before
        yield page


@pytest.fixture
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    small = {"SLICE": 7, "POSTGRES_SLICE": 25, "RARE": 2, "_CHUNK": 3}
    small |= {"_CANDIDATES": 9, "_CANDIDATES_OF_A_SLICE": 5, "_TRIED": 4, "_FEW": 2, "_OF_SOURCES": 6}
    for name, number in small.items():
        monkeypatch.setattr(search_find, name, number)


def test_pages_that_stop_early_hold_together_what_one_search_finds(
    searched: Store, request: pytest.FixtureRequest
) -> None:
    some_days = FlagFilter(since=date(2024, 1, 6), until=date(2024, 1, 15))
    of_source = FlagFilter(sources=("msu",), languages=("en",))
    filters = (FlagFilter(), FlagFilter(languages=("ru",)), some_days, of_source, FlagFilter(sources=("msu", "spb")))
    asked = [(question, wanted) for question in _QUESTIONS for wanted in filters]
    whole = [[hit.article_id for hit in searched.search(*one, limit=100).hits] for one in asked]
    request.getfixturevalue("small_slices")
    for (question, wanted), found in zip(asked, whole, strict=True):
        assert [hit.article_id for hit in searched.search(question, wanted, limit=100).hits] == found
        pages = list(_paged(searched, question, wanted, 9))
        assert [hit.article_id for page in pages for hit in page.hits] == found
        assert found or wanted in (some_days, of_source)


@pytest.mark.usefixtures("small_slices")
def test_pages_of_a_source_with_more_articles_a_day_than_are_read_at_once_show_none_twice(
    store: Store, run_id: int
) -> None:
    day = datetime(2024, 5, 1)
    store.save_items([item(n, run_id=run_id, day=day, flagged=()) for n in range(30)], routes=[], now=NOW)
    while store.index_for_search():
        pass
    pages = list(_paged(store, "новости", FlagFilter(sources=("spb",)), 4))
    shown = [hit.article_id for page in pages for hit in page.hits]
    assert shown == sorted(set(shown), reverse=True)
    assert len(shown) == 30


@pytest.mark.usefixtures("small_slices")
def test_a_page_that_stops_early_says_to_which_day_it_has_come(searched: Store) -> None:
    pages = list(_paged(searched, '"joint институт joint институт joint"', FlagFilter(), 20))
    assert all(not page.hits for page in pages)
    *days, last = [page.until for page in pages]
    assert last is None
    assert len(days) >= 3
    assert "2024-01-15" < str(days[0]) < "2024-01-23"
    assert days == sorted(map(str, days), reverse=True)


def test_an_edited_article_is_found_by_its_new_words_and_day_only(store: Store, run_id: int) -> None:
    (first,) = store.save_items([item(1, run_id=run_id, body="Первая редакция новости.")], routes=[], now=NOW)
    assert len(store.search("редакция").hits) == 1
    edit = item(1, run_id=run_id, body="Совсем иначе написанное сообщение.", day=datetime(2024, 7, 1))
    store.save_items([edit], routes=[], now=NOW)
    assert store.search("редакция").hits == ()
    (hit,) = store.search("сообщение", FlagFilter(since=date(2024, 7, 1))).hits
    assert (hit.article_id, hit.day, hit.grades) == (first.article_id, "2024-07-01", {"china": 3})


def test_what_waits_for_the_index_is_told(store: Store, run_id: int) -> None:
    many = [item(n, run_id=run_id, flagged=()) for n in range(CATCH_UP + 1)]
    store.save_items(many, routes=[], now=NOW)
    assert store.search("новости").waiting == CATCH_UP + 1
    while store.index_for_search():
        pass
    page = store.search("новости")
    assert (len(page.hits), page.waiting) == (20, 0)


def test_a_hit_shows_the_words_in_their_place(store: Store, run_id: int) -> None:
    body = "Начало новости. " * 40 + "Вчера\nделегация из Тяньцзиня осмотрела лабораторию. " + "Конец. " * 60
    store.save_items([item(1, run_id=run_id, title="Гости из Тяньцзиня", body=body)], routes=[], now=NOW)
    (hit,) = store.search("тяньцзинь лаборатория").hits
    shown = hit.snippet
    assert [shown.text[start:end] for start, end in shown.marks] == ["Тяньцзиня", "лабораторию"]
    assert "\n" not in shown.text
    assert (shown.cut_before, shown.cut_after) == (True, True)
    assert [hit.title[start:end] for start, end in hit.title_marks] == ["Тяньцзиня"]


@pytest.mark.parametrize("asked", ["", "   ", "-", '""', "-слово", "OR", "***", "x " * 65, "я" * 1001])
def test_a_question_nobody_can_answer_says_how_to_ask(asked: str) -> None:
    with pytest.raises(SearchError):
        read_question(asked)


_HOSTILE = st.text(st.sampled_from("abЯ清'\"*()&|!:<>-\\{}^+ \u0301\u00adOR" + "title:"), max_size=40)


@example("x'*")
@example('x"*')
@example("(x\\*")
@given(_HOSTILE | st.text(max_size=60))
def test_no_question_breaks_a_database_s_own_language(asked: str) -> None:
    try:
        question = read_question(asked)
    except SearchError:
        return
    assert not set("'\\;") & set(fts5(question))
    assert fts5(question).count('"') % 2 == 0
    told = tsquery(question)
    assert told.count("'") % 2 == 0
    assert told.count("(") == told.count(")")
    assert "\\" not in told


@given(st.lists(_HOSTILE | st.text(max_size=30), max_size=6))
def test_every_question_is_answered_by_both_databases(asked: Sequence[str]) -> None:
    text = " ".join(asked)
    assert all(stem.isalnum() for stem in stems(text))
    try:
        sought = read_question(text[:900]).sought()
    except SearchError:
        return
    shown = snippet(text, sought)
    assert all(0 <= start < end <= len(shown.text) for start, end in shown.marks)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Китая", "китаем"),
        ("Шанхай", "Шанхая"),
        ("случай", "случае"),
        ("делегации", "Делегация"),
        ("Ёлка", "елка"),
        ("signed", "signing"),
        ("café", "CAFE"),
    ],
)
def test_forms_of_one_word_have_one_stem(one: str, two: str) -> None:
    assert stem_of(one) == stem_of(two)


def test_china_is_no_whale() -> None:
    assert stem_of("Китая") != stem_of("кита")


def test_postgresql_plans_by_the_index_as_soon_as_it_is_built(postgres_url: str) -> None:
    """Without figures its planner reads every article: no autovacuum may have come by since the first crawl."""
    with Store.open(postgres_url, now=lambda: NOW) as store:
        store.register_sources([source()])
        run = store.begin_run("spb", now=NOW, worker="w")
        store.save_items([item(number, run_id=run) for number in range(3)], routes=(), now=NOW)
        while store.index_for_search():
            pass
        with store._db.read() as connection:
            counted = text("SELECT reltuples FROM pg_class WHERE oid = 'article_fts'::regclass")
            assert connection.scalar(counted) == 3
