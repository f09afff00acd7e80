"""The schema of a new SQLite file as one script, ``newest.sql``: what the migrations make, written down.

A first crawl so needs no Alembic, which takes longer to load and fill an empty file than all else of the store, and
14 MB that stay. ``python -m storage.newest`` writes the script anew after a migration; a test holds both equal.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL

from storage.engine import Database

SCRIPT = Path(__file__).with_name("newest.sql")
_END = ";\n"
_OWN = ("sqlite_", "article_fts_")
"""What SQLite makes by itself: its indexes of primary keys, and the tables in which the search index is kept."""


def fill(path: Path, now: Callable[[], datetime]) -> None:
    """Put the newest schema into an empty file that nobody else uses, in one transaction; no log is left beside it."""
    database = Database(URL.create("sqlite", database=str(path)), now)
    try:
        with database.write() as connection:
            for statement in SCRIPT.read_text("utf-8").split(_END)[:-1]:
                connection.exec_driver_sql(statement)
    finally:
        database.dispose()


def _statements(connection: sqlite3.Connection) -> Iterator[str]:
    """What makes the tables and indexes of a freshly migrated file, and the rows that migrations put into them: its
    version among them."""
    made = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    own = [(kind, name, statement) for kind, name, statement in made if not name.startswith(_OWN)]
    yield from (statement for _, _, statement in own)
    for table in (name for kind, name, _ in own if kind == "table"):
        columns = [f'"{column}"' for _, column, *_ in connection.execute(f'PRAGMA table_info("{table}")')]
        quoted = ", ".join(f"quote({column})" for column in columns)
        for values in connection.execute(f'SELECT {quoted} FROM "{table}"'):  # noqa: S608 - names of our own schema
            yield f'INSERT INTO "{table}" ({", ".join(columns)}) VALUES ({", ".join(values)})'  # noqa: S608


def main() -> None:
    """Write the script."""
    from storage.files import create_private
    from storage.upgrade import migrate_file

    with tempfile.TemporaryDirectory(prefix="vestnik-") as folder:
        path = Path(folder, "newest.db")
        create_private(path)
        migrate_file(path, lambda: datetime.now(UTC))
        with closing(sqlite3.connect(path)) as connection:
            SCRIPT.write_text("".join(statement + _END for statement in _statements(connection)), encoding="utf-8")
    sys.stdout.write(f"{SCRIPT}\n")


if __name__ == "__main__":
    main()
