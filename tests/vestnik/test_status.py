"""``vestnik status``: the board of all sources."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage import Store
from storage.health_records import MACHINE, HealthRow, Judgement, SourceHealth
from tests.storage.builders import NOW, source
from tests.vestnik.running import Command
from vestnik.commands.status import sparkline


@pytest.fixture
def board(vestnik: Command, tmp_path: Path) -> Command:
    states: dict[str, SourceHealth] = {"spb": "ok", "msu": "broken", "fudan": "temporary"}
    with Store.open(f"sqlite:///{tmp_path / 'vestnik.db'}") as store:
        store.register_sources([source("spb"), source("msu"), source("fudan", country="CN"), source("young")])
        for key, state in states.items():
            run = store.begin_run(key, now=NOW, worker="w")
            store.finish_run(run, now=NOW, verdict="ok" if state == "ok" else "blocked", counts={})
            reason = None if state == "ok" else "robots.txt now forbids reading it \x1b[31m"
            row = HealthRow(key, NOW, state, run, reason, "Ask its owner.", NOW, weeks=(1, 0, 4, 2))
            machine = (
                HealthRow(MACHINE, NOW, "broken", reason="nothing answers:", advice="Check DNS.")
                if key == "fudan"
                else None
            )
            store.judge_health(
                key, lambda facts, row=row, machine=machine: Judgement(row, (), machine), ways=(), routes=(), now=NOW
            )  # type: ignore[misc]
    return vestnik


def test_the_board_shows_health_rhythm_and_what_to_do(board: Command) -> None:
    outcome = board.ok("status")
    lines = {line.split()[0]: line for line in outcome.out.splitlines() if line.strip()}
    assert "▂·█▄" in lines["spb"]
    assert "robots.txt now forbids reading it [31m (since 2024-06-28). Ask its owner." in lines["msu"]
    assert "new" in lines["young"]
    assert "nothing answers: Check DNS." in outcome.err
    assert "\x1b" not in outcome.out


def test_filters(board: Command) -> None:
    def keys(*args: str) -> list[str]:
        return [line["key"] for line in board.ok("status", "--json", *args).json]

    assert keys() == ["fudan", "msu", "spb", "young"]
    assert keys("--broken") == ["fudan", "msu"]
    assert keys("--country", "cn") == ["fudan"]
    assert keys("spb", "young") == ["spb", "young"]
    assert "did you mean" in board.refused("status", "msuu", code=2)


def test_json_holds_what_the_table_shows(board: Command) -> None:
    (line,) = board.ok("status", "--json", "msu").json
    assert (line["state"], line["verdict"], line["articles_a_week"]) == ("broken", "blocked", [1, 0, 4, 2])
    assert line["since"] == NOW.isoformat()


def test_a_sparkline_is_as_high_as_its_largest_number() -> None:
    assert sparkline((0, 1, 50, 100)) == "·▁▄█"
    assert sparkline((0, 0)) == "··"
    assert sparkline(()) == ""
