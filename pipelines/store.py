"""Step 4: into the store, in batches; an article, its version, page, flags and alert rows in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from scrapy.crawler import Crawler

from storage.errors import BatchError, StoreBusy, StoreError
from storage.raw_pages import Frame
from storage.recheck import AGES, Ages
from storage.records import ArticleItem, Route, SaveResult
from storage.routing import routes_of

BATCH = 25
"""Items a transaction: a kill loses at most these, and their addresses are written down, so they are fetched again."""
LONGEST_S = 10.0
"""Seconds an item may wait for its batch: a slow site's articles are seen, and safe, while its crawl goes on."""
MOST_BYTES = 32 << 20
"""Bytes of pages that wait for their batch, at most, though they may not be packed."""
_WAITS_S = (0.5, 2.0, 5.0)
_OUTCOME_COUNTER = {"new": "new", "edited": "edited", "unchanged": "unchanged", "duplicate": "duplicates"}


class StorePipeline:
    """Writes items through the spider's store, and counts what became of them."""

    def __init__(self, crawler: Crawler, routes: Sequence[Route], ages: Ages = AGES) -> None:
        self.crawler = crawler
        self.routes = routes
        self.ages = ages
        self._batch: list[ArticleItem] = []
        self._frame = Frame()
        self._since, self._bytes = 0.0, 0
        self._closing: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StorePipeline:
        """The routes are those of ``VESTNIK_ROUTES``: plain tables, as Scrapy copies settings for every crawl."""
        routes = routes_of(crawler.settings.getlist("VESTNIK_ROUTES"))
        return cls(crawler, routes, Ages.of_seconds(crawler.settings.getlist("VESTNIK_RECHECK_S")))

    async def process_item(self, item: ArticleItem) -> ArticleItem:
        """Queue the item; write when a batch is full."""
        loop = asyncio.get_running_loop()
        if not self._batch:
            self._since = loop.time()
        self._bytes += len(item.page.body)
        if item.known is None and item.duplicate_of is None:  # else there may be an older version to pack it against
            self._frame.hold(item)
        self._batch.append(item)
        full = len(self._batch) >= BATCH or self._bytes >= MOST_BYTES
        due = full or loop.time() - self._since > LONGEST_S
        if due and not await self._flush():
            self._closing = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason="store_failed"))
        return item

    async def close_spider(self) -> None:
        """Write what is left; then what this crawl stored can be searched."""
        if await self._flush():
            await self._index()

    async def _index(self) -> None:
        """Put what was stored into the search index. What another process is in the way of waits for the next crawl."""
        spider: Any = self.crawler.spider
        if not hasattr(spider, "store"):  # Scrapy's own shell and fetch
            return
        try:
            while await spider.store.call("index_for_search"):
                pass
        except StoreError as error:
            spider.problem("index", str(error)[:300])

    async def _save(self, spider: Any, batch: list[ArticleItem]) -> list[SaveResult]:
        """Store a batch; while another process holds the database, wait and try again (it is safe to repeat)."""
        for wait in _WAITS_S:
            try:
                return await self._try_to_save(spider, batch)
            except StoreBusy:
                await asyncio.sleep(wait)
        return await self._try_to_save(spider, batch)

    async def _try_to_save(self, spider: Any, batch: list[ArticleItem]) -> list[SaveResult]:
        results: list[SaveResult] = await spider.store.call(
            "save_items", batch, routes=self.routes, now=spider.clock(), ages=self.ages
        )
        return results

    async def _flush(self) -> bool:
        """Write the batch; False where the database would have none of it (the verdict says so, the crawl ends)."""
        if not self._batch:
            return True
        batch, self._batch, self._frame, self._bytes = self._batch, [], Frame(), 0
        spider: Any = self.crawler.spider
        try:
            results = await self._save(spider, batch)
        except BatchError as error:  # the others are stored; these are tried again later, ever more rarely
            results = error.results
            spider.count("errors", len(error.failures))
            spider.problem("error", str(error)[:300])
            for item, reason in error.failures:
                await spider.store.call(
                    "mark_page", item.address, state="failed", note=str(reason)[:500], now=spider.clock()
                )
        except StoreError as error:  # nothing of the batch is stored: its pages stay written down as found
            spider.count("unstored", len(batch))
            spider.problem("error", str(error)[:300])
            return False
        for result in results:
            spider.count(_OUTCOME_COUNTER[result.outcome])
            spider.count("alerts", result.alerts)
        saved = {r.address for r in results if r.outcome in ("new", "edited")}
        flagged = [i for i in batch if i.address in saved and any(v.flagged for v in i.verdicts.values())]
        spider.count("flagged", len(flagged))
        return True
