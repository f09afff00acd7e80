"""Statements that are run for every page a crawl looks at, made ready once.

SQLAlchemy runs a small statement in 20 µs and begins a transaction in 40; SQLite itself takes two. What is compiled
once and handed to its driver with the same types costs little more than that. A server across a network gains nothing
by it: there the statement goes the usual way.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import itemgetter
from sqlite3 import Connection as Driver
from sqlite3 import Error
from typing import Any, NamedTuple, cast

from sqlalchemy import CompoundSelect, Connection, Dialect, Insert, Select, Update
from sqlalchemy.exc import DBAPIError

Convert = Callable[[Any], Any]
_PLACE = "__[POSTCOMPILE_{}]"  # what SQLAlchemy writes for a list


_FEWEST = 8
"""A list takes 8, 16, 32 … places, its last value repeated: the driver keeps only so many statements ready."""


class _Made(NamedTuple):
    """``listed`` is the parameter that stands for a list of values, None where there is none; ``sql`` has one place for
    it. ``converts`` are the parameters, by their place, that the driver does not take as they are."""

    sql: str
    given: dict[str, Any]
    names: tuple[str, ...]
    converts: tuple[tuple[int, Convert], ...]
    listed: str | None
    row: Callable[..., Any]
    reads: tuple[tuple[int, Convert], ...]

    def parameters(self, values: Mapping[str, Any]) -> list[Any]:
        given = {**self.given, **values} if self.given else values
        asked = list(map(given.__getitem__, self.names))
        for at, convert in self.converts:
            value = asked[at]
            if value is not None:
                asked[at] = convert(value)
        return asked

    def rows(self, rows: Sequence[Mapping[str, Any]]) -> Iterable[Sequence[Any]]:
        """The parameters of each row."""
        if self.converts or self.given or len(self.names) < 2:
            return map(self.parameters, rows)
        return map(itemgetter(*self.names), rows)

    def spread(self, asked: list[Any]) -> tuple[str, list[Any]]:
        """The statement with as many places as the list among its parameters needs, and these with it taken apart."""
        if self.listed is None:
            return self.sql, asked
        at = self.names.index(self.listed)
        found = list(asked[at]) or [None]
        places = max(_FEWEST, 1 << (len(found) - 1).bit_length())
        sql = self.sql.replace(_PLACE.format(self.listed), ", ".join("?" * places))
        return sql, [*asked[:at], *found, *found[-1:] * (places - len(found)), *asked[at + 1 :]]

    def row_of(self, found: Sequence[Any]) -> Any:
        if self.reads:
            found = list(found)
            for at, convert in self.reads:
                found[at] = convert(found[at])
        return self.row(*found)


Statement = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]] | Insert | Update


class Ready:
    """A statement whose parameters all have names; those of an INSERT are the columns it is first given. Of a SELECT
    asked with ``all`` one may be a list (``expanding``). Rows are read as tuples with the names of their columns."""

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
        sql, asked = made.spread(made.parameters(values))
        with _told(sql, connection.dialect):
            found = _driver_of(connection).execute(sql, asked).fetchall()
        return [made.row_of(row) for row in found]

    def many(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run an INSERT or UPDATE for each of these rows, one at least, inside a transaction."""
        if connection.dialect.name != "sqlite":
            connection.execute(self._statement, rows)
            return
        made = self._make(connection.dialect, rows[0].keys())
        asked = list(made.rows(rows))
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
    names = tuple(compiled.positiontup)
    binds = [compiled.binds[name] for name in names]
    given = {name: bind.value for name, bind in zip(names, binds, strict=True) if not bind.required}
    converts = [_converter(bind, dialect) for bind in binds]
    listed = next((name for name, bind in zip(names, binds, strict=True) if bind.expanding), None)
    read = () if isinstance(statement, (Insert, Update)) else statement.selected_columns
    results = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in read]
    row = namedtuple("row", [column.key for column in read])  # type: ignore[misc]  # the names of what is asked for
    return _Made(
        compiled.string,
        given,
        names,
        tuple((at, convert) for at, convert in enumerate(converts) if convert is not None),
        listed,
        row,
        tuple((at, convert) for at, convert in enumerate(results) if convert is not None),
    )


def _converter(bind: Any, dialect: Dialect) -> Convert | None:
    convert: Convert | None = getattr(bind.type, "for_sqlite", None)  # what SQLAlchemy does, in fewer steps
    if convert is None:
        convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
    if convert is None or not bind.expanding:
        return convert
    return lambda values: [convert(value) for value in values]
