"""The schema's version: checked at each opening by one SELECT; brought up to date, and on a server made, by Alembic."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, inspect, text
from sqlalchemy.exc import DatabaseError

from storage import newest
from storage.engine import Database
from storage.errors import DatabaseDamaged, DatabaseMissing, DatabaseNewer, DatabaseOutdated, StoreBusy
from storage.files import RESTORE, in_use, new_file

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0014"
"""The newest migration. A constant, so that opening a database need not import Alembic (a test keeps it true)."""

_VERSION = text("SELECT version_num FROM alembic_version")
_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND application_name LIKE 'vestnik%' AND state_change > now() - interval '5 minutes'"
)
"""Connections of Vestnik's own that do something: a pooler may keep others long after their program has ended."""
_LOOKS, _LOOK_EVERY_S = 50, 0.1
_LOCK = 0x56657374  # PostgreSQL advisory lock: one process at a time changes a schema


def current_version(connection: Connection) -> str | None:
    """The schema version of a database, None where it has no tables yet. DatabaseDamaged where its tables are
    not Vestnik's."""
    try:
        return connection.execute(_VERSION).scalar_one_or_none()
    except DatabaseError:
        connection.rollback()
        if "alembic_version" in inspect(connection).get_table_names():
            raise
        return _inspected_version(connection)


def _inspected_version(connection: Connection) -> str | None:
    """The same, asked without an error that would end the transaction."""
    tables = inspect(connection).get_table_names()
    if "alembic_version" in tables:
        return connection.execute(_VERSION).scalar_one_or_none()
    if tables:
        raise DatabaseDamaged(
            f"{connection.engine.url.database}: this database holds other tables ({', '.join(sorted(tables)[:3])}) "
            "and not Vestnik's. Name another one in the configuration."
        )
    return None


def check_version(version: str | None, place: str) -> None:
    """Raise DatabaseMissing, DatabaseOutdated or DatabaseNewer unless ``version`` is the one this program knows."""
    if version == HEAD:
        return
    if version is None:
        raise DatabaseMissing(f"{place}: there are no tables here yet. The first crawl makes them.")
    if _is_older(version):
        raise DatabaseOutdated(
            f"{place}: the database has schema {version}, this program needs {HEAD}. Run `vestnik db upgrade`."
        )
    raise DatabaseNewer(
        f"{place}: the database has schema {version}, this program knows only up to {HEAD}. "
        "Update Vestnik, or restore a backup made before the update."
    )


def _is_older(version: str | None) -> bool:
    return version is not None and version.isascii() and version.isdigit() and int(version) < int(HEAD)


def migrate(database: Database, version: str = HEAD) -> tuple[str | None, str]:
    """Bring a schema to ``version``, in one transaction. Returns the versions before and after."""
    from alembic import command

    with database.raw() as connection:
        if database.is_sqlite:  # tables are rebuilt under the same name: their references are checked afterwards
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            if not database.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            before = _inspected_version(connection)
            if before != version:
                with suppress(DatabaseMissing, DatabaseOutdated):
                    check_version(before, database.place)
                configuration = config()
                configuration.attributes["connection"] = connection
                command.upgrade(configuration, version)
            if database.is_sqlite and connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
                raise DatabaseDamaged(f"{database.place}: rows refer to rows that do not exist. {RESTORE}")
    database.dispose()  # no connection with foreign keys off is ever used again
    return before, version


def check_alone(url: URL, now: Callable[[], datetime]) -> None:
    """Raise StoreBusy where a schema is about to change under another process: one of the program before would go on
    and store rows without what the new schema has of them. To be called while this process has no connection to it."""
    database = Database(url, now)
    try:
        with database.read() as connection:
            if not _is_older(current_version(connection)):
                return
        used = not database.is_sqlite and _has_others(database)
    finally:
        database.dispose()
    if used or (database.is_sqlite and in_use(Path(database.place))):
        raise StoreBusy(
            f"{database.place}: another process has it open. Stop it (`vestnik watch`, workers, pages), then upgrade."
        )


def _has_others(database: Database) -> bool:
    """Whether a server's database has other connections of ours. One that was just closed is gone within moments."""
    for _ in range(_LOOKS):
        with database.read() as connection:
            if not connection.execute(_OTHERS).scalar_one():
                return False
        time.sleep(_LOOK_EVERY_S)
    return True


def create_file(path: Path, now: Callable[[], datetime]) -> None:
    """Make a new database file with the schema in it. It appears whole or not at all, readable by its owner only;
    where another process made one meanwhile, that one stays."""
    log = path.with_name(path.name + "-wal")
    if log.exists():
        raise DatabaseDamaged(f"{path}: the database is gone but its log {log.name} is still there. {RESTORE}")
    with suppress(FileExistsError), new_file(path) as draft:
        newest.fill(draft, now)


def migrate_file(path: Path, now: Callable[[], datetime], version: str = HEAD) -> None:
    """Bring a file that nobody else uses (an empty one, too) to a schema, and close it: no log is left beside it."""
    database = Database(URL.create("sqlite", database=str(path)), now)
    try:
        migrate(database, version)
    finally:
        database.dispose()


def config() -> Config:
    """Alembic's configuration, without a file."""
    from alembic.config import Config

    configuration = Config()
    folder = str(Path(__file__).with_name("migrations")).replace("%", "%%")
    configuration.set_main_option("script_location", folder)
    configuration.set_main_option("path_separator", "os")
    return configuration
