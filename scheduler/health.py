"""Health joined to crawls: after each one its source is judged, and what is news goes into the outbox with it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from crawler.spiders.source import utc_now
from crawler.verdict import CrawlReport
from scheduler.health_judge import PATIENCE, judge
from scheduler.records import AfterCrawl
from sources import Source
from storage.health_records import Judgement
from storage.records import Route
from storage.store import Store
from storage.thread import StoreThread

log = logging.getLogger("vestnik.health")


def watch_health(
    routes: Sequence[Route], *, clock: Callable[[], datetime] = utc_now, patience: timedelta = PATIENCE
) -> AfterCrawl:
    """What looks at a source's health after each of its crawls. Alerts of kind "health" are written for ``routes``;
    without any that takes them, the state is kept all the same."""

    async def look(store: StoreThread, source: Source, _report: CrawlReport) -> None:
        judgement = await store.call(judge_source, source, routes=routes, now=clock(), patience=patience)
        for news in judgement.news if judgement is not None else ():
            level = logging.INFO if news.state == "recovered" else logging.WARNING
            log.log(level, "%s %s: %s", news.source_key, news.state, news.title)

    return look


def judge_source(
    store: Store, source: Source, *, routes: Sequence[Route], now: datetime, patience: timedelta = PATIENCE
) -> Judgement | None:
    """Judge one source by what the store knows of it now, in one transaction with the alerts. Blocking."""
    ways = {f"{source.key} {entry.kind} {entry.url}" for entry in source.entries}
    return store.judge_health(source.key, partial(judge, now=now, patience=patience), ways=ways, routes=routes, now=now)
