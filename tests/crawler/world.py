"""What the crawl tests stand on: replica sites, a store, and a crawl with the production settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from scrapy.settings import Settings

from crawler.run import run
from crawler.verdict import CrawlReport
from demo.server import ReplicaServer
from scheduler.crawl import crawl_once
from sources import Source, load_catalogue
from storage import Store
from storage.records import FlagFilter
from storage.views import ExportRow
from tests.crawler.site import Site

NOW = datetime(2026, 3, 15, 12, 0, tzinfo=UTC)


@dataclass(slots=True)
class World:
    """One test's sites and archive. ``now`` is the crawl's clock and the sites'; tests move it."""

    folder: Path
    now: datetime = NOW
    settings: dict[str, Any] = field(default_factory=dict)
    sites: ReplicaServer = field(init=False)
    sources: dict[str, Source] = field(init=False)

    def __post_init__(self) -> None:
        self.sites = ReplicaServer(clock=lambda: self.now)
        self.sites.start()
        self.sites.write_sources(self.folder / "sources")
        written = load_catalogue([self.folder / "sources"]).sources
        # As fast as a test may be: the pause that Scrapy needs to keep a host's limit, and no more.
        self.sources = {key: source.model_copy(update={"delay_s": 0.002}) for key, source in written.items()}

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.folder / 'vestnik.db'}"

    def change(self, key: str, **values: Any) -> None:
        """Change keys of one source, as an edit of its file would."""
        self.sources[key] = self.sources[key].model_copy(update=values)

    def crawl(self, *keys: str, recheck: bool = False, polite: bool = False, **settings: Any) -> dict[str, CrawlReport]:
        """Crawl with the production settings, less the waits unless ``polite``; the reports by source."""
        made = Settings()
        made.setmodule("crawler.settings", priority="project")
        made.setdict({"VESTNIK_PRIVATE_HOSTS": ["localhost"], "DOWNLOAD_TIMEOUT": 5, **self.settings, **settings})
        made.set("DOWNLOAD_DELAY_JITTER", 0)
        if not polite:
            made.set("EXTENSIONS", {**made.getdict("EXTENSIONS"), "crawler.robots.CrawlDelay": None})
        reports = run(
            lambda: crawl_once(
                [self.sources[key] for key in keys],
                settings=made,
                database_url=self.database_url,
                clock=lambda: self.now,
                concurrency=12,
                recheck=recheck,
            )
        )
        return {report.source_key: report for report in reports}

    def store(self) -> Store:
        return Store.open(self.database_url)

    def rows(self, *keys: str) -> list[ExportRow]:
        """All stored articles (of these sources), each with its flag for China, if it has one."""
        with self.store() as store:
            return list(store.export_rows(FlagFilter(min_grade=1, sources=keys), all_articles=True))

    def gold(self, key: str) -> set[str]:
        """The addresses of a site's articles."""
        return {article.url for article in self.sites.gold() if article.site == key}

    def later(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)


def crawl_site(world: World, site: Site, *, recheck: bool = False, **settings: Any) -> CrawlReport:
    """Crawl a site of one test, as the source ``site``: its own where the test has set one, else its listing."""
    if "site" not in world.sources:
        world.sources["site"] = site.source()
    return world.crawl("site", recheck=recheck, RETRY_TIMES=0, **settings)["site"]


def stored_numbers(world: World) -> list[str]:
    """The last parts of the addresses of the articles stored of that site, which are numbers, in their order."""
    return sorted((row.url.rpartition("/")[2] for row in world.rows("site")), key=int)


def paths(sites: ReplicaServer) -> Sequence[str]:
    """What was asked of the sites, robots.txt left out."""
    return [request.path for request in sites.log if request.path != "/robots.txt"]
