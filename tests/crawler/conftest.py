from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler.run import CrawlRunner, start_loop_thread
from crawler.verdict import CrawlReport
from sources import Source
from tests.crawler.peers import Peer, Speaks
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


@pytest.fixture
def only_polls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Keeps count of the sources that were crawled, not only polled."""
    crawled: list[str] = []
    crawl = CrawlRunner.crawl

    async def counted(runner: CrawlRunner, source: Source, **more: Any) -> CrawlReport:
        crawled.append(source.key)
        return await crawl(runner, source, **more)

    monkeypatch.setattr(CrawlRunner, "crawl", counted)
    return crawled


@pytest.fixture
def peer() -> Iterator[Callable[..., Peer]]:
    peers: list[Peer] = []

    def one(answer: bytes | Speaks, **more: Any) -> Peer:
        speaks: Speaks = answer if callable(answer) else lambda link, _head: link.sendall(answer)
        peers.append(Peer(speaks, **more))
        return peers[-1]

    yield one
    for made_peer in peers:
        made_peer.server.shutdown()
        made_peer.server.server_close()
