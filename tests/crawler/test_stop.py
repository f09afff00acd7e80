"""Stopping crawls at awkward moments."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from scrapy.settings import Settings

from crawler.run import CrawlRunner, run
from crawler.verdict import CrawlReport
from sources import Source
from storage import Store, StoreThread
from tests.crawler.site import Answer, Site


def _settings() -> Settings:
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.setdict({"VESTNIK_PRIVATE_HOSTS": ["site.localhost"], "LOG_LEVEL": "ERROR"})
    return settings


def test_a_crawl_that_is_closing_when_all_are_stopped_is_still_written_down(tmp_path: Path) -> None:
    site = Site()
    site.pages["/news"] = site.listing(site.article(1), site.article(2))
    closing, go_on = threading.Event(), threading.Event()

    def slow_plan(_store: Store, _source: Source, _report: CrawlReport, now: datetime) -> datetime:
        closing.set()
        go_on.wait(10)
        return now + timedelta(hours=1)

    async def stop_while_closing() -> CrawlReport:
        async with StoreThread(f"sqlite:///{tmp_path / 'vestnik.db'}") as store:
            runner = CrawlRunner(_settings(), store, plan=slow_plan)
            crawl = asyncio.create_task(runner.crawl(site.source()))
            await asyncio.to_thread(closing.wait, 20)
            stopping = asyncio.create_task(runner.stop())
            await stopping
            ended_early, _ = await asyncio.wait([crawl], timeout=0.2)
            go_on.set()
            assert not ended_early, "who waits for it would close the store before the run is closed"
            return await crawl

    report = run(stop_while_closing)
    site.stop()
    assert (report.verdict, report.counts["new"]) == ("ok", 2)
    with Store.open(f"sqlite:///{tmp_path / 'vestnik.db'}") as store:
        assert [one.verdict for one in store.runs("site")] == ["ok"]


@pytest.mark.parametrize("status", [200, 500])
def test_a_crawl_stopped_while_it_waits_for_robots_txt_ends_and_blames_nobody(
    status: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    site = Site()
    asked, answer = threading.Event(), threading.Event()

    def robots() -> Answer:
        asked.set()
        answer.wait(20)
        return status, {}, "User-agent: *\nAllow: /\nCrawl-delay: 50\n"

    site.pages["/robots.txt"] = robots
    ways = [{"kind": "listing", "url": f"{site.base}/list{n}", "articles": ["/news/{n}"]} for n in range(3)]
    for number in range(3):
        site.pages[f"/list{number}"] = site.listing(site.article(number + 1))
    url = f"sqlite:///{tmp_path / 'vestnik.db'}"

    async def stop_before_robots() -> CrawlReport:
        async with StoreThread(url) as store:
            runner = CrawlRunner(_settings(), store)
            crawl = asyncio.create_task(runner.crawl(site.source(*ways)))
            await asyncio.to_thread(asked.wait, 20)
            stopping = asyncio.create_task(runner.stop())
            for _ in range(20):
                await asyncio.sleep(0)
            answer.set()
            await stopping
            return await crawl

    report = run(stop_before_robots)
    site.stop()
    assert report.verdict == "interrupted"
    assert site.asked == [], "what was not asked for yet is let go, however long its turn would take to come"
    assert [record.getMessage() for record in caplog.records if record.levelname in ("WARNING", "ERROR")] == []
    with Store.open(url) as store:
        assert [page.failures for page in store.entry_pages("site")] in ([], [0, 0, 0])


def test_a_crawl_that_waits_for_its_delay_or_a_pause_ends_when_it_is_stopped(tmp_path: Path) -> None:
    site = Site()
    refused = threading.Event()

    def busy() -> Answer:
        refused.set()
        return 429, {"Retry-After": "15"}, ""

    site.pages["/news"] = site.listing(*(site.article(number) for number in range(1, 6)))
    site.pages["/news/5"] = site.pages["/news/1"] = busy
    url = f"sqlite:///{tmp_path / 'vestnik.db'}"

    async def stop_in_a_pause() -> CrawlReport:
        async with StoreThread(url) as store:
            runner = CrawlRunner(_settings(), store)
            crawl = asyncio.create_task(runner.crawl(site.source()))
            await asyncio.to_thread(refused.wait, 20)
            await runner.stop()
            assert not runner.active, "it was left behind"
            return await crawl

    report = run(stop_in_a_pause)
    site.stop()
    assert report.verdict == "interrupted"
    with Store.open(url) as store:
        assert {row.state for row in store.pending("site", now=datetime.now(UTC), limit=9)} == {"found"}
