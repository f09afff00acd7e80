"""The one spider: it crawls any source from its ways in to its article pages."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError
from scrapy.http import Request, Response
from scrapy.settings import BaseSettings
from scrapy.utils.misc import load_object

from articles.address import canonical_address, registered_domain
from crawler.handed_over import HandedOver
from crawler.spiders.backfill import Backfill, BackfillWalk
from crawler.spiders.entries import EntryWalk
from crawler.spiders.pages import ArticlePages
from crawler.verdict import CrawlReport
from sources import Source
from storage import Store
from storage.records import ArticleItem
from storage.thread import StoreThread

Plan = Callable[[Store, Source, CrawlReport, datetime], datetime]
"""When a source is due after a crawl that ended at a time with a report (whose verdict and counts are known). Called
in the store's thread."""

COUNTED = (
    "entries", "entries_ok", "entries_unchanged", "entries_empty", "entries_failed", "entries_blocked", "conditional",
    "links", "found", "pages", "new", "edited", "unchanged", "duplicates", "rejected", "gone", "articles_failed",
    "articles_blocked", "flagged", "alerts", "errors", "unstored", "profile_hits", "profile_misses", "hints_missed",
    "fresh", "fresh_bad", "fresh_passing",
)  # fmt: skip
"""Our counters; Scrapy's stats hold each under ``vestnik/``, and a crawl's record holds them all."""

CAUSE = "why_"
"""Before the counters of why ways in could not be read: ``why_dns``, ``why_robots`` …"""

_NUMBERS = itertools.count(1)


def next_number() -> int:
    """What tells the crawls and polls of this process apart."""
    return next(_NUMBERS)


def utc_now() -> datetime:
    """The clock of a real crawl; tests hand in a frozen one."""
    return datetime.now(UTC)


class SourceSpider(scrapy.Spider):
    """Crawls ``source``, or walks it back in time (``backfill``). ``store`` is handed in by a runner; ``scrapy crawl``
    opens one from the settings. ``handed_over`` is what a poll has begun, which it goes on with."""

    name = "source"
    source: Source
    custom_settings: dict[str, Any] | None = None

    def __init__(
        self,
        *,
        store: StoreThread,
        owns_store: bool = False,
        clock: Callable[[], datetime] = utc_now,
        recheck: bool = False,
        backfill: Backfill | None = None,
        plan: Plan | None = None,
        handed_over: HandedOver | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.number = next_number() if handed_over is None else handed_over.number
        self.handed_over = handed_over
        self.store = store
        self.clock = clock
        self.recheck = recheck
        self.plan = plan
        self.report = CrawlReport(self.source.key)
        self.problems: dict[str, str] = {}
        self._owns_store = owns_store
        self.allowed_domains = sorted(self.hosts(self.source))
        self.backfill = backfill
        self.walk: EntryWalk | BackfillWalk = EntryWalk(self) if backfill is None else BackfillWalk(self, backfill)
        self.article_pages = ArticlePages(self)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> SourceSpider:
        """Scrapy's constructor. A runner hands the store over as an argument: settings are copied for every crawl."""
        if "store" not in kwargs:
            opener = crawler.settings["VESTNIK_STORE"]
            if not opener:
                raise UsageError(
                    "VESTNIK_STORE names no store: run from a folder whose scrapy.cfg names vestnik.scrapy_settings"
                )
            kwargs |= {"store": StoreThread(load_object(opener)()), "owns_store": True}
        return super().from_crawler(crawler, *args, **kwargs)

    @classmethod
    def update_settings(cls, settings: Any) -> None:
        """A source's own politeness, never below the user's floor."""
        super().update_settings(settings)
        if getattr(cls, "source", None) is None:
            return
        settings.set("DOWNLOAD_DELAY", delay_of(cls.source, settings), priority="spider")
        settings.set("DOWNLOAD_VERIFY_CERTIFICATES", cls.source.verify_tls, priority="spider")

    @staticmethod
    def hosts(source: Source) -> set[str]:
        """The domains a source's crawl may ask: its own registered domain and the explicit list, never wider."""
        own = {registered_domain(urlsplit(url).hostname or "") for url in (source.homepage, *_urls(source))}
        return {host.lower() for host in own | set(source.allow_hosts) if host}

    async def start(self) -> AsyncIterator[Request]:
        """First what an earlier crawl found and could not fetch, then pages due for another look, then the ways in."""
        if self.backfill is None or not self.backfill.survey:
            async for request in self.article_pages.waiting():
                yield request
        async for request in self.walk.start():
            yield request

    async def parse_entry(self, response: Response) -> AsyncIterator[Request]:
        """A page of a feed, listing, sitemap or JSON list."""
        async for request in self.walk.read(response):
            yield request

    async def parse_article(self, response: Response) -> AsyncIterator[ArticleItem | Request]:
        """An article page."""
        async for item in self.article_pages.read(response):
            if isinstance(item, ArticleItem) and isinstance(self.walk, BackfillWalk):
                self.walk.note(item.address, item.article)
            yield item

    def count(self, what: str, by: int = 1) -> None:
        """Add to one of the crawl's counters."""
        self.crawler.stats.inc_value(f"vestnik/{what}", by)

    def counted(self, what: str) -> int:
        """One of the crawl's counters."""
        return int(self.crawler.stats.get_value(f"vestnik/{what}", 0))

    def counts(self) -> dict[str, int]:
        """All counters of this crawl, with Scrapy's own for requests and bytes."""
        stats = self.crawler.stats
        counts = {name: self.counted(name) for name in COUNTED}
        counts |= {
            name.removeprefix("vestnik/"): int(number)
            for name, number in stats.get_stats().items()
            if name.startswith(f"vestnik/{CAUSE}")
        }
        counts["requests"] = int(stats.get_value("downloader/request_count", 0))
        counts["bytes"] = int(stats.get_value("downloader/response_bytes", 0))
        counts["not_modified"] = int(stats.get_value("downloader/response_status_count/304", 0))
        return counts

    def problem(self, kind: str, words: str, *, cause: str | None = None) -> None:
        """Keep the first problem of each kind, in words, for the verdict's hint; why a way in could not be read is
        counted by its ``cause``, too (``crawler.failures``)."""
        self.problems.setdefault(kind, words[:500])  # a site may have had a hand in them
        if cause is not None:
            self.count(f"{CAUSE}{cause}")

    def is_own(self, url: str) -> bool:
        """Whether an address is on one of the source's hosts."""
        try:
            host = (urlsplit(url).hostname or "").lower()
        except ValueError:  # an address no parser accepts, such as http://[
            return False
        return any(host == own or host.endswith("." + own) for own in self.allowed_domains)

    def address_of(self, url: str) -> str | None:
        """The identity key of an address, or None where it is not the source's or no address at all."""
        try:
            return canonical_address(url) if self.is_own(url) else None
        except ValueError:
            return None

    async def release_store(self) -> None:
        """Close the store where this spider opened it."""
        if self._owns_store:
            self._owns_store = False
            await asyncio.to_thread(self.store.close)


def delay_of(source: Source, settings: BaseSettings) -> float:
    """The seconds between two requests to a source's host: its own, never below the user's floor."""
    if source.allow_private:
        return source.delay_s
    return max(source.delay_s, settings.getfloat("VESTNIK_MIN_DELAY_S"))


def _urls(source: Source) -> list[str]:
    return [entry.url for entry in source.entries]
