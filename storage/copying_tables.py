"""The rows of an archive in one form from every database, counted and summed: what a copy is made and proved by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    func,
    select,
    text,
)
from sqlalchemy import types as sqltypes
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

from storage.engine import Database, explain
from storage.errors import StoreError
from storage.types import UtcDateTime

_ROWS, _PAGES = 500, 20
"""Rows read at once; of stored pages, which can be megabytes each, fewer."""
_MODULUS = 1 << 256

Row = tuple[Any, ...]
Told = Callable[[str, int, int], object]
"""Told what is going on: the stage, what of it is done, of how much."""


def untold(_stage: str, _done: int, _total: int) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class TableSum:
    """A table's rows: how many, and the sum of their BLAKE2b digests modulo 2**256 (hex), which no order changes."""

    name: str
    rows: int
    digest: str


class Summing:
    """Adds rows up."""

    def __init__(self, name: str) -> None:
        self._name, self._rows, self._sum = name, 0, 0

    def add(self, row: Row) -> None:
        """One more row: values as Python has them, the same from every database."""
        self._rows += 1
        self._sum += int.from_bytes(blake2b(b"".join(map(_coded, row)), digest_size=32).digest(), "big")

    def total(self) -> TableSum:
        """Of all rows so far."""
        return TableSum(self._name, self._rows, f"{self._sum % _MODULUS:064x}")


def _coded(value: Any) -> bytes:
    kind = type(value)
    if kind is str:
        data = value.encode("utf-8", "surrogatepass")
        return b"s%d:%b" % (len(data), data)
    if kind is int:
        return b"i%d;" % value
    if value is None:
        return b"n"
    if kind is bytes:
        return b"b%d:%b" % (len(value), value)
    if kind is datetime:
        return b"t%b;" % value.astimezone(UTC).isoformat().encode()
    return b"o%b;" % repr(value).encode()


def archive_tables(connection: Connection) -> list[Table]:
    """The tables that hold the archive, as they are in this database, whatever its schema's version; a table comes
    after those it refers to. The search index is not among them: it is made from the articles."""
    found = MetaData()
    found.reflect(connection, only=lambda name, _metadata: _is_archive(name))
    for table in found.tables.values():
        for column in table.columns:
            column.type = _portable(column.type)
    return list(found.sorted_tables)


def _is_archive(name: str) -> bool:
    return name != "alembic_version" and not name.startswith("search_") and "_fts" not in name


def _portable(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    if isinstance(kind, sqltypes.DateTime):
        return UtcDateTime()
    if isinstance(kind, Boolean):
        return Boolean()
    if isinstance(kind, sqltypes._Binary):
        return LargeBinary()
    if isinstance(kind, Float):
        return Float()
    return BigInteger() if isinstance(kind, Integer) else Text()


def matching(ours: Sequence[Table], theirs: Sequence[Table], place: str) -> list[Table]:
    """The tables of the target, its columns in the source's order. StoreError where the two differ."""
    known = {table.name: table for table in theirs}
    for table in ours:
        names = set(table.columns.keys())
        if table.name not in known or set(known[table.name].columns.keys()) != names:
            raise StoreError(f"{place}: its table {table.name} is not that of the archive. Run `vestnik db upgrade`.")
    return [known[table.name] for table in ours]


def read_rows(connection: Connection, table: Table, columns: Sequence[str]) -> Iterator[Sequence[Row]]:
    """All rows, a few at a time, in no order."""
    query = select(*(table.columns[name] for name in columns))
    many = _PAGES if table.name == "raw_page" else _ROWS
    with connection.execute(query, execution_options={"yield_per": many}) as result:
        for part in result.partitions():
            yield [tuple(row) for row in part]


def count_rows(connection: Connection, tables: Iterable[Table]) -> int:
    """The rows of all these tables."""
    return sum(connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables)


def write_rows(
    db: Database, connection: Connection, table: Table, columns: Sequence[str], parts: Iterable[Sequence[Row]]
) -> None:
    """Write rows: by INSERT into a SQLite file whose foreign keys are off, by one COPY into PostgreSQL, which looks at
    the foreign keys when it ends."""
    quoted = connection.dialect.identifier_preparer.quote
    into = f"{quoted(table.name)} ({', '.join(quoted(name) for name in columns)})"
    if db.is_sqlite:
        statement = f"INSERT INTO {into} VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - our own tables, quoted
        for part in parts:
            connection.exec_driver_sql(statement, [tuple(map(_sqlite_value, row)) for row in part])
        return
    server: Any = connection.connection.cursor()  # psycopg's own cursor: SQLAlchemy knows no COPY
    with _translated(db, connection, table), server, server.copy(f"COPY {into} FROM STDIN") as copy:
        for part in parts:
            for row in part:
                copy.write_row(row)


def _sqlite_value(value: Any) -> Any:
    if type(value) is datetime:
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    return value


@contextmanager
def _translated(db: Database, connection: Connection, table: Table) -> Iterator[None]:
    driver = connection.dialect.loaded_dbapi
    try:
        yield
    except driver.DataError as error:
        raise StoreError(f"{db.place}: a row of {table.name} cannot be taken: {error}") from error
    except driver.Error as error:
        raise explain(DBAPIError(None, None, error), db.place) from error


def set_sequences(connection: Connection, tables: Iterable[Table]) -> None:
    """Let the numbers that PostgreSQL gives begin after the highest that was copied."""
    for table in tables:
        if "id" in table.columns:
            highest = connection.scalar(select(func.max(table.columns["id"])))
            sequence = connection.scalar(text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": table.name})
            if highest is not None and sequence is not None:
                connection.execute(
                    text("SELECT setval(CAST(:name AS regclass), :high)"), {"name": sequence, "high": highest}
                )
