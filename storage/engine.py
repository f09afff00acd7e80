"""Opening a database: pragmas, transactions, and errors that say what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, func, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from storage.errors import DatabaseDamaged, StoreBusy, StoreError, StoreUnreachable
from storage.files import RESTORE, CountedConnection
from storage.patience import Patience
from storage.ready import Ready, Statement

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

T = TypeVar("T")

BUSY_TIMEOUT_MS = 5_000
LITTLE = ("PRAGMA cache_size=-512", "PRAGMA mmap_size=0")
"""For who writes and looks single rows up: the system keeps the pages, a second copy is of little use."""
NETWORK = {
    "connect_timeout": 10,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""libpq's options by which a server whose machine or network died is given up within half a minute."""
_WRITE = "vestnik_write"
_SAVING = 0x76657374  # the number of this lock among those of the server's database
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


class Database:
    """An engine with the two ways to use it: ``read()`` and ``write()``, one transaction each.

    ``now`` is the clock for the few times that no caller gives; it returns aware UTC datetimes.
    """

    def __init__(self, url: URL, now: Callable[[], datetime]) -> None:
        self.url = url
        self.now = now
        self._engine = _engine(url)
        self._writer = self._engine.execution_options(**{_WRITE: True})
        self._patience: Patience | None = None
        self._ready: dict[Callable[[Database], Statement], Ready] = {}
        self._reader: Connection | None = None

    def keep_little(self) -> None:
        """Let connections hold few of a file's pages in memory, from now on."""
        if self.is_sqlite:
            self._engine.dispose()
            event.listen(self._engine, "connect", _keep_little)

    @property
    def is_sqlite(self) -> bool:
        """True on SQLite, False on PostgreSQL."""
        return self._engine.dialect.name == "sqlite"

    @property
    def place(self) -> str:
        """The database in words for people: the file, or the address without its password."""
        if self.is_sqlite:
            return str(self.url.database)
        # The query part may hold a password, too (libpq's own form).
        return self.url.set(query={}).render_as_string(hide_password=True)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one consistent state, for as long as it is held, and never blocks a writer."""
        if self._reader is not None:
            yield self._reader
            return
        with self._translated(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def one_look(self) -> Iterator[None]:
        """All reads in the block see one state, over one connection: what is asked of many sources costs less so."""
        with self.read() as connection:
            before, self._reader = self._reader, connection
            try:
                yield
            finally:
                self._reader = before

    def ask(self, question: Ready, values: Mapping[str, Any]) -> Any | None:
        """The first row of a single SELECT, in a transaction of its own."""
        if not self.is_sqlite:
            with self.read() as connection:
                return question.one(connection, values)
        with self._translated(), closing(self._engine.raw_connection()) as held:
            driver: Any = held.driver_connection
            return question.one_of_driver(driver, self._engine.dialect, values)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction: committed at the end, rolled back on an exception. On SQLite the write lock is taken first,
        so that a transaction never fails half way for a lock it could not upgrade."""
        with self._translated(), self._writer.begin() as connection:
            yield connection

    def one_at_a_time(self, connection: Connection) -> None:
        """Let no other process past this point before this transaction ends. SQLite has one writer anyway."""
        if not self.is_sqlite:
            connection.execute(select(func.pg_advisory_xact_lock(_SAVING)))

    def insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        """An INSERT that can say ``on_conflict_do_nothing`` and ``on_conflict_do_update``, alike on both databases."""
        if self.is_sqlite:
            from sqlalchemy.dialects.sqlite import insert as insert_sqlite

            return insert_sqlite(table)
        from sqlalchemy.dialects.postgresql import insert as insert_postgresql  # loaded by those who have one

        return insert_postgresql(table)

    def ready(self, build: Callable[[Database], Statement]) -> Ready:
        """The statement that ``build`` writes for this database, made ready once."""
        found = self._ready.get(build)
        if found is None:
            found = self._ready[build] = Ready(build(self))
        return found

    def next_ids(self, connection: Connection, table: Table, many: int) -> Sequence[int]:
        """The numbers of so many new rows of a table, in order. To be used in this transaction, a writing one: then no
        other process takes the same."""
        if self.is_sqlite:
            found = _last_id(table).one(connection, {})
            last = (found.number if found is not None else None) or 0
            return range(last + 1, last + 1 + many)
        next_id = func.nextval(func.pg_get_serial_sequence(table.name, "id"))
        return sorted(connection.scalars(select(next_id).select_from(func.generate_series(1, many))))

    @contextmanager
    def raw(self) -> Iterator[Connection]:
        """A connection for migrations, outside any transaction."""
        with self._translated(), self._writer.connect() as connection:
            yield connection

    def ride_out(self, patience: Patience) -> None:
        """Wait for a server that goes away from now on; a file is never away."""
        self._patience = patience
        if not self.is_sqlite:
            patience.listen_to(self._engine)

    def patiently(self, function: Callable[[], T]) -> T:
        """``function()``, done again where a server that is waited for (``ride_out``) cut it off."""
        return function() if self._patience is None else self._patience.call(function)

    def dispose(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise explain(error, self.place) from error


@cache
def _last_id(table: Table) -> Ready:
    return Ready(select(func.max(table.c.id).label("number")))


def parse_url(url: str) -> URL:
    """The address of a database, checked. StoreError where it is none, or is of a kind that is not supported."""
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, ValueError) as error:
        raise StoreError(f"{url!r} is no database address; write sqlite:///vestnik.db") from error
    if backend == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise StoreError(f"{backend}: this kind of database is not supported; use sqlite:///… or postgresql://…")
    if not parsed.database or parsed.database == ":memory:" or parsed.query:
        raise StoreError(f"{url!r} names no database file; write sqlite:///vestnik.db")
    return parsed


def file_of(url: URL) -> Path | None:
    """The file of a SQLite database, None for a server."""
    return Path(str(url.database)) if url.get_backend_name() == "sqlite" else None


def explain(error: DBAPIError, place: str) -> StoreError:
    """The StoreError for an error of the database driver."""
    original = error.orig
    code = getattr(original, "sqlite_errorcode", None)
    if isinstance(code, int):
        return _explain_sqlite(code & 0xFF, str(original), place)
    if isinstance(original, sqlite3.Error):
        return StoreError(f"{place}: {original}")
    state = getattr(original, "sqlstate", None) or ""
    words = " ".join(str(original).split())
    if state.startswith("53"):
        return StoreError(f"{place}: the server is out of disk space, memory or connections: {words}")
    if state in ("55P03", "40P01", "40001", "57014"):
        return StoreBusy(f"{place}: another process held a lock for too long ({words}). Try again.")
    if state == "3D000":
        return StoreError(f"{place}: the server has no such database; create it with createdb. ({words})")
    if error.connection_invalidated or state[:2] in ("", "08", "57"):
        return StoreUnreachable(f"{place}: the server cannot be reached or closed the connection: {words}")
    return StoreError(f"{place}: {words}")


def _explain_sqlite(code: int, words: str, place: str) -> StoreError:
    if code in _DAMAGED:
        return DatabaseDamaged(f"{place}: the database is damaged ({words}). {RESTORE}")
    if code in _BUSY:
        return StoreBusy(
            f"{place}: another process has held the lock for over {BUSY_TIMEOUT_MS // 1000} s ({words}). Try again."
        )
    if code == sqlite3.SQLITE_FULL:
        return StoreError(f"{place}: the disk is full. Nothing of this step was stored; free space, run again.")
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return StoreError(f"{place}: cannot be opened for writing ({words}). Check the folder and its permissions.")
    if code == sqlite3.SQLITE_IOERR:
        return StoreError(f"{place}: the disk failed while reading or writing ({words}).")
    return StoreError(f"{place}: {words}")


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        options = {"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False, "factory": CountedConnection}
        engine = create_engine(url, pool_use_lifo=True, connect_args=options)  # the last one used has the warm cache
        event.listen(engine, "connect", _on_sqlite_connect)
        event.listen(engine, "begin", _on_sqlite_begin)
        return engine
    try:
        return create_engine(
            url,
            pool_pre_ping=True,
            connect_args={
                "application_name": "vestnik",
                **NETWORK,
                "options": f"-c timezone=UTC -c lock_timeout={BUSY_TIMEOUT_MS}",
            },
        )
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise StoreError('PostgreSQL needs its driver: pip install "vestnik[postgres]"') from error


def _on_sqlite_connect(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver's own, lazy BEGIN is switched off; ours is sent below
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA cache_size=-65536")
    cursor.execute("PRAGMA mmap_size=268435456")
    cursor.close()


def _keep_little(connection: Any, _record: object) -> None:
    for pragma in LITTLE:
        connection.execute(pragma).close()


def _on_sqlite_begin(connection: Connection) -> None:
    write = connection.get_execution_options().get(_WRITE, False)
    statement = "BEGIN IMMEDIATE" if write else "BEGIN"
    # Every read of a page's row is a transaction: straight to the driver, it begins in a sixth of the time.
    driver: Any = connection.connection.driver_connection
    try:
        driver.execute(statement)
    except sqlite3.Error as error:
        raise DBAPIError.instance(statement, None, error, sqlite3.Error, dialect=connection.dialect) from error
