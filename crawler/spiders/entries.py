"""Walk a source's ways in: ask conditionally, read the links, follow the pager, and know when to stop.

A walk that is cut short (killed, stopped, an error on page 4) leaves a mark in the store, and the next crawl walks the
listing from its top to its end again, so that nothing between the pages is lost. What was found is written down
before it is fetched.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import xxhash
from scrapy.http import Request, Response, TextResponse
from twisted.python.failure import Failure

from crawler.discovery import Found, FoundPage
from crawler.discovery.feed import read_feed
from crawler.discovery.jsonlist import read_json_list
from crawler.discovery.listing import read_listing
from crawler.discovery.sitemap import read_sitemap
from crawler.failures import in_words, is_blocked
from sources.records import Entry, FeedEntry, JsonEntry, ListingEntry, Pager, SitemapEntry
from storage.records import FoundLink, PageRow

if TYPE_CHECKING:
    from crawler.spiders.source import SourceSpider

_PRIORITY = {"feed": 300, "json": 200, "listing": 200, "sitemap": 100}
"""Feeds first: their dates and titles then stand by when the listing names the same articles."""
_BLOCKED = frozenset({401, 403, 407, 429, 451})


@dataclass(slots=True)
class Walk:
    """One way in, on its way: ``full`` walks to the end, else only until known articles are met."""

    entry: Entry
    row: PageRow
    full: bool
    seen: set[str] = field(default_factory=set)
    visited: set[str] = field(default_factory=set)
    marked: bool = False
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None


class EntryWalk:
    """The walks of one crawl."""

    def __init__(self, spider: SourceSpider) -> None:
        self.spider = spider

    async def start(self) -> AsyncIterator[Request]:
        """One request for each way in, conditional where the last walk came to its end."""
        rows: Sequence[PageRow] = await self.spider.store.call("entry_pages", self.spider.source.key)
        known = {row.address: row for row in rows}
        for entry in self.spider.source.entries:
            address = f"{self.spider.source.key} {entry.kind} {entry.url}"
            row = known.get(address) or PageRow(address, self.spider.source.key, entry.url, entry.kind, "entry")
            complete = row.body_hash is not None and row.cursor is None
            self.spider.count("entries")
            yield self._request(entry.url, Walk(entry, row, full=not complete), page=1, conditional=complete)

    def _request(self, url: str, walk: Walk, *, page: int, conditional: bool = False) -> Request:
        headers: dict[str, str] = {}
        if conditional and walk.row.etag:
            headers["If-None-Match"] = walk.row.etag
        if conditional and walk.row.last_modified:
            headers["If-Modified-Since"] = walk.row.last_modified
        if headers:
            self.spider.count("conditional")
        walk.visited.add(url)
        return Request(
            url,
            callback=self.spider.parse_entry,
            errback=partial(self._failed, walk=walk, page=page),
            headers=headers,
            priority=_PRIORITY[walk.entry.kind] - page,
            meta={"walk": walk, "page": page},
        )

    async def read(self, response: Response) -> AsyncIterator[Request]:
        """Read one page of a way in; yield its new articles and the walk's next page."""
        walk: Walk = response.meta["walk"]
        page: int = response.meta["page"]
        if response.status == 304:
            self.spider.count("entries_ok")
            self.spider.count("entries_unchanged")
            return
        if response.status in (404, 410) and page > 1:
            await self._finish(walk)
            return
        if response.status != 200:
            await self._refused(walk, response, page)
            return
        digest = xxhash.xxh3_128_hexdigest(response.body)
        if page == 1:
            self.spider.count("entries_ok")
            walk.etag, walk.last_modified, walk.body_hash = (
                _header(response, "ETag"),
                _header(response, "Last-Modified"),
                digest,
            )
            if not walk.full and digest == walk.row.body_hash:
                self.spider.count("entries_unchanged")
                await self._finish(walk)
                return
        found = self._parse(walk.entry, response)
        async for request in self._take(walk, found, response.url, page):
            yield request

    def _parse(self, entry: Entry, response: Response) -> FoundPage:
        match entry:
            case FeedEntry():
                content_type = _header(response, "Content-Type") or ""
                return read_feed(response.body, response.url, fetched_at=self.spider.clock(), content_type=content_type)
            case SitemapEntry():
                return read_sitemap(response, entry.articles)
            case JsonEntry():
                return read_json_list(self._text(response), response.url, entry)
            case ListingEntry():
                return read_listing(self._text(response), response.url, entry.articles, entry.not_articles)

    def _text(self, response: Response) -> str:
        if not isinstance(response, TextResponse):
            return response.body.decode(self.spider.source.encoding or "utf-8", "replace")
        if self.spider.source.encoding:
            return response.body.decode(self.spider.source.encoding, "replace")
        return response.text

    async def _take(self, walk: Walk, found: FoundPage, url: str, page: int) -> AsyncIterator[Request]:
        links = self._own(found.links)
        self.spider.count("links", len(links))
        if found.problem and not links and page == 1 and not found.more:
            needs = "; the source file says that it needs one" if self.spider.source.browser_needed else ""
            self.spider.problem("empty", f"{walk.entry.url}: {found.problem}{needs}")
            await self._save(walk, note=found.problem, status=200)
            return
        known: dict[str, PageRow] = await self.spider.store.call("pages", list(links))
        unseen = links.keys() - walk.seen
        walk.seen |= links.keys()
        new = [FoundLink(a, f.url, f.title, f.date_text, f.feed_date) for a, f in links.items() if a not in known]
        following = self._following(walk, found, url, page, unseen=len(unseen), new=len(new), known=len(known))
        if following and not walk.marked:
            walk.marked = True
            await self._save(walk, cursor=following[0].url)
        stored: list[FoundLink] = await self.spider.store.call(
            "add_found", self.spider.source.key, new, now=self.spider.clock()
        )
        self.spider.count("found", len(stored))
        for address, card in links.items():
            self.spider.article_pages.remember(address, card)
        for link in stored:
            yield self.spider.article_pages.request(link.url, link.address)
        for request in following:
            yield request
        if not following:
            await self._finish(walk)

    def _own(self, links: Sequence[Found]) -> dict[str, Found]:
        entries = {entry.url.rstrip("/") for entry in self.spider.source.entries}
        own: dict[str, Found] = {}
        for link in links:
            address = self.spider.address_of(link.url)
            if address is not None and link.url.rstrip("/") not in entries:
                own.setdefault(address, replace(link, url=_plain(link.url, address)))
        return own

    def _following(
        self, walk: Walk, found: FoundPage, url: str, page: int, *, unseen: int, new: int, known: int
    ) -> list[Request]:
        """Where the walk goes on. It ends at a page without a link unseen in this walk (Bitrix answers page 1 past the
        end), at the source's ``max_pages``, and, after a first full walk, where known articles are met twice (one may
        be pinned to the top)."""
        if found.more:
            more = [u for u in found.more if self.spider.is_own(u) and u not in walk.visited]
            return [self._request(u, walk, page=page + 1) for u in more]
        limit = self.spider.crawler.settings["VESTNIK_MAX_PAGES"] or self.spider.source.max_pages
        if not unseen or page >= int(limit) or (not walk.full and (new == 0 or known >= 2)):
            return []
        following = _numbered(walk.entry, page) or found.next_url
        if not following or following in walk.visited or not self.spider.is_own(following) or following == url:
            return []
        return [self._request(following, walk, page=page + 1)]

    async def _finish(self, walk: Walk) -> None:
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
            note=None,
        )

    async def _save(self, walk: Walk, **changes: Any) -> None:
        walk.row = replace(walk.row, **changes)
        await self.spider.store.call("save_entry", walk.row)

    async def _refused(self, walk: Walk, response: Response, page: int) -> None:
        status = response.status
        words = f"{walk.entry.url} answered {status}" + (f" on page {page}" if page > 1 else "")
        if status == 429:
            words += f": the host asked us to wait (Retry-After: {_header(response, 'Retry-After') or 'not given'})"
        kind = "blocked" if status in _BLOCKED else "entry"
        self.spider.count("entries_blocked" if kind == "blocked" else "entries_failed")
        self.spider.problem(kind, words)
        await self._save(walk, status=status, failures=walk.row.failures + 1, note=words)

    async def _failed(self, failure: Failure, *, walk: Walk, page: int) -> None:
        words = f"{walk.entry.url}: {in_words(failure)}"
        blocked = is_blocked(failure)
        self.spider.count("entries_blocked" if blocked else "entries_failed")
        self.spider.problem("blocked" if blocked else "entry", words)
        await self._save(walk, failures=walk.row.failures + 1, note=words[:500])


def _plain(url: str, address: str) -> str:
    """The address to ask for: the link's own scheme, and the canonical rest, without trackers, session ids and
    display switches. Sent so, the site answers with the same page to everyone, and that is the link people get."""
    return f"{url.partition('://')[0]}://{address.partition('://')[2]}"


def _numbered(entry: Entry, page: int) -> str | None:
    pager: Pager | None = getattr(entry, "pager", None)
    if pager is None:
        return None
    return urljoin(entry.url, pager.template.replace("{n}", str(pager.first + pager.step * (page - 1))))


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
