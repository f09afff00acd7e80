"""A backfill walks a source back to a day, politely and resumably, and ends where it should."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from scrapy.settings import Settings

from crawler.run import run
from crawler.spiders.ways_back import ways_back
from scheduler.backfill import BackfillOutcome, backfill_source, estimate
from sources import Source
from storage.backfills import BackfillRow
from tests.crawler.site import Site
from tests.crawler.world import World

NEWEST = date(2026, 3, 10)


def day(number: int, count: int) -> date:
    return NEWEST - timedelta(days=count - number)


def publish(site: Site, count: int, *, dated: bool = True, size: int = 5, path: str = "/news") -> None:
    """``count`` articles, one a day, in lists of ``size`` with ?p=N; past the end comes page 1."""
    for number in range(1, count + 1):
        words = f"Paragraph {number} of a story that no other page tells, {number * 7919}. " * 8
        site.pages[f"/news/{number}"] = (
            f"<html><head><title>Story {number}</title></head><body><article><h1>Story number {number} of the day</h1>"
            f"<p>Опубликовано: {day(number, count):%d.%m.%Y}</p><p>{words}</p></article></body></html>"
        )
    pages = -(-count // size)
    for page in range(1, pages + 3):
        top = count - (page - 1) * size if page <= pages else count
        cards = "".join(
            f"<li>{f'<span class=date>{day(n, count):%d.%m.%Y}</span>' if dated else ''}"
            f'<a href="/news/{n}">Story number {n} of the day</a></li>'
            for n in range(top, max(top - size, 0), -1)
        )
        links = "".join(f'<a href="{path}?p={n}">{n}</a>' for n in {page + 1, pages} if n <= pages)
        site.pages[f"{path}?p={page}" if page > 1 else path] = f"<html><body><ul>{cards}</ul>{links}</body></html>"


def listing(site: Site, **keys: Any) -> dict[str, Any]:
    pager = {"template": "?p={n}"}
    return {"kind": "listing", "url": f"{site.base}/news", "articles": ["/news/{n}"], "pager": pager, **keys}


def backfill(
    world: World,
    site: Site,
    since: date,
    *entries: dict[str, Any],
    agree: bool = True,
    source: Source | None = None,
    **settings: Any,
) -> BackfillOutcome:
    made = Settings()
    made.setmodule("crawler.settings", priority="project")
    made.setdict({"VESTNIK_PRIVATE_HOSTS": ["localhost"], "RETRY_TIMES": 0, "DOWNLOAD_DELAY_JITTER": 0, **settings})
    asked = source or site.source(*(entries or (listing(site),)))
    return run(
        lambda: backfill_source(
            asked,
            since,
            settings=made,
            database_url=world.database_url,
            agree=lambda _: agree,
            clock=lambda: world.now,
        )
    )


def stored(world: World) -> list[int]:
    return sorted(int(row.url.rpartition("/")[2]) for row in world.rows("site"))


@pytest.mark.parametrize("dated", [True, False], ids=["dates-in-the-list", "dates-on-the-pages-only"])
def test_the_pager_is_walked_to_the_day_and_a_little_further(world: World, site: Site, dated: bool) -> None:
    publish(site, 60, dated=dated)
    outcome = backfill(world, site, day(31, 60))
    assert outcome.done
    assert set(stored(world)) >= set(range(31, 61))
    assert dated is (stored(world) == list(range(31, 61)))  # a list without days costs some older articles
    assert len(stored(world)) <= 50
    assert all(site.asked.count(path) == 1 for path in set(site.asked))


def test_the_pages_of_a_source_have_no_bound_but_the_end(world: World, site: Site) -> None:
    publish(site, 60)
    assert backfill(world, site, date(2020, 1, 1)).done
    assert stored(world) == list(range(1, 61))


def test_a_backfill_goes_on_where_a_fault_stopped_it(world: World, site: Site) -> None:
    publish(site, 40)
    kept, site.pages["/news?p=5"] = site.pages["/news?p=5"], (500, {}, "")
    first = backfill(world, site, date(2020, 1, 1))
    assert not first.done
    assert first.report is not None
    assert "/news?p=5 answered 500" in (first.report.hint or "")
    assert stored(world) == list(range(21, 41))
    site.pages["/news?p=5"] = kept
    site.asked.clear()
    assert backfill(world, site, date(2020, 1, 1)).done
    assert stored(world) == list(range(1, 41))
    assert "/news?p=4" not in site.asked
    assert "/news/30" not in site.asked


@pytest.mark.parametrize("zone", ["Europe/Moscow", "America/New_York"])
def test_yesterday_on_a_list_is_that_of_the_site_between_the_two_midnights(world: World, site: Site, zone: str) -> None:
    there = ZoneInfo(zone)
    midnight = datetime(2026, 3, 10, tzinfo=there)
    # Half an hour after the first of the two midnights: a UTC day is another one than the site's.
    world.now = min(midnight.astimezone(UTC), datetime(2026, 3, 10, tzinfo=UTC)) + timedelta(minutes=30)
    today = world.now.astimezone(there).date()
    assert today != world.now.date()
    publish(site, 5, dated=False)
    said = {5: "сегодня", 4: "вчера", 3: "позавчера"}
    cards = "".join(f'<li><span class=date>{said[n]}</span><a href="/news/{n}">Story {n} of it</a></li>' for n in said)
    site.pages["/news"] = f"<html><body><ul>{cards}</ul></body></html>"
    source = site.source(listing(site, pager=None), timezone=zone)
    assert backfill(world, site, today - timedelta(days=1), source=source).done
    assert stored(world) == [4, 5]


def test_a_finished_backfill_costs_nothing_and_an_earlier_day_goes_on_behind_it(world: World, site: Site) -> None:
    publish(site, 60)
    backfill(world, site, day(41, 60))
    site.asked.clear()
    assert backfill(world, site, day(45, 60)).done
    assert site.asked == []
    assert backfill(world, site, day(11, 60)).done
    assert stored(world) == list(range(11, 61))
    assert "/news" not in site.asked


def test_the_estimate_costs_one_page_and_a_no_asks_for_no_more(world: World, site: Site) -> None:
    publish(site, 60)
    outcome = backfill(world, site, day(11, 60), agree=False)
    assert outcome.declined
    assert site.asked == ["/news"]
    left = outcome.estimate
    assert (left.pages, left.articles) == (9, 50)  # 50 articles in lists of 5, the first of which is read
    assert left.seconds == pytest.approx(59 * 0.002)
    assert backfill(world, site, day(11, 60)).done
    assert site.asked.count("/news") == 1


def test_a_sitemap_is_read_from_the_day_on(world: World, site: Site) -> None:
    publish(site, 30)
    urls = "".join(
        f"<url><loc>{site.base}/news/{n}</loc><lastmod>{day(n, 30)}T10:00:00Z</lastmod></url>" for n in range(1, 31)
    )
    old = f"<sitemap><loc>{site.base}/old.xml</loc><lastmod>2019-01-01</lastmod></sitemap>"
    new = f"<sitemap><loc>{site.base}/new.xml</loc></sitemap>"
    site.pages["/sitemap.xml"] = f'<?xml version="1.0"?><sitemapindex>{old}{new}</sitemapindex>'
    site.pages["/new.xml"] = f'<?xml version="1.0"?><urlset>{urls}</urlset>'
    entry = {"kind": "sitemap", "url": f"{site.base}/sitemap.xml", "articles": ["/news/{n}"]}
    outcome = backfill(world, site, day(21, 30), entry, VESTNIK_PENDING_LIMIT=4)
    assert outcome.done
    assert stored(world) == list(range(21, 31))
    assert "/old.xml" not in site.asked


def test_an_archive_is_read_month_by_month(world: World, site: Site) -> None:
    publish(site, 60)
    for number in range(1, 61):
        month = day(number, 60)
        path = f"/archive/{month.year}/{month.month:02}"
        page = str(site.pages.get(path, "<html><body>"))
        site.pages[path] = page + f'<li>{month:%d.%m.%Y} <a href="/news/{number}">Story number {number}</a></li>'
    outcome = backfill(world, site, date(2026, 2, 1), listing(site, pager=None, archive="/archive/{year}/{month}"))
    assert outcome.done
    first = next(number for number in range(1, 61) if day(number, 60) == date(2026, 2, 1))
    assert stored(world) == list(range(first, 61))
    assert "/archive/2026/01" not in site.asked


def test_a_backfill_leaves_the_next_crawl_as_it_was(world: World, site: Site) -> None:
    publish(site, 30)
    backfill(world, site, date(2020, 1, 1))
    with world.store() as store:
        (state,) = store.source_states()
    assert state.health == "ok"
    assert state.next_due_at is not None
    assert state.next_due_at <= world.now
    world.sources["site"] = site.source(listing(site))
    site.asked.clear()
    report = world.crawl("site")["site"]
    assert (report.verdict, report.counts["new"]) == ("ok", 0)
    assert not [path for path in site.asked if path.startswith("/news/")]


def test_a_source_of_feeds_says_that_they_do_not_go_back(world: World, site: Site) -> None:
    with pytest.raises(ValueError, match="only feeds"):
        backfill(world, site, date(2020, 1, 1), {"kind": "feed", "url": f"{site.base}/feed"})
    assert site.asked == []


def test_what_cannot_be_estimated_is_not_made_up() -> None:
    row = BackfillRow("s", "listing x", date(2020, 1, 1), next_url="y", pages=1, links=10)
    now = datetime(2026, 3, 15).date()
    assert estimate([row], row.since, ways=1, waiting=10, delay_s=1.0).requests is None
    paged = estimate(
        [BackfillRow("s", "l", row.since, "y", 1, 10, last_page=41)], row.since, ways=1, waiting=10, delay_s=2
    )
    assert (paged.pages, paged.articles, paged.seconds) == (40, 410, 900)
    weekly = BackfillRow("s", "l", row.since, "y", 1, 10, newest=now, oldest=now - timedelta(days=69))
    by_days = estimate([weekly], now - timedelta(days=699), ways=1, waiting=10, delay_s=1)
    assert (by_days.pages, by_days.articles) == (9, 100)


def test_months_that_an_archive_does_not_have_are_empty_months(world: World, site: Site) -> None:
    publish(site, 8)
    site.pages["/archive/2026/03"] = site.listing(*(f"/news/{number}" for number in range(8, 0, -1)))
    site.pages["/archive/2025/12"] = (500, {}, "")
    entry = listing(site, pager=None, archive="/archive/{year}/{month}")
    first = backfill(world, site, date(2025, 11, 1), entry)
    assert (first.done, stored(world)) == (False, list(range(1, 9)))  # 404 says that there is none, 500 says nothing
    del site.pages["/archive/2025/12"]
    assert backfill(world, site, date(2025, 11, 1), entry).done


def test_an_archive_goes_back_to_the_beginning_of_the_web_and_no_further(site: Site) -> None:
    entries = site.source(listing(site, archive="/archive/{year}/{month}")).entries
    ways = ways_back(entries, date(1, 1, 1), date(2026, 3, 15))
    assert ways[-1].url == f"{site.base}/archive/1991/01"
