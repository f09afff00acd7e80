"""Stopping crawls at awkward moments."""

from __future__ import annotations

import asyncio
import threading
from datetime import datetime, timedelta
from pathlib import Path

from scrapy.settings import Settings

from crawler.run import CrawlRunner, run
from crawler.verdict import CrawlReport
from sources import Source
from storage import Store, StoreThread
from tests.crawler.site import Site


def test_a_crawl_that_is_closing_when_all_are_stopped_is_still_written_down(tmp_path: Path) -> None:
    site = Site()
    site.pages["/news"] = site.listing(site.article(1), site.article(2))
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.setdict({"VESTNIK_PRIVATE_HOSTS": ["site.localhost"], "LOG_LEVEL": "ERROR"})
    closing, go_on = threading.Event(), threading.Event()

    def slow_plan(_store: Store, _source: Source, _report: CrawlReport, now: datetime) -> datetime:
        closing.set()
        go_on.wait(10)
        return now + timedelta(hours=1)

    async def stop_while_closing() -> CrawlReport:
        async with StoreThread(f"sqlite:///{tmp_path / 'vestnik.db'}") as store:
            runner = CrawlRunner(settings, store, plan=slow_plan)
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
