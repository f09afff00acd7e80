"""The metrics of a running service, and its answers to those who ask whether it lives."""

from __future__ import annotations

import asyncio
import http.client
import socket
import time
from pathlib import Path

import pytest

from crawler.verdict import CrawlReport
from storage import Store
from storage.health_records import HealthRow, Judgement
from tests.storage.builders import NOW, ROUTE, item, source
from vestnik import metrics as module
from vestnik.errors import UserError
from vestnik.metrics import Metrics, serving_metrics


def get(port: int, path: str, method: str = "GET") -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


@pytest.fixture
def database(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'vestnik.db'}"
    with Store.open(url) as store:
        store.register_sources([source(), source("msu")])
        run = store.begin_run("spb", now=NOW, worker="w")
        store.save_items([item(1, run_id=run)], routes=[ROUTE], now=NOW)
        store.finish_run(run, now=NOW, verdict="ok", counts={})
        row = HealthRow("spb", NOW, "broken", run_id=run)
        store.judge_health("spb", lambda facts: Judgement(row), ways=(), routes=(), now=NOW)
    return url


def test_metrics_count_crawls_and_tell_what_stands_in_the_store(database: str) -> None:
    async def main() -> list[tuple[int, str]]:
        counted = Metrics()
        report = CrawlReport("spb", 1, "ok", {"new": 3, "flagged": 1, "requests": 9, "bytes": 70, "duration_ms": 1500})
        await counted.after_crawl(None, source(), report)  # type: ignore[arg-type] # the store is not asked
        async with serving_metrics(counted, "127.0.0.1", 0, database, clock=lambda: NOW) as port:
            paths = ("/metrics", "/healthz", "/readyz", "/other")
            return [await asyncio.to_thread(get, port, path) for path in paths]

    (status, text), alive, ready, other = asyncio.run(main())
    assert status == 200
    for line in (
        'vestnik_crawls_total{verdict="ok"} 1.0',
        'vestnik_articles_total{outcome="new"} 3.0',
        "vestnik_requests_total 9.0",
        'vestnik_crawl_seconds_bucket{le="2.0"} 1.0',
        'vestnik_alerts{channel="mail",state="pending"} 1.0',
        'vestnik_sources{health="broken"} 1.0',
        "vestnik_due_backlog 1.0",
        "vestnik_database_up 1.0",
    ):
        assert line in text.splitlines(), text
    assert (alive, ready, other[0]) == ((200, "ok\n"), (200, "ok\n"), 404)


def test_a_store_that_is_gone_is_not_ready_and_still_alive(tmp_path: Path) -> None:
    async def main() -> list[tuple[int, str]]:
        url = f"sqlite:///{tmp_path / 'nothing.db'}"
        async with serving_metrics(Metrics(), "127.0.0.1", 0, url) as port:
            return [await asyncio.to_thread(get, port, path) for path in ("/healthz", "/readyz", "/metrics")]

    alive, ready, scraped = asyncio.run(main())
    assert (alive[0], ready[0], scraped[0]) == (200, 503, 200)
    assert "vestnik_database_up 0.0" in scraped[1]
    assert str(tmp_path) not in ready[1]


def test_a_loop_that_hangs_is_told_from_outside_of_it(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "HANGS_S", -1.0)

    async def main() -> tuple[int, str]:
        async with serving_metrics(Metrics(), "127.0.0.1", 0, database) as port:
            return get(port, "/healthz")  # this thread is the loop's, which can answer nobody meanwhile

    status, words = asyncio.run(main())
    assert status == 503
    assert "the loop has not answered" in words


def test_a_port_that_is_taken_is_said(database: str) -> None:
    async def main(port: int) -> None:
        async with serving_metrics(Metrics(), "127.0.0.1", port, database):
            raise AssertionError("it was served")

    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(UserError, match="cannot be served"):
        asyncio.run(main(taken.getsockname()[1]))


def test_serving_ends_with_its_block(database: str) -> None:
    async def main() -> int:
        async with serving_metrics(Metrics(), "127.0.0.1", 0, database) as port:
            return port

    port = asyncio.run(main())
    began = time.monotonic()
    with pytest.raises(OSError):  # noqa: PT011 (refused or reset, by system)
        socket.create_connection(("127.0.0.1", port), timeout=5)
    assert time.monotonic() - began < 5
