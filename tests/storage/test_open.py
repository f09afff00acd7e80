"""Opening a database: a new one, an older, a newer, a torn one. Nothing is ever overwritten."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import (
    DatabaseDamaged,
    DatabaseMissing,
    DatabaseNewer,
    DatabaseOutdated,
    Store,
    StoreError,
)
from storage.backup import backup_before_upgrade
from storage.engine import Database, parse_url
from storage.errors import StoreBusy
from storage.upgrade import HEAD, migrate
from tests.storage.builders import NOW, ROUTE, item, source


def _database(tmp_path: Path, articles: int = 0) -> Path:
    path = tmp_path / "vestnik.db"
    with Store.open(f"sqlite:///{path}") as store:
        store.register_sources([source()])
        run = store.begin_run("spb", now=NOW, worker="test")
        store.save_items([item(n, run_id=run) for n in range(articles)], routes=[ROUTE], now=NOW)
    return path


def _set_version(url: str, version: str) -> None:
    with Store.open(url) as store, store._db.write() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{version}'")


def test_new_database_has_the_newest_schema_and_opens_again(url: str) -> None:
    with Store.open(url) as store:
        store.register_sources([source()])
    with Store.open(url, create=False) as store:
        assert store.schema_version() == HEAD
        assert [state.key for state in store.source_states()] == ["spb"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_new_database_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "vestnik.db"
    with Store.open(f"sqlite:///{path}") as store:
        store.register_sources([source()])
        for file in path.parent.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
        assert not [file for file in path.parent.iterdir() if file.name.endswith(".new")]


def test_missing_database_is_not_made_unasked(url: str) -> None:
    with pytest.raises(DatabaseMissing, match="first crawl"):
        Store.open(url, create=False)


def test_newer_database_is_refused_naming_both_versions(url: str) -> None:
    _set_version(url, "9001")
    with pytest.raises(DatabaseNewer, match=rf"9001.*{HEAD}.*Update Vestnik"):
        Store.open(url)
    its_own = Database(parse_url(url), lambda: NOW)  # stopping the newer program would not help
    with its_own.read() as connection:
        connection.execute(text("SELECT count(*) FROM flag"))
        with pytest.raises(DatabaseNewer):
            Store.upgrade(url)
    its_own.dispose()


def test_older_database_asks_for_an_upgrade(url: str) -> None:
    _set_version(url, "0000")
    with pytest.raises(DatabaseOutdated, match="vestnik db upgrade"):
        Store.open(url)


def test_a_schema_is_not_changed_under_another_process(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.upgrade._LOOK_EVERY_S", 0)
    running = Database(parse_url(url), lambda: NOW)
    migrate(running, "0012")
    with running.read() as connection:
        connection.execute(text("SELECT count(*) FROM flag"))
        for upgrade in (lambda: Store.upgrade(url), lambda: backup_before_upgrade(url, tmp_path, now=lambda: NOW)):
            with pytest.raises(StoreBusy, match="Stop it"):
                upgrade()
    monkeypatch.undo()
    monkeypatch.setattr("storage.upgrade._LOOKS", 10_000)  # a server that is busy forgets a connection when it can
    running.dispose()
    assert Store.upgrade(url) == ("0012", HEAD)


def test_upgrade_of_a_current_database_does_nothing(url: str) -> None:
    Store.open(url).close()
    assert Store.upgrade(url) == (HEAD, HEAD)


def test_password_is_in_no_error() -> None:
    with pytest.raises(StoreError) as caught:
        Store.open("postgresql://vestnik:geheim@127.0.0.1:1/archive")
    assert "geheim" not in str(caught.value)
    assert "127.0.0.1" in str(caught.value)


def test_foreign_tables_are_refused(url: str) -> None:
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            connection.execute("CREATE TABLE orders (id INTEGER)")
        connection.close()
    else:
        import psycopg

        with psycopg.connect(url.replace("+psycopg", "")) as server:
            server.execute("CREATE TABLE orders (id INTEGER)")
    with pytest.raises(DatabaseDamaged, match="orders"):
        Store.open(url)


@pytest.mark.parametrize(
    "statement", ["CREATE TABLE orders (id)", "CREATE TABLE alembic_version (version_num)", "PRAGMA user_version = 1"]
)
def test_another_programs_file_is_left_as_it_is(tmp_path: Path, statement: str) -> None:
    path = tmp_path / "orders.db"
    with sqlite3.connect(path) as connection:
        connection.execute(statement)
    connection.close()
    before = path.read_bytes()
    with pytest.raises(DatabaseDamaged, match=r"not Vestnik's.*Name another"):
        Store.open(f"sqlite:///{path}")
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["orders.db"]


@pytest.mark.parametrize("place", [44, 56])
def test_damaged_header_is_refused(tmp_path: Path, place: int) -> None:
    path = _database(tmp_path)
    data = bytearray(path.read_bytes())
    data[place] = 0x80
    path.write_bytes(data)
    with pytest.raises(DatabaseDamaged, match=r"header.*[Rr]estore"):
        Store.open(f"sqlite:///{path}")


@pytest.mark.parametrize("url", ["", "sqlite://", "sqlite:///:memory:", "mysql://x/y", "not an address"])
def test_address_that_names_no_database(url: str) -> None:
    with pytest.raises(StoreError):
        Store.open(url)


def test_empty_file_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "vestnik.db"
    path.touch()
    with pytest.raises(DatabaseDamaged, match=r"0 bytes.*[Rr]estore"):
        Store.open(f"sqlite:///{path}")
    assert path.stat().st_size == 0


def test_empty_file_beside_its_log_keeps_the_log(tmp_path: Path) -> None:
    path = tmp_path / "vestnik.db"
    path.touch()
    log = tmp_path / "vestnik.db-wal"
    log.write_bytes(b"unsaved work")
    with pytest.raises(DatabaseDamaged, match=r"vestnik\.db-wal"):
        Store.open(f"sqlite:///{path}")
    assert log.read_bytes() == b"unsaved work"


def test_vanished_file_beside_its_log_is_not_begun_anew(tmp_path: Path) -> None:
    log = tmp_path / "vestnik.db-wal"
    log.write_bytes(b"unsaved work")
    with pytest.raises(DatabaseDamaged, match=r"vestnik\.db-wal"):
        Store.open(f"sqlite:///{tmp_path / 'vestnik.db'}")
    assert [file.name for file in tmp_path.iterdir()] == ["vestnik.db-wal"]


@pytest.mark.parametrize("share", [0.001, 0.01, 0.3, 0.5, 0.9, 0.999])
def test_torn_database_is_refused_and_kept(tmp_path: Path, share: float) -> None:
    path = _database(tmp_path, articles=20)
    whole = path.read_bytes()
    torn = whole[: int(len(whole) * share)]
    path.write_bytes(torn)
    with pytest.raises(DatabaseDamaged, match=r"vestnik\.db.*[Rr]estore"):
        Store.open(f"sqlite:///{path}")
    assert path.read_bytes() == torn


def test_other_file_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "vestnik.db"
    path.write_text("[vestnik]\n" * 50)
    with pytest.raises(DatabaseDamaged, match="not a SQLite database"):
        Store.open(f"sqlite:///{path}")
    assert path.read_text() == "[vestnik]\n" * 50


def test_damage_met_while_reading_is_named(tmp_path: Path) -> None:
    path = _database(tmp_path, articles=20)
    data = bytearray(path.read_bytes())
    data[4096 * 2 :] = os.urandom(len(data) - 4096 * 2)
    path.write_bytes(data)
    with pytest.raises(DatabaseDamaged, match=r"vestnik\.db.*[Rr]estore"), Store.open(f"sqlite:///{path}") as store:
        store.article(1)


def test_full_disk_is_named_and_nothing_is_lost(tmp_path: Path) -> None:
    path = _database(tmp_path, articles=1)
    with Store.open(f"sqlite:///{path}") as store:
        with store._db.raw() as connection:
            limit = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count={limit}")
        run = store.begin_run("spb", now=NOW, worker="test")
        pages = [item(n, run_id=run, page=os.urandom(9_000)) for n in range(100, 125)]
        with pytest.raises(StoreError, match="disk is full"):
            store.save_items(pages, routes=[ROUTE], now=NOW)
        assert store.source_states()[0].articles == 1
    with Store.open(f"sqlite:///{path}") as store:
        store.save_items(pages, routes=[ROUTE], now=NOW)
        assert store.source_states()[0].articles == 26


def _open(path: str) -> str:
    with Store.open(f"sqlite:///{path}") as store:
        return store.schema_version()


def test_processes_that_open_a_new_database_at_once_share_it(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        assert pool.map(_open, [str(tmp_path / "vestnik.db")] * 6, chunksize=1) == [HEAD] * 6
    assert [file.name for file in tmp_path.iterdir() if file.name.endswith(".new")] == []


def test_opening_an_existing_database_imports_no_alembic(tmp_path: Path) -> None:
    path = _database(tmp_path)
    code = (
        "import sys; from storage import Store\n"
        f"Store.open('sqlite:///{path}').close()\n"
        "assert not any(name.startswith('alembic') for name in sys.modules)"
    )
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root, timeout=60)
