"""Crawls learn where a site keeps its parts, use that, and notice when it no longer holds."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from crawler.profiles import LEARN_FROM, LEARN_MOST, SiteReader
from sources.records import SiteHints
from storage import Store, StoreThread
from tests.crawler.site import Site
from tests.crawler.world import NOW, World
from tests.storage import builders

OLD = """<html><head><title>{title} | University</title></head><body><div class="menu"><a href="/">Home</a></div>
<div class="card"><h1 class="head">{title}</h1><p class="when">Published: 2{n}.06.2024</p>
<div class="story"><p>{text}</p><p>{more}</p></div></div><div class="foot">Lenin street 1, all rights reserved.</div>
</body></html>"""
NEW = """<html><head><title>{title} | University</title></head><body><header><a href="/">Home</a></header>
<main><h1>{title}</h1><time datetime="2024-06-2{n}">June</time><section class="prose"><p>{text}</p><p>{more}</p>
</section></main><div class="bottom">Lenin street 1, all rights reserved.</div></body></html>"""

GATE = """<html><head><title>Site under maintenance</title></head><body><h1>The site is under maintenance</h1>
<p>Scheduled maintenance is in progress. We will be back in an hour.</p></body></html>"""


def publish(site: Site, template: str, *numbers: int) -> None:
    """Put articles of that design on the site, and all of them on its listing."""
    for number in numbers:
        title = f"Laboratory {number} has found something new"
        text = f"In the laboratory number {number} a discovery was made that nobody had expected to see. " * 4
        more = f"The head of laboratory {number} thanked everybody, and promised to go on in the same way. " * 3
        site.pages[f"/news/{number}"] = template.format(title=title, text=text, more=more, n=number % 9)
    listed = sorted((path for path in site.pages if path.startswith("/news/")), key=lambda path: -int(path[6:]))
    site.pages["/"] = site.listing(*listed)


def watch(world: World, site: Site, **keys: object) -> None:
    entry = {"kind": "listing", "url": f"{site.base}/", "articles": ("/news/{n}",)}
    world.sources["site"] = site.source(entry, **keys)


def test_a_crawl_learns_a_replica_sites_places_and_the_next_one_reads_with_them(world: World) -> None:
    first = world.crawl("polytech")["polytech"]
    hits = first.counts["profile_hits"]  # of the pages after those it was learned from
    assert (first.counts["new"] - hits >= LEARN_MOST, first.counts["profile_misses"]) == (True, 0)
    with world.store() as store:
        learned = store.current_profile("polytech")
    assert learned is not None
    assert (learned.profile.body_selector, learned.profile.title_selector) == ("div.article-text", "h1.article-header")
    world.later(hours=2)
    text = ["Планы большие, и рассказать о них пришли все деканы университета. " * 4]
    new = world.sites.publish("polytech", title="Ректор рассказал о планах на весну", body=text)
    counts = world.crawl("polytech", VESTNIK_RECHECK_LIMIT=0)["polytech"].counts
    assert (counts["new"], counts["profile_hits"], counts["profile_misses"]) == (1, 1, 0)
    row = next(row for row in world.rows("polytech") if row.url == new.url)
    assert (row.title, row.body) == (new.title, "\n\n".join(paragraph.strip() for paragraph in text))
    with world.store() as store:
        used = store.current_profile("polytech")
    assert used is not None
    assert (used.since, used.hits, used.fallbacks) == (learned.since, hits + 1, 0)


def test_a_long_first_crawl_learns_from_its_first_articles_and_reads_the_others_with_that(
    world: World, site: Site
) -> None:
    publish(site, OLD, *range(1, 61))
    watch(world, site)
    report = world.crawl("site")["site"]
    assert (report.verdict, report.counts["new"]) == ("ok", 60)
    assert 20 <= report.counts["profile_hits"] <= 60 - LEARN_MOST
    assert report.counts["profile_misses"] == 0
    rows = {row.url: row for row in world.rows("site")}
    for number in range(1, 61):
        row = rows[f"{site.base}/news/{number}"]
        assert row.title == f"Laboratory {number} has found something new"
        assert row.body.startswith(f"In the laboratory number {number} a discovery")
        assert row.body.endswith("promised to go on in the same way.")
    with world.store() as store:
        learned = store.current_profile("site")
    assert learned is not None
    assert (learned.profile.pages, learned.hits) == (LEARN_MOST, report.counts["profile_hits"])


def test_pages_that_do_not_agree_are_sought_through_once_in_a_crawl(world: World, site: Site) -> None:
    for number in range(1, 61):
        publish(site, NEW if number % 2 else OLD, number)
    watch(world, site)
    report = world.crawl("site")["site"]
    assert (report.verdict, report.counts["new"]) == ("ok", 60)
    assert all("promised to go on" in row.body for row in world.rows("site"))
    with world.store() as store:
        assert len(store.profiles("site")) == 1


def test_two_designs_of_a_site_crawled_for_the_first_time_are_no_change_of_it(world: World, site: Site) -> None:
    other = {*range(45, 61), *range(1, 13), 33, 23, 17}
    publish(site, NEW, *sorted(other))
    publish(site, OLD, *sorted({*range(1, 61)} - other))
    watch(world, site)
    report = world.crawl("site")["site"]
    assert (report.verdict, report.counts["new"], report.hint) == ("ok", 60, None)
    assert all("promised to go on" in row.body for row in world.rows("site"))


def test_a_new_design_is_read_all_the_same_then_told_and_learned(world: World, site: Site) -> None:
    publish(site, OLD, *range(1, 8))
    watch(world, site)
    world.crawl("site")
    with world.store() as store:
        old = store.current_profile("site")
    assert old is not None
    assert (old.profile.body_selector, old.profile.date_selector) == ("div.story", "p.when")
    world.later(hours=2)
    publish(site, NEW, *range(8, 15))
    report = world.crawl("site")["site"]
    assert (report.verdict, report.counts["new"]) == ("ok", 7)
    assert all("promised to go on" in row.body for row in world.rows("site"))
    assert report.counts["profile_misses"] == 5  # after so many the rest is read without it
    assert report.hint is not None
    assert "no text at div.story" in report.hint
    assert "learned anew" in report.hint
    with world.store() as store:
        now, before = store.profiles("site")
    assert before.since == old.since
    assert "5 articles in a row" in (before.retired_reason or "")
    assert now.retired_at is None
    world.later(hours=2)
    publish(site, NEW, 15)
    counts = world.crawl("site")["site"].counts
    assert (counts["new"], counts["profile_hits"], counts["profile_misses"]) == (1, 1, 0)


def test_a_site_under_maintenance_does_not_retire_its_profile(world: World, site: Site) -> None:
    publish(site, OLD, *range(1, 8))
    watch(world, site)
    world.crawl("site")
    world.later(hours=2)
    publish(site, OLD, *range(8, 15))
    for number in range(8, 15):
        site.pages[f"/news/{number}"] = GATE
    counts = world.crawl("site")["site"].counts
    assert (counts["rejected"], counts["profile_misses"]) == (7, 0)
    with world.store() as store:
        profile = store.current_profile("site")
    assert profile is not None
    assert profile.misses == 0


def test_hints_that_match_nothing_are_counted_and_told_and_the_article_is_read(world: World, site: Site) -> None:
    publish(site, OLD, 1, 2)
    watch(world, site, hints=SiteHints(body="div.gone", title="h1.head"))
    report = world.crawl("site")["site"]
    assert (report.verdict, report.counts["new"], report.counts["hints_missed"]) == ("ok", 2, 2)
    assert report.hint is not None
    assert "body = 'div.gone'" in report.hint
    assert "h1.head" not in report.hint
    assert all("promised to go on" in row.body for row in world.rows("site"))


class _Noted(StoreThread):
    """Notes for which source pages are taken to learn from, and whose profile is kept."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.notes: list[tuple[str, str]] = []

    async def call(self, method: Any, *args: Any, **kwargs: Any) -> Any:
        name = getattr(method, "__name__", method)
        if name in ("learning_pages", "save_profile"):
            self.notes.append((name, args[0]))
        return await super().call(method, *args, **kwargs)


async def test_sources_of_one_process_learn_one_after_the_other(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'vestnik.db'}")
    sources = [builders.source("north"), builders.source("south")]
    store.register_sources(sources)
    for source in sources:
        run = store.begin_run(source.key, now=NOW, worker="w")
        pages = [
            OLD.format(title=f"News {n}", text="Text. " * 40, more=f"More {n}. " * 40, n=n) for n in range(LEARN_FROM)
        ]
        items = [builders.item(n, run_id=run, key=source.key, page=page.encode()) for n, page in enumerate(pages)]
        store.save_items(items, routes=[], now=NOW)
    thread = _Noted(store)
    async with thread:
        await asyncio.gather(*(SiteReader(source, thread).learn_early(LEARN_MOST, NOW) for source in sources))
        for kept in ("learning_pages", "save_profile"):
            assert sorted(key for name, key in thread.notes if name == kept) == ["north", "south"]
        assert [key for _, key in thread.notes] in (["north"] * 2 + ["south"] * 2, ["south"] * 2 + ["north"] * 2)
