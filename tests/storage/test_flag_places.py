"""The list of flags in parts: nothing is told twice or left out while articles come in, and each part is quick."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import text

from storage import Store
from storage.reading import FlagPlace
from storage.records import FlagFilter
from tests.storage.builders import NOW, item

BOTH = ("china", "space")


@pytest.fixture
def filled(store: Store, run_id: int) -> Store:
    """Six articles on three days and one without a day, each flagged for two topics."""
    days = [datetime(2024, 6, 1 + n // 2) for n in range(6)]
    items = [item(n, run_id=run_id, day=day, flagged=BOTH) for n, day in enumerate(days)]
    store.save_items([*items, item(6, run_id=run_id, day=None, flagged=BOTH)], routes=[], now=NOW)
    return store


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_parts_make_the_whole_list_there_and_back(filled: Store, size: int) -> None:
    everything = list(filled.flags(FlagFilter()))
    assert len(everything) == 14
    walked = list(filled.flags(FlagFilter(), limit=size))
    while part := list(filled.flags(FlagFilter(), limit=size, after=FlagPlace.of(walked[-1]))):
        walked += part
    assert walked == everything
    back = walked[-1:]
    while part := filled.flags_before(FlagFilter(), FlagPlace.of(back[0]), limit=size):
        back = part + back
    assert back == everything


def test_what_comes_in_meanwhile_moves_nothing(filled: Store, run_id: int) -> None:
    everything = list(filled.flags(FlagFilter()))
    place = FlagPlace.of(everything[4])
    filled.save_items([item(n, run_id=run_id, day=datetime(2024, 7, n)) for n in (8, 9)], routes=[], now=NOW)
    assert list(filled.flags(FlagFilter(), after=place)) == everything[5:]
    newest = filled.flags_before(FlagFilter(), FlagPlace.of(everything[0]), limit=5)
    assert [flag.published_day for flag in newest] == ["2024-07-09", "2024-07-08"]


def test_a_place_in_the_list_is_found_by_an_index(filled: Store) -> None:
    """The middle of a long list costs what its beginning costs: the plan begins in the index of days, at the place."""
    if not filled._db.is_sqlite:
        pytest.skip("PostgreSQL reads so small a table whole; its planner knows row values as ranges of an index")
    for topic in (None, "china"):
        where, values = ("", {}) if topic is None else (" AND topic = :topic", {"topic": topic})
        query = f"EXPLAIN QUERY PLAN SELECT 1 FROM flag WHERE (day, article_id) <= ('2024-06-02', 3){where}"
        with filled._db.read() as connection:
            plan = " ".join(row.detail for row in connection.execute(text(query + " ORDER BY day DESC"), values))
        assert "USING COVERING INDEX ix_flag_" in plan or "USING INDEX ix_flag_" in plan
        assert "(day,article_id)<" in plan or "day<" in plan
