"""A whole archive into another, empty database, whatever the two are; proved, and there whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import zstandard
from sqlalchemy import URL, Connection, Table, inspect, select, text

from storage.copying_tables import (
    Row,
    Summing,
    TableSum,
    Told,
    archive_tables,
    count_rows,
    matching,
    read_rows,
    set_sequences,
    untold,
    write_rows,
)
from storage.engine import Database, file_of, parse_url
from storage.errors import DatabaseDamaged, DatabaseMissing, StoreError
from storage.files import BESIDE, check_file, new_file
from storage.raw_pages import page_key, read_page, unpack
from storage.schema import article
from storage.schema_search import search_pending
from storage.upgrade import check_version, current_version, migrate, migrate_file


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy that was made and proved. ``tables``: the same sums on both sides; ``damaged``: the sha256 of the stored
    pages that are not what they were, in the source already."""

    source: str
    target: str
    schema: str
    tables: tuple[TableSum, ...]
    damaged: tuple[str, ...]


def copy_archive(source: str, target: str, *, now: Callable[[], datetime], told: Told = untold) -> Copied:
    """Copy every table of ``source`` into ``target``, both addresses of databases, from one moment's state, in constant
    memory; then read the target again and compare the counts and digests of all tables, and every stored page with its
    sha256. The articles of the target wait to be indexed for search.

    The target must be empty. Whatever happens, it is whole afterwards or empty still. StoreError says what is in the
    way; DatabaseDamaged where the copy is not what it should be.
    """
    from_, to = parse_url(source), parse_url(target)
    if _same(from_, to):
        raise StoreError("source and target of the copy are the same database; name another target")
    with reading(from_, now) as (db, connection):
        schema = current_version(connection) or ""
        check_version(schema or None, db.place)
        file = file_of(to)
        if file is not None:
            refuse_present(file)
            try:
                with new_file(file) as draft:
                    tables, damaged = copy_to_file(db, connection, draft, schema, told, now)
            except FileExistsError:
                refuse_present(file)
                raise
            return Copied(db.place, str(file), schema, tables, damaged)
        goal = Database(to, now)
        try:
            tables, damaged = _copy_to_server(db, connection, goal, told)
            return Copied(db.place, goal.place, schema, tables, damaged)
        finally:
            goal.dispose()


def refuse_present(file: Path, way_out: str = "or move it away.") -> None:
    """StoreError where a database, or the log of one, is at that place already."""
    for name in (file.name, *(file.name + end for end in BESIDE)):
        if file.with_name(name).exists():
            raise StoreError(f"{file.with_name(name)}: there is something already. Name another file, {way_out}")


@contextmanager
def reading(url: URL, now: Callable[[], datetime]) -> Iterator[tuple[Database, Connection]]:
    """An existing database and a connection that sees it as it is now, for as long as it is held, whoever writes.
    Reading all of it costs little memory. DatabaseMissing, DatabaseDamaged."""
    file = file_of(url)
    if file is not None and not file.exists():
        raise DatabaseMissing(f"{file}: there is no database.")
    if file is not None:
        check_file(file)
    db = Database(url, now)
    try:
        with db.read() as connection:
            if db.is_sqlite:
                _use_little_memory(connection)
            else:
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            yield db, connection
    finally:
        db.dispose()


def copy_to_file(
    db: Database, connection: Connection, draft: Path, schema: str, told: Told, now: Callable[[], datetime]
) -> tuple[tuple[TableSum, ...], tuple[str, ...]]:
    """Copy what ``connection`` sees into the empty file ``draft`` with this schema. The sums of the tables and the
    damaged pages."""
    migrate_file(draft, now, schema)
    goal = Database(URL.create("sqlite", database=str(draft)), now)
    try:
        with goal.raw() as writing:
            _use_little_memory(writing)
            cursor = writing.connection.cursor()  # the file is nobody else's, and thrown away if anything fails
            for words in ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF"):
                cursor.execute(f"PRAGMA {words}").fetchall()
            with writing.begin():
                done = _fill(db, connection, goal, writing, told)
                if writing.execute(text("PRAGMA foreign_key_check")).first() is not None:
                    raise DatabaseDamaged(
                        f"{db.place}: rows refer to rows that do not exist; `vestnik db verify` names them"
                    )
            return done
    finally:
        goal.dispose()


def _copy_to_server(
    db: Database, connection: Connection, goal: Database, told: Told
) -> tuple[tuple[TableSum, ...], tuple[str, ...]]:
    with goal.read() as looking:
        found = current_version(looking)
    if found is not None:
        check_version(found, goal.place)
    migrate(goal)
    with goal.write() as writing:
        theirs = archive_tables(writing)
        quoted = writing.dialect.identifier_preparer.quote
        writing.execute(text(f"LOCK TABLE {', '.join(quoted(table.name) for table in theirs)} IN EXCLUSIVE MODE"))
        for table in theirs:
            if next(read_rows(writing, table, table.columns.keys()[:1]), ()):
                raise StoreError(
                    f"{goal.place}: is not empty, its table {table.name} holds rows. Name an empty database (createdb)."
                )
        done = _fill(db, connection, goal, writing, told)
        set_sequences(writing, theirs)
    with suppress(StoreError), goal.write() as writing:  # the copy stands, with or without the planner's figures
        writing.execute(text("ANALYZE"))
    return done


def _fill(
    db: Database, connection: Connection, goal: Database, writing: Connection, told: Told
) -> tuple[tuple[TableSum, ...], tuple[str, ...]]:
    ours = archive_tables(connection)
    theirs = matching(ours, archive_tables(writing), goal.place)
    everything, done = count_rows(connection, ours), 0
    sums: list[TableSum] = []
    for table, other in zip(ours, theirs, strict=True):
        columns = sorted(table.columns.keys())
        adding = Summing(table.name)

        def rows(
            table: Table = table, columns: Sequence[str] = columns, adding: Summing = adding
        ) -> Iterator[list[Row]]:
            nonlocal done
            for part in read_rows(connection, table, columns):
                for row in part:
                    adding.add(row)
                yield list(part)
                done += len(part)
                told("copying", done, everything)

        write_rows(goal, writing, other, columns, rows())
        sums.append(adding.total())
    damaged = _prove(goal, writing, list(zip(ours, theirs, sums, strict=True)), told)
    _mark_for_search(writing)
    return tuple(sums), damaged


def _prove(
    goal: Database, writing: Connection, pairs: Sequence[tuple[Table, Table, TableSum]], told: Told
) -> tuple[str, ...]:
    """Read all that was written again. DatabaseDamaged where it is not what was read; the damaged pages."""
    everything, done = sum(wanted.rows for _ours, _other, wanted in pairs), 0
    damaged: list[str] = []
    for ours, other, wanted in pairs:
        columns = sorted(ours.columns.keys())
        adding = Summing(wanted.name)
        for part in read_rows(writing, other, columns):
            for row in part:
                adding.add(row)
                if wanted.name == "raw_page" and not _is_sound(writing, dict(zip(columns, row, strict=True))):
                    damaged.append(str(row[columns.index("sha256")]))
            done += len(part)
            told("verifying", done, everything)
        if adding.total() != wanted:
            raise DatabaseDamaged(
                f"{goal.place}: the copy of {wanted.name} is not what was read ({wanted.rows} rows were, "
                f"{adding.total().rows} are there). Nothing was kept. Check disk and memory, then copy again."
            )
    return tuple(damaged)


def _is_sound(connection: Connection, page: dict[str, object]) -> bool:
    key, data, size = str(page["sha256"]), page["data"], page["size"]
    try:
        if page["base"] is not None:
            return read_page(connection, key) is not None
        return isinstance(data, bytes) and isinstance(size, int) and page_key(unpack(data, size)) == key
    except (DatabaseDamaged, zstandard.ZstdError):
        return False


def _mark_for_search(writing: Connection) -> None:
    if inspect(writing).has_table(search_pending.name):  # a schema before search is filled by its upgrade
        writing.execute(search_pending.insert().from_select(["article_id"], select(article.c.id)))


def _use_little_memory(connection: Connection) -> None:
    """A file read from end to end gains nothing from a large cache, nor from being mapped into memory."""
    cursor = connection.connection.cursor()
    for words in ("mmap_size=0", "cache_size=-16384"):
        cursor.execute(f"PRAGMA {words}").fetchall()
    cursor.close()


def _same(one: URL, other: URL) -> bool:
    files = file_of(one), file_of(other)
    if files[0] is None or files[1] is None:
        return one == other
    return files[0].resolve() == files[1].resolve()
