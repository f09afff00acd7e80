"""Is a SQLite file that came from elsewhere one of ours, and whole? Asked before anything else is asked of it.

A SQLite file can hold programs: triggers, views, generated columns and checks run when its tables are used. So its
schema is read first, as text and by SQLite's own description of it, and must be the one that our migrations make.
"""

from __future__ import annotations

import re
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from urllib.parse import quote

from storage.errors import DatabaseDamaged, DatabaseOutdated
from storage.files import RESTORE, create_private
from storage.upgrade import check_version, migrate_file

Shape = frozenset[tuple[object, ...]]

_SQLITES_OWN = {
    "sqlite_stat1": "CREATE TABLE sqlite_stat1(tbl,idx,stat)",
    "sqlite_stat4": "CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)",
}
"""The tables that ANALYZE makes."""
_MOST_OBJECTS, _LONGEST_SQL = 1_000, 1_000_000
_RUNS_CODE = re.compile(r"\b(?:check|generated|raise|collate)\b", re.IGNORECASE)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def check_database(path: Path, place: str, schema: str | None = None) -> tuple[str, dict[str, int]]:
    """The schema's version and the rows of each table of a SQLite file that nobody writes to. DatabaseDamaged, naming
    ``place``, where it is not whole, where rows refer to none, or where its schema is not exactly ours of that version
    (and of ``schema``, where that is given). DatabaseNewer."""
    try:
        with _opened(path) as connection:
            objects = _objects(connection, place)
            found = _version(connection, objects, place)
            if schema is not None and found != schema:
                raise _refused(place, f"its schema is {found}, not {schema} as stated")
            with suppress(DatabaseOutdated):
                check_version(found, place)
            _compare(_shape(connection, objects), _our_shape(found), place)
            for line in connection.execute("PRAGMA integrity_check(5)"):
                if line[0] != "ok":
                    raise DatabaseDamaged(f"{place}: the database is damaged ({line[0]}). {RESTORE}")
            if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise DatabaseDamaged(f"{place}: rows refer to rows that do not exist. {RESTORE}")
            tables = [name for kind, name in objects if kind == "table" and "_fts" not in name]
            rows = {name: _count(connection, name) for name in tables if name not in _SQLITES_OWN}
            return found, rows
    except sqlite3.Error as error:
        raise DatabaseDamaged(f"{place}: the database is damaged ({error}). {RESTORE}") from error


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True)) as connection:
        connection.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, _LONGEST_SQL)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        for words in ("trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0", "cache_size=-16384", "query_only=ON"):
            connection.execute(f"PRAGMA {words}")
        yield connection


def _objects(connection: sqlite3.Connection, place: str) -> dict[tuple[str, str], str | None]:
    """The text of each object by kind and name; anything but tables and indexes is refused."""
    found: dict[tuple[str, str], str | None] = {}
    for kind, name, text in connection.execute("SELECT type, name, sql FROM sqlite_master LIMIT ?", (_MOST_OBJECTS,)):
        if kind not in ("table", "index"):
            raise _refused(place, f"it holds a {kind}, {name}")
        found[kind, name] = text
    return found


def _version(connection: sqlite3.Connection, objects: dict[tuple[str, str], str | None], place: str) -> str:
    if ("table", "alembic_version") not in objects:
        raise _refused(place, "it has no schema of Vestnik's")
    versions = connection.execute("SELECT version_num FROM alembic_version LIMIT 2").fetchall()
    if len(versions) != 1 or not re.fullmatch(r"[0-9]{4}", str(versions[0][0])):
        raise _refused(place, "its schema has no version")
    return str(versions[0][0])


def _shape(connection: sqlite3.Connection, objects: dict[tuple[str, str], str | None]) -> Shape:
    """A schema as SQLite understands it: columns, keys, indexes, references; not how its statements were spelled."""
    shape: set[tuple[object, ...]] = set()
    for (kind, name), text in objects.items():
        if text is not None and _SQLITES_OWN.get(name) == text:
            continue
        shape.add((kind, name))
        if kind == "table":
            shape |= set(_table_shape(connection, name, text or ""))
    return frozenset(shape)


def _table_shape(connection: sqlite3.Connection, name: str, text: str) -> Iterator[tuple[object, ...]]:
    if re.match(r"\s*create\s+virtual\b", text, re.IGNORECASE):
        yield "virtual", name, re.sub(r"\s+", " ", text.strip()).lower()
        return
    yield "code", name, bool(_RUNS_CODE.search(text))
    yield "rowid", name, bool(re.search(r"without\s+rowid\s*$", text, re.IGNORECASE))
    for row in connection.execute(
        'SELECT name, type, "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo(?)', (name,)
    ):
        yield "column", name, *row
    for row in connection.execute(
        'SELECT "table", "from", "to", on_update, on_delete FROM pragma_foreign_key_list(?)', (name,)
    ):
        yield "reference", name, *row
    for index, unique, origin, partial in connection.execute(
        'SELECT name, "unique", origin, partial FROM pragma_index_list(?)', (name,)
    ).fetchall():
        keys = connection.execute("SELECT seqno, cid, name, desc, coll FROM pragma_index_xinfo(?) WHERE key", (index,))
        yield "keys", name, index, unique, origin, partial, tuple(keys)


@cache
def _our_shape(version: str) -> Shape:
    """The shape of the schema that our migrations make; an empty one where they know no such version."""
    from alembic.util import CommandError

    with tempfile.TemporaryDirectory(prefix="vestnik-") as folder:
        path = Path(folder, "schema.db")
        create_private(path)
        try:
            migrate_file(path, lambda: _EPOCH, version)
        except CommandError:
            return frozenset()
        with _opened(path) as connection:
            return _shape(connection, _objects(connection, str(path)))


def _compare(found: Shape, ours: Shape, place: str) -> None:
    strange = sorted(found - ours, key=str) or sorted(ours - found, key=str)
    if strange:
        what = " ".join(str(part) for part in strange[0][:3])
        raise _refused(place, f"its schema differs from Vestnik's: {'' if found - ours else 'no '}{what}")


def _count(connection: sqlite3.Connection, table: str) -> int:
    name = table.replace('"', '""')
    count: int = connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - a name just compared
    return count


def _refused(place: str, why: str) -> DatabaseDamaged:
    return DatabaseDamaged(f"{place}: this is not a database of Vestnik's as it makes them ({why}). It was not used.")
