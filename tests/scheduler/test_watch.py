"""The service over time: nothing begins all at once, a new configuration is taken or refused whole, a stall is told."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from scrapy.settings import Settings

from crawler.run import run
from crawler.verdict import CrawlReport
from scheduler.heart import Heart
from scheduler.notify import Notifier
from scheduler.records import Setup
from scheduler.schedule import Rule, Schedule
from scheduler.service import Service
from sources import Catalogue, Source, SourceError
from storage import Store
from storage.lease import process_owner
from storage.thread import StoreThread
from tests.scheduler.test_service import ROOT, Clock, _run, _serving, _until
from tests.storage.builders import source


def _setup(url: str, *sources: Source, **changes: object) -> Setup:
    made = Setup(Catalogue({one.key: one for one in sources}), (), Settings(), url, deliver_s=86_400)
    return replace(made, **changes)  # type: ignore[arg-type] # each test names fields of Setup


class Recorder:
    """Takes the place of crawling: notes what was begun, and plans the next crawl as a real one would."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.begun: list[str] = []
        self.service: Service | None = None

    async def begin(self, one: Source) -> CrawlReport | None:
        assert self.service is not None
        self.begun.append(one.key)
        await self.service.store.call(_crawl, self.service.setup.schedule, one, self.clock())
        return None


def _crawl(store: Store, schedule: Schedule, one: Source, now: datetime) -> None:
    number = store.begin_run(one.key, now=now, worker=process_owner())
    due = schedule.plan(store, one, CrawlReport(one.key, number, "ok"), now)
    store.finish_run(number, now=now, verdict="ok", counts={}, next_due_at=due)


def _recorded(setup: Setup, load: Callable[[], Setup] | None = None) -> tuple[Service, Recorder]:
    clock = Clock()
    recorder = Recorder(clock)
    service = Service(setup, clock=clock, tick_s=15, load=load, begin=recorder.begin)
    recorder.service = service
    return service, recorder


async def _tick(service: Service) -> None:
    await service.tick()
    await asyncio.gather(*service._tasks.values())


def test_a_first_start_and_an_outage_are_caught_up_over_time_each_source_once(tmp_path: Path) -> None:
    sources = [source(f"s{number:03d}", every=3600) for number in range(60)]

    async def test() -> None:
        service, recorder = _recorded(_setup(f"sqlite:///{tmp_path / 'vestnik.db'}", *sources))
        async with _serving(service):
            await _until(lambda: len(recorder.begun) == 4)  # the first tick is the service's own
            for _outage in range(2):
                each = []
                for _tick_of_15_s in range(16):
                    before = len(recorder.begun)
                    await _tick(service)
                    each.append(len(recorder.begun) - before)
                    recorder.clock.now += timedelta(seconds=15)
                assert max(each) == 4, "60 over some minutes"
                assert sorted(recorder.begun) == sorted(service.setup.catalogue.sources)
                recorder.clock.now += timedelta(days=30)
                recorder.begun.clear()

    _run(test)


def test_a_new_configuration_is_taken_without_losing_a_crawl(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'vestnik.db'}"
    new = _setup(url, source("spb", every=600), source("new"), schedule=Schedule([Rule(every=600.0)]))

    async def test() -> None:
        service, recorder = _recorded(_setup(url, source("spb", every=86_400), source("old")), lambda: new)
        async with _serving(service):
            await _tick(service)
            await service.reload()
            await _tick(service)
            assert recorder.begun == ["old", "spb", "new"]
            recorder.clock.now += timedelta(minutes=12)
            await _tick(service)
            assert recorder.begun[3:] == ["spb", "new"] or recorder.begun[3:] == ["new", "spb"]
            (state,) = await service.store.call(Store.services)
            assert (state.loads, state.problem) == (1, None)

    _run(test)


def test_a_broken_configuration_changes_nothing_and_is_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    url = f"sqlite:///{tmp_path / 'vestnik.db'}"
    loads: list[Callable[[], Setup]] = [
        lambda: (_ for _ in ()).throw(ValueError("vestnik.toml:3: crawl.concurency: there is no such key")),
        lambda: _setup("sqlite:///elsewhere.db", source("other")),
    ]

    async def test() -> None:
        service, _recorder = _recorded(_setup(url, source("spb")), lambda: loads.pop(0)())
        async with _serving(service):
            for words in ("there is no such key", "another database"):
                await service.reload()
                assert list(service.setup.catalogue.sources) == ["spb"]
                (state,) = await service.store.call(Store.services)
                assert words in (state.problem or "")

    with caplog.at_level(logging.ERROR, logger="vestnik.watch"):
        _run(test)
    assert "crawl.concurency" in caplog.text
    assert "stays in force" in caplog.text


def test_a_source_whose_file_is_broken_today_goes_on_as_it_was(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'vestnik.db'}"
    broken = Catalogue({"msu": source("msu")}, [SourceError("spb.toml:1: is no valid TOML", Path("sources/spb.toml"))])
    new = replace(_setup(url), catalogue=broken)

    async def test() -> None:
        service, recorder = _recorded(_setup(url, source("spb")), lambda: new)
        async with _serving(service):
            await service.reload()
            await _tick(service)
            assert sorted(recorder.begun) == ["msu", "spb"]

    _run(test)


def test_a_clock_that_jumps_neither_stops_the_service_nor_starts_everything(tmp_path: Path) -> None:
    sources = [source(f"s{number:03d}", every=3600) for number in range(40)]

    async def test() -> None:
        service, recorder = _recorded(_setup(f"sqlite:///{tmp_path / 'vestnik.db'}", *sources))
        async with _serving(service):
            service._clock.pause()  # the test's own ticks only
            for step in (timedelta(0), timedelta(days=400), timedelta(days=-400)):
                recorder.clock.now += step
                await service._clock_was_set(step)
                recorder.begun.clear()
                most = 0
                for _three_minutes in range(36):
                    before = len(recorder.begun)
                    await _tick(service)
                    most = max(most, len(recorder.begun) - before)
                    recorder.clock.now += timedelta(minutes=3)
                assert most <= 4
                assert set(recorder.begun) == set(service.setup.catalogue.sources)
                assert max(Counter(recorder.begun).values()) <= 3

    _run(test)


def test_a_loop_that_hangs_is_told_with_the_place_and_sends_no_sign_of_life(
    caplog: pytest.LogCaptureFixture,
) -> None:
    beats: list[float] = []

    async def test() -> None:
        async def on_step(step: timedelta) -> None:
            raise AssertionError(step)

        heart = Heart(
            lambda: datetime.now(UTC), on_beat=lambda: beats.append(1), on_step=on_step, stalled_s=0.2, beat_s=0.01
        )
        beating = asyncio.ensure_future(heart.run())
        await _until(lambda: bool(beats))
        before = len(beats)
        hang_until_told(caplog)
        assert len(beats) == before
        await _until(lambda: "goes on" in caplog.text)
        beating.cancel()

    with caplog.at_level(logging.WARNING, logger="vestnik.watch"):
        run(test)
    assert "in hang_until_told" in caplog.text


def hang_until_told(caplog: pytest.LogCaptureFixture) -> None:
    deadline = time.monotonic() + 20
    while "the loop has hung" not in caplog.text and time.monotonic() < deadline:
        time.sleep(0.01)


def test_a_clock_that_is_set_is_noticed() -> None:
    clock, beats = Clock(), [0]
    steps: list[int] = []

    async def test() -> None:
        async def on_step(step: timedelta) -> None:
            steps.append(round(step / timedelta(hours=1)))

        heart = Heart(clock, on_beat=lambda: beats.append(1), on_step=on_step, beat_s=0.01)
        beating = asyncio.ensure_future(heart.run())
        await _until(lambda: len(beats) > 1)
        for hours in (5, -30):
            clock.now += timedelta(hours=hours)
            expected = len(steps) + 1
            await _until(lambda: len(steps) == expected)  # noqa: B023 - asked at once
        beating.cancel()

    run(test)
    assert steps == [5, -30]


def test_a_service_is_alive_while_it_waits_for_its_database_and_not_while_it_hangs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def test() -> None:
        service, _ = _recorded(_setup(f"sqlite:///{tmp_path / 'vestnik.db'}"))
        async with _serving(service):
            signs: list[bool] = []
            monkeypatch.setattr(service._notifier, "alive", lambda: signs.append(service.store.waits))
            service._ticked = asyncio.get_running_loop().time() - 1000
            service._beat()
            assert signs == []
            monkeypatch.setattr(StoreThread, "waits", True)
            service._beat()
            assert signs == [True]

    _run(test)


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="sockets of Unix")
@pytest.mark.parametrize("abstract", [False, True])
def test_systemd_is_told_what_it_understands(tmp_path: Path, abstract: bool) -> None:
    name = f"\0vestnik-{os.getpid()}-{time.monotonic_ns()}" if abstract else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(name)
        notifier = Notifier({"NOTIFY_SOCKET": name.replace("\0", "@")})
        notifier.ready("watching 3 sources\nREADY=0")
        notifier.alive()
        notifier.reloading()
        notifier.stopping()
        received = [systemd.recv(4096).decode() for _ in range(4)]
    assert received[:2] == ["READY=1\nSTATUS=watching 3 sources READY=0", "WATCHDOG=1"]
    assert received[2].startswith("RELOADING=1\nMONOTONIC_USEC=")
    assert received[3] == "STOPPING=1"


@pytest.mark.parametrize("environment", [{}, {"NOTIFY_SOCKET": "/nowhere/at/all"}])
def test_nobody_who_listens_is_no_trouble(environment: dict[str, str]) -> None:
    notifier = Notifier(environment)
    notifier.ready("watching")
    notifier.alive()


STUCK = """
import asyncio, os, signal, sys, time
from scheduler import signals

async def hang():
    signals.listen(stop=lambda: time.sleep(60), bounded=True)
    os.kill(os.getpid(), signal.SIGTERM)
    if sys.argv[1] == "before":
        time.sleep(60)
    await asyncio.sleep(60)

assert signals.LAST_RESORT_S < 10
signals.LAST_RESORT_S = 0.2
asyncio.run(hang())
"""


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("when", ["before", "while it stops"])
def test_a_loop_that_hangs_is_told_to_stop_and_ends_all_the_same(when: str) -> None:
    ended = subprocess.run([sys.executable, "-c", STUCK, when], cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert ended.returncode == 1
    assert "the process leaves without waiting" in ended.stderr
