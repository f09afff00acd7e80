"""What a poll hands over waits for its crawl: turns, answers and runs are kept, and none is left behind."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler import handed_over as handed_over_module
from crawler.addresses import host_name
from crawler.handed_over import HandedOver
from crawler.run import CrawlRunner, run
from crawler.turns import HostTurns
from scheduler.crawl import crawl_one
from scheduler.schedule import Schedule
from storage.errors import StoreBusy
from storage.thread import StoreThread
from tests.crawler.polling import ELSEWHERE, FAULTS, crawled_sites, kept, made, round_of
from tests.crawler.site import Site
from tests.crawler.world import NOW


def with_runner(
    database: Path, work: Callable[[CrawlRunner], Coroutine[Any, Any, None]], *, clock: Callable[[], datetime]
) -> None:
    async def main() -> None:
        async with StoreThread(f"sqlite:///{database}") as store:
            await work(CrawlRunner(made(), store, clock=clock, plan=Schedule().plan))

    run(main)


def test_a_pause_that_a_host_asks_of_a_poll_is_kept_where_the_service_stops_before_its_crawl(
    tmp_path: Path, site: Site
) -> None:
    site.pages["/news"] = (200, {"ETag": '"1"'}, site.listing(site.article(1)))
    source, now = site.source(), NOW + timedelta(hours=1)
    round_of(tmp_path / "v.db", source, hours=0)
    site.pages["/news"] = FAULTS["busy"]

    async def stopped(runner: CrawlRunner) -> None:
        begun = await runner.poll(source)
        assert isinstance(begun, HandedOver)
        await runner.stop()
        assert (await runner.crawl(source, handed_over=begun)).verdict == "interrupted"
        state = await runner.store.call("host_state", host_name(site.base), now=now)
        assert state.next_at is not None
        assert state.next_at > now + timedelta(minutes=59)

    with_runner(tmp_path / "v.db", stopped, clock=lambda: now)


def test_a_poll_that_breaks_off_leaves_no_run_open_and_no_host_held(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["/news"] = (200, {"ETag": '"1"'}, site.listing(site.article(1)))
    round_of(tmp_path / "v.db", site.source(), hours=0)
    site.pages["/news"] = FAULTS["busy"]
    pause, tries = HostTurns.pause, []

    async def locked(turns: HostTurns, *asked: Any, **more: Any) -> None:
        tries.append(asked)
        if len(tries) == 1:
            raise StoreBusy("another process has held the lock for too long")
        await pause(turns, *asked, **more)

    monkeypatch.setattr(HostTurns, "pause", locked)
    (report,) = round_of(tmp_path / "v.db", site.source(), hours=1)
    assert len(tries) == 2
    runs = {row["id"]: row["verdict"] for row in kept(tmp_path / "v.db")["crawl_run"]}
    assert runs == {1: "ok", 2: report.verdict}
    assert [row["lease_owner"] for row in kept(tmp_path / "v.db")["host"]] == [None]


def test_what_waits_for_a_place_is_not_taken_by_another_machine(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handed_over_module, "_PROLONG_EVERY_S", 0.001)
    site.pages["/news"] = (200, {"ETag": '"1"'}, site.listing(site.article(1)))
    source, now = site.source(), [NOW + timedelta(hours=1)]
    round_of(tmp_path / "v.db", source, hours=0)
    site.pages["/news"] = (200, {"ETag": '"2"'}, site.listing(site.article(2), "/news/1"))

    async def waited(runner: CrawlRunner) -> None:
        places = asyncio.Semaphore(0)
        handed_over, keep = asyncio.Event(), runner.polls.waiting.keep

        def noted(begun: HandedOver | None) -> Any:
            handed_over.set()
            return keep(begun)

        monkeypatch.setattr(runner.polls.waiting, "keep", noted)
        crawling = asyncio.create_task(crawl_one(source, runner, places=places))
        await handed_over.wait()
        for _ in range(3):
            now[0] += timedelta(minutes=4)
            for _ in range(500):
                ahead = now[0] + timedelta(minutes=4)
                found = await runner.store.call("hosts_elsewhere", [host_name(site.base)], owner=ELSEWHERE, now=ahead)
                if found:
                    break
            assert found
        places.release()
        report = await crawling
        assert (report.verdict, report.counts["new"]) == ("ok", 1)
        assert not await runner.store.call("hosts_elsewhere", [host_name(site.base)], owner=ELSEWHERE, now=now[0])

    with_runner(tmp_path / "v.db", waited, clock=lambda: now[0])


def test_answers_that_wait_for_their_crawls_take_a_bounded_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sites, sources = crawled_sites(tmp_path / "v.db", 3)
    for site in sites:
        site.asked.clear()
        site.pages["/news"] = (200, {"ETag": '"2"'}, site.listing(site.article(2), "/news/1"))
    size = max(len(str(site.pages["/news"][2])) for site in sites if isinstance(site.pages["/news"], tuple))
    monkeypatch.setattr(handed_over_module, "MOST_HELD", 2 * size + 10)

    async def waited(runner: CrawlRunner) -> None:
        places, all_wait = asyncio.Semaphore(0), asyncio.Event()
        held: list[HandedOver | None] = []
        keep = runner.polls.waiting.keep

        def noted(begun: HandedOver | None) -> Any:
            held.append(begun)
            if len(held) == len(sources):
                all_wait.set()
            return keep(begun)

        monkeypatch.setattr(runner.polls.waiting, "keep", noted)
        crawls = [asyncio.create_task(crawl_one(source, runner, places=places)) for source in sources]
        await all_wait.wait()
        assert sorted(len(begun.answers) for begun in held if begun) == [0, 1, 1]
        for _ in sites:
            places.release()
        assert [(await crawl).counts["new"] for crawl in crawls] == [1, 1, 1]

    with_runner(tmp_path / "v.db", waited, clock=lambda: NOW + timedelta(hours=1))
    assert sorted(site.asked.count("/news") for site in sites) == [1, 1, 2]
    for site in sites:
        site.stop()
