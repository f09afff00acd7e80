"""The file of a SQLite database: made for its owner only, checked before it is used, never opened behind SQLite's back.

POSIX takes every lock of a process from a file as soon as any part of the process closes that file. Reading the header
while a connection is open would therefore unlock the database: another process would take itself for the last one and
delete the log that this one goes on writing to. So the open connections are counted, by file.
"""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from pathlib import Path
from threading import Lock
from typing import Any

from storage.errors import DatabaseDamaged, StoreError

MAGIC = b"SQLite format 3\0"
RESTORE = "Nothing was changed. Restore the newest backup, or move the file away to begin an empty archive."

_open: Counter[tuple[int, int]] = Counter()
"""The open connections of this process by (device, inode): every name of a file leads to the same locks."""
_lock = Lock()
"""Held while a connection is counted in and while a header is read, so that neither falls into the other."""


class CountedConnection(sqlite3.Connection):
    """A connection that counts while it is open. One that is never closed counts for ever, which errs to the safe side:
    its file is not checked again."""

    def __init__(self, database: str, *args: Any, **options: Any) -> None:
        with _lock:
            self._file: tuple[int, int] | None = _identity(Path(database))
            if self._file is not None:
                _open[self._file] += 1
        try:
            super().__init__(database, *args, **options)
        except BaseException:
            self._count_out()
            raise

    def close(self) -> None:
        """Close, then count out."""
        super().close()
        self._count_out()

    def _count_out(self) -> None:
        with _lock:
            if self._file is not None:
                _open[self._file] -= 1
                if not _open[self._file]:
                    del _open[self._file]
                self._file = None


def check_file(path: Path) -> None:
    """Refuse, before SQLite touches it, a file that is empty, torn or no SQLite database at all.

    Costs one read of 100 bytes: the header states the size the file must have. Not read again while this process has
    a connection to the file. DatabaseDamaged says what is wrong.
    """
    with _lock:
        if _open[_identity(path) or (0, 0)] > 0:
            return
        try:
            size = path.stat().st_size
            with path.open("rb") as file:
                header = file.read(100)
        except OSError as error:
            raise StoreError(f"{path}: cannot be opened: {error.strerror or error}") from error
    _check_header(path, size, header)


def _check_header(path: Path, size: int, header: bytes) -> None:
    wal = path.resolve().with_name(path.resolve().name + "-wal")
    pending = wal.exists() and wal.stat().st_size > 0
    if size == 0:
        # SQLite would take an empty file for a new database, and delete the log beside it.
        beside = f" (there is unsaved work in {wal.name}: keep that file)" if pending else ""
        raise DatabaseDamaged(f"{path}: the database is empty, 0 bytes{beside}. {RESTORE}")
    if not header.startswith(MAGIC):
        raise DatabaseDamaged(f"{path}: is not a SQLite database. {RESTORE}")
    if len(header) < 100:
        raise DatabaseDamaged(f"{path}: the database is torn, {size} bytes are left of it. {RESTORE}")
    page_size = int.from_bytes(header[16:18], "big")
    page_size = 65_536 if page_size == 1 else page_size
    pages = int.from_bytes(header[28:32], "big")
    stated = header[24:28] == header[92:96]
    if stated and not pending and size < pages * page_size:
        raise DatabaseDamaged(
            f"{path}: the database is torn, {size} of {pages * page_size} bytes are left of it. {RESTORE}"
        )


def create_private(path: Path) -> None:
    """Make an empty file that only its owner may read: an archive can hold what a site has withdrawn since."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None  # whoever opens it says why it cannot be
    return status.st_dev, status.st_ino
