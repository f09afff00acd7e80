"""Every saved page is read as a person reads it; none lacks its other half; the harness itself can be trusted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pages import harness
from tests.pages.__main__ import main
from tests.pages.made import PAGES


@pytest.mark.parametrize("name", harness.names())
def test_a_saved_page_is_read_as_expected(name: str) -> None:
    assert not harness.missing(name)
    saved = harness.record(name)
    assert harness.observed(harness.read(harness.page(name), saved)) == saved["expected"]


def test_the_invented_pages_are_those_their_makers_write() -> None:
    assert not set(PAGES) - set(harness.names())
    for name, made in PAGES.items():
        assert harness.page(name) == made.html, f"{name}: run `python -m tests.pages generate`"
        assert harness.record(name) == made.record(), f"{name}: the reading was accepted, its maker says otherwise"


def test_pages_stand_for_many_languages_and_encodings() -> None:
    languages = {harness.record(name)["expected"]["language"] for name in harness.names()}
    assert len(harness.names()) >= 40
    assert len(languages) >= 12


def test_review_shows_what_differs_and_accept_writes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = PAGES["counter-en"]
    harness.save("one", made.html, made.but(title="Another \x1b[31mheadline").record(), tmp_path)
    where = ["--folder", str(tmp_path)]
    assert main(["review", *where]) == 1
    shown = capsys.readouterr().out
    assert f"+ title: {made.title}" in shown
    assert "- title: Another \\u001b[31mheadline" in shown
    assert main(["accept", "one", *where]) == 0
    assert main(["review", *where]) == 0
    assert harness.record("one", tmp_path) == made.record()


def test_a_new_page_is_accepted_and_a_missing_one_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = PAGES["plain-ko"]
    harness.save("new", made.html, {}, tmp_path)
    (tmp_path / "new.json").unlink()
    assert harness.missing("new", tmp_path) == ["new.json"]
    assert main(["accept", "new", "--folder", str(tmp_path)]) == 0
    assert harness.record("new", tmp_path)["expected"]["title"] == made.title
    (tmp_path / "new.html.gz").unlink()
    assert harness.missing("new", tmp_path) == ["new.html.gz"]
    assert main(["review", "--folder", str(tmp_path)]) == 1
    assert "its page is missing" in capsys.readouterr().out
