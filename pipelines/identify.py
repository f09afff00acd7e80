"""Step 1: which article is this? By address, then by the text itself."""

from __future__ import annotations

from typing import Any

from scrapy.crawler import Crawler

from articles.fingerprint import content_hash
from storage import Store
from storage.records import ArticleItem, KnownArticle

_LONG_ENOUGH = 200
"""Shorter texts ("Photo report") may truly be the same in two articles; longer ones are one article twice."""


def _look_up(store: Store, item: ArticleItem) -> tuple[KnownArticle | None, KnownArticle | None]:
    """What is stored under the item's address; where that is nothing, under its text. In the store's thread, at once:
    handing over twice costs more than asking twice."""
    known = store.known_article(item.address)
    if known is not None or len(item.article.body) < _LONG_ENOUGH:
        return known, None
    return None, store.known_by_hash(item.source_key, item.content_hash)


class IdentifyPipeline:
    """Fills ``content_hash``, ``known`` and ``duplicate_of``."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._here: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> IdentifyPipeline:
        """Made anew for each crawl."""
        return cls(crawler)

    async def process_item(self, item: ArticleItem) -> ArticleItem:
        """Look the article up by its address; if unknown, by its text within the same source."""
        thread: Any = self.crawler.spider.store  # type: ignore[union-attr]  # the spider of this project has one
        item.content_hash = content_hash(item.article.title, item.article.body)
        item.known, twin = await thread.call(_look_up, item)
        if item.known is None and len(item.article.body) >= _LONG_ENOUGH:
            earlier = self._here.setdefault(item.content_hash, item.address)
            if twin is not None and twin.address != item.address:
                item.duplicate_of = twin.address
            elif earlier != item.address:
                item.duplicate_of = earlier
        return item
