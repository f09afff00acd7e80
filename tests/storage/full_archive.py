"""An archive with a row in every table, for what moves or saves whole archives."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, Connection, Float, Integer, LargeBinary, Table, func, insert, select

from articles.records import Change
from storage import Store
from storage.schema import metadata
from storage.schema_search import search_entry, search_pending
from storage.types import JsonText, UtcDateTime
from tests.storage.builders import NOW, ROUTE, address, item
from tests.storage.builders import source as university

PAGE = b"<html>" + b"".join(b"<p>%d</p>" % n for n in range(400))


def fill(url: str, articles: int = 6) -> None:
    """Articles of two universities, the first with versions whose pages are stored against each other; and a row in
    every table that this leaves empty."""
    with Store.open(url) as store:
        store.register_sources([university("spb"), university("msu")])
        run = store.begin_run("spb", now=NOW, worker="test")
        made = [item(n, run_id=run, page=PAGE + b"%d" % n) for n in range(1, articles + 1)]
        store.save_items(made, routes=[ROUTE], now=NOW)
        for version in range(3):
            edit = item(
                1,
                run_id=run,
                body=f"Другой текст, {version}.",
                page=PAGE + b"edited %d" % version,
                known=store.known_article(address(1)),
                change=Change("body", "Другой", "прежний"),
            )
            store.save_items([edit], routes=[ROUTE], now=NOW)
        while store.index_for_search():
            pass
        with store._db.write() as connection:
            for table in metadata.sorted_tables:
                empty = not connection.scalar(select(func.count()).select_from(table))
                if empty and table not in (search_entry, search_pending):
                    values = {column.name: _value(connection, table, column) for column in table.columns}
                    connection.execute(insert(table), values)


def _value(connection: Connection, table: Table, column: Column[Any]) -> Any:
    for key in column.foreign_keys:
        return connection.scalar(select(key.column).order_by(key.column).limit(1))
    if column.name == "article_id":
        return 1
    if isinstance(column.type, UtcDateTime):
        return NOW
    if isinstance(column.type, JsonText):
        return {"слово": [1, None, 2.5]}
    if isinstance(column.type, LargeBinary):
        return b"\x00\xff"
    if isinstance(column.type, Boolean):
        return True
    if isinstance(column.type, Float):
        return 0.1 + 0.2
    return 1 if isinstance(column.type, Integer) else f"{table.name} «{column.name}»"
