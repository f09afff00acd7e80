"""Step 1: which article is this? By address, then by the text itself."""

from __future__ import annotations

from typing import Any

from scrapy.crawler import Crawler

from articles.fingerprint import content_hash
from storage.records import ArticleItem

_LONG_ENOUGH = 200
"""Shorter texts ("Photo report") may truly be the same in two articles; longer ones are one article twice."""


class IdentifyPipeline:
    """Fills ``content_hash``, ``known``, ``by_text`` and ``duplicate_of``."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._here: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> IdentifyPipeline:
        """Made anew for each crawl."""
        return cls(crawler)

    async def process_item(self, item: ArticleItem) -> ArticleItem:
        """Look the article up by its address, unless nobody had seen that before; the store looks its text up, among
        the articles of the same source, when it stores the item with others."""
        item.content_hash = content_hash(item.article.title, item.article.body)
        if not item.unseen:
            thread: Any = self.crawler.spider.store  # type: ignore[union-attr]  # the spider of this project has one
            item.known = await thread.call("known_article", item.address)
        if item.known is None and len(item.article.body) >= _LONG_ENOUGH:
            item.by_text = True
            earlier = self._here.setdefault(item.content_hash, item.address)
            if earlier != item.address:
                item.duplicate_of = earlier
        return item
