"""The tables of the job queue: Procrastinate's own, in a schema of their own beside the store's on the same PostgreSQL.

They are made by the first worker or scheduler that needs them and brought up to date by ``vestnik db upgrade``. Nothing
of the archive is in them: a queue that is lost fills again from what is due.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from importlib import resources

from sqlalchemy import Connection, text

from storage.engine import BUSY_TIMEOUT_MS, NETWORK, Database, parse_url
from storage.errors import DatabaseNewer, DatabaseOutdated, StoreError

SCHEMA = "vestnik_queue"
INSTALL = 'many machines need their queue: pip install "vestnik[cluster]"'
_LOCK = 0x76657175  # PostgreSQL advisory lock: one process at a time changes these tables
_OWN = """
CREATE TABLE queue_version (version text NOT NULL);
CREATE TABLE queue_worker (
    worker_id bigint PRIMARY KEY REFERENCES procrastinate_workers ON DELETE CASCADE,
    owner text NOT NULL, version text, places integer NOT NULL
);
CREATE INDEX queue_waiting_lock ON procrastinate_jobs (lock, priority DESC, id) WHERE status IN ('todo', 'doing');
"""
"""Ours: what these tables are of, which process each worker is, and the index without which every fetch reads all jobs
that wait."""


def queue_address(url: str) -> tuple[str, dict[str, str | int]]:
    """libpq's address of the queue for a database's address, and the options of a connection to it. StoreError where
    the database is a file, or the extra is not installed."""
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite":
        raise StoreError(
            "workers need a PostgreSQL server that all of them reach: SQLite is one file on one machine. Set "
            "[database] url to postgresql://…; `vestnik db copy` moves an archive there."
        )
    _migrations()
    options = f"-c search_path={SCHEMA} -c timezone=UTC -c lock_timeout={BUSY_TIMEOUT_MS}"
    address = parsed.set(drivername="postgresql").render_as_string(hide_password=False)
    return address, {**NETWORK, "application_name": "vestnik queue", "options": options}


def prepare_queue(url: str) -> None:
    """Make the queue's tables where there are none. DatabaseOutdated or DatabaseNewer where they are those of another
    Procrastinate than the one that is installed; StoreError as ``queue_address``."""
    queue_address(url)
    database = _opened(url)
    try:
        with database.write() as connection:
            found = _version(connection)
            if found is None:
                _create(connection)
                return
        _check(found, database.place)
    finally:
        database.dispose()


def upgrade_queue(url: str) -> tuple[str, str] | None:
    """Bring the queue's tables up to date in one transaction; the versions before and after. None where there is no
    queue. Stop the workers first."""
    if parse_url(url).get_backend_name() == "sqlite":
        return None
    database = _opened(url)
    try:
        with database.write() as connection:
            found = _version(connection)
            if found is None:
                return None
            newest = _migrations()[-1][0]
            _check(max(found, newest), database.place)
            for name, statements in _migrations():
                if name > found:
                    _run(connection, statements)
            connection.execute(text("UPDATE queue_version SET version = :name"), {"name": newest})
        return found, newest
    finally:
        database.dispose()


def _opened(url: str) -> Database:
    return Database(parse_url(url), partial(datetime.now, UTC))


def _version(connection: Connection) -> str | None:
    """The version of the tables, None where there are none. Sets the transaction's search path and, in a writing one,
    keeps others out until it ends."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    connection.execute(text(f"SET LOCAL search_path TO {SCHEMA}"))
    if connection.scalar(text(f"SELECT to_regclass('{SCHEMA}.queue_version')")) is None:
        return None
    return str(connection.execute(text("SELECT version FROM queue_version")).scalar_one())


def _create(connection: Connection) -> None:
    from procrastinate.schema import SchemaManager

    connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
    _run(connection, SchemaManager.get_schema())
    _run(connection, _OWN)
    connection.execute(text("INSERT INTO queue_version VALUES (:name)"), {"name": _migrations()[-1][0]})


def _run(connection: Connection, statements: str) -> None:
    """Several statements, as they are: without arguments the driver reads nothing into their percent signs."""
    connection.execute(text(f"SET LOCAL search_path TO {SCHEMA}"))
    connection.connection.cursor().execute(statements)


def _check(found: str, place: str) -> None:
    known = _migrations()[-1][0]
    if found < known:
        raise DatabaseOutdated(
            f"{place}: the queue's tables are of version {found}, the installed Procrastinate needs {known}. Stop the "
            "workers and run `vestnik db upgrade`."
        )
    if found > known:
        raise DatabaseNewer(
            f"{place}: the queue's tables are of version {found}, the installed Procrastinate knows {known}. "
            "Update Vestnik here, too."
        )


def _migrations() -> list[tuple[str, str]]:
    """Procrastinate's migrations by their sortable names (``03.04.00_01_pre_…``). StoreError where it is missing."""
    try:
        folder = resources.files("procrastinate.sql.migrations")
    except ModuleNotFoundError as error:
        raise StoreError(INSTALL) from error
    files = [file for file in folder.iterdir() if file.name.endswith(".sql")]
    return sorted((file.name.removesuffix(".sql"), file.read_text(encoding="utf-8")) for file in files)
