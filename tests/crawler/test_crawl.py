"""A crawl from listing to stored article, over real HTTP, on the replica sites."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from crawler.verdict import CrawlReport
from tests.crawler.world import World, paths
from vestnik.demo_score import score

ALL = (
    *("bitrix", "polytech", "polytech-en", "institute", "drupal-ru", "drupal-en", "drupal-zh"),
    *("wordpress", "relative", "vsb", "script"),
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, dict[str, CrawlReport]]]:
    """All replica sites, crawled once."""
    world = World(tmp_path_factory.mktemp("whole"))
    yield world, world.crawl(*ALL)
    world.sites.stop()


def test_every_replica_site_is_read_whole_and_exactly(whole: tuple[World, dict[str, CrawlReport]]) -> None:
    world, reports = whole
    assert {key: report.verdict for key, report in reports.items()} == dict.fromkeys(ALL, "ok")
    result = score(world.sites.gold(), world.rows())
    assert (result.found, result.extra, result.duplicates) == (660, 0, 0)
    assert result.exact_share >= 0.98, result.misses
    assert result.foreign_bodies == 0, result.misses
    assert result.f1 >= 0.97, result.wrong_flags


def test_the_seed_article(world: World) -> None:
    world.crawl("institute")
    seed = next(row for row in world.rows() if "Tianjin" in row.title)
    assert seed.title == "SPbPU at the meeting with the delegation of Tianjin municipal government"
    assert (seed.published_day, seed.published_provenance, seed.published_raw) == ("2024-06-28", "label", "2024.06.28")
    assert seed.grade == 3
    assert {"Tianjin", "Wuqing", "Shenzhen"} <= {str(e["entity"]).split()[0] for e in seed.evidence}
    assert "Перейти" not in seed.body


def test_a_second_crawl_asks_each_source_conditionally_and_stores_nothing(
    whole: tuple[World, dict[str, CrawlReport]],
) -> None:
    world, _ = whole
    world.sites.reset_log()
    reports = world.crawl(*ALL)
    with world.store() as store:
        pages = {page.url.partition("//")[2]: page for key in ALL for page in store.entry_pages(key)}
    asked = [f"{request.host}:{world.sites.port}{request.path}" for request in world.sites.log]
    assert len(set(asked)) == len(asked)  # no robots.txt, no article page, no way in twice
    validated = [url for url in asked if pages[url].etag or pages[url].last_modified]
    assert len(validated) > 8
    assert sum(1 for request in world.sites.log if request.conditional) == len(validated)
    assert sum(1 for request in world.sites.log if request.status == 304) == len(validated)
    assert all(report.counts["new"] == report.counts["edited"] == 0 for report in reports.values())


def test_a_new_article_costs_its_listing_and_one_page(world: World) -> None:
    world.crawl("polytech")
    world.later(hours=2)
    new = world.sites.publish("polytech", title="Ректор рассказал о планах на весну", body=["Планы большие. " * 20])
    world.sites.reset_log()
    report = world.crawl("polytech", VESTNIK_RECHECK_LIMIT=0)["polytech"]
    assert report.counts["new"] == 1
    assert new.url in {row.url for row in world.rows("polytech")}
    articles = [path for path in paths(world.sites) if path.startswith("/media/news/") and path.count("/") == 5]
    assert articles == [new.path]  # nothing that is known is fetched again, the pinned item least of all


def test_one_edited_word_is_a_version_and_a_counter_is_none(world: World) -> None:
    world.crawl("polytech-en")
    gold = next(a for a in world.sites.gold() if a.site == "polytech-en" and a.grade == 0)
    word = max(gold.body[0].split(), key=len)
    world.later(hours=1)
    world.sites.edit("polytech-en", gold.path, find=word, replace="zebra")
    report = world.crawl("polytech-en", recheck=True)["polytech-en"]
    assert report.counts["edited"] == 1  # every page's view counter moved too
    row = next(row for row in world.rows("polytech-en") if row.url == gold.url)
    assert row.version == 2
    assert "zebra" in row.body


def test_two_addresses_of_one_article_are_stored_once(world: World) -> None:
    world.crawl("drupal-ru", "bitrix")
    for key in ("drupal-ru", "bitrix"):
        stored = [row.url for row in world.rows(key)]
        assert sorted(stored) == sorted(world.gold(key))  # neither /node/N nor ?special_version=Y beside the address


def test_an_article_keeps_its_page_exactly_as_received(world: World) -> None:
    world.crawl("bitrix")
    row = world.rows("bitrix")[0]
    with world.store() as store:
        page = store.raw_page(row.page_sha256 or "")
    assert page is not None
    assert row.title in page.body.decode("windows-1251")
    assert page.headers["content-type"].startswith("text/html")
    assert "set-cookie" not in page.headers


def test_a_source_without_script_says_what_it_needs(world: World) -> None:
    entry = world.sources["script"].entries[0].model_copy(update={"url": world.sites.url("script", "/life/")})
    world.change("script", entries=(entry,))
    report = world.crawl("script")["script"]
    assert report.verdict == "empty"
    assert "browser" in (report.hint or "")
