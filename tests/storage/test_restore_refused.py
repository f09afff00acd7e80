"""Restoring: nothing that a stranger put into a backup is used."""

from __future__ import annotations

import os
import shutil
import tarfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import zstandard

from storage import DatabaseDamaged, DatabaseNewer, StoreError
from storage.backup_file import BackupDamaged, unpack_backup
from tests.storage.backups import crafted_backup, manifest_of, member_of, packed, restored


def _refused(path: Path, folder: Path, words: str, error: type[StoreError] = BackupDamaged) -> None:
    goal = folder / "goal"
    goal.mkdir()
    with pytest.raises(error, match=words):
        restored(path, f"sqlite:///{goal / 'vestnik.db'}")
    assert list(goal.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("../vestnik.db", {}),
        ("/etc/vestnik.db", {}),
        ("vestnik.db/../../x", {}),
        ("other.db", {}),
        ("vestnik.db", {"type": tarfile.SYMTYPE, "linkname": "/etc/passwd"}),
        ("vestnik.db", {"type": tarfile.LNKTYPE, "linkname": "manifest.json"}),
        ("vestnik.db", {"type": tarfile.CHRTYPE, "devmajor": 1, "devminor": 5}),
        ("vestnik.db", {"type": tarfile.FIFOTYPE}),
        ("vestnik.db", {"type": tarfile.DIRTYPE}),
        ("vestnik.db", {"type": tarfile.GNUTYPE_SPARSE}),
        ("vestnik.db", {"type": tarfile.XHDTYPE}),
        ("vestnik.db", {"type": tarfile.GNUTYPE_LONGNAME}),
        ("x" * 300, {}),
    ],
    ids=str,
)
def test_a_member_that_does_not_belong_there(
    archive: tuple[Path, Path], tmp_path: Path, name: str, fields: dict[str, Any]
) -> None:
    data = archive[0].read_bytes()
    manifest = manifest_of(archive[1], size=len(data), sha256=sha256(data).hexdigest())
    path = packed(tmp_path / "crafted.tar.zst", manifest, member_of(name, data, **fields))
    _refused(path, tmp_path, "in place of vestnik.db")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data[: len(data) // 2], "cannot be unpacked|ends too early"),
        (lambda data: data + b"more", "cannot be unpacked"),
        (lambda data: data + zstandard.ZstdCompressor().compress(b"more"), "more follows"),
        (lambda data: data[:3000] + bytes([data[3000] ^ 1]) + data[3001:], "cannot be unpacked|does not match"),
        (lambda _data: b"", "ends too early"),
        (lambda _data: b"PK\x03\x04 a zip file", "cannot be unpacked"),
        (lambda _data: os.urandom(5_000), "cannot be unpacked"),
    ],
)
def test_a_backup_that_is_not_what_it_was(
    archive: tuple[Path, Path], tmp_path: Path, change: Callable[[bytes], bytes], words: str
) -> None:
    path = tmp_path / "torn.tar.zst"
    path.write_bytes(change(archive[1].read_bytes()))
    _refused(path, tmp_path, words)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sha256": "0" * 64}, "does not match its sha256"),
        ({"size": 5_000}, "size that cannot be"),
        ({"size": 10**7}, "another size"),
        ({"size": -1}, "manifest"),
        ({"size": "5"}, "manifest"),
        ({"schema": "../x"}, "manifest"),
        ({"origin": "oracle"}, "manifest"),
        ({"made_at": "yesterday"}, "manifest"),
        ({"tables": [1]}, "manifest"),
        ({"extra": 1}, "manifest"),
        ({"format": "1"}, "manifest"),
    ],
    ids=str,
)
def test_a_manifest_that_lies(archive: tuple[Path, Path], tmp_path: Path, changes: dict[str, Any], words: str) -> None:
    data = archive[0].read_bytes()
    manifest = manifest_of(archive[1], **({"size": len(data)} | changes))
    _refused(packed(tmp_path / "lie.tar.zst", manifest, member_of("vestnik.db", data)), tmp_path, words)


@pytest.mark.parametrize("text", [b"[" * 50_000, b"{", b"\xff", b"[]", b'{"format": 1}', b'{"format":' + b"9" * 5_000])
def test_a_manifest_that_is_none(tmp_path: Path, text: bytes) -> None:
    _refused(packed(tmp_path / "x.tar.zst", member_of("manifest.json", text)), tmp_path, "manifest")


def test_a_bomb_is_bounded_by_its_manifest_and_the_disk(archive: tuple[Path, Path], tmp_path: Path) -> None:
    huge = 1 << 50
    member = tarfile.TarInfo("vestnik.db")
    member.size = huge
    header = member.tobuf(tarfile.GNU_FORMAT)
    path = packed(tmp_path / "a.tar.zst", manifest_of(archive[1], size=huge), header, bytes(10_000_000))
    _refused(path, tmp_path, "MB are free", StoreError)
    shutil.rmtree(tmp_path / "goal")
    path = packed(tmp_path / "b.tar.zst", manifest_of(archive[1], size=5_000), header, bytes(10_000_000))
    _refused(path, tmp_path, "size that cannot be")
    shutil.rmtree(tmp_path / "goal")
    manifest = tarfile.TarInfo("manifest.json")
    manifest.size = 10_000_000
    path = packed(tmp_path / "c.tar.zst", manifest.tobuf(tarfile.GNU_FORMAT), bytes(10_000_000))
    _refused(path, tmp_path, "size that cannot be")


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("CREATE TRIGGER t AFTER INSERT ON article BEGIN SELECT 1; END", "trigger"),
        ("CREATE VIEW v AS SELECT 1", "view"),
        ("CREATE TABLE orders (id INTEGER)", "orders"),
        ("CREATE INDEX i ON article (upper(title))", "index i"),
        ("CREATE UNIQUE INDEX i ON article (title) WHERE id > 5", "index i"),
        ("CREATE VIRTUAL TABLE f USING fts5(x)", "differs"),
        ("ALTER TABLE article ADD COLUMN more TEXT DEFAULT 'x'", "article"),
        ("ALTER TABLE article ADD COLUMN more TEXT AS (upper(title))", "article"),
        ("DROP TABLE host", "no"),
        ("DROP INDEX ix_article_content_hash", "no"),
        ("UPDATE alembic_version SET version_num = '0001'", "is 0001, not"),
        ("DELETE FROM alembic_version", "no version"),
    ],
)
def test_a_database_that_is_not_ours(archive: tuple[Path, Path], tmp_path: Path, statement: str, words: str) -> None:
    _refused(crafted_backup(archive, tmp_path, statement), tmp_path, words, DatabaseDamaged)


def test_a_table_with_a_check_of_its_own_is_not_ours(archive: tuple[Path, Path], tmp_path: Path) -> None:
    spoiled = "UPDATE sqlite_master SET sql = replace(sql, 'created_at DATETIME NOT NULL', 'created_at DATETIME NOT NULL CHECK (1)') WHERE name = 'story'"  # noqa: E501 - one statement
    path = crafted_backup(archive, tmp_path, "PRAGMA writable_schema=ON", spoiled)
    _refused(path, tmp_path, "code story", DatabaseDamaged)


def test_rows_that_refer_to_none_are_refused(archive: tuple[Path, Path], tmp_path: Path) -> None:
    _refused(crafted_backup(archive, tmp_path, "DELETE FROM story"), tmp_path, "do not exist", DatabaseDamaged)


def test_a_newer_backup_is_refused_with_the_way_out(archive: tuple[Path, Path], tmp_path: Path) -> None:
    for changes in ({"schema": "9001"}, {"format": 2, "more": "than we know"}):
        path = packed(tmp_path / "newer.tar.zst", manifest_of(archive[1], **changes))
        _refused(path, tmp_path, "Update Vestnik", DatabaseNewer)
        shutil.rmtree(tmp_path / "goal")


def test_rows_that_were_not_counted_when_it_was_saved_are_refused(archive: tuple[Path, Path], tmp_path: Path) -> None:
    crafted, counted = (
        crafted_backup(archive, tmp_path, "DELETE FROM alert"),
        unpack_backup(archive[1], None).tables["alert"],
    )
    assert counted > 0
    with pytest.raises(BackupDamaged, match=f"table alert holds 0 rows, where its manifest says {counted}"):
        restored(crafted, f"sqlite:///{tmp_path / 'back.db'}")
    assert not (tmp_path / "back.db").exists()
