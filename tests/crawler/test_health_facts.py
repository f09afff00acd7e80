"""What each crawl writes down for the judge of health: why ways in failed, how new pages did, how long it took."""

from __future__ import annotations

import socket

import pytest

from storage.health_records import HealthFacts
from tests.crawler.site import Site
from tests.crawler.world import World, crawl_site


def facts(world: World) -> HealthFacts:
    seen: list[HealthFacts] = []
    source = world.sources["site"]
    ways = [f"site {entry.kind} {entry.url}" for entry in source.entries]
    with world.store() as store:
        store.judge_health("site", lambda found: seen.append(found), ways=ways, routes=(), now=world.now)  # type: ignore[func-returns-value]
    return seen[0]


def test_a_good_crawl_counts_its_new_pages_and_its_time(world: World, site: Site) -> None:
    site.pages["/news"] = site.listing(*(site.article(number) for number in (1, 2)))
    report = crawl_site(world, site)
    assert (report.counts["fresh"], report.counts["fresh_bad"]) == (2, 0)
    assert report.counts["latency_ms"] >= 0
    assert report.counts["duration_ms"] > 0
    (way,) = facts(world).ways
    assert (way.failures, way.status) == (0, 200)


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        ((403, {}, "no"), "forbidden"),
        ((404, {}, "no"), "missing"),
        ((500, {}, "no"), "server"),
        ((301, {"Location": "http://other.example/"}, ""), "moved"),
        ("<html><body><p>Nothing here.</p></body></html>", "empty"),
        ("<html><body><p>The site is under maintenance. Please come back later.</p></body></html>", "maintenance"),
    ],
)
def test_why_a_way_in_failed_is_counted_and_kept(world: World, site: Site, answer: object, cause: str) -> None:
    site.pages["/news"] = answer  # type: ignore[assignment]
    report = crawl_site(world, site)
    assert report.counts[f"why_{cause}"] == 1, report
    crawl_site(world, site)
    found = facts(world)
    assert found.ways[0].failures == 2
    assert found.polls[-1].problems, "in words, too"


def test_a_host_that_gives_no_answer_even_for_its_robots_txt_has_said_nothing_of_itself(
    world: World, site: Site
) -> None:
    with socket.socket() as shut:
        shut.bind(("127.0.0.1", 0))  # nobody listens
        site.base = f"http://site.localhost:{shut.getsockname()[1]}"
        report = crawl_site(world, site)
    assert (report.counts.get("why_refused"), report.counts.get("why_server")) == (1, None), report
    assert "robots.txt: the host refuses connections" in (report.hint or "")


def test_a_way_in_that_answers_again_is_well(world: World, site: Site) -> None:
    listing = site.listing(site.article(1))
    site.pages["/news"] = (200, {"ETag": '"1"'}, listing)
    crawl_site(world, site)
    site.pages["/news"] = (500, {}, "")
    crawl_site(world, site)
    assert facts(world).ways[0].failures == 1
    site.pages["/news"] = (200, {"ETag": '"1"'}, listing)
    crawl_site(world, site)
    assert facts(world).ways[0].failures == 0, "also where it says 304"


def test_only_the_first_answer_of_a_page_counts(world: World, site: Site) -> None:
    path = site.article(1)
    site.pages[path] = "<html><head><title>Login</title></head><body><h1>Please log in</h1></body></html>"
    site.pages["/news"] = site.listing(path, site.article(2))
    counts = crawl_site(world, site).counts
    assert (counts["fresh"], counts["fresh_bad"], counts["fresh_passing"]) == (2, 1, 0)
    for _ in range(3):
        world.later(days=2)
        counts = crawl_site(world, site, recheck=True).counts
        assert counts["fresh"] == 0


def test_a_page_that_fails_for_a_while_may_pass(world: World, site: Site) -> None:
    path = site.article(1)
    site.pages[path] = (503, {}, "")
    site.pages["/news"] = site.listing(path)
    counts = crawl_site(world, site).counts
    assert (counts["fresh"], counts["fresh_bad"], counts["fresh_passing"]) == (1, 1, 1)
