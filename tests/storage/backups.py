"""Backups as a stranger makes them: of any members, with any manifest, of a changed database."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tarfile
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import zstandard

from storage.backup_file import Manifest, unpack_backup
from storage.backup_restore import restore_backup
from tests.storage.builders import NOW

restored = partial(restore_backup, now=lambda: NOW)


def member_of(name: str, data: bytes, **fields: Any) -> bytes:
    """A file of a tar archive, its header with any fields."""
    member = tarfile.TarInfo(name)
    member.size = len(data)
    for field, value in fields.items():
        setattr(member, field, value)
    return member.tobuf(tarfile.GNU_FORMAT) + data + bytes(-len(data) % 512)


def packed(path: Path, *members: bytes, end: bytes = bytes(1024)) -> Path:
    """A compressed tar archive of these members."""
    path.write_bytes(zstandard.ZstdCompressor().compress(b"".join(members) + end))
    return path


def manifest_of(backup: Path, **changes: Any) -> bytes:
    """The manifest of a backup, as a member, with some of its values changed."""
    manifest = unpack_backup(backup, None)
    values = {name: getattr(manifest, name) for name in Manifest.__dataclass_fields__}
    return member_of("manifest.json", json.dumps(values | changes).encode())


def crafted_backup(archive: tuple[Path, Path], folder: Path, *statements: str) -> Path:
    """A backup whose hashes are right and whose database a stranger has changed."""
    database, backup = archive
    changed = folder / "changed.db"
    shutil.copy(database, changed)
    with sqlite3.connect(changed) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()
    with sqlite3.connect(changed) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()
    data = changed.read_bytes()
    manifest = manifest_of(backup, size=len(data), sha256=sha256(data).hexdigest())
    return packed(folder / "crafted.tar.zst", manifest, member_of("vestnik.db", data))
