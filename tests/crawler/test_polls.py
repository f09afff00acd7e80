"""Sources with nothing new: one request, no crawl, and the same record; whatever else comes is the crawl's at once."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import socketserver
import threading
from collections.abc import Callable, Coroutine, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from scrapy.exceptions import CannotResolveHostError, DownloadConnectionRefusedError
from scrapy.http import Response
from scrapy.settings import Settings
from sqlalchemy import create_engine, text

from crawler import handed_over as handed_over_module
from crawler import poll_sender as poll_sender_module
from crawler import turns as turns_module
from crawler.addresses import host_name
from crawler.collector import Collector
from crawler.guard import install_resolver
from crawler.handed_over import HandedOver
from crawler.poll_sender import PollSender
from crawler.run import CrawlRunner, run
from crawler.turns import HostTurns
from crawler.verdict import CrawlReport
from scheduler.crawl import crawl_once, crawl_one
from scheduler.health import watch_health
from scheduler.schedule import Schedule
from sources import Source
from storage.errors import StoreBusy
from storage.hosts import HostNote
from storage.thread import StoreThread
from tests.alerts.certificates import self_signed
from tests.crawler.site import Answer, Site
from tests.crawler.world import NOW, World, crawl_site

ELSEWHERE = "elsewhere/1/0"
VARYING = ("duration_ms", "latency_ms")


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


def round_of(database: Path, *sources: Source, hours: float, **settings: Any) -> list[CrawlReport]:
    """One round over the sources as ``vestnik crawl`` makes it, with planning and health, so many hours later."""
    made, now = Settings(), NOW + timedelta(hours=hours)
    made.setmodule("crawler.settings", priority="project")
    made.setdict({"VESTNIK_PRIVATE_HOSTS": ["localhost"], "DOWNLOAD_TIMEOUT": 5, "RETRY_TIMES": 0, **settings})
    return run(
        lambda: crawl_once(
            sources,
            settings=made,
            database_url=f"sqlite:///{database}",
            clock=lambda: now,
            schedule=Schedule(),
            after=[watch_health((), clock=lambda: now)],
        )
    )


def kept(database: Path) -> dict[str, list[dict[str, Any]]]:
    """All that a round may write, less what differs by chance."""
    tables = ("source", "page", "crawl_run", "health", "host")
    engine = create_engine(f"sqlite:///{database}")
    with engine.connect() as connection:
        found = {
            table: [dict(row) for row in connection.execute(text(f"SELECT * FROM {table} ORDER BY 1")).mappings()]
            for table in tables
        }
    engine.dispose()
    for row in found["crawl_run"]:
        counts = json.loads(row["counts"])
        row["counts"] = {name: number for name, number in counts.items() if name not in VARYING}
        assert all(name in counts for name in VARYING)
    for row in found["host"]:
        del row["next_at"]  # a few milliseconds ahead, or past by the time that it is written
    for row in found["health"]:
        row["memory"] = json.loads(row["memory"])
        for day in row["memory"]["days"]:
            day["latencies"] = len(day["latencies"])
    return found


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


FAULTS: dict[str, Answer] = {
    "gone": (404, {}, "no"),
    "fails": (500, {}, "no"),
    "shut": (403, {}, "no"),
    "busy": (429, {"Retry-After": "3600"}, "slow down"),
    "moved": (301, {"Location": "http://other.example/"}, ""),
    "near": (302, {"Location": "/elsewhere"}, ""),
    "empty": "<html><body><p>Nothing here.</p></body></html>",
    "torn": (200, {"Content-Encoding": "gzip"}, b"\x1f\x8b\x08\x00 no gzip"),
}


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


def unchanged(world: World, site: Site) -> None:
    site.pages["/news"] = (200, {"ETag": '"1"'}, site.listing(site.article(1)))
    assert crawl_site(world, site).verdict == "ok"
    site.asked.clear()
    world.later(hours=1)


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


def test_a_poll_that_is_stopped_ends_at_once_and_is_due_again(tmp_path: Path) -> None:
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
            await runner.stop()
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


def made(**settings: Any) -> Settings:
    settings_of_a_crawl = Settings()
    settings_of_a_crawl.setmodule("crawler.settings", priority="project")
    settings_of_a_crawl.setdict({"VESTNIK_PRIVATE_HOSTS": ["localhost"], "RETRY_TIMES": 0, **settings})
    return settings_of_a_crawl


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
    sites = [Site() for _ in range(3)]
    sources = []
    for number, site in enumerate(sites):
        site.base = site.base.replace("site.", f"s{number}.")
        site.pages["/news"] = (200, {"ETag": '"1"'}, site.listing(site.article(1)))
        sources.append(site.source(key=f"s{number}"))
    round_of(tmp_path / "v.db", *sources, hours=0)
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


def test_a_source_that_cannot_be_planned_fails_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sites = [Site() for _ in range(3)]
    sources = []
    for number, site in enumerate(sites):
        site.base = site.base.replace("site.", f"s{number}.")
        site.pages["/news"] = (200, {"ETag": '"1"'}, site.listing(site.article(1)))
        sources.append(site.source(key=f"s{number}"))
    round_of(tmp_path / "v.db", *sources, hours=0)
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


class Raw:
    """A server of bytes: what it was sent, header by header, and what it answers, byte by byte."""

    def __init__(self) -> None:
        self.answers: list[bytes] = []
        self.heads: list[list[bytes]] = []
        raw = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                head = [line.rstrip() for line in iter(self.rfile.readline, b"\r\n")]
                if b"robots.txt" in head[0]:
                    self.wfile.write(b"HTTP/1.1 404 None\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                    return
                if b"/news/1" in head[0]:
                    self.wfile.write(answered(ARTICLE))
                    return
                raw.heads.append(head)
                self.wfile.write(raw.answers.pop(0) if raw.answers else b"")

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://raw.localhost:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def source(self) -> Source:
        entry = {"kind": "listing", "url": f"{self.base}/news?q=%d1%8f&b=[1]", "articles": ["/news/{n}"]}
        values = {"key": "raw", "name": "Raw", "country": "RU", "homepage": f"{self.base}/", "entries": [entry]}
        return Source.model_validate({**values, "allow_private": True, "delay_s": 0.002})


@pytest.fixture
def raw() -> Iterator[Raw]:
    made = Raw()
    yield made
    made.server.shutdown()
    made.server.server_close()


LISTING = b'<html><body><ul><li><a href="/news/1">The first story of the day</a></li></ul></body></html>'


ARTICLE = b"<html><body><article><h1>The first story of the day</h1><p>%s</p></article></body></html>" % (
    b"Words. " * 60
)


def answered(
    body: bytes = LISTING, *, status: bytes = b"200 OK", more: bytes = b"", length: int | None = None
) -> bytes:
    size = len(body) if length is None else length
    head = b'HTTP/1.1 %s\r\nContent-Type: text/html\r\nETag: W/"a b"\r\nContent-Length: %d\r\n' % (status, size)
    return head + more + b"Connection: close\r\n\r\n" + body


def test_a_poll_asks_just_as_a_crawl_does(
    tmp_path: Path, raw: Raw, monkeypatch: pytest.MonkeyPatch, only_polls: list[str]
) -> None:
    raw.answers = [answered()]
    round_of(tmp_path / "v.db", raw.source(), hours=0, VESTNIK_RECHECK_LIMIT=0)
    only_polls.clear()
    raw.answers = [answered(b"", status=b"304 Not Modified")] * 2
    round_of(tmp_path / "v.db", raw.source(), hours=1, VESTNIK_RECHECK_LIMIT=0)
    assert only_polls == []

    async def never(*_: object) -> None:
        return None

    monkeypatch.setattr(CrawlRunner, "poll", never)
    round_of(tmp_path / "v.db", raw.source(), hours=2, VESTNIK_RECHECK_LIMIT=0)
    assert only_polls == ["raw"]
    polled, crawled = raw.heads[-2:]
    assert b'If-None-Match: W/"a b"' in polled
    assert polled[0] == crawled[0]
    assert set(polled) - set(crawled) == {b"Connection: close"}
    assert set(crawled) <= set(polled)


def test_headers_that_are_no_utf_8_are_no_hindrance(tmp_path: Path, raw: Raw, only_polls: list[str]) -> None:
    raw.answers = [answered(more="X-Powered-By: Битрикс\r\n".encode("cp1251"))]
    round_of(tmp_path / "v.db", raw.source(), hours=0, VESTNIK_RECHECK_LIMIT=0)
    only_polls.clear()
    raw.answers = [answered(more="X-Powered-By: Битрикс\r\n".encode("cp1251"))]
    (report,) = round_of(tmp_path / "v.db", raw.source(), hours=1, VESTNIK_RECHECK_LIMIT=0)
    assert (report.verdict, report.counts["entries_unchanged"], only_polls) == ("ok", 1, [])


TOO_LONG = b"X-Padding: " + b"x" * 9000 + b"\r\n"


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (b"", "failed"),
        (b"SSH-2.0-OpenSSH\r\n\r\n", "failed"),
        (answered(length=10_000), "failed"),
        (answered(more=TOO_LONG), "ok"),
    ],
)
def test_an_answer_that_a_poll_cannot_read_is_for_the_crawl_to_judge(
    answer: bytes, verdict: str, tmp_path: Path, raw: Raw, only_polls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    raw.answers = [answered()]
    round_of(tmp_path / "v.db", raw.source(), hours=0, VESTNIK_RECHECK_LIMIT=0)
    only_polls.clear()
    raw.answers = [answer, answer]
    (report,) = round_of(tmp_path / "v.db", raw.source(), hours=1, VESTNIK_RECHECK_LIMIT=0)
    assert (report.verdict, only_polls) == (verdict, ["raw"])
    raw.answers = [answer]

    async def never(*_: object) -> None:
        return None

    monkeypatch.setattr(CrawlRunner, "poll", never)
    (crawled,) = round_of(tmp_path / "v.db", raw.source(), hours=2, VESTNIK_RECHECK_LIMIT=0)
    assert (crawled.verdict, crawled.hint, crawled.counts["requests"]) == (verdict, report.hint, 1)
    assert report.counts["requests"] == 1


def test_where_nothing_can_be_sent_by_a_poll_the_crawl_asks(
    world: World, site: Site, only_polls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    unchanged(world, site)
    only_polls.clear()

    def broken(_crawler: object) -> None:
        raise ImportError("a library that does not fit")

    monkeypatch.setattr(poll_sender_module, "_handler_for", broken)
    assert (crawl_site(world, site).verdict, only_polls) == ("ok", ["site"])


@pytest.mark.parametrize("verified", [True, False])
def test_a_poll_checks_certificates_as_a_crawl_does(
    verified: bool, world: World, tmp_path: Path, only_polls: list[str]
) -> None:
    own = Site()
    own.encrypt(self_signed(tmp_path)[0])
    own.pages["/news"] = (200, {"ETag": '"1"'}, own.listing(own.article(1)))
    world.sources["site"] = own.source(verify_tls=False)
    assert world.crawl("site")["site"].verdict == "ok"
    own.asked.clear()
    only_polls.clear()
    poll = PollSender(made(), cast(StoreThread, None), lambda: world.now)
    request = poll.request(f"{own.base}/news", {})

    async def asked() -> int:
        handler = poll._verifying if verified else poll._trusting
        response: Response = await handler.download_request(request)
        return response.status

    if verified:
        with pytest.raises(DownloadConnectionRefusedError, match="CERTIFICATE_VERIFY_FAILED"):
            run(asked)
        assert own.asked == []
    else:
        assert run(asked) == 200
        world.later(hours=1)
        assert (world.crawl("site")["site"].verdict, only_polls) == ("ok", [])
    own.stop()


def test_a_name_that_leads_to_a_private_address_is_not_polled(
    world: World, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "gethostbyname", lambda _name: "127.0.0.1")
    port = site.base.rpartition(":")[2]
    runner_settings = made(VESTNIK_PRIVATE_HOSTS=[])
    poll = PollSender(runner_settings, cast(StoreThread, None), lambda: world.now)
    request = poll.request(f"http://rebound.example:{port}/news", {})

    async def asked() -> None:
        install_resolver(poll.crawler)
        await poll._verifying.download_request(request)

    with pytest.raises(CannotResolveHostError):
        run(asked)
    assert site.asked == []
