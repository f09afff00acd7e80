"""``vestnik db verify``: a sound archive, and each way it can be broken."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.vestnik.archive import CONFIG
from tests.vestnik.running import Command
from tests.vestnik.test_replay import archive as archive


@pytest.fixture
def sound(archive: Command) -> Command:
    """An archive as today's reader leaves it."""
    archive.ok("replay")
    return archive


def _sql(folder: Path, *statements: str) -> None:
    with sqlite3.connect(folder / "vestnik.db") as database:
        for statement in statements:
            database.execute(statement)


def _problems(archive: Command) -> list[dict[str, Any]]:
    outcome = archive("db", "verify", "--json")
    assert outcome.code == 1
    found: list[dict[str, Any]] = outcome.json["problems"]
    return found


def test_a_sound_archive_is_called_sound(sound: Command) -> None:
    outcome = sound.ok("db", "verify", "--json")
    assert outcome.json["problems"] == []
    assert (outcome.json["pages"], outcome.json["articles"]) == (2, 2)
    assert "nothing is wrong" in sound.ok("db", "verify").out


@pytest.mark.parametrize(
    ("statement", "kind", "where", "what"),
    [
        ("UPDATE raw_page SET data = X'28B52FFD' WHERE url LIKE '%/1/'", "page", "", "cannot be decompressed"),
        ("UPDATE raw_page SET size = size + 1 WHERE url LIKE '%/1/'", "page", "", "cannot be decompressed"),
        ("UPDATE article SET body = body || ' и ещё' WHERE id = 1", "row", "article 1", "content hash"),
        ("UPDATE article SET address_key = 5 WHERE id = 1", "row", "article 1", "address key"),
        ("UPDATE article SET version = 7 WHERE id = 1", "dangling", "article 1", "newest is 1"),
        ("UPDATE article_version SET title = 'x' WHERE article_id = 1", "row", "article 1", "version 1"),
        ("UPDATE article SET published_day = '2020-01-01' WHERE id = 1", "reading", "article 1", "published day"),
        ("DELETE FROM raw_page WHERE url LIKE '%/1/'", "dangling", "article row 1", "raw_page"),
        ("DELETE FROM story WHERE id = 1", "dangling", "article row 1", "story"),
        ("UPDATE page SET duplicate_of = 'https://spb.example/none/'", "dangling", "/news/1/", "not stored"),
        ("UPDATE article SET first_seen_at = 'long ago' WHERE id = 1", "unreadable", "article 1", "cannot be read"),
        ("UPDATE article SET authors = '[' WHERE id = 1", "unreadable", "article 1", "cannot be read"),
        ("UPDATE article SET title = CAST(X'FF' AS TEXT) WHERE id = 1", "unreadable", "article 1", "cannot be read"),
        ("UPDATE raw_page SET headers = '[' WHERE url LIKE '%/1/'", "page", "", "cannot be read"),
        ("DELETE FROM text_key", "row", "article 1", "index of near duplicates"),
        ("INSERT INTO text_key VALUES (5, 99)", "dangling", "text_key 99", "does not exist"),
        ("UPDATE flag SET day = '2020-01-01' WHERE article_id = 1", "row", "flag of article 1", "another day"),
        ("UPDATE flag SET version = 9 WHERE article_id = 1", "dangling", "flag row", "article_version"),
        (
            "INSERT INTO alert (channel, kind, source_key, article_id, version, state, attempts, created_at)"
            " VALUES ('mail', 'new', 'spb', 9, 1, 'sent', 1, '2024-01-01 00:00:00')",
            "dangling",
            "alert row",
            "article_version",
        ),
        ("DELETE FROM search_pending", "dangling", "article 1", "not in the search index"),
        ("INSERT INTO search_pending VALUES (99)", "dangling", "search_pending 99", "does not exist"),
        ("INSERT INTO search_entry VALUES (1, 5)", "dangling", "article 1", "not so"),
        (
            "INSERT INTO article_fts (rowid, title, body) VALUES (7, 'a', 'b')",
            "dangling",
            "search index 7",
            "no article",
        ),
    ],
)
def test_damage_is_named(sound: Command, statement: str, kind: str, where: str, what: str) -> None:
    _sql(sound.folder, statement)
    assert any(
        problem["kind"] == kind and where in problem["where"] and what in problem["what"]
        for problem in _problems(sound)
    )
    outcome = sound("db", "verify")
    assert what in outcome.out
    assert outcome.code == 1


def test_of_a_torn_file_only_the_file_is_reported(sound: Command) -> None:
    path = sound.folder / "vestnik.db"
    with sqlite3.connect(path) as database:
        (at,) = database.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'ix_alert_channel_sent_at'"
        ).fetchone()
    database.close()
    data = bytearray(path.read_bytes())
    data[(at - 1) * 4096 : at * 4096] = bytes(4096)
    path.write_bytes(data)
    assert {problem["kind"] for problem in _problems(sound)} == {"file"}
    assert "newest backup" in sound("db", "verify").out


def test_a_text_that_was_changed_with_its_hashes_is_found_by_its_page(sound: Command) -> None:
    from articles.fingerprint import content_hash

    with sqlite3.connect(sound.folder / "vestnik.db") as database:
        (title,) = database.execute("SELECT title FROM article WHERE id = 2").fetchone()
        values = ("Подделка.", content_hash(title, "Подделка."))
        database.execute("UPDATE article SET body = ?, content_hash = ? WHERE id = 2", values)
        database.execute("UPDATE article_version SET body = ?, content_hash = ? WHERE article_id = 2", values)
    (problem,) = _problems(sound)
    assert (problem["kind"], problem["where"]) == ("reading", "article 2")


def test_what_an_older_reader_read_is_no_damage(archive: Command) -> None:
    _sql(archive.folder, "UPDATE article_version SET reader = 'older'")
    outcome = archive.ok("db", "verify", "--json")
    assert outcome.json["read_differently_today"] == [1, 2]
    assert "vestnik replay" in archive.ok("db", "verify").out


def test_without_a_database_there_is_nothing_to_check(vestnik: Command) -> None:
    (vestnik.folder / "vestnik.toml").write_text(CONFIG, encoding="utf-8")
    assert "vestnik.db" in vestnik.refused("db", "verify")
