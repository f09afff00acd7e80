"""The command as a whole: quick help, exit codes, one line an error, pipes and Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from crawler.thresholds import THRESHOLDS
from tests.children import ROOT, child, finish
from tests.vestnik.archive import build_archive
from tests.vestnik.running import Command
from vestnik.root import MODULES, app, hoist_global_options


def test_help_lists_every_command_and_version_is_one_line(vestnik: Command) -> None:
    shown = vestnik.ok("--help").out
    for name in (
        "demo",
        "init",
        "sources",
        "crawl",
        "watch",
        "status",
        "flags",
        "show",
        "diff",
        "explain",
        "read",
        "topics",
    ):
        assert f"\n  {name} " in shown
    assert vestnik.ok().out == shown
    assert vestnik.ok("--version").out.startswith("vestnik 0.")


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys; from vestnik.root import app\n"
        "try: app(['--help'])\nexcept SystemExit: pass\n"
        "heavy = ('rich', 'pydantic', 'sqlalchemy', 'scrapy', 'twisted', 'asyncio', 'alembic', 'alerts', 'storage')\n"
        "print([m for m in heavy if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_a_commands_garbage_collector_is_set_as_a_crawls() -> None:
    code = "import gc, vestnik.root; print(gc.get_threshold())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == str(THRESHOLDS)


def test_every_command_is_found_in_its_module_and_only_that_is_loaded() -> None:
    files = (ROOT / "vestnik" / "commands").glob("*.py")
    assert {path.stem for path in files if "def register(app" in path.read_text(encoding="utf-8")} == set(
        MODULES.values()
    )
    group: Any = get_command(app)
    assert [group.get_command(None, name).name for name in MODULES] == list(MODULES)
    code = (
        "import sys; from typer.main import get_command; from vestnik.root import app\n"
        "assert get_command(app).get_command(None, 'status').name == 'status'\n"
        "print(*[m for m in sys.modules if m.startswith('vestnik.commands.')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == {"vestnik.commands.options", "vestnik.commands.status"}


@pytest.mark.parametrize(
    "args", [["nonsense"], ["crawl", "--nonsense"], ["show"], ["config"], ["flags", "--limit", "0"], ["--nonsense"]]
)
def test_bad_usage_ends_with_2(vestnik: Command, args: list[str]) -> None:
    assert "--help" in vestnik.refused(*args, code=2)


def test_a_misspelt_command_is_guessed(vestnik: Command) -> None:
    assert "'status'" in vestnik.refused("statu", code=2)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["users"], "`vestnik users` needs one of: list, add, remove, token (see `vestnik users --help`)"),
        (["db"], "`vestnik db` needs one of: upgrade, verify, backup, restore, copy (see `vestnik db --help`)"),
        (["db", "restore"], "Missing argument 'FILE'. (see `vestnik db restore --help`)"),
        (["crawl", "--wrokers", "2"], "--workers) (see `vestnik crawl --help`)"),
        (["status", "--country"], "requires an argument. (see `vestnik status --help`)"),
        (["alerts", "list", "--channel"], "requires an argument. (see `vestnik alerts list --help`)"),
        (["--config"], "requires an argument. (see `vestnik --help`)"),
        (["crawl", "--config"], "requires an argument. (see `vestnik --help`)"),
        (["nonsense"], "(see `vestnik --help`)"),
    ],
)
def test_bad_usage_names_the_help_that_tells_the_right_one(vestnik: Command, args: list[str], said: str) -> None:
    assert vestnik.refused(*args, code=2).rstrip().endswith(said)


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_ctrl_c_while_the_command_is_loaded_is_quiet() -> None:
    code = (  # as a key pressed while Typer is loaded
        "import os, signal, sys\n"
        "class Key:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'typer': os.kill(os.getpid(), signal.SIGINT)\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "sys.meta_path.insert(0, Key())\n"
        "from vestnik.cli import main\nmain()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_global_options_may_stand_anywhere_before_a_double_dash() -> None:
    assert hoist_global_options(["crawl", "--config", "a", "x", "--debug"]) == [
        "--config",
        "a",
        "--debug",
        "crawl",
        "x",
    ]
    assert hoist_global_options(["read", "--config=a", "f"]) == ["--config=a", "read", "f"]
    assert hoist_global_options(["read", "--", "--debug"]) == ["read", "--", "--debug"]


def test_debug_adds_the_traceback(vestnik: Command) -> None:
    vestnik.config("[crawl]\nconcurrency = 0\n")
    outcome = vestnik("--debug", "config", "show")
    assert outcome.code == 1
    assert "Traceback" in outcome.err
    assert "concurrency" in outcome.err.splitlines()[-1]


def test_an_unforeseen_error_is_one_line_too(vestnik: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def burst(*_: object) -> None:
        raise RuntimeError("inner detail")

    monkeypatch.setattr("vestnik.wiring.build_catalogue", burst)
    said = vestnik.refused("sources")
    assert "RuntimeError" in said
    assert "--debug" in said


@pytest.mark.parametrize("command", [("export", "csv"), ("status",), ("flags", "--json")], ids=" ".join)
def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path, command: tuple[str, ...]) -> None:
    build_archive(tmp_path)
    with child("vestnik", *command, cwd=tmp_path) as running:
        assert running.stdout is not None
        running.stdout.close()
        assert running.stderr is not None
        assert running.stderr.read() == ""
        assert running.wait(30) == 0


@pytest.mark.parametrize("command", [("flags",), ("show", "1"), ("diff", "1"), ("status",), ("sources",)], ids=" ".join)
def test_an_output_that_knows_ascii_only_gets_codes_instead_of_failing(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    build_archive(tmp_path)
    with child("vestnik", *command, cwd=tmp_path, env={"PYTHONIOENCODING": "ascii"}) as running:
        code, out, err = finish(running)
    assert (code, err) == (0, "")
    assert out.isascii()
    if command[0] in ("flags", "show"):
        assert "Делегация".encode("ascii", "backslashreplace").decode() in out


def test_json_for_such_an_output_is_still_json(tmp_path: Path) -> None:
    build_archive(tmp_path)
    with child("vestnik", "flags", "--json", cwd=tmp_path, env={"PYTHONIOENCODING": "ascii"}) as running:
        code, out, _ = finish(running)
    assert code == 0
    assert "Делегация из Тяньцзиня" in [row["title"] for row in json.loads(out)]


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_ctrl_c_ends_with_130_and_one_line(tmp_path: Path) -> None:
    (tmp_path / "vestnik.toml").touch()
    with socket.create_server(("127.0.0.1", 0)) as site:
        site.settimeout(30)
        address = f"http://127.0.0.1:{site.getsockname()[1]}/"
        with child("vestnik", "read", address, "--allow-private", cwd=tmp_path) as running:
            connection, _ = site.accept()  # now it waits for an answer that never comes
            with connection:
                running.send_signal(signal.SIGINT)
                assert finish(running) == (130, "", "vestnik: interrupted\n")
