"""Statements that are run for every page a crawl looks at, made ready once.

SQLAlchemy runs a small statement in 20 µs and begins a transaction in 40; SQLite itself takes two. What is compiled
once and handed to its driver with the same types costs little more than that. A server across a network gains nothing
by it: there the statement goes the usual way.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping
from sqlite3 import Connection as Driver
from sqlite3 import Error
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, Select, Update
from sqlalchemy.exc import DBAPIError

Convert = Callable[[Any], Any]


class _Made(NamedTuple):
    sql: str
    given: dict[str, Any]
    binds: tuple[tuple[str, Convert | None], ...]
    row: Callable[..., Any] | None
    reads: tuple[tuple[int, Convert], ...]


class Ready:
    """A SELECT or UPDATE whose parameters all have names. One row at most is read of it, as a tuple with the names of
    its columns."""

    def __init__(self, statement: Select[*tuple[Any, ...]] | Update) -> None:
        self._statement = statement
        self._made: _Made | None = None

    def one(self, connection: Connection, values: Mapping[str, Any]) -> Any | None:
        """Run it inside a transaction; its first row, None where there is none or where it is an UPDATE."""
        if connection.dialect.name == "sqlite":
            driver: Any = connection.connection.driver_connection
            return self.one_of_driver(driver, connection.dialect, values)
        result = connection.execute(self._statement, values)
        return result.first() if result.returns_rows else None

    def one_of_driver(self, driver: Driver, dialect: Dialect, values: Mapping[str, Any]) -> Any | None:
        """The same on a SQLite connection itself."""
        made = self._made
        if made is None:
            made = self._made = _make(self._statement, dialect)
        given = {**made.given, **values}
        asked = [given[name] if convert is None else convert(given[name]) for name, convert in made.binds]
        try:
            cursor = driver.execute(made.sql, asked)
            found = cursor.fetchone()
            cursor.close()
        except Error as error:
            raise DBAPIError.instance(made.sql, asked, error, Error, dialect=dialect) from error
        if found is None or made.row is None:
            return None
        if made.reads:
            found = list(found)
            for at, convert in made.reads:
                found[at] = convert(found[at])
        return made.row(*found)


def _make(statement: Select[*tuple[Any, ...]] | Update, dialect: Dialect) -> _Made:
    compiled: Any = statement.compile(dialect=dialect)
    binds = {name: compiled.binds[name] for name in compiled.positiontup}
    given = {name: bind.value for name, bind in binds.items() if not bind.required}
    converts = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in binds.items()}
    asked = tuple((name, converts[name]) for name in compiled.positiontup)
    if isinstance(statement, Update):
        return _Made(compiled.string, given, asked, None, ())
    columns = statement.selected_columns
    results = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
    row = namedtuple("row", columns.keys())  # type: ignore[misc]  # its names are those of the columns asked for
    return _Made(compiled.string, given, asked, row, tuple((at, c) for at, c in enumerate(results) if c is not None))
