"""Walks of a listing, feed or sitemap: when they end, when they must not, and what is believed of a page's word."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from crawler.verdict import CrawlReport
from storage import Store
from tests.crawler.site import Site
from tests.crawler.world import World, stored_numbers


def crawl(world: World, site: Site, *, recheck: bool = False, **keys: object) -> CrawlReport:
    if "site" not in world.sources:
        world.sources["site"] = site.source(**keys)
    return world.crawl("site", recheck=recheck)["site"]


def numbers(first: int, last: int) -> list[str]:
    return [str(number) for number in range(first, last + 1)]


def test_what_the_feed_has_found_does_not_stop_the_listing(world: World, site: Site) -> None:
    paths = [site.article(number) for number in range(1, 31)]
    pages: list[dict[str, Any]] = [
        {"kind": "feed", "url": f"{site.base}/feed"},
        {"kind": "listing", "url": f"{site.base}/news", "articles": ["/news/{n}"]},
    ]
    world.sources["site"] = site.source(*pages)

    def publish(count: int) -> None:
        newest = paths[:count][::-1]
        site.pages["/feed"] = site.feed(*newest[:5])
        for page in range(0, count, 5):
            more = f"/news?page={page + 5}" if page + 5 < count else ""
            site.pages[f"/news?page={page}" if page else "/news"] = site.listing(*newest[page : page + 5], more=more)

    publish(10)
    crawl(world, site)
    world.later(hours=2)
    publish(25)
    crawl(world, site)
    assert stored_numbers(world) == numbers(1, 25)


def with_feed(world: World, site: Site) -> None:
    world.sources["site"] = site.source(
        {"kind": "feed", "url": f"{site.base}/feed"},
        {"kind": "listing", "url": f"{site.base}/news", "articles": ["/news/{n}"]},
    )


def test_a_listing_beside_a_feed_that_names_all_of_it_is_read_once_a_day(world: World, site: Site) -> None:
    with_feed(world, site)
    site.pages |= {"/feed": site.feed("/news/2", site.article(1)), "/news": site.listing(site.article(2), "/news/1")}
    crawl(world, site)
    site.asked.clear()
    site.pages |= {"/feed": site.feed("/news/3", "/news/2"), "/news": site.listing(site.article(3), "/news/2")}
    world.later(hours=1)
    assert crawl(world, site).verdict == "ok"
    assert (site.asked, stored_numbers(world)) == (["/feed", "/news/3"], ["1", "2", "3"])
    site.asked.clear()
    world.later(days=1)
    crawl(world, site)
    assert "/news" in site.asked


def test_a_listing_that_names_more_than_the_feed_is_read_with_it(world: World, site: Site) -> None:
    with_feed(world, site)
    site.pages |= {"/feed": site.feed(site.article(1)), "/news": site.listing(site.article(2), "/news/1")}
    crawl(world, site)
    site.pages["/news"] = site.listing(site.article(3), "/news/2", "/news/1")
    world.later(hours=1)
    crawl(world, site)
    assert stored_numbers(world) == ["1", "2", "3"]


def test_a_feed_that_fails_leaves_the_listing_to_be_read(world: World, site: Site) -> None:
    with_feed(world, site)
    site.pages |= {"/feed": site.feed(site.article(1)), "/news": site.listing("/news/1")}
    crawl(world, site)
    site.pages |= {"/feed": (404, {}, ""), "/news": site.listing(site.article(2), "/news/1")}
    world.later(hours=1)
    assert crawl(world, site).verdict == "partial"
    assert stored_numbers(world) == ["1", "2"]


def test_pinned_articles_do_not_stop_a_walk(world: World, site: Site) -> None:
    pinned = [site.article(1), site.article(2)]
    site.pages["/news"] = site.listing(*pinned)
    crawl(world, site)
    world.later(hours=2)
    new = [site.article(number) for number in range(3, 13)]
    site.pages["/news"] = site.listing(*pinned, *new[:5], more="/news?p=2")
    site.pages["/news?p=2"] = site.listing(*new[5:])
    crawl(world, site)
    assert stored_numbers(world) == numbers(1, 12)


def test_a_page_of_maintenance_in_the_middle_of_a_first_walk_is_no_end(world: World, site: Site) -> None:
    paths = [site.article(number) for number in range(1, 16)]
    pages = [site.listing(*paths[at : at + 5], more=f"/news?p={at + 5}" if at < 10 else "") for at in (0, 5, 10)]
    site.pages |= {"/news": pages[0], "/news?p=10": pages[2]}
    site.pages["/news?p=5"] = "<html><body><h1>Ведутся технические работы</h1></body></html>"
    assert crawl(world, site).verdict == "partial"
    site.pages["/news?p=5"] = pages[1]
    world.later(hours=1)
    assert crawl(world, site).verdict == "ok"
    assert stored_numbers(world) == numbers(1, 15)


def test_a_pager_that_leads_back_past_its_end_comes_to_an_end(world: World, site: Site) -> None:
    site.pages["/news"] = (200, {"ETag": '"1"'}, site.listing(site.article(1), site.article(2)))
    site.pages["/news?p=2"] = (302, {"Location": "/news"}, "")
    entry = {"kind": "listing", "url": f"{site.base}/news", "articles": ["/news/{n}"], "pager": {"template": "?p={n}"}}
    world.sources["site"] = site.source(entry)
    crawl(world, site)
    world.later(hours=1)
    site.asked.clear()
    report = crawl(world, site)
    assert (report.verdict, report.counts["conditional"], site.asked) == ("ok", 1, ["/news"])


def test_a_validator_that_never_changes_hides_nothing_for_long(world: World, site: Site) -> None:
    site.pages["/news"] = (200, {"ETag": '"always"'}, site.listing(site.article(1)))
    crawl(world, site)
    site.pages["/news"] = (200, {"ETag": '"always"'}, site.listing(site.article(1), site.article(2)))
    world.later(hours=1)
    crawl(world, site)
    assert stored_numbers(world) == ["1"]
    world.later(days=1)
    crawl(world, site)
    assert stored_numbers(world) == ["1", "2"]


def test_every_part_of_an_index_of_sitemaps_is_read_when_it_can_be(world: World, site: Site) -> None:
    def sitemap(*paths: str) -> str:
        return (
            '<?xml version="1.0"?><urlset>'
            + "".join(f"<url><loc>{site.base}{p}</loc></url>" for p in paths)
            + "</urlset>"
        )

    parts = "".join(
        f"<sitemap><loc>{loc}</loc></sitemap>" for loc in (f"{site.base}/s1.xml", f"{site.base}/s2.xml", "http://[bad/")
    )
    index = f'<?xml version="1.0"?><sitemapindex>{parts}</sitemapindex>'
    site.pages |= {
        "/sitemap.xml": (200, {"ETag": '"i"'}, index),
        "/s1.xml": (403, {}, ""),
        "/s2.xml": sitemap(site.article(3)),
    }
    world.sources["site"] = site.source(
        {"kind": "sitemap", "url": f"{site.base}/sitemap.xml", "articles": ["/news/{n}"]}
    )
    assert crawl(world, site).verdict == "partial"
    site.pages |= {"/s1.xml": sitemap(site.article(1), site.article(2)), "/s2.xml": sitemap("/news/3", site.article(4))}
    world.later(hours=1)
    crawl(world, site)
    assert stored_numbers(world) == numbers(1, 4)


def test_a_listing_that_went_empty_beside_a_working_feed_is_named(world: World, site: Site) -> None:
    world.sources["site"] = site.source(
        {"kind": "feed", "url": f"{site.base}/feed"},
        {"kind": "listing", "url": f"{site.base}/news", "articles": ["/news/{n}"]},
    )
    site.pages |= {"/feed": site.feed(site.article(1)), "/news": "<html><body><p>New design</p></body></html>"}
    report = crawl(world, site)
    assert report.verdict == "partial"
    assert "/news" in (report.hint or "")


def test_an_article_that_was_missing_once_is_asked_for_again(world: World, site: Site) -> None:
    site.pages["/news"] = site.listing("/news/1", site.article(2))
    crawl(world, site)
    site.article(1)
    world.later(days=1)
    crawl(world, site)
    assert stored_numbers(world) == ["1", "2"]


def test_a_deleted_article_is_marked_gone_and_left_alone_by_and_by(world: World, site: Site) -> None:
    site.pages["/news"] = site.listing(site.article(1), site.article(2))
    crawl(world, site)
    del site.pages["/news/1"]
    for _ in range(30):
        world.later(days=4)
        crawl(world, site)
    row = next(row for row in world.rows() if row.url.endswith("/1"))
    with world.store() as store:
        article = store.article(row.article_id)
    assert article is not None
    assert article.gone_at is not None
    assert article.body
    assert 3 <= site.asked.count("/news/1") < 20


def test_a_source_that_another_process_is_crawling_is_left_to_it(world: World, site: Site) -> None:
    site.pages["/news"] = site.listing(site.article(1))
    world.sources["site"] = site.source()
    with someone_else() as owner, world.store() as store:
        store.register_sources([world.sources["site"]])
        store.begin_run("site", now=world.now, worker=owner)
        report = crawl(world, site)
        assert report.verdict == "stopped"
        assert site.asked == []
    assert crawl(world, site).verdict == "ok"  # that process is dead: its claim with it


@contextmanager
def someone_else() -> Iterator[str]:
    """Another process that lives for as long as the block; its name as the owner of a lease."""
    program = "from storage.lease import process_owner; print(process_owner(), flush=True); input()"
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", program], text=True, stdin=pipe, stdout=pipe) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.communicate("\n", timeout=10)


def test_an_article_the_database_refuses_is_named_and_tried_again(world: World, site: Site) -> None:
    Store.open(world.database_url).close()
    with sqlite3.connect(world.folder / "vestnik.db") as database:
        database.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON article WHEN NEW.title LIKE '%1%' "
            "BEGIN SELECT RAISE(ABORT, 'refused by the test'); END"
        )
    database.close()
    site.pages["/news"] = site.listing(site.article(1), site.article(2))
    report = crawl(world, site)
    assert (report.verdict, stored_numbers(world)) == ("partial", ["2"])
    assert "refused by the test" in (report.hint or "")


def test_a_file_at_an_articles_address_is_no_article(world: World, site: Site) -> None:
    site.pages["/news/1"] = (200, {"Content-Type": "application/pdf"}, "%PDF-1.4 a scan")
    site.pages["/news"] = site.listing("/news/1", site.article(2))
    report = crawl(world, site)
    assert (report.verdict, report.counts["rejected"], stored_numbers(world)) == ("ok", 1, ["2"])


def test_news_about_maintenance_or_captchas_is_news_where_the_listing_announced_it(world: World, site: Site) -> None:
    title = "Студент придумал, как обойти капчу без зрения"
    body = "<p>Плановые технические работы на портале не помешали: программа читает картинки вслух.</p>" * 3
    site.pages["/news/1"] = f"<html><body><article><h1>{title}</h1>{body}</article></body></html>"
    site.pages["/news"] = f'<html><body><ul><li><a href="/news/1">{title}</a></li></ul></body></html>'
    crawl(world, site)
    assert stored_numbers(world) == ["1"]


def test_a_listing_whose_header_lies_about_its_encoding_is_read(world: World, site: Site) -> None:
    title = "Открыта лаборатория низких температур"
    site.article(1)
    page = f'<html><head><meta charset="windows-1251"></head><body><a href="/news/1">{title}</a></body></html>'
    site.pages["/news"] = (200, {"Content-Type": "text/html; charset=utf-8"}, page.encode("windows-1251"))
    crawl(world, site)
    with world.store() as store:
        row = store.pages([f"{site.base}/news/1"])[f"{site.base}/news/1"]
    assert row.title == title


def test_a_source_under_another_key_goes_on_looking_at_its_articles(world: World, site: Site) -> None:
    site.pages["/news"] = site.listing(site.article(1), site.article(2))
    world.sources["site"] = site.source()
    world.crawl("site")
    world.sources = {"renamed": site.source(key="renamed")}
    with world.store() as store:
        store.retire_sources(["renamed"], now=world.now)
    assert world.crawl("renamed")["renamed"].counts["new"] == 0
    world.later(days=3)
    site.article(1, "This story was told anew, and in other words. " * 9)
    assert world.crawl("renamed", recheck=True)["renamed"].counts["edited"] == 1
    assert [row.source_key for row in world.rows()] == ["site", "site"]


def test_an_article_that_moved_is_not_withdrawn_until_its_new_page_goes_too(world: World, site: Site) -> None:
    def gone() -> bool:
        world.later(days=2)
        for _ in range(2):
            crawl(world, site, recheck=True)
            world.later(days=2)
        with world.store() as store:
            article = store.article(world.rows()[0].article_id)
        assert article is not None
        return article.gone_at is not None

    site.pages["/news"] = site.listing(site.article(1))
    crawl(world, site)
    site.pages["/news/2"] = site.pages.pop("/news/1")
    site.pages["/news"] = site.listing("/news/2")
    crawl(world, site)
    assert not gone()
    del site.pages["/news/2"]
    assert gone()
