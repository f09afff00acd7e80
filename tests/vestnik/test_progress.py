"""The view of a crawl: silent when nobody looks, live on a terminal, a table and JSON at the end."""

from __future__ import annotations

import io
import sys

import pytest

from vestnik.progress import CrawlProgress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def crawl(progress: CrawlProgress) -> None:
    with progress:
        progress.start("spb", "СПбПУ")
        progress.start("kazan", "[bold]\x1b[31m")
        progress.update("spb", requests=3, pages=2, new=2, total_hint=5)
        progress.update("spb", flagged=1)
        progress.update("kazan", requests=1)
        progress.finish("spb", "ok")
        progress.finish("kazan", "failed", "no answer \x1b[2J")


def test_counts_add_up_and_what_failed_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    progress = CrawlProgress(2)
    crawl(progress)
    assert [result.key for result in progress.failed] == ["kazan"]
    assert progress.as_json()[0] == {
        "source": "spb",
        "name": "СПбПУ",
        "verdict": "ok",
        "hint": None,
        "requests": 3,
        "pages": 2,
        "new": 2,
        "edited": 0,
        "flagged": 1,
        "rejected": 0,
    }
    progress.print_summary()
    said = capsys.readouterr()
    assert said.err == ""
    lines = [line.split() for line in said.out.splitlines()]
    assert ["all", "4", "2", "2", "0", "1"] in lines
    assert "\x1b" not in said.out


def test_pages_set_aside_are_never_silent(capsys: pytest.CaptureFixture[str]) -> None:
    progress = CrawlProgress(1)
    with progress:
        progress.start("spb", "СПбПУ")
        progress.update("spb", requests=9, pages=8, new=1, rejected=7)
        progress.finish("spb", "ok")
    progress.print_summary()
    said = capsys.readouterr()
    heading, row = said.out.splitlines()
    assert heading.split()[-3:] == ["set", "aside", "hint"]
    assert row.split() == ["spb", "ok", "9", "8", "1", "0", "0", "7"]
    assert "7 pages without an article" in said.err
    assert progress.as_json()[0]["rejected"] == 7


def test_a_terminal_sees_the_sources_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    crawl(CrawlProgress(2))
    shown = screen.getvalue()
    assert "spb" in shown
    assert "2 new" in shown
    assert "[2J" not in shown
