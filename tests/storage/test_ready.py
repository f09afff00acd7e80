"""Statements made ready once: lists of any length, the same rows on both databases."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import StatementError

from storage import Store
from storage.ready import Ready
from storage.records import FoundLink
from storage.schema import alert, page
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


@pytest.mark.parametrize(
    "moment",
    [
        NOW,
        NOW.astimezone(timezone(timedelta(hours=7, minutes=13))),
        datetime(2024, 11, 3, 1, 30, tzinfo=ZoneInfo("America/New_York")),
        datetime(2024, 11, 3, 1, 30, tzinfo=ZoneInfo("America/New_York"), fold=1),
        datetime(999, 1, 2, 3, 4, 5, 6, tzinfo=ZoneInfo("UTC")),
    ],
)
def test_what_is_written_is_what_sqlalchemy_writes(store: Store, moment: datetime) -> None:
    values = {
        "channel": "тг\0\ud800",
        "kind": "health",
        "source_key": "spb",
        "state": "pending",
        "attempts": 0,
        "created_at": moment,
        "sent_at": None,
        "payload": {"text": "中\0", "many": [1, 2.5, None, True]},
    }
    with store._db.write() as connection:
        connection.execute(insert(alert), [values])
        Ready(insert(alert)).many(connection, [values])
        usual, ready = connection.exec_driver_sql("SELECT * FROM alert ORDER BY id").all()
    assert usual[1:] == ready[1:]


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    naive = {
        "channel": "a",
        "kind": "health",
        "source_key": "spb",
        "state": "pending",
        "created_at": datetime(2024, 1, 1),
    }
    with pytest.raises((ValueError, StatementError), match="without a zone"), store._db.write() as connection:
        Ready(insert(alert)).many(connection, [naive])
