"""Step 4: into the store, in batches; an article, its version, page, flags and alert rows in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter
from scrapy.crawler import Crawler

from storage.errors import BatchError
from storage.records import ArticleItem, Route, SaveResult

BATCH = 25
"""Items a transaction: a kill loses at most these, and their addresses are written down, so they are fetched again."""
_ROUTES = TypeAdapter(tuple[Route, ...])
_OUTCOME_COUNTER = {"new": "new", "edited": "edited", "unchanged": "unchanged", "duplicate": "duplicates"}


class StorePipeline:
    """Writes items through the spider's store, and counts what became of them."""

    def __init__(self, crawler: Crawler, routes: Sequence[Route]) -> None:
        self.crawler = crawler
        self.routes = routes
        self._batch: list[ArticleItem] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StorePipeline:
        """The routes are those of ``VESTNIK_ROUTES``: plain tables, as Scrapy copies settings for every crawl."""
        return cls(crawler, _ROUTES.validate_python(crawler.settings.getlist("VESTNIK_ROUTES")))

    async def process_item(self, item: ArticleItem) -> ArticleItem:
        """Queue the item; write when a batch is full."""
        self._batch.append(item)
        if len(self._batch) >= BATCH:
            await self._flush()
        return item

    async def close_spider(self) -> None:
        """Write what is left."""
        await self._flush()

    async def _flush(self) -> None:
        if not self._batch:
            return
        batch, self._batch = self._batch, []
        spider: Any = self.crawler.spider
        now = spider.clock()
        try:
            results: list[SaveResult] = await spider.store.call("save_items", batch, routes=self.routes, now=now)
        except BatchError as error:  # the others are stored; these are tried again later, ever more rarely
            results = error.results
            spider.count("errors", len(error.failures))
            spider.problem("error", str(error)[:300])
            for item, reason in error.failures:
                await spider.store.call("mark_page", item.address, state="failed", note=str(reason)[:500], now=now)
        for result in results:
            spider.count(_OUTCOME_COUNTER[result.outcome])
            spider.count("alerts", result.alerts)
        saved = {r.address for r in results if r.outcome in ("new", "edited")}
        flagged = [i for i in batch if i.address in saved and any(v.flagged for v in i.verdicts.values())]
        spider.count("flagged", len(flagged))
