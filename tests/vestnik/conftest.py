from __future__ import annotations

import os
from pathlib import Path

import pytest

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
