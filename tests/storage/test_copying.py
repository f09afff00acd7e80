"""A whole archive into another database: everything arrives, or nothing does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from storage import DatabaseDamaged, DatabaseOutdated, Store, StoreError
from storage.copying import copy_archive, reading
from storage.copying_tables import Summing, TableSum, archive_tables, read_rows
from storage.engine import parse_url
from storage.schema import article, metadata, raw_page
from tests.storage.builders import NOW, ROUTE, item
from tests.storage.full_archive import fill


def sums(url: str) -> dict[str, TableSum]:
    """The sums of an archive's tables."""
    found = {}
    with reading(parse_url(url), lambda: NOW) as (_db, connection):
        for table in archive_tables(connection):
            adding = Summing(table.name)
            for part in read_rows(connection, table, sorted(table.columns.keys())):
                for row in part:
                    adding.add(row)
            found[table.name] = adding.total()
    return found


def copy(source: str, target: str) -> dict[str, TableSum]:
    """Copy; the sums that are reported."""
    return {table.name: table for table in copy_archive(source, target, now=lambda: NOW).tables}


def _files(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir() if not file.name.endswith(("-wal", "-shm")))


def test_every_table_arrives_there_and_back(url: str, postgres_url: str, tmp_path: Path) -> None:
    fill(url)
    middle = postgres_url if url.startswith("sqlite") else f"sqlite:///{tmp_path / 'middle.db'}"
    back = f"sqlite:///{tmp_path / 'back.db'}"
    reported = copy(url, middle)
    copy(middle, back)
    own = {name for name in metadata.tables if not name.startswith("search_")}
    assert set(reported) == own
    assert all(table.rows for table in reported.values()), "every table had a row to copy"
    assert reported == sums(url) == sums(middle) == sums(back)


def test_the_copy_works_on(url: str, postgres_url: str, tmp_path: Path) -> None:
    fill(url, articles=3)
    target = postgres_url if url.startswith("sqlite") else f"sqlite:///{tmp_path / 'copy.db'}"
    copy(url, target)
    with Store.open(target, create=False) as store:
        assert store.waiting_for_search() == 3
        assert len(store.search("Тяньцзинь").hits) == 3
        run = store.begin_run("msu", now=NOW, worker="next")
        store.save_items([item(99, run_id=run, key="msu")], routes=[ROUTE], now=NOW + timedelta(days=1))
        assert store.check_pages(store.page_keys()) == []
        assert store.check_whole() == []
        with store._db.read() as connection:
            assert connection.scalar(select(func.max(article.c.id))) == 4


def test_a_target_that_is_not_empty_is_left_as_it_is(url: str, tmp_path: Path) -> None:
    source = f"sqlite:///{tmp_path / 'source.db'}"
    fill(source)
    fill(url, articles=1)
    before = sums(url)
    with pytest.raises(StoreError, match=r"vestnik\.db: there is something already|is not empty"):
        copy(source, url)
    assert sums(url) == before


def test_a_copy_onto_itself_or_of_an_older_schema_is_refused(url: str, tmp_path: Path) -> None:
    fill(url)
    with pytest.raises(StoreError, match="the same database"):
        copy(url, url)
    with Store.open(url) as store, store._db.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    with pytest.raises(DatabaseOutdated, match="db upgrade"):
        copy(url, f"sqlite:///{tmp_path / 'copy.db'}")


def test_the_log_of_a_lost_database_is_not_replayed_into_a_copy(tmp_path: Path) -> None:
    fill(f"sqlite:///{tmp_path / 'source.db'}")
    (tmp_path / "copy.db-wal").write_bytes(b"unsaved work")
    with pytest.raises(StoreError, match=r"copy\.db-wal"):
        copy(f"sqlite:///{tmp_path / 'source.db'}", f"sqlite:///{tmp_path / 'copy.db'}")


def test_a_page_that_was_damaged_before_is_copied_and_named(tmp_path: Path) -> None:
    source = f"sqlite:///{tmp_path / 'source.db'}"
    fill(source)
    with Store.open(source) as store, store._db.write() as connection:
        key = connection.scalar(select(raw_page.c.sha256).where(raw_page.c.base.is_(None)).limit(1))
        connection.execute(update(raw_page).where(raw_page.c.sha256 == key).values(data=b"no zstd"))
    done = copy_archive(source, f"sqlite:///{tmp_path / 'copy.db'}", now=lambda: NOW)
    assert key in done.damaged


def test_a_copy_that_differs_is_not_kept(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that is changed under way (as bad memory would) is noticed, and the target stays empty."""
    source = f"sqlite:///{tmp_path / 'source.db'}"
    fill(source)
    if url.startswith("postgresql"):
        trick = (
            "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS "
            "'BEGIN NEW.title := NEW.title || ''!''; RETURN NEW; END'"
        )
        with Store.open(url) as store, store._db.write() as connection:
            connection.exec_driver_sql(trick)
            connection.exec_driver_sql(
                "CREATE TRIGGER spoil BEFORE INSERT ON article FOR EACH ROW EXECUTE FUNCTION spoil()"
            )
    else:
        monkeypatch.setattr("storage.copying_tables._sqlite_value", lambda value: 7 if value == 1 else value)
    with pytest.raises(DatabaseDamaged, match="is not what was read"):
        copy(source, url)
    if url.startswith("postgresql"):
        assert all(not table.rows for table in sums(url).values())
    else:
        assert _files(tmp_path) == ["source.db"]


COPIER = """
import os, signal, sys
from datetime import UTC, datetime
from storage.copying import copy_archive
def told(stage, done, total):
    if stage == "verifying":
        os.kill(os.getpid(), signal.SIGKILL)
copy_archive(sys.argv[1], sys.argv[2], told=told, now=lambda: datetime.now(UTC))
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_killed_copy_leaves_an_empty_target_and_can_be_done_again(url: str, tmp_path: Path) -> None:
    source = f"sqlite:///{tmp_path / 'source.db'}"
    fill(source)
    root = Path(__file__).parents[2]
    killed = subprocess.run([sys.executable, "-c", COPIER, source, url], cwd=root, check=False, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert not (tmp_path / "vestnik.db").exists()
    assert copy(source, url) == sums(source) == sums(url)
    assert _files(tmp_path) in (["source.db"], ["source.db", "vestnik.db"]), "the drafts of the dead are cleared away"
