"""Statements that are run for every page a crawl looks at, made ready once.

SQLAlchemy runs a small statement in 20 µs and begins a transaction in 40; SQLite itself takes two. What is compiled
once and handed to its driver with the same types costs little more than that. A server across a network gains nothing
by it: there the statement goes the usual way.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from sqlite3 import Connection as Driver
from sqlite3 import Error
from typing import Any, NamedTuple, cast

from sqlalchemy import CompoundSelect, Connection, Dialect, Insert, Select, Update
from sqlalchemy.exc import DBAPIError

Convert = Callable[[Any], Any]


class _Made(NamedTuple):
    sql: str
    given: dict[str, Any]
    binds: tuple[tuple[str, Convert | None], ...]
    row: Callable[..., Any]
    reads: tuple[tuple[int, Convert], ...]

    def parameters(self, values: Mapping[str, Any]) -> list[Any]:
        given = {**self.given, **values}
        return [given[name] if convert is None else convert(given[name]) for name, convert in self.binds]

    def row_of(self, found: Sequence[Any]) -> Any:
        if self.reads:
            found = list(found)
            for at, convert in self.reads:
                found[at] = convert(found[at])
        return self.row(*found)


Statement = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]] | Insert | Update


class Ready:
    """A statement whose parameters all have names; those of an INSERT are the columns it is first given. Rows are read
    as tuples with the names of their columns."""

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._made: _Made | None = None

    def one(self, connection: Connection, values: Mapping[str, Any]) -> Any | None:
        """Run it inside a transaction; its first row, None where there is none or where it is an UPDATE."""
        if connection.dialect.name == "sqlite":
            return self.one_of_driver(_driver_of(connection), connection.dialect, values)
        result = connection.execute(self._statement, values)
        return result.first() if result.returns_rows else None

    def all(self, connection: Connection, values: Mapping[str, Any]) -> Sequence[Any]:
        """Run it inside a transaction; all its rows."""
        if connection.dialect.name != "sqlite":
            return connection.execute(self._statement, values).all()
        made = self._make(connection.dialect, ())
        with _told(made.sql, connection.dialect):
            found = _driver_of(connection).execute(made.sql, made.parameters(values)).fetchall()
        return [made.row_of(row) for row in found]

    def many(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run an INSERT or UPDATE for each of these rows, one at least, inside a transaction."""
        if connection.dialect.name != "sqlite":
            connection.execute(self._statement, rows)
            return
        made = self._make(connection.dialect, rows[0].keys())
        asked = [made.parameters(row) for row in rows]
        with _told(made.sql, connection.dialect):
            _driver_of(connection).executemany(made.sql, asked)

    def one_of_driver(self, driver: Driver, dialect: Dialect, values: Mapping[str, Any]) -> Any | None:
        """The same on a SQLite connection itself."""
        made = self._make(dialect, ())
        asked = made.parameters(values)
        with _told(made.sql, dialect):
            cursor = driver.execute(made.sql, asked)
            found = cursor.fetchone()
            cursor.close()
        return made.row_of(found) if found is not None else None

    def _make(self, dialect: Dialect, columns: Collection[str]) -> _Made:
        if self._made is None:
            self._made = _make(self._statement, dialect, columns)
        return self._made


def _driver_of(connection: Connection) -> Driver:
    driver: Any = connection.connection.driver_connection
    return cast("Driver", driver)


@contextmanager
def _told(sql: str, dialect: Dialect) -> Iterator[None]:
    """An error of the driver as SQLAlchemy tells it."""
    try:
        yield
    except Error as error:
        raise DBAPIError.instance(sql, None, error, Error, dialect=dialect) from error


def _make(statement: Statement, dialect: Dialect, columns: Collection[str]) -> _Made:
    compiled: Any = statement.compile(dialect=dialect, column_keys=list(columns) or None)
    binds = {name: compiled.binds[name] for name in compiled.positiontup}
    given = {name: bind.value for name, bind in binds.items() if not bind.required}
    converts = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in binds.items()}
    asked = tuple((name, converts[name]) for name in compiled.positiontup)
    read = () if isinstance(statement, (Insert, Update)) else statement.selected_columns
    results = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in read]
    row = namedtuple("row", [column.key for column in read])  # type: ignore[misc]  # the names of what is asked for
    return _Made(compiled.string, given, asked, row, tuple((at, c) for at, c in enumerate(results) if c is not None))
