"""Hosts whose turn does not come, whose budget is used up, whose clock ran wrong: nothing hangs and nothing is lost."""

from __future__ import annotations

import asyncio
import gc
import time
import weakref
from datetime import date, timedelta

import pytest

from crawler import turns as turns_module
from crawler.addresses import host_name
from crawler.politeness import retry_after_s
from crawler.turns import HostPausedError, turns_of
from storage.errors import StoreError
from storage.hosts import HostNote
from storage.store import Store
from storage.thread import StoreThread
from tests.crawler.site import Site
from tests.crawler.test_backfill import backfill, publish, stored
from tests.crawler.world import NOW, World, crawl_site

ELSEWHERE = "elsewhere/1/0"


def host_of(site: Site) -> str:
    return site.base.partition("//")[2]


def test_a_backfill_whose_budget_is_used_up_is_not_done_and_goes_on_the_next_day(world: World, site: Site) -> None:
    publish(site, 20, size=20)
    first = backfill(world, site, date(2020, 1, 1), VESTNIK_DAILY_REQUESTS=15)
    assert not first.done
    assert first.waiting == 7
    assert "crawl.daily_requests" in ((first.report.hint if first.report else "") or "")
    world.later(days=1)
    assert backfill(world, site, date(2020, 1, 1), VESTNIK_DAILY_REQUESTS=15).done
    assert len(stored(world)) == 20


def test_a_robots_txt_that_fails_for_days_costs_the_pages_no_rank(world: World, site: Site) -> None:
    site.pages["/news"] = site.listing(*(site.article(number) for number in (1, 2, 3)))
    crawl_site(world, site, VESTNIK_DAILY_REQUESTS=3)
    site.pages["/robots.txt"] = (503, {}, "")
    for _ in range(4):
        world.later(days=1)
        crawl_site(world, site)
    site.pages["/robots.txt"] = "User-agent: *\nAllow: /\n"
    world.later(hours=1)
    crawl_site(world, site)
    assert len(world.rows("site")) == 3


def test_a_delay_longer_than_a_wait_does_not_put_the_next_crawl_off(
    world: World, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns_module, "LONGEST_WAIT_S", 0.1)
    site.pages["/news"] = site.listing(site.article(1))
    world.sources["site"] = site.source(delay_s=0.4)
    assert crawl_site(world, site).verdict == "ok"
    assert crawl_site(world, site).verdict == "ok"


def test_a_crawl_waits_once_for_another_process_and_not_for_each_page(
    world: World, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns_module, "LONGEST_WAIT_S", 0.2)
    monkeypatch.setattr(turns_module, "_LOOK_EVERY_S", 0.2471)  # nobody else waits for so long
    site.pages["/news"] = site.listing(*(site.article(number) for number in range(1, 9)))
    crawl_site(world, site, VESTNIK_DAILY_REQUESTS=2)
    with world.store() as store:
        store.claim_host(host_of(site), owner=ELSEWHERE, now=world.now, until=world.now + timedelta(hours=1))
    waits: list[float] = []
    sleep = asyncio.sleep

    async def counted(seconds: float) -> None:
        waits.append(seconds)
        await sleep(min(seconds, 0.1))

    monkeypatch.setattr(asyncio, "sleep", counted)
    report = crawl_site(world, site)
    assert "another process" in (report.hint or "")
    assert waits.count(turns_module._LOOK_EVERY_S) <= 4  # one wait of 0.2 s, not nine
    with world.store() as store:
        assert store.waiting_pages("site") == 8


@pytest.mark.parametrize("wrong", [timedelta(days=400), timedelta(hours=-30)])
def test_what_a_clock_that_ran_wrong_has_written_holds_nobody_for_long(
    world: World, site: Site, wrong: timedelta
) -> None:
    robots: list[int] = []

    def serve() -> str:
        robots.append(1)
        return "User-agent: *\nAllow: /\n"

    site.pages["/robots.txt"] = serve
    site.pages["/news"] = site.listing(site.article(1))
    right, world.now = world.now, world.now + wrong
    crawl_site(world, site)
    with world.store() as store:
        store.claim_host(host_of(site), owner=ELSEWHERE, now=world.now, until=world.now + timedelta(minutes=5))
        until = world.now + timedelta(hours=20)
        store.note_host(HostNote(host_of(site), 1, until, False), owner="x", now=world.now)
    world.now = right
    site.pages["/news"] = site.listing(site.article(1), site.article(2))
    assert crawl_site(world, site).counts["new"] == 1
    assert len(robots) == 2


def test_a_host_has_one_turn_however_its_address_is_spelled(site: Site) -> None:
    spellings = ["http://tpu.ru/a", "https://tpu.ru/", "http://www.TPU.ru/", "https://tpu.ru:443/x", "http://tpu.ru:80"]
    assert {host_name(url) for url in spellings} == {"tpu.ru"}
    assert host_name("http://tpu.ru./") == "tpu.ru"
    assert host_name("http://tpu.ru:8080/") == "tpu.ru:8080"
    assert host_name("http://[2001:db8::1]:8080/") == "[2001:db8::1]:8080"
    assert host_name("http://www.ru/") == "www.ru"
    with pytest.raises(ValueError, match="address"):  # a source's file is refused before it comes to that
        site.source({"kind": "feed", "url": "http://uni.example.ru:99999/feed"})
    assert host_name("http://пример.рф/") == host_name("http://xn--e1afmkfd.xn--p1ai/")


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (b"\xb2", None), (b"\xb9\xb2", None), ("Wed, Feb 99999999999999999999 07:28:00 2026 21", None),
        ("-5", None), ("1e9", None), ("nan", None), ("9" * 5000, 86400.0), (" 7 ", 7.0),
        ("Mon, 01 Jan 0001 00:00:00 +2359", 0.0), ("Fri, 31 Dec 9999 23:59:59 -2359", 86400.0),
    ],
)  # fmt: skip
def test_an_absurd_retry_after_is_none_or_a_day_at_the_most(value: bytes | str, seconds: float | None) -> None:
    assert retry_after_s(value, NOW) == seconds


@pytest.mark.parametrize("value", ["1e9", "-5", "nan", "inf", "9" * 400, "²", "0x10", ""])
def test_an_absurd_crawl_delay_does_not_stop_a_crawl(
    world: World, site: Site, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setattr("crawler.robots.LONGEST_CRAWL_DELAY_S", 0.05)
    site.pages["/robots.txt"] = f"User-agent: *\nCrawl-delay: {value}\nDisallow: /private\n"
    site.pages["/news"] = site.listing(site.article(1))
    world.sources["site"] = site.source()
    report = world.crawl("site", RETRY_TIMES=0, polite=True)["site"]
    assert (report.verdict, report.counts["new"]) == ("ok", 1)


def test_a_binary_robots_txt_allows_everything(world: World, site: Site) -> None:
    site.pages["/robots.txt"] = (200, {"Content-Type": "image/png"}, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 400)
    site.pages["/news"] = site.listing(site.article(1))
    assert crawl_site(world, site).counts["new"] == 1


def test_a_lease_outlasts_the_delay_and_the_slowest_answer(world: World) -> None:
    async def hold() -> None:
        async with StoreThread(world.database_url) as store:
            turns = turns_of(store)
            async with turns.turn("h.example", user=1, delay_s=600, slowest_s=600, budget=0, clock=lambda: world.now):
                with world.store() as other:
                    then = world.now + timedelta(minutes=19)
                    state = other.claim_host("h.example", owner=ELSEWHERE, now=then, until=then)
                    assert state.held_by is not None

    asyncio.run(hold())


def test_a_store_that_is_closed_is_forgotten(world: World) -> None:
    async def use() -> weakref.ref[StoreThread]:
        async with StoreThread(world.database_url) as store:
            async with turns_of(store).turn("h", user=1, delay_s=0, slowest_s=1, budget=0, clock=lambda: NOW):
                pass
            return weakref.ref(store)

    ref = asyncio.run(use())
    gc.collect()
    assert ref() is None


def test_a_database_that_fails_at_the_end_still_leaves_a_whole_report(
    world: World, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise StoreError("the disk is full")

    site.pages["/news"] = site.listing(site.article(1))
    monkeypatch.setattr(Store, "note_host", fail)
    report = crawl_site(world, site)
    assert (report.verdict, report.counts["new"]) == ("ok", 1)
    with world.store() as store:
        assert store.runs("site")[0].verdict == "ok"


def test_a_refused_turn_is_asked_for_again_by_the_next_crawl(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns_module, "LONGEST_WAIT_S", 0.01)

    async def both() -> None:
        async with StoreThread(world.database_url) as store:
            turns = turns_of(store)
            until = NOW + timedelta(minutes=5)
            await store.call("claim_host", "h", owner=ELSEWHERE, now=NOW, until=until)
            with pytest.raises(HostPausedError):
                async with turns.turn("h", user=1, delay_s=0, slowest_s=1, budget=0, clock=lambda: NOW):
                    pass
            await turns.release(1, clock=lambda: NOW)
            await store.call("note_host", HostNote("h", release=True), owner=ELSEWHERE, now=NOW)
            async with turns.turn("h", user=2, delay_s=0, slowest_s=1, budget=0, clock=lambda: NOW):
                pass

    asyncio.run(both())


def test_a_crawls_own_requests_keep_their_distance_whatever_they_waited_for(world: World) -> None:
    """Scrapy counts a delay from when it let a request go; one that waited for the host's turn is sent later."""

    async def main() -> list[float]:
        sent = []
        async with StoreThread(world.database_url) as store:
            for _ in range(2):
                turn = turns_of(store).turn(
                    "pace.example", user=1, delay_s=0.2, slowest_s=1.0, budget=0, clock=lambda: world.now
                )
                async with turn:
                    sent.append(time.monotonic())
        return sent

    first, second = asyncio.run(main())
    assert second - first >= 0.7 * 0.2
