from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.run import start_loop_thread
from tests.crawler.site import Site
from tests.crawler.world import World


@pytest.fixture(scope="session", autouse=True)
def _loop() -> None:
    """One loop for all crawls of the session: Twisted's reactor runs once a process."""
    start_loop_thread()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.sites.stop()


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.stop()
