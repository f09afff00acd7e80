"""Sources with nothing new: one request, no crawl, and the same record; whatever else comes is the crawl's at once."""

from __future__ import annotations

import asyncio
import gzip
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings

from crawler import turns as turns_module
from crawler.addresses import host_name
from crawler.collector import Collector
from crawler.run import CrawlRunner, run
from crawler.verdict import CrawlReport
from scheduler.schedule import Schedule
from sources import Source
from storage.hosts import HostNote
from storage.thread import StoreThread
from tests.crawler.polling import ELSEWHERE, FAULTS, crawled_sites, kept, round_of, unchanged
from tests.crawler.site import Answer, Site
from tests.crawler.world import NOW, World, crawl_site


def packed(page: str) -> Answer:
    return 200, {"Content-Encoding": "gzip"}, gzip.compress(page.encode(), mtime=0)


@pytest.mark.parametrize("answers", ["validators", "equal bodies", "packed", "a feed that leads", "two ways"])
def test_a_poll_leaves_the_same_record_as_a_crawl(
    answers: str, tmp_path: Path, site: Site, only_polls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [site.article(1)]
    listing, feed = site.listing(*paths), site.feed(*paths)
    ways: list[dict[str, Any]] = [{"kind": "listing", "url": f"{site.base}/news", "articles": ["/news/{n}"]}]
    tagged = {"ETag": '"1"', "Last-Modified": "Sun, 15 Mar 2026 10:00:00 GMT"}
    plain: dict[str, Answer] = {"packed": packed(listing), "equal bodies": listing, "two ways": listing}
    site.pages["/news"] = plain.get(answers, (200, tagged, listing))
    site.pages["/feed"] = (200, {"ETag": '"2"'}, feed)
    if answers in ("a feed that leads", "two ways"):
        ways.append({"kind": "feed" if answers == "a feed that leads" else "json", "url": f"{site.base}/feed"})
    if answers == "two ways":
        site.pages["/more"] = (200, {"ETag": '"3"'}, listing)
        ways[1] = {"kind": "listing", "url": f"{site.base}/more", "articles": ["/news/{n}"]}
    source = site.source(*ways)
    records, asked = [], []
    for name in ("polled", "crawled"):
        database = tmp_path / f"{name}.db"
        round_of(database, source, hours=0)
        only_polls.clear()
        if name == "crawled":

            async def never(*_: object) -> None:
                return None

            monkeypatch.setattr(CrawlRunner, "poll", never)
        for hours in (1, 2):
            site.asked.clear()
            (report,) = round_of(database, source, hours=hours)
            assert report.verdict == "ok"
            assert report.counts["entries_unchanged"] == report.counts["entries"] == len(site.asked)
            asked.append(sorted(site.asked))
        assert only_polls == ([] if name == "polled" else ["site"] * 2)
        records.append(kept(database))
    assert asked[:2] == asked[2:]
    for table, rows in records[0].items():
        assert rows == records[1][table], table


def test_a_new_article_is_found_in_the_same_round_and_no_page_asked_for_twice(world: World, site: Site) -> None:
    site.pages["/news"] = (200, {"ETag": '"1"'}, site.listing(site.article(1)))
    crawl_site(world, site)
    site.pages["/news"] = (200, {"ETag": '"2"'}, site.listing(site.article(2), "/news/1"))
    site.asked.clear()
    report = crawl_site(world, site)
    assert report.counts["new"] == 1
    assert site.asked == ["/news", "/news/2"]
    assert report.counts["requests"] == 2
    with world.store() as store:
        assert [one.verdict for one in store.runs("site")] == ["ok", "ok"]
    site.asked.clear()
    assert crawl_site(world, site).counts["not_modified"] == 1  # the new validator was kept
    assert site.asked == ["/news"]


def test_a_packed_answer_that_has_changed_is_read_in_the_same_round(world: World, site: Site) -> None:
    """Scrapy notes on the answer it unpacks that it is unpacked; the crawl gets the packed one and unpacks it again."""
    status, headers, body = packed(site.listing(site.article(1)))
    site.pages["/news"] = (status, {**headers, "ETag": '"1"'}, body)
    crawl_site(world, site)
    status, headers, body = packed(site.listing(site.article(2), "/news/1"))
    site.pages["/news"] = (status, {**headers, "ETag": '"2"'}, body)
    site.asked.clear()
    report = crawl_site(world, site)
    assert (report.verdict, report.counts["new"], report.hint) == ("ok", 1, None)
    assert site.asked == ["/news", "/news/2"]


def test_in_a_mixed_round_every_fault_is_judged_as_a_crawl_judges_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[dict[str, tuple[str, str | None, int]]] = []
    for polled in (True, False):
        sites = {name: Site() for name in (*FAULTS, "well", "dead")}
        sources = []
        for name, site in sites.items():
            site.base = site.base.replace("site.", f"{name}.")
            site.pages["/news"] = site.pages["/elsewhere"] = (200, {"ETag": '"1"'}, site.listing(site.article(1)))
            sources.append(site.source(key=name))
        database = tmp_path / f"{polled}.db"
        round_of(database, *sources, hours=0)
        for name, answer in FAULTS.items():
            sites[name].pages["/news"] = answer
        sites["dead"].stop()
        if not polled:

            async def never(*_: object) -> None:
                return None

            monkeypatch.setattr(CrawlRunner, "poll", never)
        reports = round_of(database, *sources, hours=1)
        found.append(
            {
                report.source_key: (
                    report.verdict,
                    (report.hint or "").replace(sites[report.source_key].base, ""),
                    report.counts["requests"],
                )
                for report in reports
            }
        )
        for name, site in sites.items():
            if name != "dead":
                site.stop()
    assert found[0] == found[1]
    assert {found[0][name][0] for name in ("gone", "fails", "dead")} == {"failed"}
    assert found[0]["busy"][0] == "blocked"
    assert found[0]["well"][0] == "ok"


def test_what_robots_txt_forbids_is_not_polled(world: World, site: Site) -> None:
    unchanged(world, site)
    with world.store() as store:
        store.save_robots(site.base.partition("//")[2], status=200, body=b"User-agent: *\nDisallow: /", now=world.now)
    assert crawl_site(world, site).verdict == "blocked"
    assert site.asked == []


def test_a_host_that_asked_for_a_pause_is_not_polled(world: World, site: Site) -> None:
    unchanged(world, site)
    name = host_name(site.base)
    with world.store() as store:
        store.note_host(HostNote(name, next_at=world.now + timedelta(hours=2)), owner=ELSEWHERE, now=world.now)
    assert crawl_site(world, site).verdict == "blocked"
    assert site.asked == []


def test_a_host_that_another_process_asks_is_not_polled(
    world: World, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns_module, "LONGEST_WAIT_S", 0.01)
    unchanged(world, site)
    with world.store() as store:
        until = world.now + timedelta(minutes=5)
        store.claim_host(host_name(site.base), owner=ELSEWHERE, now=world.now, until=until)
    assert "another process" in (crawl_site(world, site).hint or "")
    assert site.asked == []


def test_a_private_address_that_is_not_open_any_more_is_not_polled(world: World, site: Site) -> None:
    unchanged(world, site)
    report = crawl_site(world, site, VESTNIK_PRIVATE_HOSTS=[])
    assert "private address" in (report.hint or "")
    assert site.asked == []


def test_the_budget_of_a_day_holds_for_polls(world: World, site: Site) -> None:
    unchanged(world, site)
    report = crawl_site(world, site, VESTNIK_DAILY_REQUESTS=1)
    assert "daily_requests" in (report.hint or "")
    assert site.asked == []


@pytest.mark.parametrize("reason", ["settings", "a page that waits", "a new day", "an unfinished crawl"])
def test_a_source_that_needs_more_is_crawled(reason: str, world: World, site: Site, only_polls: list[str]) -> None:
    unchanged(world, site)
    only_polls.clear()
    crawl_site(world, site)
    assert only_polls == []
    with world.store() as store:
        if reason == "settings":
            world.change("site", name="Another name")
        elif reason == "an unfinished crawl":
            store.begin_run("site", now=world.now, worker="elsewhere/1/0")
            world.later(hours=1)
        elif reason == "a page that waits":
            row = store.entry_pages("site")[0]
            store.save_entry(row)
            world.later(days=8)  # the article is due for another look
        else:
            world.later(days=1)  # of robots.txt
    assert crawl_site(world, site, **({"VESTNIK_RECHECK_LIMIT": 0} if reason == "a new day" else {})).verdict == "ok"
    assert only_polls == ["site"]
    with world.store() as store:
        assert [state.name for state in store.source_states()] == [world.sources["site"].name]


@pytest.mark.parametrize("times", [1, 2])
def test_a_poll_that_is_stopped_ends_at_once_and_is_due_again(tmp_path: Path, times: int) -> None:
    site, asked, answer = Site(), threading.Event(), threading.Event()
    listing: Answer = (200, {"ETag": '"1"'}, site.listing(site.article(1)))
    site.pages["/news"] = listing
    source = site.source()
    round_of(tmp_path / "v.db", source, hours=0)

    def hang() -> Answer:
        asked.set()
        answer.wait(20)
        return listing

    site.pages["/news"] = hang

    async def stopped() -> CrawlReport:
        made = Settings()
        made.setmodule("crawler.settings", priority="project")
        made.setdict({"VESTNIK_PRIVATE_HOSTS": ["localhost"]})
        async with StoreThread(f"sqlite:///{tmp_path / 'v.db'}") as store:
            runner = CrawlRunner(made, store, clock=lambda: NOW + timedelta(hours=1))
            polling = asyncio.create_task(runner.poll(source))
            await asyncio.to_thread(asked.wait, 20)
            for _ in range(times):
                await runner.stop()
                await asyncio.sleep(0)  # what the first one begins to write, the second leaves alone
            report = await polling
            assert isinstance(report, CrawlReport)
            assert await runner.poll(source) is None  # nothing begins any more
            state = await store.call("host_state", host_name(site.base), now=NOW + timedelta(hours=1))
            assert state.held_by is None
            (due,) = [one.next_due_at for one in await store.call("source_states")]
            assert due == NOW + timedelta(hours=1)
            assert [one.verdict for one in await store.call("runs", "site")] == ["interrupted", "ok"]
            return report

    report = run(stopped)
    answer.set()
    site.stop()
    assert report.verdict == "interrupted"


def test_a_source_that_cannot_be_planned_fails_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sites, sources = crawled_sites(tmp_path / "v.db", 3)
    plan = Schedule.plan

    def planned(self: Schedule, store: Any, source: Source, *more: Any) -> datetime:
        if source.key == "s1":
            raise ValueError("no such day")
        return plan(self, store, source, *more)

    monkeypatch.setattr(Schedule, "plan", planned)
    reports = {report.source_key: report for report in round_of(tmp_path / "v.db", *sources, hours=1)}
    assert {key: report.verdict for key, report in reports.items()} == {"s0": "ok", "s1": "failed", "s2": "ok"}
    assert "no such day" in (reports["s1"].hint or "")
    written = {row["source_key"]: row["verdict"] for row in kept(tmp_path / "v.db")["crawl_run"]}
    assert written == {"s0": "ok", "s1": "failed", "s2": "ok"}
    for site in sites:
        site.stop()


def test_the_first_poll_sets_aside_what_is_loaded(
    world: World, site: Site, monkeypatch: pytest.MonkeyPatch, only_polls: list[str]
) -> None:
    unchanged(world, site)
    only_polls.clear()
    asked: list[str] = []
    monkeypatch.setattr(Collector, "set_aside", asked.append)
    crawl_site(world, site)
    assert (asked, only_polls) == (["poll"], [])
