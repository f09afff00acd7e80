"""Walk a source's ways in back to a day: pager, archive and sitemap, going on where an earlier run was stopped.

Each way in has its own place in the store, moved on when a page is read and its links are written down. What is found
is fetched before the next page of the list is asked for, so that a list without days is ended by its articles' days.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from scrapy.http import Request, Response
from twisted.python.failure import Failure

from articles.date_address import date_in_address
from articles.records import Article
from crawler.card_days import local_day, stated_day
from crawler.discovery import Found, FoundPage
from crawler.discovery.listing import last_page_number
from crawler.discovery.sitemap import MAX_SITEMAPS
from crawler.failures import in_words, is_blocked
from crawler.spiders.ways import BLOCKED, MAX_URL, numbered, own_links, page_text, past_end, read_way
from crawler.spiders.ways_back import ways_back
from crawler.validity import why_no_listing
from sources.records import Entry, ListingEntry, SitemapEntry
from storage.backfills import BackfillRow
from storage.records import FoundLink

if TYPE_CHECKING:
    from crawler.spiders.source import SourceSpider

_OLD_PAGES = 2
"""So many pages in a row with nothing since the day end a list: one alone may be a rubric out of order."""
MAX_PAGES = 20_000


@dataclass(frozen=True, slots=True)
class Backfill:
    """What a backfill is to do. ``survey`` reads the first page of each way in only, for an estimate: what it reads is
    kept, and the backfill goes on behind it."""

    since: date
    survey: bool = False


@dataclass(slots=True)
class Leg:
    """One way in on its way back. ``read`` pages are behind it; ``before`` are the days by address of the page read
    last, None where unknown; ``held`` is the first page with links that are too old now, and how many pages lie before
    it: from there a later backfill to an earlier day goes on."""

    entry: Entry
    row: BackfillRow
    read: int = 0
    held: tuple[str, int] | None = None
    seen: set[str] = field(default_factory=set)
    visited: set[str] = field(default_factory=set)
    before: Mapping[str, date | None] = field(default_factory=dict)
    old_pages: int = 0


class BackfillWalk:
    """The walks of one backfill."""

    def __init__(self, spider: SourceSpider, plan: Backfill) -> None:
        self.spider = spider
        self.plan = plan
        self._rows: dict[str, BackfillRow] = {}
        self._days: dict[str, date] = {}  # of the articles read by this crawl
        self._sitemaps = 0

    async def start(self) -> AsyncIterator[Request]:
        """The next page of each way in that has not come back to the day yet."""
        rows: list[BackfillRow] = await self.spider.store.call("backfills", self.spider.source.key)
        self._rows = {row.way: row for row in rows}
        today = local_day(self.spider.source, self.spider.clock())
        for entry in ways_back(self.spider.source.entries, self.plan.since, today):
            for request in self._begin(entry):
                yield request

    def _begin(self, entry: Entry) -> list[Request]:
        self.spider.count("entries")
        way = f"{entry.kind} {entry.url}"
        row = self._rows.get(way) or BackfillRow(self.spider.source.key, way, self.plan.since, next_url=entry.url)
        index = isinstance(entry, SitemapEntry)  # an index names parts that may not have been read
        done = row.finished_at is not None and not index and (row.since <= self.plan.since or row.next_url is None)
        if done or (self.plan.survey and row.pages and not index):
            self.spider.count("entries_ok")
            return []
        row = replace(row, since=self.plan.since, finished_at=None, next_url=row.next_url or entry.url)
        return [self._request(Leg(entry, row, row.pages), row.next_url or entry.url)]

    def _request(self, leg: Leg, url: str) -> Request:
        leg.visited.add(url)
        return Request(
            url,
            callback=self.spider.parse_entry,
            errback=partial(self._failed, leg=leg),
            priority=-1,  # behind the articles of the page before
            dont_filter=True,
            meta={"leg": leg, "asked": url},
        )

    async def read(self, response: Response) -> AsyncIterator[Request]:
        """Read one page of a way in; yield its articles and the next page."""
        leg: Leg = response.meta["leg"]
        first = leg.read == 0
        went_back = response.url != response.meta.get("redirect_urls", [response.url])[0] and not first
        if not first and (past_end(leg.entry, response.status) or (went_back and response.url in leg.visited)):
            await self._finish(leg)
            return
        if first and response.status in (404, 410) and self._may_be_missing(leg):
            self.spider.count("entries_ok")
            await self._finish(leg)
            return
        if response.status != 200:
            self._refused(leg, response)
            return
        found = read_way(self.spider, leg.entry, response, since=self.plan.since)
        self.spider.count("entries_ok", int(not self._counted(leg)))
        if found.more:
            await self._finish(leg)
            for request in self._parts(leg, found):
                yield request
        elif not found.links:
            await self._nothing(leg, found, response)
        else:
            async for request in self._take(leg, found, response):
                yield request

    def _may_be_missing(self, leg: Leg) -> bool:
        """Whether a way that is not there is no fault: a month without news, or a sitemap's part of long ago, where
        another one has named articles."""
        stated = {entry.url for entry in self.spider.source.entries}
        return leg.entry.url not in stated and any(row.links for row in self._rows.values())

    def _counted(self, leg: Leg) -> bool:
        return len(leg.visited) > 1

    def _parts(self, leg: Leg, found: FoundPage) -> list[Request]:
        requests: list[Request] = []
        for url in found.more:
            if (
                self._sitemaps < MAX_SITEMAPS
                and self.spider.is_own(url)
                and len(url) <= MAX_URL
                and url != leg.entry.url
            ):
                self._sitemaps += 1
                requests += self._begin(leg.entry.model_copy(update={"url": url}))
        return requests

    async def _nothing(self, leg: Leg, found: FoundPage, response: Response) -> None:
        """A page that names no article: the end of the list, unless it says that the site is not itself now."""
        if leg.read == 0 and found.problem:
            self.spider.count("entries_empty")
            self.spider.problem("empty", f"{leg.entry.url}: {found.problem}")
            return
        html = isinstance(leg.entry, ListingEntry)
        reason = why_no_listing(page_text(self.spider, response)) if html else None
        if reason is None:
            await self._finish(leg)
            return
        self.spider.count("entries_failed")
        self.spider.problem("entry", f"{response.url}: {reason}; the backfill goes on from this page")

    async def _take(self, leg: Leg, found: FoundPage, response: Response) -> AsyncIterator[Request]:
        links = own_links(self.spider, found.links)
        self.spider.count("links", len(links))
        days = await self._days_of(links)
        unseen = links.keys() - leg.seen
        leg.seen |= links.keys()
        self._count_old(leg, {address: days[address] for address in unseen})
        following = self._following(leg, found, response.url) if unseen else None
        wanted = [a for a in links if (day := days[a]) is None or day >= self.plan.since]
        new = [FoundLink(a, links[a].url, links[a].title, links[a].date_text, links[a].feed_date) for a in wanted]
        for address, card in links.items():
            self.spider.article_pages.remember(address, card)
        stored: list[FoundLink] = await self.spider.store.call(
            "add_found", self.spider.source.key, new, now=self.spider.clock()
        )
        self.spider.count("found", len(stored))
        if len(wanted) == len(links):
            leg.held = None
        elif leg.held is None:
            leg.held = (response.meta["asked"], leg.read)
        leg.read += 1
        ended = following is None or leg.old_pages >= _OLD_PAGES
        self._rows[leg.row.way] = leg.row = self._moved_on(leg, days, len(unseen), response, following, ended=ended)
        await self.spider.store.call("save_backfill", leg.row)
        if self.plan.survey:
            return
        limit = self.spider.crawler.settings.getint("VESTNIK_PENDING_LIMIT")
        for link in stored[:limit]:  # the rest is written down, and fetched by the next round
            yield self.spider.article_pages.request(link.url, link.address, unseen=True)
        if following is not None and not ended:
            yield self._request(leg, following)

    def _moved_on(
        self,
        leg: Leg,
        days: Mapping[str, date | None],
        unseen: int,
        response: Response,
        following: str | None,
        *,
        ended: bool,
    ) -> BackfillRow:
        row, known = leg.row, [day for day in days.values() if day is not None]
        next_url, pages = leg.held or (following, leg.read)
        return replace(
            row,
            pages=pages,
            links=row.links + unseen,
            newest=max([*known, *([row.newest] if row.newest else [])], default=None),
            oldest=min([*known, *([row.oldest] if row.oldest else [])], default=None),
            last_page=self._last_page(leg, response) if leg.read == 1 else row.last_page,
            next_url=next_url,
            finished_at=self.spider.clock() if ended else None,
        )

    async def _days_of(self, links: Mapping[str, Found]) -> dict[str, date | None]:
        """The day of each link, as far as it is known before its page is read."""
        stored: dict[str, date] = await self.spider.store.call("published_days", list(links))
        return {a: stored.get(a) or self._days.get(a) or self._said(card) for a, card in links.items()}

    def _said(self, card: Found) -> date | None:
        stated = stated_day(self.spider.source, card, self.spider.clock())
        if stated is None and (written := date_in_address(card.url)) is not None:
            return written.value.date()
        return stated

    def note(self, address: str, article: Article) -> None:
        """An article was read: its day may end the list."""
        if article.published is not None:
            self._days[address] = article.published.day

    def _count_old(self, leg: Leg, days: Mapping[str, date | None]) -> None:
        """Count the pages in a row that name nothing since the day: this one by its cards, or, where they say no days,
        the one before by its articles, which are read by now."""
        if not any(days.values()):
            before = {address: day or self._days.get(address) for address, day in leg.before.items()}
            judged = [day for day in before.values() if day is not None] if not any(leg.before.values()) else []
        else:
            judged = [day for day in days.values() if day is not None]
        leg.before = days
        if judged:
            leg.old_pages = leg.old_pages + 1 if max(judged) < self.plan.since else 0

    def _following(self, leg: Leg, found: FoundPage, url: str) -> str | None:
        following = numbered(leg.entry, leg.read + 1) or found.next_url
        if not following or following in leg.visited or following == url or leg.read >= MAX_PAGES:
            return None
        return following if self.spider.is_own(following) else None

    def _last_page(self, leg: Leg, response: Response) -> int | None:
        pager = getattr(leg.entry, "pager", None)
        if not isinstance(leg.entry, ListingEntry):
            return None
        second = numbered(leg.entry, 1) if pager is not None else None
        number = last_page_number(page_text(self.spider, response), response.url, second)
        if number is None or pager is None:
            return number
        return max(1, (number - pager.first) // max(pager.step, 1) + 2) if pager.step > 0 else None

    async def _finish(self, leg: Leg) -> None:
        next_url, pages = leg.held or (None, leg.read + 1)
        leg.row = replace(leg.row, pages=pages, next_url=next_url, finished_at=self.spider.clock())
        await self.spider.store.call("save_backfill", leg.row)

    def _refused(self, leg: Leg, response: Response) -> None:
        kind = "blocked" if response.status in BLOCKED else "entry"
        self.spider.count("entries_blocked" if kind == "blocked" else "entries_failed")
        self.spider.problem(kind, f"{response.url} answered {response.status}; the backfill goes on from there")

    async def _failed(self, failure: Failure, *, leg: Leg) -> None:
        blocked = is_blocked(failure)
        self.spider.count("entries_blocked" if blocked else "entries_failed")
        url = leg.row.next_url or leg.entry.url
        self.spider.problem("blocked" if blocked else "entry", f"{url}: {in_words(failure)}")
