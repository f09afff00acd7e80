"""``vestnik review``, and what ``vestnik topics test`` makes of reviews and of CSV; the arithmetic of ``explain``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.vestnik.archive import build_archive
from tests.vestnik.running import Command


@pytest.fixture
def archive(vestnik: Command) -> Command:
    build_archive(vestnik.folder)
    return vestnik


def test_a_review_is_kept_and_counted(archive: Command) -> None:
    assert "a right flag" in archive.ok("review", "1", "yes", "--by", "Anna").out
    assert archive.ok("review", "3", "yes", "--json").json["as"] == "a missed article"
    assert [row["reviewed"] for row in archive.ok("flags", "--source", "spb", "--json").json] == ["yes"]
    assert "yes" in archive.ok("flags", "--source", "spb").out.splitlines()[-1]
    assert "reviewed: yes" in archive.ok("show", "1").out
    said = archive.ok("topics", "test", "--reviews", "--json").json
    assert said["languages"]["all"]["texts"] == 2
    assert said["languages"]["all"]["right"] == 2  # today's lexicon finds Tianjin in article 3
    archive.ok("review", "3", "no")
    errors = archive.ok("topics", "test", "--reviews", "--json").json["errors"]
    assert [(error["where"], error["error"]) for error in errors] == [("article 3", "false flag")]


def test_a_review_that_cannot_be_is_refused(archive: Command) -> None:
    assert "no article 77" in archive.refused("review", "77", "yes")
    assert "neither yes nor no" in archive.refused("review", "1", "maybe", code=2)
    assert "nothing is reviewed" in archive.refused("topics", "test", "--reviews")
    assert "--reviews" in archive.refused("topics", "test", code=2)
    archive.config('[topics]\nenabled = ["china", "taiwan"]\n')
    assert "--topic" in archive.refused("review", "1", "yes", code=2)
    assert archive.ok("review", "1", "yes", "--topic", "taiwan", "--json").json["topic"] == "taiwan"


def test_a_term_that_false_flags_share_is_suggested(vestnik: Command) -> None:
    Path("texts.csv").write_text(
        "title;body;grade;lang\n"
        '"Harbin, a horse";"The horse Harbin won; again.";0;en\n'
        "Harbin wins;Harbin is a horse.;0;en\n"
        "Delegation from Tianjin;Guests came.;3;en\n",
        encoding="utf-8-sig",
    )
    said = vestnik.ok("topics", "test", "texts.csv", "--topic", "china", "--json").json
    assert said["suggestions"] == [{"term": "Harbin", "false": 2, "right": 0}]
    assert [(error["line"], error["where"]) for error in said["errors"]] == [(2, "texts.csv:2"), (3, "texts.csv:3")]
    assert "these 2 false flags share the term 'Harbin'" in vestnik.ok("topics", "test", "texts.csv").out


@pytest.mark.parametrize(
    ("text", "said"),
    [("a,b\n1,2\n", "must name the columns"), ("title,grade\nx,5\n", "grade must be"), ("title,grade\nx,\n", ":2: ")],
)
def test_a_bad_csv_is_told(vestnik: Command, text: str, said: str) -> None:
    Path("bad.csv").write_text(text, encoding="utf-8")
    assert said in vestnik.refused("topics", "test", "bad.csv")


def test_explain_shows_what_adds_up_and_what_was_masked(vestnik: Command) -> None:
    text = "Новости\nУ метро «Китай-город» встретили гостей из Китая. Ректор учился в Шанхае."
    verdict = vestnik.ok("explain", "-", "--topic", "china", "--json", input=text).json["verdicts"]["china"]
    for one in verdict["evidence"]:
        assert one["weight"] == pytest.approx(one["base"] * one["position"] * one["factor"] * one["repeat"], abs=0.001)
    assert verdict["score"] == pytest.approx(sum(one["weight"] for one in verdict["evidence"]), abs=0.01)
    assert verdict["evidence"][1]["reasons"][0] == "a detail of somebody's life"
    assert [(one["term"], one["reasons"]) for one in verdict["masked"]] == [
        ("Китай", ["Kitay-gorod is a district of Moscow"])
    ]
    out = vestnik.ok("explain", "-", "--topic", "china", input=text).out
    total = sum(one["weight"] for one in verdict["evidence"])
    for words in (
        f"sum {total:.2f}",
        "significant from 1.00",
        "not counted",
        "Kitay-gorod",
        "a detail of somebody's life",
    ):
        assert words in out
