"""Pages that say their article stands under another address: believed only where the same text stands there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrapy.http import Response

from articles import Article
from articles.fingerprint import distance, signature
from crawler.patterns import matches
from sources import Source
from storage.records import ArticleItem, FoundLink, KnownArticle

if TYPE_CHECKING:
    from crawler.spiders.source import SourceSpider

_NEAR = 6
"""Bits of 64 in which two signatures of one text may differ."""


@dataclass(frozen=True, slots=True)
class Text:
    """What tells one text from another, kept for every page a crawl has read."""

    title: str
    signature: int

    @classmethod
    def of(cls, article: Article) -> Text:
        """Of an article as it was read."""
        return cls(article.title, signature(article.body))

    def same(self, other: Text) -> bool:
        """The same title over nearly the same text (a counter or a word may differ)."""
        return self.title == other.title and distance(self.signature, other.signature) <= _NEAR


class OtherAddresses:
    """The other addresses met in one crawl. ``read`` holds the text of every article it has read, by address."""

    def __init__(self, spider: SourceSpider) -> None:
        self._spider = spider
        self.read: dict[str, Text] = {}
        self._done: set[str] = set()  # asked for and answered, whatever came of it
        self._aliases: set[str] = set()
        self._held: defaultdict[str, list[ArticleItem]] = defaultdict(list)

    def named(self, article: Article, response: Response, asked: str) -> tuple[str, str] | None:
        """The (address, link) under which this page says, by its canonical link or by a redirect, that the article
        stands, where that is another than the one asked for and may be an article of this source."""
        for link in (article.canonical_url, response.url):
            address = self._spider.address_of(link) if link else None
            if not link or not address or address == asked:
                continue
            if may_be_article(self._spider.source, link, response.meta["url"]):
                return address, link
        return None

    async def prove(
        self, item: ArticleItem, other: str, link: str, *, asked: bool
    ) -> AsyncIterator[ArticleItem | FoundLink]:
        """Believe a page that names another address only where the same text stands there: templates name the section,
        an older article or the original language as often as the article itself. What stands there is read first, and
        this page is held until then (it stays written down as found, should the crawl end before).

        Yields the page as an article, or the address that is to be asked for where this crawl has not ``asked`` yet.
        """
        known: KnownArticle | None = await self._spider.store.call("known_article", other)
        if known is not None or other in self.read or other in self._done:
            async for found in self._decide(item, other):
                yield found
            return
        self._held[other].append(item)
        if asked:
            return
        stored: list[FoundLink] = await self._spider.store.call(
            "add_found", self._spider.source.key, [FoundLink(other, link)], now=self._spider.clock()
        )
        if stored:
            yield stored[0]
            return
        async for found in self.release(other):  # known, and no article: rejected, gone, or another source's
            yield found

    async def release(self, address: str) -> AsyncIterator[ArticleItem]:
        """What was held until this address was answered for."""
        self._done.add(address)
        for item in self._held.pop(address, ()):
            async for found in self._decide(item, address):
                yield found

    async def _decide(self, item: ArticleItem, other: str) -> AsyncIterator[ArticleItem]:
        text = self.read.get(other)
        if text is None:
            known: KnownArticle | None = await self._spider.store.call("known_article", other)
            text = Text(known.title, signature(known.body)) if known is not None else None
        # Two pages that name each other must not both be struck off.
        if text is not None and text.same(Text(item.article.title, item.signature)) and other not in self._aliases:
            self._aliases.add(item.address)
            self._spider.count("duplicates")
            note = f"another address of {other}"
            await self._spider.store.call(
                "mark_page", item.address, state="alias", status=200, note=note, now=self._spider.clock()
            )
        else:
            yield item


def may_be_article(source: Source, url: str, page_url: str) -> bool:
    """Another address than the page's own counts only where it fits the article patterns (many templates name the
    section)."""
    if url.rstrip("/") == page_url.rstrip("/"):
        return False
    patterns = [p for entry in source.entries for p in getattr(entry, "articles", ())]
    return bool(patterns) and matches(url, patterns)
