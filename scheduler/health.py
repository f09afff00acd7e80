"""Health joined to crawls: after each one its source is judged, and what is news goes into the outbox with it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from crawler.spiders.source import utc_now
from crawler.together import Together
from crawler.verdict import CrawlReport
from scheduler.health_judge import PATIENCE, judge
from scheduler.health_memory import note_unchanged
from scheduler.records import AfterCrawl
from sources import Source
from storage.health_records import Judgement
from storage.records import Route
from storage.store import Store
from storage.thread import StoreThread

log = logging.getLogger("vestnik.health")

_MANY = 64


def watch_health(
    routes: Sequence[Route], *, clock: Callable[[], datetime] = utc_now, patience: timedelta = PATIENCE
) -> AfterCrawl:
    """What looks at a source's health after each of its crawls. Alerts of kind "health" are written for ``routes``;
    without any that takes them, the state is kept all the same.

    A source that fares well and has nothing new is judged in full once a day (UTC): what a judgement rests on is the
    same all day. The other crawls are only counted, those of many sources in one transaction.
    """

    async def note(asked: Sequence[tuple[StoreThread, CrawlReport]]) -> list[bool]:
        runs = {report.source_key: report.run_id for _, report in asked}
        noted: set[str] = await asked[0][0].call(Store.note_unchanged, runs, _note, now=clock())
        return [report.source_key in noted for _, report in asked]

    unchanged = Together(note, company=lambda: _MANY, wait_s=0.005)

    async def look(store: StoreThread, source: Source, report: CrawlReport) -> None:
        if is_unchanged(report) and await unchanged((store, report)):
            return
        judgement = await store.call(judge_source, source, routes=routes, now=clock(), patience=patience)
        for news in judgement.news if judgement is not None else ():
            level = logging.INFO if news.state == "recovered" else logging.WARNING
            log.log(level, "%s %s: %s", news.source_key, news.state, news.title)

    return look


def is_unchanged(report: CrawlReport) -> bool:
    """Whether a crawl found every way in that it asked unchanged, and did nothing else."""
    counts = report.counts
    asked = counts.get("entries", 0)
    return (
        report.verdict == "ok"
        and not report.problems
        and asked == counts.get("entries_unchanged", 0)
        and not any(counts.get(name, 0) for name in ("pages", "found", "backfill", "fresh"))
    )


def _note(memory: dict[str, Any], ended: datetime, counts: Mapping[str, int]) -> bool:
    return note_unchanged(memory, ended, counts.get("latency_ms"))


def judge_source(
    store: Store, source: Source, *, routes: Sequence[Route], now: datetime, patience: timedelta = PATIENCE
) -> Judgement | None:
    """Judge one source by what the store knows of it now, in one transaction with the alerts. Blocking."""
    ways = {f"{source.key} {entry.kind} {entry.url}" for entry in source.entries}
    return store.judge_health(source.key, partial(judge, now=now, patience=patience), ways=ways, routes=routes, now=now)
