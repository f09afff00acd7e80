"""Walk a source's ways in: ask conditionally, read the links, follow the pager, and know when to stop.

A walk that is cut short (killed, stopped, an error on page 4) leaves a mark in the store, and the next crawl walks the
listing from its top to its end again, so that nothing between the pages is lost. What was found is written down
before it is fetched.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import xxhash
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from crawler.discovery import FoundPage
from crawler.discovery.sitemap import MAX_SITEMAPS
from crawler.failures import cause_of, cause_of_gate, cause_of_status, in_words, is_blocked
from crawler.headers import header, validator, validators
from crawler.spiders.entry_rows import (
    ALONE,
    BY_TIME,
    INDEX,
    INDEXES,
    PRIORITY,
    TRUST,
    is_complete,
    is_conditional,
    row_of,
    ways_to_ask,
)
from crawler.spiders.going_on import next_page, period_before
from crawler.spiders.ways import BLOCKED, MAX_URL, Walk, archived, own_links, page_text, past_end, read_way
from crawler.validity import why_no_listing
from sources.records import Entry, SitemapEntry
from storage.records import FoundLink, PageRow

if TYPE_CHECKING:
    from crawler.spiders.source import SourceSpider

_INDEX_DEPTH = 2


class EntryWalk:
    """The walks of one crawl."""

    def __init__(self, spider: SourceSpider) -> None:
        self.spider = spider
        self._rows: dict[str, PageRow] = {}
        self._fresh: set[str] = set()  # first found by this crawl, by whichever way in
        self._sitemaps = 0
        self._lead = ""
        self._led: set[str] | None = None
        self._spare: list[Entry] = []

    async def start(self) -> AsyncIterator[Request]:
        """One request for each way in, conditional where the last walk came to its end; the cheapest kind first. The
        others can wait a day where that one has shown that it names all there is, see ``ways_to_ask``."""
        rows: Sequence[PageRow] = await self.spider.store.call("entry_pages", self.spider.source.key)
        self._rows = {row.address: row for row in rows}
        asked, self._spare = ways_to_ask(self.spider.source, self._rows, self.spider.clock())
        self._lead = asked[0].kind
        for entry in asked:
            yield self._begin(entry)

    def _release(self) -> list[Request]:
        """The ways in that were left out, after all: the cheapest one failed, or may have let something slip by."""
        spare, self._spare = self._spare, []
        return [self._begin(entry) for entry in spare]

    def _begin(self, entry: Entry, *, depth: int = 0) -> Request:
        """The first request of a walk, conditional where that hides nothing."""
        row = row_of(self._rows, self.spider.source.key, entry)
        walk = Walk(entry, row, full=not is_complete(row), depth=depth)
        self.spider.count("entries")
        return self._request(entry.url, walk, page=1, conditional=is_conditional(row, self.spider.clock()))

    def _request(
        self, url: str, walk: Walk, *, page: int, conditional: bool = False, promised: bool = False
    ) -> Request:
        headers = validators(walk.row) if conditional else {}
        if headers:
            self.spider.count("conditional")
        walk.visited.add(url)
        return Request(
            url,
            callback=self.spider.parse_entry,
            errback=partial(self._failed, walk=walk, page=page),
            headers=headers,
            priority=PRIORITY[walk.entry.kind] - page,
            # Never dropped as a duplicate, not even where it is redirected to a page already seen: ``visited`` bounds
            # a walk, and one that gets no answer would never come to its end.
            dont_filter=True,
            meta={"walk": walk, "page": page, "promised": promised},
        )

    async def read(self, response: Response) -> AsyncIterator[Request]:
        """Read one page of a way in; yield its new articles and the walk's next page."""
        walk: Walk = response.meta["walk"]
        page: int = response.meta["page"]
        if response.status == 304:
            self.spider.count("entries_ok")
            self.spider.count("entries_unchanged")
            if walk.row.failures:
                await self._save(walk, failures=0)
            return
        went_back = page > 1 and response.url != response.meta.get("redirect_urls", [response.url])[0]
        if page > 1 and (past_end(walk.entry, response.status) or (went_back and response.url in walk.visited)):
            if skipping := self._skip(walk, page):
                yield skipping
            elif walk.seen:
                await self._finish(walk)
            else:
                await self._refused(walk, response, page)
            return
        if response.status != 200:
            await self._refused(walk, response, page)
            for request in self._release():
                yield request
            return
        digest = xxhash.xxh3_128_hexdigest(response.body)
        if page == 1:
            self.spider.count("entries_ok")
            walk.row = replace(walk.row, next_check_at=self.spider.clock() + TRUST)
            walk.etag, walk.last_modified, walk.body_hash = (
                validator(response.headers.get("ETag")),
                validator(response.headers.get("Last-Modified")),
                digest,
            )
            if not walk.full and digest == walk.row.body_hash and walk.row.note not in INDEXES:
                self.spider.count("entries_unchanged")
                await self._finish(walk)
                return
        found = read_way(self.spider, walk.entry, response)
        if found.cut:
            self.spider.logger.warning("%s: only the first %d links are read", response.url, len(found.links))
        if found.more:
            async for request in self._descend(walk, found.more):
                yield request
        elif not found.links and (skipping := self._skip(walk, page)):
            yield skipping
        elif not found.links:
            await self._nothing(walk, found, response, page)
            for request in self._release():
                yield request
        else:
            async for request in self._take(walk, found, response.url, page):
                yield request

    async def _descend(self, walk: Walk, parts: Sequence[str]) -> AsyncIterator[Request]:
        """The parts of an index of sitemaps: each a way in of its own, with its own validators."""
        await self._finish(walk, note=INDEX)
        if walk.depth >= _INDEX_DEPTH or not isinstance(walk.entry, SitemapEntry):
            return
        for url in parts:
            if self._sitemaps < MAX_SITEMAPS and self.spider.is_own(url) and len(url) <= MAX_URL:
                self._sitemaps += 1
                yield self._begin(walk.entry.model_copy(update={"url": url}), depth=walk.depth + 1)

    async def _nothing(self, walk: Walk, found: FoundPage, response: Response, page: int) -> None:
        """A page without a link: where none was seen at all a fault of the site or of its source file; further on the
        end of the walk, unless the page before promised this one, or it says itself that it is no listing now."""
        if not walk.seen:
            needs = "; the source file says that it needs one" if self.spider.source.browser_needed else ""
            self.spider.count("entries_empty")
            gate = why_no_listing(page_text(self.spider, response))
            problem = f"{gate}: {found.problem}" if gate else found.problem
            self.spider.problem("empty", f"{walk.entry.url}: {problem}{needs}", cause=cause_of_gate(gate))
            await self._save(walk, note=problem, status=200, failures=walk.row.failures + 1)
            return
        reason = why_no_listing(page_text(self.spider, response)) or (
            "it names no article" if response.meta["promised"] else None
        )
        if reason is None:
            await self._finish(walk)
            return
        self.spider.count("entries_failed")
        self.spider.problem("entry", f"{response.url}: {reason}; the listing is walked again")
        await self._save(walk, failures=walk.row.failures + 1, note=f"page {page}: {reason}")

    async def _take(self, walk: Walk, found: FoundPage, url: str, page: int) -> AsyncIterator[Request]:
        links = own_links(self.spider, found.links)
        self.spider.count("links", len(links))
        known: dict[str, PageRow] = await self.spider.store.call("pages", list(links))
        unseen = links.keys() - walk.seen
        walk.seen |= links.keys()
        offered = (a for a in links if a not in known or self._is_stranded(known[a]))
        new = [FoundLink(a, links[a].url, links[a].title, links[a].date_text, links[a].feed_date) for a in offered]
        walk.fresh = walk.fresh or not self._fresh.issuperset(link.address for link in new)
        self._fresh |= {link.address for link in new}
        if page == 1:
            walk.top = tuple(links)
        if walk.entry.kind == self._lead:
            self._led = (self._led or set()) | links.keys()
        following = self._following(walk, found, url, page, unseen=bool(unseen), new=not self._fresh.isdisjoint(links))
        if following and not walk.marked:
            walk.marked = True
            await self._save(walk, cursor=following[0].url)
        stored: list[FoundLink] = await self.spider.store.call(
            "add_found", self.spider.source.key, new, now=self.spider.clock()
        )
        self.spider.count("found", len(stored))
        own = self.spider.source.key
        if others := [a for a, row in known.items() if row.state == "stored" and row.source_key != own]:
            await self.spider.store.call("take_over", own, others)
        for address, card in links.items():
            self.spider.article_pages.remember(address, card)
        for link in stored:
            yield self.spider.article_pages.request(link.url, link.address, unseen=True)
        for request in following:
            yield request
        if not following:
            await self._finish(walk)
        if walk.entry.kind == self._lead and not known:  # more than a feed holds may be new
            for request in self._release():
                yield request

    def _skip(self, walk: Walk, page: int) -> Request | None:
        following = period_before(walk, self._today())
        return self._request(following, walk, page=page + 1) if following is not None else None

    def _today(self) -> date:
        return self.spider.clock().astimezone(ZoneInfo(self.spider.source.timezone)).date()

    def _is_stranded(self, row: PageRow) -> bool:
        """Another source's page that was never stored: the store gives it to us where that source is retired."""
        return row.source_key != self.spider.source.key and row.state in ("found", "failed", "rejected")

    def _following(
        self, walk: Walk, found: FoundPage, url: str, page: int, *, unseen: bool, new: bool
    ) -> list[Request]:
        limit = int(self.spider.crawler.settings["VESTNIK_MAX_PAGES"] or self.spider.source.max_pages)
        following = next_page(walk, found, page, today=self._today(), limit=limit, unseen=unseen, new=new)
        if not following or not self.spider.is_own(following) or following == url:
            return []
        return [self._request(following, walk, page=page + 1, promised=found.next_url is not None)]

    async def _finish(self, walk: Walk, *, note: str | None = None) -> None:
        """The walk came to its end: keep the first page's validators, exactly as received, for the next crawl."""
        row = walk.row
        await self._save(
            walk,
            etag=walk.etag if walk.body_hash else row.etag,
            last_modified=walk.last_modified if walk.body_hash else row.last_modified,
            body_hash=walk.body_hash or row.body_hash,
            cursor=None,
            status=200,
            failures=0,
            note=note or self._note(walk),
        )

    def _note(self, walk: Walk) -> str | None:
        if not walk.top and archived(walk, self._today()) is not None and walk.body_hash:
            return BY_TIME
        return ALONE if self._is_alone(walk) else None

    def _is_alone(self, walk: Walk) -> bool:
        """Whether this way in names articles that the cheapest one does not, by what both said in this crawl: it was
        the first to name one since its last walk, or the heads of the two differ by more than what is pinned."""
        if self._led is None or walk.entry.kind == self._lead or not walk.top:
            return walk.row.note == ALONE
        if walk.fresh and not walk.full:
            return True
        if isinstance(walk.entry, SitemapEntry):  # in no order: its head says nothing
            return False
        head = walk.top[: len(self._led)]
        return 5 * sum(address not in self._led for address in head) > len(head)

    async def _save(self, walk: Walk, **changes: Any) -> None:
        walk.row = replace(walk.row, **changes)
        await self.spider.store.call("save_entry", walk.row)

    async def _refused(self, walk: Walk, response: Response, page: int) -> None:
        status = response.status
        words = f"{walk.entry.url} answered {status}" + (f" on page {page}" if page > 1 else "")
        if status == 429:
            asked = (header(response, "Retry-After") or "not given")[:60]  # a number or a date, if it is one
            words += f": the host asked us to wait (Retry-After: {asked})"
        kind = "blocked" if status in BLOCKED else "entry"
        self.spider.count("entries_blocked" if kind == "blocked" else "entries_failed")
        self.spider.problem(kind, words, cause=cause_of_status(status))
        await self._save(walk, status=status, failures=walk.row.failures + 1, note=words)

    async def _failed(self, failure: Failure, *, walk: Walk, page: int) -> AsyncIterator[Request]:
        words = f"{walk.entry.url}: {in_words(failure)}"
        blocked = is_blocked(failure)
        self.spider.count("entries_blocked" if blocked else "entries_failed")
        self.spider.problem("blocked" if blocked else "entry", words, cause=cause_of(failure))
        await self._save(walk, status=None, failures=walk.row.failures + 1, note=words[:500])
        for request in self._release():
            yield request
