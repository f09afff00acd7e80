"""Restoring: nothing is overwritten, and nothing that a stranger put into a backup is used."""

from __future__ import annotations

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from subprocess import PIPE
from typing import Any

import pytest
import zstandard

from storage import DatabaseDamaged, DatabaseNewer, DatabaseOutdated, Store, StoreBusy, StoreError
from storage.backup import make_backup
from storage.backup_file import BackupDamaged, Manifest, unpack_backup
from storage.backup_restore import restore_backup
from storage.files import create_private
from storage.upgrade import HEAD, migrate_file
from tests.storage.builders import NOW
from tests.storage.full_archive import fill

restored = partial(restore_backup, now=lambda: NOW)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """An archive and its backup; both are only read."""
    folder = tmp_path_factory.mktemp("archive")
    fill(f"sqlite:///{folder / 'vestnik.db'}")
    made = make_backup(f"sqlite:///{folder / 'vestnik.db'}", folder / "backup.tar.zst", now=lambda: NOW)
    return folder / "vestnik.db", made.path


def _member(name: str, data: bytes, **fields: Any) -> bytes:
    member = tarfile.TarInfo(name)
    member.size = len(data)
    for field, value in fields.items():
        setattr(member, field, value)
    return member.tobuf(tarfile.GNU_FORMAT) + data + bytes(-len(data) % 512)


def _packed(path: Path, *members: bytes, end: bytes = bytes(1024)) -> Path:
    path.write_bytes(zstandard.ZstdCompressor().compress(b"".join(members) + end))
    return path


def _manifest(backup: Path, **changes: Any) -> bytes:
    manifest = unpack_backup(backup, None)
    values = {name: getattr(manifest, name) for name in Manifest.__dataclass_fields__}
    return _member("manifest.json", json.dumps(values | changes).encode())


def _crafted(archive: tuple[Path, Path], folder: Path, *statements: str) -> Path:
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
    manifest = _manifest(backup, size=len(data), sha256=sha256(data).hexdigest())
    return _packed(folder / "crafted.tar.zst", manifest, _member("vestnik.db", data))


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
    manifest = _manifest(archive[1], size=len(data), sha256=sha256(data).hexdigest())
    path = _packed(tmp_path / "crafted.tar.zst", manifest, _member(name, data, **fields))
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
    manifest = _manifest(archive[1], **({"size": len(data)} | changes))
    _refused(_packed(tmp_path / "lie.tar.zst", manifest, _member("vestnik.db", data)), tmp_path, words)


def test_a_backup_that_is_not_there_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.tar.zst", tmp_path):
        with pytest.raises(StoreError, match=f"^{path}: there is no such backup"):
            restore_backup(path, f"sqlite:///{tmp_path}/new.db", now=lambda: NOW)


@pytest.mark.parametrize("text", [b"[" * 50_000, b"{", b"\xff", b"[]", b'{"format": 1}', b'{"format":' + b"9" * 5_000])
def test_a_manifest_that_is_none(tmp_path: Path, text: bytes) -> None:
    _refused(_packed(tmp_path / "x.tar.zst", _member("manifest.json", text)), tmp_path, "manifest")


def test_a_bomb_is_bounded_by_its_manifest_and_the_disk(archive: tuple[Path, Path], tmp_path: Path) -> None:
    huge = 1 << 50
    member = tarfile.TarInfo("vestnik.db")
    member.size = huge
    header = member.tobuf(tarfile.GNU_FORMAT)
    path = _packed(tmp_path / "a.tar.zst", _manifest(archive[1], size=huge), header, bytes(10_000_000))
    _refused(path, tmp_path, "MB are free", StoreError)
    shutil.rmtree(tmp_path / "goal")
    path = _packed(tmp_path / "b.tar.zst", _manifest(archive[1], size=5_000), header, bytes(10_000_000))
    _refused(path, tmp_path, "size that cannot be")
    shutil.rmtree(tmp_path / "goal")
    manifest = tarfile.TarInfo("manifest.json")
    manifest.size = 10_000_000
    path = _packed(tmp_path / "c.tar.zst", manifest.tobuf(tarfile.GNU_FORMAT), bytes(10_000_000))
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
    _refused(_crafted(archive, tmp_path, statement), tmp_path, words, DatabaseDamaged)


def test_a_table_with_a_check_of_its_own_is_not_ours(archive: tuple[Path, Path], tmp_path: Path) -> None:
    spoiled = "UPDATE sqlite_master SET sql = replace(sql, 'created_at DATETIME NOT NULL', 'created_at DATETIME NOT NULL CHECK (1)') WHERE name = 'story'"  # noqa: E501 - one statement
    path = _crafted(archive, tmp_path, "PRAGMA writable_schema=ON", spoiled)
    _refused(path, tmp_path, "code story", DatabaseDamaged)


def test_rows_that_refer_to_none_are_refused(archive: tuple[Path, Path], tmp_path: Path) -> None:
    _refused(_crafted(archive, tmp_path, "DELETE FROM story"), tmp_path, "do not exist", DatabaseDamaged)


def test_a_newer_backup_is_refused_with_the_way_out(archive: tuple[Path, Path], tmp_path: Path) -> None:
    for changes in ({"schema": "9001"}, {"format": 2, "more": "than we know"}):
        path = _packed(tmp_path / "newer.tar.zst", _manifest(archive[1], **changes))
        _refused(path, tmp_path, "Update Vestnik", DatabaseNewer)
        shutil.rmtree(tmp_path / "goal")


def test_analysed_archives_are_ours(archive: tuple[Path, Path], tmp_path: Path) -> None:
    path = _crafted(archive, tmp_path, "ANALYZE")
    assert restored(path, f"sqlite:///{tmp_path / 'vestnik.db'}").schema == HEAD


def test_nothing_is_overwritten_and_force_keeps_the_old_one(archive: tuple[Path, Path], tmp_path: Path) -> None:
    path = tmp_path / "vestnik.db"
    fill(f"sqlite:///{path}", articles=2)
    with pytest.raises(StoreError, match="--force"):
        restored(archive[1], f"sqlite:///{path}")
    kept = restored(archive[1], f"sqlite:///{path}", force=True).kept
    assert kept == tmp_path / "vestnik.db.before-restore-2024-06-28T120000Z"
    for file, articles in ((path, 6), (kept, 2)):
        with Store.open(f"sqlite:///{file}", create=False) as store:
            assert len(store.article_ids()) == articles


HOLDER = """
import sys
from storage import Store
with Store.open(sys.argv[1]) as store:
    print(len(store.article_ids()), flush=True)
    sys.stdin.readline()
    print(len(store.article_ids()), flush=True)
"""


def test_a_database_in_use_is_not_moved_away(archive: tuple[Path, Path], tmp_path: Path) -> None:
    path = tmp_path / "vestnik.db"
    fill(f"sqlite:///{path}", articles=2)
    with Store.open(f"sqlite:///{path}") as store:
        assert len(store.article_ids()) == 2
        with pytest.raises(StoreBusy, match="Stop it"):
            restored(archive[1], f"sqlite:///{path}", force=True)
    command = [sys.executable, "-c", HOLDER, f"sqlite:///{path}"]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, text=True, cwd=Path(__file__).parents[2]) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "2\n"
        with pytest.raises(StoreBusy, match="Stop it"):
            restored(archive[1], f"sqlite:///{path}", force=True)
        assert other.communicate("\n", timeout=60)[0] == "2\n"
    assert [file.name for file in tmp_path.iterdir()] == ["vestnik.db"]


def test_a_torn_database_and_its_log_are_kept_and_not_replayed(archive: tuple[Path, Path], tmp_path: Path) -> None:
    path = tmp_path / "vestnik.db"
    path.write_bytes(archive[0].read_bytes()[:9_000])
    log = path.with_name("vestnik.db-wal")
    log.write_bytes(b"unsaved work")
    kept = restored(archive[1], f"sqlite:///{path}", force=True).kept
    assert kept is not None
    assert kept.stat().st_size == 9_000
    assert kept.with_name(kept.name + "-wal").read_bytes() == b"unsaved work"
    with Store.open(f"sqlite:///{path}", create=False) as store:
        assert len(store.article_ids()) == 6


def test_an_older_backup_is_upgraded_on_demand(tmp_path: Path, postgres_url: str) -> None:
    old = tmp_path / "old.db"
    create_private(old)
    migrate_file(old, lambda: NOW, "0007")
    path = make_backup(f"sqlite:///{old}", tmp_path / "old.tar.zst", now=lambda: NOW).path
    assert restored(path, f"sqlite:///{tmp_path / 'a.db'}").schema == "0007"
    with pytest.raises(DatabaseOutdated, match="db upgrade"):
        Store.open(f"sqlite:///{tmp_path / 'a.db'}")
    with pytest.raises(DatabaseOutdated, match="--upgrade"):
        restored(path, postgres_url)
    for target in (f"sqlite:///{tmp_path / 'b.db'}", postgres_url):
        assert restored(path, target, upgrade=True).schema == HEAD
        Store.open(target, create=False).close()


def test_a_backup_is_a_plain_tar_archive(archive: tuple[Path, Path], tmp_path: Path) -> None:
    with zstandard.open(archive[1], "rb") as stream:
        data = io.BytesIO(stream.read())
    with tarfile.open(fileobj=data) as tar:
        assert tar.getnames() == ["manifest.json", "vestnik.db"]
        tar.extractall(tmp_path, filter="data")
    with Store.open(f"sqlite:///{tmp_path / 'vestnik.db'}", create=False) as store:
        assert len(store.article_ids()) == 6
    manifest = unpack_backup(archive[1], None)
    assert replace(manifest, sha256="").origin == "sqlite"
    assert json.loads((tmp_path / "manifest.json").read_text())["sha256"] == manifest.sha256


def test_rows_that_were_not_counted_when_it_was_saved_are_refused(archive: tuple[Path, Path], tmp_path: Path) -> None:
    crafted, counted = _crafted(archive, tmp_path, "DELETE FROM alert"), unpack_backup(archive[1], None).tables["alert"]
    assert counted > 0
    with pytest.raises(BackupDamaged, match=f"table alert holds 0 rows, where its manifest says {counted}"):
        restored(crafted, f"sqlite:///{tmp_path / 'back.db'}")
    assert not (tmp_path / "back.db").exists()
