"""Quick looks at a database for ``vestnik doctor``: bounded in time, however large it is."""

from __future__ import annotations

import sqlite3
import time
from datetime import datetime
from typing import cast

from sqlalchemy import text

from storage.engine import Database, file_of

_OPCODES = 20_000


class Checks:
    """The part of ``Store`` that looks after the database itself."""

    _db: Database

    def integrity(self, limit_s: float) -> tuple[str | None, bool]:
        """What SQLite finds wrong with its file (None: nothing), and whether it came to the end of its look within
        ``limit_s`` seconds. A server looks after its own files: (None, True)."""
        if not self._db.is_sqlite:
            return None, True
        deadline = time.monotonic() + limit_s
        with self._db.read() as connection:
            raw = cast("sqlite3.Connection", connection.connection.driver_connection)
            raw.set_progress_handler(lambda: time.monotonic() > deadline, _OPCODES)
            try:
                found = raw.execute("PRAGMA quick_check(1)").fetchone()
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                    raise
                return None, False
            finally:
                raw.set_progress_handler(None, 0)
        return (None if found[0] == "ok" else str(found[0])), True

    def size_bytes(self) -> int:
        """How much room the database takes: SQLite's file and its log, or what the server says."""
        path = file_of(self._db.url)
        if path is not None:
            beside = (path, path.with_name(path.name + "-wal"))
            return sum(one.stat().st_size for one in beside if one.exists())
        with self._db.read() as connection:
            return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())

    def write_wait_s(self) -> float:
        """Seconds until the database could be written to; StoreBusy where another process keeps it too long. Nothing
        is changed."""
        began = time.monotonic()
        with self._db.write():
            return time.monotonic() - began

    def server_time(self) -> datetime | None:
        """The server's clock; None for SQLite, which has none of its own."""
        if self._db.is_sqlite:
            return None
        with self._db.read() as connection:
            moment: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
            return moment
