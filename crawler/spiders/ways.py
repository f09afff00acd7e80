"""One page of a way in: read it into the links that are the source's own, and where it goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from scrapy.http import Response
from w3lib.encoding import http_content_type_encoding

from articles.decode import decode
from crawler.addresses import period_address, plain_address
from crawler.discovery import Found, FoundPage
from crawler.discovery.feed import read_feed
from crawler.discovery.jsonlist import read_json_list
from crawler.discovery.listing import read_listing
from crawler.discovery.sitemap import read_sitemap
from crawler.headers import header
from sources.records import Entry, FeedEntry, JsonEntry, ListingEntry, Pager, SitemapEntry
from storage.records import PageRow

if TYPE_CHECKING:
    from crawler.spiders.source import SourceSpider

BLOCKED = frozenset({401, 403, 407, 429, 451})
"""Statuses by which a site will not have a page asked for."""
MAX_URL = 2000


@dataclass(slots=True)
class Walk:
    """One way in, on its way: ``full`` walks to the end, else only until known articles are met. ``top`` are the
    addresses of its first page, ``fresh`` says that it was the first to name an article, ``periods`` how many
    lists of one month or year were asked for."""

    entry: Entry
    row: PageRow
    full: bool
    seen: set[str] = field(default_factory=set)
    visited: set[str] = field(default_factory=set)
    top: tuple[str, ...] = ()
    fresh: bool = False
    marked: bool = False
    depth: int = 0
    periods: int = 0
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None


def page_text(spider: SourceSpider, response: Response) -> str:
    """A page decoded as article pages are: headers lie."""
    charset = spider.source.encoding or http_content_type_encoding(header(response, "Content-Type"))
    return decode(response.body, charset)


def read_way(spider: SourceSpider, entry: Entry, response: Response, *, since: date | None = None) -> FoundPage:
    """What one page of a way in names. Of a sitemap only what was changed on or after ``since``, where it says so."""
    match entry:
        case FeedEntry():
            content_type = header(response, "Content-Type") or ""
            return read_feed(response.body, response.url, fetched_at=spider.clock(), content_type=content_type)
        case SitemapEntry():
            return read_sitemap(response, entry.articles, since=since)
        case JsonEntry():
            return read_json_list(page_text(spider, response), response.url, entry)
        case ListingEntry():
            return read_listing(page_text(spider, response), response.url, entry.articles, entry.not_articles)


def own_links(spider: SourceSpider, links: Sequence[Found]) -> dict[str, Found]:
    """The links that lead to the source's own hosts, by canonical address, in the page's order."""
    entries = {entry.url.rstrip("/") for entry in spider.source.entries}
    own: dict[str, Found] = {}
    for link in links:
        address = spider.address_of(link.url)
        if address is not None and link.url.rstrip("/") not in entries:
            url = plain_address(link.url)  # sent so, the site answers everyone alike, and that is what people get
            if len(url) <= MAX_URL:  # Scrapy drops longer ones without a word
                own.setdefault(address, replace(link, url=url))
    return own


def numbered(entry: Entry, page: int) -> str | None:
    """The address of the page after ``page`` (from 1) by the entry's pager; None where it has none."""
    pager: Pager | None = getattr(entry, "pager", None)
    if pager is None:
        return None
    return urljoin(entry.url, pager.template.replace("{n}", str(pager.first + pager.step * (page - 1))))


def archived(walk: Walk, today: date) -> str | None:
    """The address of the next list of one month or year, that of today first; None where the way in has no archive, or
    a pager, which leads there, too."""
    entry = walk.entry
    if not isinstance(entry, ListingEntry) or entry.archive is None or entry.pager is not None:
        return None
    return urljoin(entry.url, period_address(entry.archive, walk.periods, today))


def past_end(entry: Entry, status: int) -> bool:
    """Whether an answer to a later page means that there is none: WordPress's interface says 400 to a page too far."""
    return status in (404, 410) or (status == 400 and isinstance(entry, JsonEntry))
