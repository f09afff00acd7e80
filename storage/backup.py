"""A backup of an archive while others write to it: one moment of it, proved before it gets its name."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DBAPIError

from storage.backup_check import check_database
from storage.backup_file import FORMAT, Manifest, pack_backup, unpack_backup
from storage.copying import copy_to_file, reading
from storage.copying_tables import Told, untold
from storage.engine import Database, explain, file_of, parse_url
from storage.errors import DatabaseMissing, DatabaseNewer, DatabaseOutdated, StoreError
from storage.exports.files import file_sum
from storage.files import draft_of, need_space, new_file
from storage.lease import program_version
from storage.upgrade import check_alone, check_version, current_version

SUFFIX = ".tar.zst"
_AT_ONCE = 2_048
_MOMENT = "%Y-%m-%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made and proved: its file, the bytes of it, what it says of itself; ``damaged``: the stored
    pages that were not what they were, in the archive already (looked for on PostgreSQL only; ``db verify`` does)."""

    path: Path
    size: int
    manifest: Manifest
    damaged: tuple[str, ...] = ()


def make_backup(url: str, path: Path, *, now: Callable[[], datetime], told: Told = untold) -> Backup:
    """Write the archive at ``url``, as it is at this moment, into the new file ``path``, for its owner only.

    Others may read and write meanwhile. Beside ``path`` the disk must take the archive itself for as long as this
    lasts. The backup's database is opened and checked whole, the finished file read again; then it gets its name.
    An archive of an older schema is taken as it is. StoreError where ``path`` exists, the disk is full, the archive is
    damaged (DatabaseDamaged), or of a newer program (DatabaseNewer).
    """
    if path.exists():
        raise StoreError(f"{path}: there is something already. Name another file, or a folder.")
    with reading(parse_url(url), now) as (db, connection):
        schema = current_version(connection)
        with suppress(DatabaseOutdated):
            check_version(schema, db.place)
        if schema is None:
            raise DatabaseMissing(f"{db.place}: there is nothing to back up yet.")
        made_at = now().astimezone(UTC)
        need_space(path, _size(db, connection))
        with draft_of(path) as snapshot:
            damaged = _take(db, connection, snapshot, schema, told, now)
            told("checking", 0, 0)
            _found, rows = check_database(snapshot, db.place, schema)
            total, size = file_sum(snapshot)
            manifest = Manifest(
                format=FORMAT,
                program=program_version(),
                made_at=made_at.isoformat(timespec="seconds"),
                origin="sqlite" if db.is_sqlite else "postgresql",
                schema=schema,
                size=size,
                sha256=total,
                tables=rows,
            )
            return _pack(snapshot, manifest, path, damaged, told)


def backup_before_upgrade(url: str, folder: Path, *, now: Callable[[], datetime], told: Told = untold) -> Backup | None:
    """A backup of a database whose schema is older than this program's, in ``folder`` and named for its schema; None
    where nothing is to be upgraded. As ``make_backup``; StoreBusy where another process has it open."""
    with reading(parse_url(url), now) as (_db, connection):
        schema = current_version(connection)
    try:
        check_version(schema, "")
    except DatabaseOutdated:
        check_alone(parse_url(url), now)
        return make_backup(url, folder / backup_name(url, now(), f"-schema-{schema}"), now=now, told=told)
    except (DatabaseMissing, DatabaseNewer):  # said by the upgrade itself
        return None
    return None


def _pack(snapshot: Path, manifest: Manifest, path: Path, damaged: tuple[str, ...], told: Told) -> Backup:
    try:
        with new_file(path) as draft:
            with draft.open("wb") as file:
                pack_backup(snapshot, manifest, file, told)
            unpack_backup(draft, None, told)
            size = draft.stat().st_size
    except FileExistsError as error:
        raise StoreError(f"{path}: another process has just made it. Nothing was written over.") from error
    return Backup(path, size, manifest, damaged)


def _size(db: Database, connection: Connection) -> int:
    if db.is_sqlite:
        pages: int = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        return pages * int(connection.exec_driver_sql("PRAGMA page_size").scalar_one())
    return connection.scalar(select(func.pg_database_size(func.current_database()))) or 0


def _take(
    db: Database, connection: Connection, snapshot: Path, schema: str, told: Told, now: Callable[[], datetime]
) -> tuple[str, ...]:
    """Write what the connection sees into the empty file ``snapshot``, one file without a log beside it."""
    if not db.is_sqlite:
        return copy_to_file(db, connection, snapshot, schema, told, now)[1]

    def step(_status: int, remaining: int, total: int) -> None:
        told("reading", total - remaining, total)

    # The connection's transaction holds its moment through all steps: nobody's writing makes the copy begin anew.
    source: Any = connection.connection.driver_connection
    try:
        with closing(sqlite3.connect(snapshot)) as copy:
            copy.execute("PRAGMA synchronous=OFF")
            source.backup(copy, pages=_AT_ONCE, progress=step)
            copy.execute("PRAGMA journal_mode=DELETE").fetchall()
    except sqlite3.Error as error:
        raise explain(DBAPIError(None, None, error), str(snapshot.parent)) from error
    return ()


def archive_name(url: str) -> str:
    """The name of an archive, for the names of its backups: of its file or database, plain characters only."""
    parsed = parse_url(url)
    file = file_of(parsed)
    name = file.stem if file is not None else str(parsed.database or parsed.query.get("dbname") or "")
    return re.sub(r"[^\w.-]", "_", name).strip(".") or "vestnik"


def backup_name(url: str, moment: datetime, note: str = "") -> str:
    """The name of a backup made at that moment, for instance ``vestnik-2026-01-31T040000Z.tar.zst``."""
    return f"{archive_name(url)}{note}-{moment.astimezone(UTC).strftime(_MOMENT)}{SUFFIX}"


def drop_older(url: str, folder: Path, keep: int) -> list[Path]:
    """Delete all but the newest ``keep`` backups in ``folder`` with this archive's name and a date (``backup_name``
    without a note); nothing else is touched. Those that are gone."""
    pattern = re.compile(
        rf"{re.escape(archive_name(url))}-[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T[0-9]{{6}}Z{re.escape(SUFFIX)}"
    )
    named = sorted(file for file in folder.iterdir() if pattern.fullmatch(file.name) and file.is_file())
    older = named[:-keep] if keep > 0 else []
    for file in older:
        file.unlink(missing_ok=True)
    return older
