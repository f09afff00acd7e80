"""What must not break a crawl: each test is one misfortune, and the archive afterwards."""

from __future__ import annotations

import resource
from typing import Any

import pytest

from crawler.verdict import CrawlReport
from demo.server import utc_now
from tests.crawler.world import World, paths

SECTION = "/news*"


def crawl_one(world: World, key: str = "institute", **settings: Any) -> CrawlReport:
    return world.crawl(key, RETRY_TIMES=1, **settings)[key]


def test_a_dead_site_does_not_stop_the_others(world: World) -> None:
    world.sites.faults.set("institute", "reset")
    reports = world.crawl("institute", "vsb", RETRY_TIMES=0)
    assert reports["institute"].verdict == "failed"
    assert reports["vsb"].verdict == "ok"
    assert len(world.rows()) == 60


@pytest.mark.parametrize(
    ("kind", "options", "verdict", "words"),
    [
        ("403", {}, "blocked", "answered 403"),
        ("500", {}, "failed", "answered 500"),
        ("robots-closed", {}, "blocked", "robots.txt forbids it"),
        ("robots-500", {}, "blocked", "robots.txt answered 500"),
        ("empty-200", {}, "empty", "no link on the page"),
        ("maintenance", {}, "empty", "no link on the page"),
        ("redirect-away", {}, "blocked", "leads to another host"),
        ("endless-redirect", {}, "failed", "redirect"),
        ("hang", {}, "failed", "time limit"),
        ("drip", {}, "failed", "time limit"),
        ("truncated", {}, "failed", "broke off"),
        ("429", {"retry_after": 3600}, "blocked", "asked us to wait"),
    ],
)
def test_a_fault_of_the_whole_site_is_named(
    world: World, kind: str, options: dict[str, Any], verdict: str, words: str
) -> None:
    world.sites.faults.set("institute", kind, **options)
    report = crawl_one(world, DOWNLOAD_TIMEOUT=0.5)
    assert (report.verdict, words in (report.hint or "")) == (verdict, True), report.hint
    assert world.rows() == []


@pytest.mark.parametrize("kind", ["403", "500", "empty-200", "maintenance", "redirect-away", "robots-closed", "reset"])
def test_a_fault_costs_nothing_that_is_stored_and_heals(world: World, kind: str) -> None:
    world.change("institute", max_pages=1)
    crawl_one(world)
    before = world.rows()
    assert len(before) == 10
    world.later(days=2)
    world.sites.faults.set("institute", kind)
    report = world.crawl("institute", recheck=True, RETRY_TIMES=0)["institute"]
    assert report.verdict != "ok"
    assert [(row.url, row.version, row.body) for row in world.rows()] == [(r.url, r.version, r.body) for r in before]
    world.sites.faults.clear()
    world.later(days=1)
    assert crawl_one(world).verdict == "ok"


def test_a_long_retry_after_puts_the_source_off(world: World) -> None:
    world.sites.faults.set("institute", "429", retry_after=7200)
    report = crawl_one(world)
    assert len(paths(world.sites)) == 1  # asked once, then left alone
    assert report.retry_after_s == 7200
    with world.store() as store:
        due = {state.key: state.next_due_at for state in store.source_states()}["institute"]
    assert due is not None
    assert (due - world.now).total_seconds() == 7200


def test_a_short_retry_after_is_sat_out(world: World) -> None:
    world.sites.faults.set("institute", "429", retry_after=1, first=1)
    report = crawl_one(world, VESTNIK_MAX_PAGES=1)
    assert report.verdict == "ok"
    assert len(world.rows()) == 10


def test_a_passing_error_is_tried_again(world: World) -> None:
    world.sites.faults.set("institute", "500", first=1)
    assert crawl_one(world, VESTNIK_MAX_PAGES=1).verdict == "ok"
    assert len(world.rows()) == 10


def test_a_listing_that_fails_halfway_loses_nothing(world: World) -> None:
    world.sites.faults.set("institute", "500", path="/news?paging=4")
    report = crawl_one(world)
    assert report.verdict == "partial"
    assert len(world.rows()) == 30
    world.sites.faults.clear()
    world.later(hours=1)
    assert crawl_one(world).verdict == "ok"
    assert {row.url for row in world.rows()} == world.gold("institute")


def test_an_article_that_fails_is_fetched_by_a_later_crawl(world: World) -> None:
    lost = next(a for a in world.sites.gold() if a.site == "institute")
    world.sites.faults.set("institute", "500", path=lost.path)
    assert crawl_one(world).verdict == "partial"
    assert lost.url not in {row.url for row in world.rows()}
    world.sites.faults.clear()
    world.later(hours=2)
    crawl_one(world)
    assert lost.url in {row.url for row in world.rows()}


def test_an_article_that_answers_with_maintenance_is_no_article_and_no_edit(world: World) -> None:
    crawl_one(world)
    gold = next(a for a in world.sites.gold() if a.site == "institute")
    world.later(days=3)
    world.sites.faults.set("institute", "maintenance", path=gold.path)
    report = world.crawl("institute", recheck=True)["institute"]
    assert (report.counts["rejected"], report.counts["edited"]) == (1, 0)


def test_an_article_that_is_gone_stays_in_the_archive(world: World) -> None:
    crawl_one(world)
    gold = next(a for a in world.sites.gold() if a.site == "institute")
    world.later(days=3)
    world.sites.faults.set("institute", "gone", path=gold.path)
    report = world.crawl("institute", recheck=True)["institute"]
    assert report.counts["gone"] == 1
    assert gold.url in {row.url for row in world.rows()}


def test_a_new_template_is_reported_and_touches_no_article(world: World) -> None:
    crawl_one(world)
    before = len(world.rows())
    world.later(days=1)
    world.sites.faults.set("institute", "template-change", empty=True)
    report = crawl_one(world)
    assert report.verdict == "empty"
    assert "template" in (report.hint or "") or "script" in (report.hint or "")
    assert len(world.rows()) == before


def test_a_bomb_is_cut_off_and_costs_little_memory(world: World) -> None:
    world.sites.faults.set("institute", "bomb", megabytes=300)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    report = crawl_one(world)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert report.verdict == "failed"
    assert grown < 150, f"{grown:.0f} MB"


def test_one_request_at_a_time_and_as_slow_as_robots_txt_asks(world: World) -> None:
    world.sites.clock = utc_now  # requests are logged with the time they really came
    world.change("institute", max_pages=2)
    world.crawl("vsb", "institute", polite=True, VESTNIK_MAX_PAGES=2)
    assert set(world.sites.in_flight_max.values()) == {1}
    at = [r.at.timestamp() for r in world.sites.log if r.host.startswith("institute") and r.path != "/robots.txt"]
    assert len(at) == 22
    assert at[-1] - at[0] >= 21 * 0.05  # robots.txt asks for 0.05 s between two requests


def test_a_private_address_is_refused_unless_opened(world: World) -> None:
    report = crawl_one(world, VESTNIK_PRIVATE_HOSTS=[])
    assert report.verdict == "failed"
    assert "allow_private" in (report.hint or "")
    assert world.sites.log == []
