"""Statements made ready once: lists of any length, the same rows on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import bindparam, select

from storage import Store
from storage.ready import Ready
from storage.records import FoundLink
from storage.schema import page
from tests.storage.builders import NOW

_FIRST = Ready(
    select(page.c.address, page.c.next_check_at)
    .where(page.c.address.in_(bindparam("wanted", expanding=True)), page.c.kind == bindparam("kind"))
    .order_by(page.c.id)
    .limit(bindparam("most"))
)


@pytest.mark.parametrize("many", [0, 1, 7, 8, 9, 40])
def test_a_list_of_any_length_finds_what_is_in_it(store: Store, many: int) -> None:
    addresses = [f"https://spb.example/news/{number}" for number in range(50)]
    store.add_found("spb", [FoundLink(address, address) for address in addresses], now=NOW)
    wanted = [*addresses[:many], "https://spb.example/unknown\0"]

    with store._db.read() as connection:
        rows = _FIRST.all(connection, {"wanted": wanted, "kind": "article", "most": 20})
        none = _FIRST.all(connection, {"wanted": [], "kind": "article", "most": 20})

    assert [(row.address, row.next_check_at) for row in rows] == [(address, NOW) for address in addresses[:many][:20]]
    assert none == []
