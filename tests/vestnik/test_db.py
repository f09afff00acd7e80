"""``vestnik db copy``, ``backup``, ``restore`` and ``upgrade`` as a person uses them."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import Store
from storage.files import create_private
from storage.upgrade import HEAD, migrate_file
from tests.storage.builders import NOW
from tests.storage.full_archive import fill
from tests.vestnik.running import Command


@pytest.fixture
def archive(vestnik: Command) -> Command:
    fill(f"sqlite:///{vestnik.folder / 'vestnik.db'}", articles=3)
    vestnik.config("")
    return vestnik


@pytest.fixture
def old(vestnik: Command) -> Command:
    """An archive of an older schema, with one source in it."""
    path = vestnik.folder / "vestnik.db"
    create_private(path)
    migrate_file(path, lambda: NOW, "0007")
    _sql(
        path,
        "INSERT INTO source (key, name, name_en, country, homepage, config_hash, every_s, enabled, paused, failures)"
        " VALUES ('spb', 'n', 'n', 'RU', 'h', 'c', 60, 1, 0, 0)",
    )
    vestnik.config("")
    return vestnik


def _sql(path: Path, statement: str) -> None:
    with sqlite3.connect(path) as database:
        database.execute(statement)
    database.close()


def test_saved_lost_and_brought_back(archive: Command) -> None:
    said = archive.ok("db", "backup").out
    (saved,) = (archive.folder / "backups").iterdir()
    assert f"{saved}: 3 articles, schema {HEAD}" in said
    (archive.folder / "vestnik.db").unlink()
    assert "3 articles as of" in archive.ok("db", "restore", str(saved)).out
    with Store.open(f"sqlite:///{archive.folder / 'vestnik.db'}", create=False) as store:
        assert len(store.article_ids()) == 3


def test_restore_says_how_to_go_on(archive: Command) -> None:
    file = archive.ok("db", "backup", "--json").json["file"]
    assert "--force" in archive.refused("db", "restore", file)
    outcome = archive.ok("db", "restore", file, "--force", "--json").json
    assert Path(outcome["kept"]).exists()
    assert outcome["manifest"]["tables"]["article"] == 3
    assert "there is no such backup" in archive.refused("db", "restore", "none.tar.zst", "--to", "new.db")
    (archive.folder / "page.html").write_text("<html>" * 500)
    assert "use another backup" in archive.refused("db", "restore", "page.html", "--to", "new.db")


def test_backups_are_thinned_out(archive: Command) -> None:
    folder = archive.folder / "kept"
    folder.mkdir()
    for day in range(1, 5):
        (folder / f"vestnik-2024-06-0{day}T040000Z.tar.zst").touch()
    outcome = archive.ok("db", "backup", str(folder), "--keep", "2", "--json").json
    assert len(outcome["deleted"]) == 3
    assert sorted(file.name for file in folder.iterdir()) == [
        "vestnik-2024-06-04T040000Z.tar.zst",
        Path(outcome["file"]).name,
    ]
    assert "name a folder" in archive.refused("db", "backup", "one.tar.zst", "--keep", "2", code=2)


def test_copy_tells_what_arrived(archive: Command) -> None:
    outcome = archive.ok("db", "copy", "config", "copy.db", "--json").json
    assert {table["name"]: table["rows"] for table in outcome["tables"]}["article"] == 3
    said = archive.ok("db", "copy", "copy.db", f"sqlite:///{archive.folder / 'again.db'}").out
    assert "read again and found equal" in said
    assert "something already" in archive.refused("db", "copy", "config", "copy.db")
    assert "the same database" in archive.refused("db", "copy", "config", "vestnik.db")


def test_a_service_that_goes_on_beside_a_copy_is_told(archive: Command) -> None:
    assert "still uses" not in archive.ok("db", "copy", "config", "quiet.db").err
    with Store.open(f"sqlite:///{archive.folder / 'vestnik.db'}") as store:
        store.enter_service("elsewhere/7/1", now=datetime.now(UTC))
        store.enter_service("elsewhere/8/1", now=NOW)
    told = archive.ok("db", "copy", "config", "copy.db", "--json").err
    assert "(on elsewhere, process 7) still uses" in told
    assert "process 8" not in told


def test_a_password_on_the_command_line_is_shown_nowhere(archive: Command) -> None:
    address = "postgresql://vestnik:geheim123@127.0.0.1:1/archive"
    for command in (["db", "copy", "config", address], ["db", "copy", address, "copy.db"]):
        said = archive.refused(*command)
        assert "geheim123" not in said
        assert "127.0.0.1" in said


def test_an_upgrade_saves_the_archive_first_and_says_where(old: Command) -> None:
    outcome = old.ok("db", "upgrade", "--json")
    assert (outcome.json["before"], outcome.json["after"]) == ("0007", HEAD)
    assert f"saved first: {outcome.json['backup']}" in outcome.err
    assert "schema-0007" in outcome.json["backup"]
    again = old.ok("db", "upgrade", "--json").json
    assert again["backup"] is None, "nothing to upgrade, nothing to save"
    restored = old.ok("db", "restore", outcome.json["backup"], "--to", "old.db").out
    assert "run `vestnik db upgrade`" in restored


def test_an_upgrade_without_a_backup(old: Command) -> None:
    assert old.ok("db", "upgrade", "--no-backup", "--json").json["backup"] is None
    assert not (old.folder / "backups").exists()


def test_a_failed_upgrade_leaves_the_old_archive(old: Command) -> None:
    path = old.folder / "vestnik.db"
    _sql(path, "INSERT INTO crawl_run (source_key, started_at, worker, counts) VALUES ('gone', 't', 'w', '{}')")
    assert "Nothing was upgraded" in old.refused("db", "upgrade")
    assert "do not exist" in old.refused("db", "upgrade", "--no-backup")
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchone() == ("0007",)
        assert database.execute("SELECT count(*) FROM sqlite_master WHERE name = 'service'").fetchone() == (0,)


def test_a_newer_or_torn_archive_is_refused_by_every_command(archive: Command) -> None:
    path = archive.folder / "vestnik.db"
    commands = (["db", "backup"], ["db", "upgrade"], ["db", "copy", "config", "x.db"], ["db", "verify"])
    _sql(path, "UPDATE alembic_version SET version_num = '9001'")
    for command in commands:
        assert "Update Vestnik" in archive.refused(*command)
    path.write_bytes(path.read_bytes()[:20_000])
    for command in commands:
        assert "Restore the newest backup" in archive.refused(*command)
    assert sorted(file.name for file in archive.folder.iterdir()) == ["vestnik.db", "vestnik.toml"]
