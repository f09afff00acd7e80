"""Rows written as quickly as each database takes them, for archives that are made up."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from storage.engine import file_of, parse_url
from storage.schema import metadata

Write = Callable[[str, Sequence[str], Sequence[tuple[Any, ...]]], None]
"""Called with a table, its columns and rows of their values."""


@contextmanager
def bulk_writer(url: str) -> Iterator[Write]:
    """What rows are written with: one transaction a call on SQLite, COPY in one transaction on PostgreSQL."""
    file = file_of(parse_url(url))
    if file is None:
        yield from _copy(url)
        return
    with sqlite3.connect(file, timeout=60) as database:
        database.execute("PRAGMA synchronous=OFF")
        database.execute("PRAGMA cache_size=-400000")

        def write(table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
            holes = ",".join("?" * len(columns))
            values = (tuple(_sqlite_moment(value) for value in row) for row in rows)
            database.executemany(f"INSERT INTO {table} ({','.join(columns)}) VALUES ({holes})", values)
            database.commit()

        yield write
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.execute("ANALYZE")
    database.close()


def _sqlite_moment(value: Any) -> Any:
    return value.strftime("%Y-%m-%d %H:%M:%S.%f") if type(value) is datetime else value


def _copy(url: str) -> Iterator[Write]:
    import psycopg

    with psycopg.connect(parse_url(url).set(drivername="postgresql").render_as_string(hide_password=False)) as database:

        def write(table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
            if rows:
                with database.cursor().copy(f"COPY {table} ({','.join(columns)}) FROM STDIN".encode()) as copy:
                    for row in rows:
                        copy.write_row(row)

        yield write
        for table in ("story", "article", "alert", "article_event", "page", "crawl_run"):
            last = f"GREATEST((SELECT max(id) FROM {table}), 1)"
            database.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last})".encode())
        database.commit()
        database.autocommit = True
        for table in metadata.tables:
            database.execute(f"ANALYZE {table}".encode())
