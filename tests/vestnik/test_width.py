"""Tables on terminals of any width: what identifies a row and what counts is never broken over lines."""

from __future__ import annotations

import io
import re
import sys

import pytest

from storage import Store
from tests.storage.builders import NOW, ROUTE, item
from tests.vestnik.archive import build_archive
from tests.vestnik.running import Command
from vestnik.console import working
from vestnik.root import app

COMMANDS = [("flags",), ("status",), ("sources",), ("alerts", "list")]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(monkeypatch: pytest.MonkeyPatch, width: int, *command: str) -> list[str]:
    """The lines a terminal of that width gets, without colours."""
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("TERM", "xterm")
    app(list(command), standalone_mode=False)
    return [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in screen.getvalue().splitlines()]


@pytest.fixture
def archive(vestnik: Command) -> Command:
    build_archive(vestnik.folder)
    return vestnik


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize("width", [40, 60, 80, 120, 160])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_table_fits_and_breaks_no_number_and_no_date(
    monkeypatch: pytest.MonkeyPatch, width: int, command: tuple[str, ...]
) -> None:
    lines = shown(monkeypatch, width, *command)
    assert all(len(line) <= width for line in lines)
    headings = next(line for line in lines if line.strip())
    if command == ("flags",):
        rows = [line.split() for line in lines if re.match(r" +[12] ", line)]
        assert [row[:2] for row in rows] == [["2", "2024-06-28"], ["1", "2024-06-28"]]
    first = {"flags": "id", "status": "source", "sources": "key", "alerts": "id"}[command[0]]
    assert headings.split()[0] == first
    for day in re.findall(r"\d+-\d+-\d*|\d{4}-\s", "\n".join(lines)):
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", day)


@pytest.mark.usefixtures("archive")
def test_a_narrow_terminal_gets_fewer_columns_and_a_wide_one_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def headings(width: int) -> str:
        return next(line for line in shown(monkeypatch, width, "flags") if line.strip())

    assert headings(40).split() == ["id", "date", "title", "grade"]
    assert headings(60).split() == ["id", "date", "source", "title", "grade"]
    assert headings(120).split() == ["id", "date", "source", "title", "topic", "grade", "review", "terms"]


@pytest.mark.parametrize("command", [("flags",), ("alerts", "list")], ids=" ".join)
def test_one_endless_title_does_not_fill_the_screen_and_is_whole_in_a_pipe(
    monkeypatch: pytest.MonkeyPatch, archive: Command, command: tuple[str, ...]
) -> None:
    endless = "Делегация из Тяньцзиня " * 40 + "конец"
    with Store.open(f"sqlite:///{archive.folder / 'vestnik.db'}") as store:
        run = store.begin_run("spb", now=NOW, worker="test")
        store.save_items([item(9, run_id=run, title=endless)], routes=[ROUTE], now=NOW)
    assert endless in archive.ok(*command).out
    short = shown(monkeypatch, 80, *command)
    assert len(short) < 40
    assert not any("конец" in line for line in short)


def test_what_is_done_now_is_told_on_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("TERM", "xterm")
    with working("looking around") as said:
        said("http://news.example.edu/" + "a" * 100)
    lines = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", screen.getvalue()).replace("\r", "\n").splitlines()
    assert any("http://news.example.edu/" in line for line in lines)
    assert all(len(line.rstrip()) <= 60 for line in lines)
    assert "…" in screen.getvalue()
