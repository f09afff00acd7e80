"""One request at a time a host, over crawls and processes; budgets, pauses and robots.txt by the book."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from crawler import turns as turns_module
from crawler.turns import HostTurns, turns_of
from crawler.verdict import CrawlReport
from storage import Store
from storage.thread import StoreThread
from tests.crawler.site import Answer, Site
from tests.crawler.world import World

ROBOTS = "/robots.txt"


class Counted(Site):
    """A site that takes 20 ms for each answer and knows how many it was asked for at once."""

    def __init__(self) -> None:
        super().__init__()
        self.most = self._now = 0
        self._lock = threading.Lock()
        self.began: list[float] = []
        self.clock: Callable[[], float] = time.monotonic

    def answer(self, request: object) -> None:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
            self.began.append(self.clock())
        threading.Event().wait(0.02)
        with self._lock:
            self._now -= 1  # before the answer goes out: who has it may ask for the next
        super().answer(request)  # type: ignore[arg-type]  # the server's own handler


@pytest.fixture
def site() -> Iterator[Counted]:
    made = Counted()
    yield made
    made.stop()


def publish(site: Site, *numbers: int) -> None:
    site.pages["/news"] = site.listing(*(site.article(number) for number in numbers))


def crawl(world: World, site: Site, **settings: Any) -> CrawlReport:
    if "site" not in world.sources:
        world.sources["site"] = site.source()
    return world.crawl("site", RETRY_TIMES=0, **settings)["site"]


def robots(site: Site, answer: Answer | Callable[[], Answer]) -> list[int]:
    """Serve robots.txt; the list grows by one for each time it is asked for."""
    asked: list[int] = []

    def serve() -> Answer:
        asked.append(1)
        return answer() if callable(answer) else answer

    site.pages[ROBOTS] = serve
    return asked


def test_one_request_at_a_time_even_where_two_sources_meet_on_a_host_without_a_delay(
    world: World, site: Counted
) -> None:
    other = "http://other.localhost:1"
    for key, first in (("one", 1), ("two", 21)):
        site.pages[f"/{key}"] = site.listing(*(site.article(number) for number in range(first, first + 6)))
        entry = {"kind": "listing", "url": f"{site.base}/{key}", "articles": ["/news/{n}"]}
        lead = {"kind": "feed", "url": f"{other}/{key}"}  # their ways in do not share every host
        world.sources[key] = site.source(*([lead] if key == "two" else []), entry, key=key, delay_s=0.0001)
    reports = world.crawl("one", "two", RETRY_TIMES=0, CONCURRENT_REQUESTS_PER_DOMAIN=8, DOWNLOAD_DELAY=0)
    assert [report.counts["new"] for report in reports.values()] == [6, 6]
    assert site.most == 1


def test_a_host_rests_between_two_crawls_too(world: World, site: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [time.monotonic()]

    async def pass_by(seconds: float) -> None:
        now[0] += seconds
        await asyncio.sleep(0)

    # A clock that stands still but for what the turns wait.
    monkeypatch.setattr(turns_module, "time", SimpleNamespace(monotonic=lambda: now[0]))
    monkeypatch.setattr(turns_module, "asyncio", SimpleNamespace(sleep=pass_by))
    publish(site, 1)
    world.sources["site"] = site.source(delay_s=0.3)
    site.clock = lambda: now[0]
    crawl(world, site)
    first = len(site.began)
    crawl(world, site)
    assert len(site.began) > first > 1
    assert round(site.began[first] - site.began[first - 1], 6) == 0.3


def test_a_host_that_another_process_is_asking_is_waited_for(world: World, site: Counted) -> None:
    publish(site, 1)
    Store.open(world.database_url).close()
    host = site.base.partition("//")[2]
    program = (
        "import sys; from datetime import datetime, timedelta, UTC; from storage import Store; "
        "from storage.lease import process_owner; now = datetime.fromisoformat(sys.argv[3])\n"
        "with Store.open(sys.argv[1]) as store:\n"
        "    store.claim_host(sys.argv[2], owner=process_owner(), now=now, until=now + timedelta(hours=1))\n"
        "print('held', flush=True); sys.stdin.readline()"
    )
    command = [sys.executable, "-c", program, world.database_url, host, world.now.isoformat()]
    with subprocess.Popen(command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "held"
        asked: list[list[str]] = []

        def end() -> None:
            asked.append(list(site.asked))
            process.communicate("\n", timeout=10)

        timer = threading.Timer(0.7, end)
        timer.start()
        report = crawl(world, site)
        timer.join()
    assert asked == [[]]  # nothing was asked for while the other held the turn; it died, and the turn was free
    assert report.counts["new"] == 1


def test_the_budget_of_a_day_ends_a_crawl_and_the_next_day_goes_on(world: World, site: Counted) -> None:
    publish(site, *range(1, 9))
    report = crawl(world, site, VESTNIK_DAILY_REQUESTS=5)
    assert len(site.asked) == 4  # and robots.txt
    assert "crawl.daily_requests" in (report.hint or "")
    assert report.counts["new"] == 3
    world.later(days=1)
    crawl(world, site, VESTNIK_DAILY_REQUESTS=20)
    assert len(world.rows("site")) == 8


def test_robots_txt_is_asked_for_once_a_day_not_once_a_crawl(world: World, site: Counted) -> None:
    asked = robots(site, "User-agent: *\nDisallow: /news/2\n")
    publish(site, 1, 2)
    for _ in range(3):
        crawl(world, site)
        world.later(hours=5)
    assert len(asked) == 1
    world.later(hours=10)
    crawl(world, site)
    assert len(asked) == 2
    assert "/news/2" not in site.asked


@pytest.mark.parametrize("status", [403, 404, 429])
def test_a_robots_txt_that_is_not_there_allows_everything(world: World, site: Counted, status: int) -> None:
    robots(site, (status, {"Retry-After": "0"} if status == 429 else {}, "Disallow: /"))
    publish(site, 1)
    assert crawl(world, site).counts["new"] == 1


@pytest.mark.parametrize("status", [500, 503])
def test_a_robots_txt_that_fails_closes_the_site_until_it_is_back(world: World, site: Counted, status: int) -> None:
    robots(site, (status, {}, ""))
    publish(site, 1)
    report = crawl(world, site)
    assert (report.verdict, site.asked) == ("blocked", [])
    assert f"robots.txt answered {status}" in (report.hint or "")
    site.pages[ROBOTS] = "User-agent: *\nAllow: /\n"
    world.later(hours=1)
    assert crawl(world, site).verdict == "ok"


def test_a_robots_txt_that_does_not_come_is_named(world: World, site: Counted) -> None:
    robots(site, (200, {"Content-Encoding": "gzip"}, b"\x1f\x8b\x08 no gzip"))
    publish(site, 1)
    report = crawl(world, site)
    assert (report.verdict, site.asked) == ("failed", [])
    assert ": robots.txt: " in (report.hint or "")


def test_redirects_of_robots_txt_are_followed_five_times_and_then_it_is_none(world: World, site: Counted) -> None:
    for number in range(1, 9):
        site.pages[f"/r{number}"] = (302, {"Location": f"/r{number + 1}"}, "")
    site.pages["/r5"] = "User-agent: *\nDisallow: /news/1\n"
    robots(site, (301, {"Location": "/r1"}, ""))
    publish(site, 1, 2)
    crawl(world, site)
    assert {row.url.rpartition("/")[2] for row in world.rows("site")} == {"2"}
    site.pages["/r5"] = (302, {"Location": "/r6"}, "")
    world.later(days=2)
    publish(site, 1, 2, 3)
    crawl(world, site)
    assert {row.url.rpartition("/")[2] for row in world.rows("site")} >= {"2", "3"}


def test_of_a_robots_txt_half_a_megabyte_is_read(world: World, site: Counted) -> None:
    robots(site, "User-agent: *\nDisallow: /news/1\n" + "# padding\n" * 60_000 + "Disallow: /\n")
    publish(site, 1, 2)
    crawl(world, site)
    assert {row.url.rpartition("/")[2] for row in world.rows("site")} == {"2"}


def test_a_pause_that_a_date_names_is_kept(world: World, site: Counted) -> None:
    publish(site, 1)
    until = world.now + timedelta(hours=2)
    site.pages["/news"] = (503, {"Retry-After": f"{until:%a, %d %b %Y %H:%M:%S} GMT"}, "")
    report = crawl(world, site)
    assert report.retry_after_s == 7200
    assert len(site.asked) == 1


def test_sites_see_an_honest_name_with_a_contact(world: World, site: Counted) -> None:
    seen: set[str] = set()
    answer = site.answer

    def look(request: object) -> None:
        seen.add(str(request.headers["User-Agent"]))  # type: ignore[attr-defined]  # a request handler
        answer(request)

    site.answer = look  # type: ignore[method-assign]  # to look at the headers
    publish(site, 1)
    crawl(world, site, USER_AGENT="Vestnik/0.1 (+desk@example.org)")
    assert seen == {"Vestnik/0.1 (+desk@example.org)"}


def test_a_crawl_may_end_while_another_begins_on_a_host_nobody_has_asked_yet(world: World) -> None:
    async def ask(turns: HostTurns, name: str, user: int) -> None:
        async with turns.turn(name, user=user, delay_s=0, slowest_s=1, budget=0, clock=lambda: world.now):
            pass

    async def both() -> None:
        async with StoreThread(world.database_url) as store:
            turns = turns_of(store)
            for name in ("a.example", "b.example"):
                await ask(turns, name, 1)
            begun = [ask(turns, f"{number}.example", 2) for number in range(9)]
            await asyncio.gather(turns.release(1, clock=lambda: world.now), *begun)

    asyncio.run(both())
    with world.store() as store:
        until = world.now + timedelta(minutes=1)
        free = store.claim_host("a.example", owner="elsewhere/1/0", now=world.now, until=until)
        taken = store.claim_host("1.example", owner="elsewhere/1/0", now=world.now, until=until)
    assert free.held_by is None
    assert taken.held_by is not None


def test_the_store_says_how_often_a_host_was_asked_today(world: World, site: Counted) -> None:
    publish(site, 1, 2)
    crawl(world, site)
    with sqlite3.connect(world.folder / "vestnik.db") as database:
        ((requests,),) = database.execute("SELECT requests FROM host").fetchall()
    assert requests == 4  # robots.txt, the list, two articles
