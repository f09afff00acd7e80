"""The service: what is due is crawled, alerts go out, nothing slow or broken holds up the rest."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings

from alerts.records import ANY_TIME, Channel, Delivery, Receipt, TemporaryFailure
from crawler.run import run
from scheduler.records import Setup
from scheduler.service import Service
from sources import Catalogue, ListingEntry, Source
from storage import Store
from storage.lease import process_owner
from tests.crawler.site import Answer, Site
from tests.crawler.world import World
from tests.scheduler.conftest import alert
from tests.storage.builders import source

ROOT = Path(__file__).parents[2]


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now


def _service(
    url: str, *sources: Source, channels: Sequence[Channel] = (), clock: Clock | None = None, **settings: Any
) -> Service:
    """A service that ticks and delivers when it is told to only."""
    made = Settings()
    made.setmodule("crawler.settings", priority="project")
    made.setdict({"VESTNIK_PRIVATE_HOSTS": ["localhost"], "DOWNLOAD_TIMEOUT": 30, **settings})
    setup = Setup(Catalogue({one.key: one for one in sources}), channels, made, url, concurrency=2, deliver_s=86_400)
    return Service(setup, clock=clock or Clock(), tick_s=86_400)


@asynccontextmanager
async def _serving(service: Service) -> AsyncIterator[None]:
    task = asyncio.ensure_future(service.run())
    await _until(lambda: service.ready.is_set())
    try:
        yield
    finally:
        service.stop.set()
        await asyncio.wait_for(task, 15)


async def _until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not happened():  # noqa: ASYNC110 - what happens has no event of its own
            await asyncio.sleep(0.02)


async def _tick_to_the_end(service: Service) -> None:
    await service.tick()
    await _until(lambda: not service._tasks)


def _run(test: Callable[[], Awaitable[None]]) -> None:
    async def main() -> None:
        await test()

    run(main)


HANGING = """
import sys, threading
from scrapy.settings import Settings
from crawler.run import run
from alerts.records import ANY_TIME
from scheduler.records import Setup
from scheduler.service import Service
from sources import Catalogue

class Hanging:
    name, max_rows, time_limit_s, pace = "mail", 50, 60.0, ANY_TIME
    def send(self, delivery, now):
        print("sending", flush=True)
        threading.Event().wait()

made = Settings()
made.setmodule("crawler.settings", priority="project")
service = Service(Setup(Catalogue(), [Hanging()], made, sys.argv[1], deliver_s=0.1))
run(service.run)
"""


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_mail_server_that_hangs_does_not_hold_up_the_end(database: str) -> None:
    with subprocess.Popen([sys.executable, "-c", HANGING, database], cwd=ROOT, stdout=subprocess.PIPE, text=True) as p:
        try:
            assert p.stdout is not None
            assert p.stdout.readline() == "sending\n"
            p.send_signal(signal.SIGTERM)
            assert p.wait(timeout=10) == 0
        finally:
            p.kill()
    with Store.open(database) as store:
        assert store.alert_counts() == {("mail", "sending"): 1}
        now = datetime.now(UTC)
        (row,) = store.claim_alerts("mail", now=now, owner=process_owner(), lease_s=60, limit=9)
        assert row.attempts == 2, "the next start sends it again at once"


def test_a_crawl_that_cannot_begin_is_said_once_and_tried_ever_more_rarely(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock, url = Clock(), f"sqlite:///{tmp_path / 'vestnik.db'}"

    async def test() -> None:
        service = _service(url, source(), clock=clock, VESTNIK_TOPICS=[str(tmp_path / "no such topic.toml")])
        async with _serving(service):
            for _tick in range(5):
                await _tick_to_the_end(service)
            clock.now += timedelta(seconds=61)
            for _tick in range(5):
                await _tick_to_the_end(service)

    with caplog.at_level(logging.WARNING, logger="vestnik.watch"):
        _run(test)
    said = [record.getMessage() for record in caplog.records if record.name == "vestnik.watch"]
    assert len(said) == 1
    assert said[0].startswith("spb: the crawl could not begin: ")
    assert "no such topic.toml" in said[0]
    with Store.open(url) as store:
        assert [run.verdict for run in store.runs("spb")] == ["failed", "failed"]
        (state,) = store.source_states()
        assert (state.failures, state.next_due_at) == (2, clock.now + timedelta(minutes=2))


def test_a_source_that_another_process_crawls_is_left_alone(tmp_path: Path) -> None:
    clock, url = Clock(), f"sqlite:///{tmp_path / 'vestnik.db'}"
    with Store.open(url) as store:
        store.register_sources([source()])
        other = store.begin_run("spb", now=clock.now, worker="elsewhere/7/1@boot.1")

    async def test() -> None:
        service = _service(url, source(), clock=clock, VESTNIK_TOPICS=[])
        async with _serving(service):
            await _tick_to_the_end(service)

    _run(test)
    with Store.open(url) as store:
        assert [(run.id, run.verdict) for run in store.runs("spb")] == [(other, None)]


def test_sources_that_wait_for_a_host_take_no_place_from_others(world: World) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections and never answers

        def on_silent_host(key: str) -> Source:
            base = f"http://localhost:{silent.getsockname()[1]}"
            entry = ListingEntry(kind="listing", url=f"{base}/{key}/", articles=(f"/{key}/*.html",))
            return source(key, homepage=base, entries=(entry,), allow_private=True, delay_s=0.002)

        stuck = [on_silent_host(key) for key in ("a", "b", "c")]
        live = world.sources["institute"]

        async def test() -> None:
            service = _service(world.database_url, *stuck, live, VESTNIK_MAX_PAGES=1)
            async with _serving(service):
                await service.tick()
                await _until(lambda: live.key not in service._tasks)
                assert set(service._tasks) == {"a", "b", "c"}
                runs: list[Any] = await service.store.call("runs")
                assert {run.source_key: run.verdict for run in runs} == {"a": None, live.key: "ok"}
                silent.close()

        _run(test)


def test_a_look_under_way_when_the_configuration_is_read_anew_is_stopped_with_the_service(tmp_path: Path) -> None:
    """It is asked by the runner of the configuration before, which has no crawl yet."""
    site, clock, url = Site(), Clock(), f"sqlite:///{tmp_path / 'v.db'}"
    one = site.source()
    asked, answer = threading.Event(), threading.Event()
    site.pages["/news"] = (200, {"ETag": '"1"'}, site.listing(site.article(1)))

    def slow() -> Answer:
        asked.set()
        answer.wait(20)
        return 200, {"ETag": '"2"'}, site.listing(*(site.article(number) for number in range(2, 9)))

    async def test() -> None:
        service = _service(url, one, clock=clock)
        async with _serving(service):
            await _tick_to_the_end(service)
            clock.now += timedelta(hours=3)
            site.pages["/news"] = slow
            await service.tick()
            await asyncio.to_thread(asked.wait, 20)
            await service._take(service.setup)
            service.stop.set()
        answer.set()

    _run(test)
    site.stop()
    with Store.open(url) as store:
        assert [run.verdict for run in store.runs(one.key)] == ["interrupted", "ok"]


class Busy:
    """A channel that always asks for an hour's rest."""

    name, max_rows, time_limit_s, pace = "mail", 50, 5.0, ANY_TIME

    def __init__(self) -> None:
        self.tries = 0

    def send(self, delivery: Delivery, now: datetime) -> Receipt:
        self.tries += 1
        raise TemporaryFailure("429", retry_after=timedelta(hours=1))


def test_a_channel_that_asked_for_rest_is_left_alone_by_new_alerts_too(database: str) -> None:
    channel, clock = Busy(), Clock()

    async def test() -> None:
        service = _service(database, channels=[channel], clock=clock)
        async with _serving(service):
            for number in range(2, 5):
                await service.deliver()
                clock.now += timedelta(minutes=10)
                with Store.open(database) as store:
                    alert(store, number)
            assert channel.tries == 1
            clock.now += timedelta(hours=2)
            await service.deliver()
            assert channel.tries == 2

    _run(test)


def test_watch_says_at_its_start_that_a_topic_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "vestnik.toml").write_text('[topics]\nenabled = ["./mine.toml"]\n')
    done = subprocess.run(
        [sys.executable, "-m", "vestnik", "watch"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 1
    assert "mine.toml" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "vestnik.db").exists()
