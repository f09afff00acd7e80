"""Restoring: nothing is overwritten; what a backup is, and what becomes of what stood there before."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
from dataclasses import replace
from pathlib import Path
from subprocess import PIPE

import pytest
import zstandard

from storage import DatabaseOutdated, Store, StoreBusy, StoreError
from storage.backup import make_backup
from storage.backup_file import unpack_backup
from storage.backup_restore import restore_backup
from storage.files import create_private
from storage.upgrade import HEAD, migrate_file
from tests.storage.backups import crafted_backup, restored
from tests.storage.builders import NOW
from tests.storage.full_archive import fill


def test_a_backup_that_is_not_there_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.tar.zst", tmp_path):
        with pytest.raises(StoreError, match=f"^{path}: there is no such backup"):
            restore_backup(path, f"sqlite:///{tmp_path}/new.db", now=lambda: NOW)


def test_analysed_archives_are_ours(archive: tuple[Path, Path], tmp_path: Path) -> None:
    path = crafted_backup(archive, tmp_path, "ANALYZE")
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
