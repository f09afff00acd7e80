"""The migrations and the tables the code works with are one and the same schema."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import storage.schema_partial  # noqa: F401  # its indexes are part of the metadata
from storage import DatabaseOutdated, Store
from storage.engine import Database, parse_url
from storage.files import create_private
from storage.schema import address_key, metadata
from storage.schema_search import known_by_name
from storage.upgrade import HEAD, config, create_file, migrate_file
from tests.storage.builders import NOW, address


def test_head_is_the_newest_migration() -> None:
    script = ScriptDirectory.from_config(config())
    assert script.get_heads() == [HEAD]
    revisions = [revision.revision for revision in script.walk_revisions()]
    assert all(len(name) == 4 and name.isdigit() for name in revisions), "versions are compared as numbers"


def test_migrations_make_exactly_the_tables_of_the_schema(url: str) -> None:
    with Store.open(url) as store, store._db.raw() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": known_by_name})
        assert compare_metadata(context, metadata) == []


def _everything(path: Path) -> list[object]:
    """What SQLite knows of a database's objects, and every row, the schema's version among them. All sorted: Alembic
    rebuilds a table with its constraints and its indexes in any order."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master").fetchall()
        objects = sorted((*names, sorted(line.strip(", ") for line in sql.splitlines())) for *names, sql in rows)
        held = [connection.execute(f"PRAGMA {name}").fetchone() for name in ("journal_mode", "encoding", "page_size")]
        tables = sorted(name for kind, name, *_ in rows if kind == "table")
        filled = {table: connection.execute(f'SELECT * FROM "{table}"').fetchall() for table in tables}
        return [objects, {table: sorted(map(repr, found)) for table, found in filled.items() if found}, held]


def test_a_new_file_holds_exactly_what_the_migrations_make(tmp_path: Path) -> None:
    new, migrated = tmp_path / "new.db", tmp_path / "migrated.db"
    create_file(new, lambda: NOW)
    create_private(migrated)
    migrate_file(migrated, lambda: NOW)

    assert _everything(new) == _everything(migrated), "python -m storage.newest writes the script anew"


def test_a_new_file_is_made_without_alembic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "alembic", None)  # to import it raises
    with Store.open(f"sqlite:///{tmp_path / 'vestnik.db'}") as store:
        assert store.due_sources(NOW, 9) == []


def test_an_archive_of_the_first_schema_is_upgraded_with_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "vestnik.db"
    create_private(path)
    url = f"sqlite:///{path}"
    old = Database(parse_url(url), lambda: NOW)
    with old.raw() as connection:
        configuration = config()
        configuration.attributes["connection"] = connection
        with connection.begin():
            command.upgrade(configuration, "0001")
            connection.exec_driver_sql(
                "INSERT INTO source (key, name, name_en, country, homepage, config_hash, every_s, enabled, paused,"
                " failures) VALUES ('spb', 'n', 'n', 'RU', 'h', 'c', 60, 1, 0, 0)"
            )
            for number, note in ((1, None), (2, f"duplicate of {address(1)}")):
                connection.exec_driver_sql(
                    "INSERT INTO page (address_key, address, source_key, url, kind, state, failures, note)"
                    " VALUES (?, ?, 'spb', 'u', 'article', 'stored', 0, ?)",
                    (address_key(address(number)), address(number), note),
                )
    old.dispose()
    with pytest.raises(DatabaseOutdated):
        Store.open(url)
    assert Store.upgrade(url) == ("0001", HEAD)
    with Store.open(url) as store:
        pages = store.pages([address(1), address(2)])
        assert pages[address(1)].duplicate_of is None
        assert pages[address(2)].duplicate_of == address(1)
        assert store.due_sources(NOW, 9) == ["spb"]
