"""The file of a SQLite database: made for its owner only, checked before it is used, never opened behind SQLite's back;
and files that appear whole or not at all.

POSIX takes every lock of a process from a file as soon as any part of the process closes that file. Reading the header
while a connection is open would therefore unlock the database: another process would take itself for the last one and
delete the log that this one goes on writing to. So the open connections are counted, by file.
"""

from __future__ import annotations

import errno
import glob
import os
import secrets
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import quote

from storage.errors import DatabaseDamaged, StoreError
from storage.lease import owner_is_dead, process_owner

MAGIC = b"SQLite format 3\0"
RESTORE = (
    "Nothing was changed. Restore the newest backup (`vestnik db restore FILE --force` keeps this file beside it), "
    "or move the file away to begin an empty archive."
)

_open: Counter[tuple[int, int]] = Counter()
"""The open connections of this process by (device, inode): every name of a file leads to the same locks."""
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database file."""
_WAL = 2
_SCHEMA_FORMATS, _ENCODINGS = 4, 3
"""The highest values that SQLite gives these fields of a header (https://www.sqlite.org/fileformat2.html)."""
_SHARED_FIRST, _SHARED_SIZE = 0x40000002, 510
"""The bytes on which SQLite's locks of readers stand (https://www.sqlite.org/src/file/src/os.h)."""
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
    if header[18] != _WAL:  # opening would make it WAL; ours are, but for one that was just restored or copied
        _check_owner(path)


def in_use(path: Path) -> bool:
    """Whether any process, this one too, has a connection to the SQLite file at ``path`` that has read from it: each
    holds SQLite's shared lock. Nothing is changed, whatever state the file is in. Always False on Windows, where a
    file that somebody has open cannot be moved anyway."""
    with _lock:
        if _open[_identity(path) or (0, 0)] > 0:
            return True
        if os.name == "nt":
            return False
        import fcntl

        with path.open("r+b") as file:
            try:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_SIZE, _SHARED_FIRST)
            except (BlockingIOError, PermissionError):
                return True
            return False


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
    if int.from_bytes(header[44:48], "big") > _SCHEMA_FORMATS or int.from_bytes(header[56:60], "big") > _ENCODINGS:
        raise DatabaseDamaged(f"{path}: the header of the database is damaged. {RESTORE}")
    pages = int.from_bytes(header[28:32], "big")
    stated = header[24:28] == header[92:96]
    if stated and not pending and size < pages * page_size:
        raise DatabaseDamaged(
            f"{path}: the database is torn, {size} of {pages * page_size} bytes are left of it. {RESTORE}"
        )


def _check_owner(path: Path) -> None:
    """Refuse another program's database, and leave it as it is."""
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True)) as connection:
            names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            known = "alembic_version" in names
            if known and connection.execute("SELECT version_num FROM alembic_version").fetchone() is not None:
                return
    except sqlite3.Error:
        return  # whoever opens it says what is wrong
    what = f"other tables ({', '.join(sorted(names)[:3])})" if names else "no tables"
    raise DatabaseDamaged(
        f"{path}: this database holds {what} and not Vestnik's. Name another one in the configuration."
    )


def create_private(path: Path) -> None:
    """Make an empty file that only its owner may read: an archive can hold what a site has withdrawn since."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """A draft beside ``path`` (``draft_of``) that becomes ``path`` when the block ends well: whole and on the disk.
    FileExistsError where something stands at ``path`` by then; otherwise as ``draft_of``."""
    with draft_of(path) as draft:
        yield draft
        put_in_place(draft, path)


@contextmanager
def draft_of(path: Path) -> Iterator[Path]:
    """An empty file beside ``path``, for its owner only, that is gone after the block; one that a killed process left
    is removed by the next. StoreError for what the disk refuses."""
    draft = path.with_name(f".{path.name[:60]}.{process_owner().replace('/', '~')}.{secrets.token_hex(4)}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove_orphans(path)
        create_private(draft)
        yield draft
    except FileExistsError:
        raise
    except OSError as error:
        raise disk_error(path, error) from error
    finally:
        remove_database(draft)


def put_in_place(draft: Path, path: Path) -> None:
    """Give a draft its name, once it is on the disk. FileExistsError where something has that name; OSError."""
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    os.link(draft, path)
    sync_folder(path.parent)


def disk_error(path: Path, error: OSError) -> StoreError:
    """What a failure of the disk, while ``path`` was written, means and asks for."""
    words = error.strerror or str(error)
    if error.errno in _FULL:
        return StoreError(f"{path}: the disk is full ({words}). Nothing half-written was left; free space, run again.")
    return StoreError(f"{path}: cannot be written: {words}")


def need_space(path: Path, size: int) -> None:
    """StoreError where the disk that ``path`` is to be on has less than ``size`` bytes free."""
    folder = next(parent for parent in path.absolute().parents if parent.is_dir())
    free = shutil.disk_usage(folder).free
    if free < size:
        raise StoreError(
            f"{path}: this needs {size / 1e6:,.0f} MB of disk and {free / 1e6:,.0f} MB are free. Free space, or name a "
            "file on another disk."
        )


def remove_database(path: Path) -> None:
    """Remove a database file that nobody uses, with what lies beside it; what is not there is no error."""
    for name in (path.name, *(path.name + end for end in BESIDE)):
        path.with_name(name).unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Put a new or changed name in a folder on the disk, too (POSIX; elsewhere there is no such call)."""
    if os.name == "nt":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _remove_orphans(path: Path) -> None:
    start = f".{path.name[:60]}."
    for draft in path.parent.glob(f"{glob.escape(start)}*.new"):
        if owner_is_dead(draft.name.removeprefix(start).rsplit(".", 2)[0].replace("~", "/")):
            remove_database(draft)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None  # whoever opens it says why it cannot be
    return status.st_dev, status.st_ino
