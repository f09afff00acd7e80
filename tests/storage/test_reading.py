"""Asking the archive: filters, order, streaming."""

from __future__ import annotations

import tracemalloc
from datetime import date, datetime
from typing import Any

import pytest

from articles.records import Change
from storage import Store
from storage.records import FlagFilter
from tests.storage.builders import NOW, address, item, source


@pytest.fixture
def filled(store: Store, run_id: int) -> Store:
    """Five articles of two universities, in three languages, over three days; one of them undated, one not flagged."""
    store.register_sources([source("bei", country="CN")])
    run = store.begin_run("bei", now=NOW, worker="w")
    store.save_items(
        [
            item(1, run_id=run_id, day=datetime(2024, 6, 1)),
            item(2, run_id=run_id, day=datetime(2024, 6, 2), language="en", grade=2),
            item(3, run_id=run, key="bei", day=datetime(2024, 6, 3), language="zh", flagged=("china", "space")),
            item(4, run_id=run_id, day=None),
            item(5, run_id=run_id, flagged=()),
        ],
        routes=[],
        now=NOW,
    )
    return store


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        ({}, [4, 3, 3, 2, 1]),
        ({"topic": "china"}, [4, 3, 2, 1]),
        ({"topic": "space"}, [3]),
        ({"min_grade": 3}, [4, 3, 3, 1]),
        ({"sources": ("bei",)}, [3, 3]),
        ({"countries": ("RU",)}, [4, 2, 1]),
        ({"languages": ("en", "zh"), "topic": "china"}, [3, 2]),
        ({"since": date(2024, 6, 2), "topic": "china"}, [4, 3, 2]),
        ({"until": date(2024, 6, 2)}, [2, 1]),
        ({"topic": "sport"}, []),
    ],
)
def test_filters_newest_day_first(filled: Store, wanted: dict[str, Any], numbers: list[int]) -> None:
    found = [flag.url for flag in filled.flags(FlagFilter(**wanted))]
    assert found == [address(n, "bei" if n == 3 else "spb") for n in numbers]


def test_limit(filled: Store) -> None:
    assert len(list(filled.flags(FlagFilter(), limit=2))) == 2


def test_only_the_current_version_counts(store: Store, run_id: int) -> None:
    store.save_items([item(1, run_id=run_id)], routes=[], now=NOW)
    known = store.known_article(address(1))
    edited = item(1, run_id=run_id, body="Ничего о том.", flagged=(), known=known, change=Change("body"))
    store.save_items([edited], routes=[], now=NOW)
    assert list(store.flags(FlagFilter())) == []


def test_export_has_one_row_a_flag_and_on_request_every_article(filled: Store) -> None:
    flagged = list(filled.export_rows(FlagFilter()))
    assert [(row.url, row.topic) for row in flagged] == [
        (address(1), "china"),
        (address(2), "china"),
        (address(3, "bei"), "china"),
        (address(3, "bei"), "space"),
        (address(4), "china"),
    ]
    everything = list(filled.export_rows(FlagFilter(topic="space"), all_articles=True))
    assert [row.topic for row in everything] == [None, None, "space", None, None]
    assert everything[0].grade is None
    assert everything[0].evidence == ()
    assert everything[0].body.startswith("Текст новости 1.")


def test_export_of_many_rows_keeps_memory_constant(store: Store, run_id: int) -> None:
    body = "ы" * 20_000
    for start in range(0, 1_500, 500):
        batch = [item(n, run_id=run_id, body=f"{n} {body}", page=b"x") for n in range(start, start + 500)]
        store.save_items(batch, routes=[], now=NOW)
    tracemalloc.start()
    try:
        assert sum(1 for _row in store.export_rows(FlagFilter())) == 1_500
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 25_000_000, "60 MB of text passed through"


def test_unknown_article_and_page(store: Store) -> None:
    assert store.article(99) is None
    assert store.raw_page("0" * 64) is None


def test_reads_go_on_while_a_write_is_open(filled: Store, url: str) -> None:
    """A reader of another process, in the middle of a bulk write: it waits for nobody and sees what was committed."""
    with Store.open(url) as reader, filled._db.write() as writing:
        writing.exec_driver_sql("UPDATE article SET title = 'half written'")
        assert len(list(reader.flags(FlagFilter()))) == 5
        assert {row.title for row in reader.export_rows(FlagFilter())} == {"Делегация из Тяньцзиня"}
        assert reader.source_states()[0].articles == 1


def test_writing_while_a_stream_is_open(filled: Store, run_id: int) -> None:
    stream = filled.flags(FlagFilter())
    first = next(stream)
    filled.save_items([item(9, run_id=run_id)], routes=[], now=NOW)
    assert len([first, *stream]) == 5, "a stream shows one consistent state"
