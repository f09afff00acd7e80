"""Backups: one moment of an archive that others write to, proved; old ones are thinned out."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from storage import DatabaseDamaged, DatabaseMissing, Store, StoreError
from storage.backup import backup_before_upgrade, backup_name, drop_older, make_backup
from storage.backup_restore import restore_backup
from storage.engine import Database, parse_url
from storage.upgrade import migrate
from tests.storage.builders import NOW, ROUTE, item
from tests.storage.full_archive import fill
from tests.storage.test_copying import sums


def _now() -> datetime:
    return NOW


def test_a_backup_restores_to_the_same_archive(url: str, tmp_path: Path) -> None:
    fill(url)
    path = tmp_path / "backup.tar.zst"
    made = make_backup(url, path, now=_now)
    assert made.manifest.tables["article"] == 6
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 or os.name == "nt"
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".")] == []
    back = f"sqlite:///{tmp_path / 'back.db'}"
    assert restore_backup(path, back, now=_now).kept is None
    assert sums(back) == sums(url)
    with Store.open(back, create=False) as store:
        assert store.check_whole() == []
        assert store.check_pages(store.page_keys()) == []


def test_a_backup_of_a_file_restores_into_a_server(postgres_url: str, tmp_path: Path) -> None:
    source = f"sqlite:///{tmp_path / 'vestnik.db'}"
    fill(source)
    make_backup(source, tmp_path / "backup.tar.zst", now=_now)
    restore_backup(tmp_path / "backup.tar.zst", postgres_url, now=_now)
    assert sums(postgres_url) == sums(source)
    with pytest.raises(StoreError, match="is not empty"):
        restore_backup(tmp_path / "backup.tar.zst", postgres_url, force=True, now=_now)


def test_a_backup_is_of_one_moment_though_others_write(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer stores an article at each step of the backup; none of it is in it, and it does not begin anew."""
    monkeypatch.setattr("storage.backup._AT_ONCE", 16)
    fill(url)
    with Store.open(url) as writer:
        run = writer.begin_run("msu", now=NOW, worker="writer")
        before = sums(url)
        read: list[int] = []

        def write(stage: str, done: int, _total: int) -> None:
            if stage in ("reading", "copying"):
                read.append(done)
                new = item(1_000 + done, run_id=run, key="msu", page=os.urandom(20_000))
                writer.save_items([new], routes=[ROUTE], now=NOW)

        make_backup(url, tmp_path / "backup.tar.zst", now=_now, told=write)
    assert len(read) > 3
    assert read == sorted(set(read)), "it never began anew"
    assert sums(url) != before
    back = f"sqlite:///{tmp_path / 'back.db'}"
    restore_backup(tmp_path / "backup.tar.zst", back, now=_now)
    assert sums(back) == before


def test_a_server_of_an_older_schema_is_saved_before_its_upgrade(postgres_url: str, tmp_path: Path) -> None:
    old = Database(parse_url(postgres_url), _now)
    migrate(old, "0007")
    old.dispose()
    made = backup_before_upgrade(postgres_url, tmp_path, now=_now)
    assert made is not None
    assert (made.manifest.schema, made.manifest.origin) == ("0007", "postgresql")
    assert made.path.name.endswith("-schema-0007-2024-06-28T120000Z.tar.zst")
    Store.upgrade(postgres_url)
    assert backup_before_upgrade(postgres_url, tmp_path, now=_now) is None


def test_a_backup_never_takes_the_place_of_a_file(tmp_path: Path) -> None:
    fill(f"sqlite:///{tmp_path / 'vestnik.db'}", articles=1)
    path = tmp_path / "backup.tar.zst"
    path.write_text("mine")
    with pytest.raises(StoreError, match="something already"):
        make_backup(f"sqlite:///{tmp_path / 'vestnik.db'}", path, now=_now)
    assert path.read_text() == "mine"


def test_there_is_no_backup_of_nothing(tmp_path: Path, postgres_url: str) -> None:
    for url in (f"sqlite:///{tmp_path / 'none.db'}", postgres_url):
        with pytest.raises(DatabaseMissing):
            make_backup(url, tmp_path / "backup.tar.zst", now=_now)


def test_a_damaged_archive_gives_no_backup(tmp_path: Path) -> None:
    path = tmp_path / "vestnik.db"
    fill(f"sqlite:///{path}", articles=60)
    data = bytearray(path.read_bytes())
    data[-3 * 4096 :] = bytes(3 * 4096)
    path.write_bytes(data)
    with pytest.raises(DatabaseDamaged, match=r"vestnik\.db.*[Rr]estore"):
        make_backup(f"sqlite:///{path}", tmp_path / "backup.tar.zst", now=_now)
    assert [file.name for file in tmp_path.iterdir() if "backup" in file.name] == []


def test_only_dated_backups_of_this_archive_are_thinned_out(tmp_path: Path) -> None:
    url = "sqlite:////data/vestnik.db"
    days = [backup_name(url, NOW + timedelta(days=day)) for day in range(5)]
    others = [
        "vestnik.db",
        "notes.tar.zst",
        backup_name("sqlite:///other.db", NOW),
        backup_name(url, NOW, "-schema-0009"),
    ]
    for name in [*days, *others]:
        (tmp_path / name).touch()
    assert [file.name for file in drop_older(url, tmp_path, 2)] == days[:3]
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted([*days[3:], *others])


LIMITED = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from storage import StoreError
from storage.backup import make_backup
from storage.backup_restore import restore_backup
from storage.engine import Database, parse_url
from storage.upgrade import migrate
from storage.copying import copy_archive
url, backup, folder = sys.argv[1:]
now = lambda: datetime.now(UTC)
for size, work in (
    (100_000, lambda: make_backup(url, Path(folder, "1"), now=now)),
    (700_000, lambda: make_backup(url, Path(folder, "2"), now=now)),
    (300_000, lambda: restore_backup(Path(backup), f"sqlite:///{folder}/3", now=now)),
    (300_000, lambda: copy_archive(url, f"sqlite:///{folder}/4", now=now)),
):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    try:
        work()
    except StoreError as error:
        print(error)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit of a file's size")
def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path) -> None:
    """A bound on the size of a file stands for a disk that fills: both fail a write in the middle."""
    folder, url = tmp_path / "full", f"sqlite:///{tmp_path / 'vestnik.db'}"
    folder.mkdir()
    fill(url)
    with Store.open(url) as store:
        run = store.begin_run("msu", now=NOW, worker="test")
        pages = [item(100 + n, run_id=run, key="msu", page=os.urandom(40_000)) for n in range(20)]
        store.save_items(pages, routes=[], now=NOW)
    backup = make_backup(url, tmp_path / "backup.tar.zst", now=_now).path
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, url, str(backup), str(folder)],
        cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert [("disk" in line) for line in done.stdout.splitlines()] == [True] * 4
    assert list(folder.iterdir()) == []


def test_too_little_space_is_said_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'vestnik.db'}"
    fill(url, articles=1)
    path = make_backup(url, tmp_path / "backup.tar.zst", now=_now).path
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: type("Usage", (), {"free": 1_000}))
    work: list[Callable[[], object]] = [
        lambda: make_backup(url, tmp_path / "another.tar.zst", now=_now),
        lambda: restore_backup(path, f"sqlite:///{tmp_path / 'back.db'}", now=_now),
    ]
    for one in work:
        with pytest.raises(StoreError, match="0 MB are free"):
            one()
