from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.run import start_loop_thread
from storage import Store
from tests.crawler.world import World
from tests.storage.builders import NOW, ROUTE, item, source


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
def database(tmp_path: Path) -> str:
    """The address of an archive with one alert for the channel "mail"."""
    url = f"sqlite:///{tmp_path / 'vestnik.db'}"
    with Store.open(url) as store:
        store.register_sources([source()])
        alert(store, 1)
    return url


def alert(store: Store, number: int) -> None:
    """One more article about China, and its alert."""
    run = store.begin_run("spb", now=NOW, worker="w")
    store.save_items([item(number, run_id=run)], routes=[ROUTE], now=NOW)
    store.finish_run(run, now=NOW, verdict="ok", counts={})
