"""``vestnik worker`` and ``vestnik queue`` from the outside."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from storage import Store
from tests.vestnik.running import Command


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.chdir(tmp_path)
    return Command(tmp_path)


@pytest.mark.parametrize("words", [("worker",), ("watch", "--defer")])
def test_sqlite_is_refused_with_the_way_out(command: Command, words: tuple[str, ...]) -> None:
    command.config('[database]\nurl = "sqlite:///vestnik.db"\n')
    assert "vestnik db copy" in command.refused(*words)


@pytest.mark.parametrize("words", [("worker",), ("watch", "--defer")])
def test_a_missing_extra_is_named_with_its_install_line(
    command: Command, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    command.config('[database]\nurl = "postgresql://nobody@127.0.0.1:1/news"\n')
    for name in [name for name in sys.modules if name.partition(".")[0] == "procrastinate"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "procrastinate", None)
    assert 'pip install "vestnik[cluster]"' in command.refused(*words)


def test_where_there_can_be_no_queue_it_is_said_what_to_do(command: Command) -> None:
    command.config('[database]\nurl = "sqlite:///vestnik.db"\n')
    Store.open(f"sqlite:///{command.folder / 'vestnik.db'}").close()
    assert "workers need a PostgreSQL server" in command.refused("queue")
