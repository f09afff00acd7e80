"""The commands that read the archive: what a person sees, what a program gets, and that hostile texts stay inert."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from articles.records import Profile
from storage import Store
from tests.storage.builders import NOW
from tests.vestnik.archive import build_archive
from tests.vestnik.running import Command

READING = [
    ("sources",),
    ("sources", "kazan"),
    ("status",),
    ("flags",),
    ("search", "markup OR Тяньцзиня"),
    ("show", "2"),
    ("diff", "1"),
    ("alerts", "list"),
]


@pytest.fixture
def archive(vestnik: Command) -> Command:
    build_archive(vestnik.folder)
    return vestnik


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_no_terminal_code_or_direction_mark_of_a_title_reaches_the_output(
    archive: Command, command: tuple[str, ...]
) -> None:
    for arguments in (command, (*command, "--json")):
        outcome = archive.ok(*arguments)
        for character in "\x1b\x07\u202e":
            assert character not in outcome.out + outcome.err


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_with_json_standard_output_is_one_document_and_nothing_else(archive: Command, command: tuple[str, ...]) -> None:
    assert archive.ok(*command, "--json").json


def test_flags_lists_the_newest_first_with_the_terms_that_decided(archive: Command) -> None:
    rows = archive.ok("flags", "--json").json
    assert [row["article_id"] for row in rows] == [2, 1]
    out = archive.ok("flags").out
    assert "China, Tianjin" in out
    assert "[bold]markup[/bold]" in out
    assert "2024-06-28" in out


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (["--source", "spb"], [1]),
        (["--grade", "3"], [1]),
        (["--since", "2024-06-29"], []),
        (["--until", "2024-06-27"], []),
        (["--since", "2024-06-28", "--until", "2024-06-28"], [2, 1]),
        (["--since", "2024", "--until", "2024-06"], [2, 1]),
        (["--since", "2024-07"], []),
        (["--topic", "china"], [2, 1]),
        (["--topic", "taiwan"], []),
        (["--limit", "1"], [2]),
    ],
)
def test_flags_are_filtered(archive: Command, options: list[str], ids: list[int]) -> None:
    assert [row["article_id"] for row in archive.ok("flags", "--json", *options).json] == ids


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        (["тяньцзинь"], [3, 1]),
        (["title:тяньцзинь"], [1]),
        (["гость", "шесть"], [1]),
        (["гость -шесть"], []),
        (["тяньцзинь", "--source", "spb"], [1]),
        (["погода"], [3]),
        (["погода", "--topic", "china"], []),
    ],
)
def test_search_finds_words_in_any_form(archive: Command, asked: list[str], ids: list[int]) -> None:
    hits = archive.ok("search", "--json", *asked).json["hits"]
    assert sorted((hit["article_id"] for hit in hits), reverse=True) == ids


def test_search_shows_the_place_and_says_how_to_go_on(archive: Command) -> None:
    first = archive.ok("search", "тяньцзинь", "--limit", "1")
    found = archive.ok("search", "тяньцзинь", "--limit", "1", "--json").json
    assert str(found["hits"][0]["article_id"]) in first.out
    assert f"--before {found['before']}" in first.err
    after = archive.ok("search", "тяньцзинь", "--before", str(found["before"]), "--json").json["hits"]
    assert found["hits"][0]["article_id"] not in [hit["article_id"] for hit in after]
    assert "гостей из Тяньцзиня" in archive.ok("search", '"гости из Тяньцзиня"').out
    assert "write for instance" in archive.refused("search", "—", code=2)


def test_articles_of_a_source_that_is_watched_no_more_are_found_by_its_key(archive: Command) -> None:
    (archive.folder / "sources" / "ru" / "spb.toml").unlink()
    assert {one["source_key"] for one in archive.ok("flags", "--source", "spb", "--json").json} == {"spb"}
    assert archive.ok("search", "тяньцзинь", "--source", "spb", "--json").json["hits"]
    assert "spb" in archive.ok("export", "csv", "--source", "spb").out


def test_a_filter_that_cannot_be_meant_is_refused(archive: Command) -> None:
    assert "did you mean kazan?" in archive.refused("flags", "--source", "kasan", code=2)
    assert 'did you mean "china"?' in archive.refused("flags", "--topic", "chna", code=2)
    assert 'did you mean "china"?' in archive.refused("export", "csv", "--topic", "chna", code=2)
    assert "2026-01-31" in archive.refused("flags", "--since", "yesterday", code=2)
    assert "2026-01-31" in archive.refused("flags", "--since", "99999d9", code=2)
    archive.refused("flags", "--grade", "4", code=2)
    assert "no flagged article" in archive.ok("flags", "--since", "7d").err


def test_show_says_where_the_date_came_from_and_lists_versions(archive: Command) -> None:
    out = archive.ok("show", "1").out
    assert "2024-06-28 (from label" in out
    assert "version 2" in out
    assert "шесть гостей" in out
    view = archive.ok("show", "1", "--json").json
    assert view["published_provenance"] == "label"
    assert [version["version"] for version in view["versions"]] == [1, 2]
    assert "no article 99" in archive.refused("show", "99")
    archive.refused("show", "first", code=2)


HUGE = "99999999999999999999"


@pytest.mark.parametrize("command", [("show", HUGE), ("diff", HUGE), ("explain", HUGE)], ids=" ".join)
def test_a_number_no_database_can_hold_is_no_article(archive: Command, command: tuple[str, ...]) -> None:
    assert f"there is no article {HUGE}" in archive.refused(*command)


def test_other_numbers_no_database_can_hold_are_refused(archive: Command) -> None:
    assert "none of these" in archive.refused("alerts", "retry", HUGE)
    archive.refused("alerts", "list", "--limit", HUGE, code=2)
    archive.refused("flags", "--limit", HUGE, code=2)


def test_diff_marks_words_with_brackets_when_piped(archive: Command) -> None:
    out = archive.ok("diff", "1").out
    assert "Приехали [-пять-]{+шесть+} гостей" in out
    document = archive.ok("diff", "1", "--json").json
    assert (document["from"], document["to"], document["kind"]) == (1, 2, "body")
    assert {"op": "+", "text": "шесть"} in document["body"]


def test_diff_refuses_what_is_not_there(archive: Command) -> None:
    assert "one version only" in archive.refused("diff", "3")
    assert "no version 7" in archive.refused("diff", "1", "--to", "7")
    assert "no version 7" in archive.refused("diff", "1", "--from", "7")


def test_status_tells_health_and_hint(archive: Command) -> None:
    states = {state["key"]: state for state in archive.ok("status", "--json").json}
    assert states["spb"]["verdict"] == "ok"
    assert states["kazan"]["failures"] == 1
    out = archive.ok("status").out
    assert "no way in" in out


def test_sources_lists_health_and_a_key_shows_one(archive: Command) -> None:
    rows = {row["key"]: row for row in archive.ok("sources", "--json").json}
    assert rows["spb"]["state"]["articles"] == 1
    assert rows["spb"]["watched"] is True
    assert rows["spb"]["verified"] == "never"
    assert "University kazan" in archive.ok("sources").out
    assert archive.ok("sources", "show", "spb").out == archive.ok("sources", "spb").out
    assert "articles /news/*/" in archive.ok("sources", "spb").out
    assert "did you mean spb?" in archive.refused("sources", "spbb", code=2)
    assert "did you mean spb?" in archive.refused("crawl", "spbb", code=2)


def test_a_source_shows_its_learned_places_ready_to_paste_into_its_file(archive: Command) -> None:
    learned = Profile(
        "h1.title", "div.text", "p.when", "label", 0.9, 8, remove_selectors=("div.share",), date_order="dmy"
    )
    with Store.open(f"sqlite:///{archive.folder / 'vestnik.db'}") as store:
        store.save_profile("spb", learned, now=NOW)
        store.note_profile("spb", NOW, hits=7, fallbacks=1, misses=1, missing_since=NOW, last_miss="no text")
    out = archive.ok("sources", "spb").out
    assert "from 8 pages, agreement 0.90; 7 articles read with it, 1 without (the last: no text)" in out
    table = out[out.index("[hints]") :]
    file = archive.folder / "sources" / "ru" / "spb.toml"
    file.write_text(file.read_text(encoding="utf-8") + table, encoding="utf-8")
    shown = archive.ok("sources", "spb", "--json").json
    assert shown["hints"]["body"] == shown["profiles"][0]["profile"]["body_selector"] == "div.text"
    assert (shown["hints"]["date_order"], shown["hints"]["remove"]) == ("dmy", ["div.share"])


def test_a_topic_that_is_no_longer_enabled_is_still_a_topic(archive: Command) -> None:
    with sqlite3.connect(archive.folder / "vestnik.db") as database:
        database.execute("UPDATE flag SET topic = 'retired'")
    assert len(archive.ok("flags", "--topic", "retired", "--json").json) == 2


def test_an_unknown_source_in_the_configuration_is_an_error_of_it(archive: Command) -> None:
    archive.config('[sources]\nfolders = ["sources"]\nonly = ["spbb"]\n')
    assert "did you mean spb?" in archive.refused("crawl")
    assert "did you mean spb?" in archive.refused("config", "check")


def test_a_source_whose_file_is_broken_is_not_called_unknown(archive: Command) -> None:
    (archive.folder / "sources" / "ru" / "bad.toml").write_text("name = 1\n")
    assert "bad.toml" in archive.refused("sources", "bad")
    assert "bad.toml" in archive.refused("crawl", "bad")


def test_a_broken_source_file_is_told_and_hides_no_other(archive: Command) -> None:
    (archive.folder / "sources" / "ru" / "bad.toml").write_text("name = 1\n")
    outcome = archive.ok("sources", "--json")
    assert len(outcome.json) == 2
    assert "bad.toml" in outcome.err


def test_alerts_are_listed_and_retried(archive: Command) -> None:
    rows = archive.ok("alerts", "list", "--json").json
    assert {row["state"] for row in rows} == {"pending"}
    assert "mail pending" in archive.ok("alerts", "list").err
    assert archive.ok("alerts", "list", "--state", "dead", "--json").json == []
    assert 'did you mean "dead"' in archive.refused("alerts", "list", "--state", "ded", code=2)
    with sqlite3.connect(archive.folder / "vestnik.db") as database:
        database.execute("UPDATE alert SET state = 'dead', delivery_id = 'd1'")
    assert "--all" in archive.refused("alerts", "retry", code=2)
    assert "none of these" in archive.refused("alerts", "retry", "999")
    assert archive.ok("alerts", "retry", "--all", "--json").json["retried"] == len(rows)
    assert {row["state"] for row in archive.ok("alerts", "list", "--json").json} == {"retry"}


def test_a_test_message_that_does_not_get_out_says_why(archive: Command) -> None:
    assert "channel 'mail': " in archive.refused("alerts", "test", "mail")
    assert 'did you mean "mail"?' in archive.refused("alerts", "test", "mial", code=2)
    assert 'did you mean "mail"?' in archive.refused("alerts", "list", "--channel", "mial", code=2)


def test_without_a_database_each_command_says_what_to_do(vestnik: Command) -> None:
    for command in (("status",), ("flags",), ("show", "1"), ("diff", "1"), ("alerts", "list"), ("export", "csv")):
        assert "vestnik.db" in vestnik.refused(*command)
    assert not (vestnik.folder / "vestnik.db").exists()


def test_a_torn_or_newer_database_is_one_clear_line(archive: Command) -> None:
    database = archive.folder / "vestnik.db"
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "Update Vestnik" in archive.refused("status")
    database.write_bytes(b"")
    archive.refused("flags")


def test_upgrade_of_a_current_database_changes_nothing(archive: Command) -> None:
    said = archive.ok("db", "upgrade", "--json").json
    assert said["before"] == said["after"]
    assert "already" in archive.ok("db", "upgrade").out


def test_without_a_configuration_file_a_hint_goes_to_standard_error(archive: Command) -> None:
    Path("vestnik.toml").unlink()
    outcome = archive.ok("status", "--json")
    assert "vestnik init" in outcome.err
    assert json.loads(outcome.out)
