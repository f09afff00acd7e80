from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.server import ReplicaServer
from tests.vestnik.running import Command


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("VESTNIK_") or name in ("FORCE_COLOR", "NO_COLOR"):
            monkeypatch.delenv(name)


@pytest.fixture
def vestnik(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command, run inside the process in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return Command(tmp_path)


@pytest.fixture
def home(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A folder with the configuration of the test's module, its ``CONFIG``."""
    (tmp_path / "vestnik.toml").write_text(request.module.CONFIG)
    return tmp_path


@pytest.fixture
def replicas(home: Path) -> Iterator[ReplicaServer]:
    """The replica sites, with their source files in ``home``."""
    with ReplicaServer() as server:
        server.write_sources(home / "sources")
        yield server
