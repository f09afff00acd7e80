"""What waits for its batch, and when it is written."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from pipelines.store import BATCH, MOST_BYTES, StorePipeline
from storage.records import ArticleItem, FlagFilter
from storage.store import Store
from storage.thread import StoreThread
from tests.storage.builders import NOW, item, source


def stored_after_each(items: list[ArticleItem], store: StoreThread) -> list[int]:
    """How many articles are stored when each of the items has passed the pipeline."""
    spider = SimpleNamespace(store=store, clock=lambda: NOW, count=lambda *_: None)
    crawler: Any = SimpleNamespace(spider=spider)

    async def each() -> list[int]:
        pipeline = StorePipeline(crawler, ())
        counts: list[int] = []
        for one in items:
            await pipeline.process_item(one)
            counts.append(await store.call("export_count", FlagFilter(), all_articles=True))
        return counts

    return asyncio.run(each())


def test_a_batch_is_full_by_number_or_by_the_weight_of_its_pages(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'v.db'}"
    with Store.open(address) as store:
        store.register_sources([source()])
        run_id = store.begin_run("spb", now=NOW, worker="w")
    heavy = random.Random(1).randbytes(MOST_BYTES // 3 + 1)
    thread = StoreThread(address)
    try:
        assert stored_after_each([item(n, run_id=run_id, page=heavy) for n in range(4)], thread) == [0, 0, 3, 3]
        light = [item(n, run_id=run_id) for n in range(10, 10 + BATCH + 1)]
        assert stored_after_each(light, thread)[-2:] == [3 + BATCH] * 2
    finally:
        thread.close()
