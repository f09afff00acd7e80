"""Which article a page is: by its address, or by its text where that says nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from pipelines.identify import IdentifyPipeline
from storage import Store
from storage.records import ArticleItem
from storage.thread import StoreThread
from tests.storage.builders import NOW, item, source

LONG = "Делегация университета посетила лабораторию и обсудила совместные проекты. " * 4


def identified(items: list[ArticleItem], store: StoreThread | None = None) -> list[ArticleItem]:
    crawler: Any = SimpleNamespace(spider=SimpleNamespace(store=store))

    async def each() -> list[ArticleItem]:
        pipeline = IdentifyPipeline(crawler)
        return [await pipeline.process_item(one) for one in items]

    return asyncio.run(each())


def test_a_page_that_nobody_had_found_before_is_not_asked_for() -> None:
    short, first, second = item(1, run_id=1), item(2, run_id=1, body=LONG), item(3, run_id=1, body=LONG)
    for one in (short, first, second):
        one.unseen = True
    identified([short, first, second])  # there is no store to ask
    assert [one.known for one in (short, first, second)] == [None, None, None]
    assert [one.by_text for one in (short, first, second)] == [False, True, True]
    assert [one.duplicate_of for one in (short, first, second)] == [None, None, first.address]


def test_a_page_that_may_be_stored_is_asked_for_by_its_address(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'v.db'}") as store:
        store.register_sources([source()])
        run_id = store.begin_run("spb", now=NOW, worker="w")
        store.save_items([item(1, run_id=run_id, body=LONG)], routes=(), now=NOW)
    thread = StoreThread(f"sqlite:///{tmp_path / 'v.db'}")
    try:
        known, other = identified([item(1, run_id=run_id, body=LONG), item(2, run_id=run_id, body=LONG)], thread)
    finally:
        thread.close()
    assert known.known is not None
    assert (known.by_text, known.duplicate_of) == (False, None)
    assert (other.known, other.by_text) == (None, True)
