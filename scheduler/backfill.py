"""A backfill from its estimate to its end: in rounds, each a crawl, until nothing is left or something fails."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from scrapy.settings import Settings

from crawler.spiders.backfill import Backfill
from crawler.spiders.source import utc_now
from crawler.spiders.ways_back import ways_back
from crawler.verdict import CrawlReport
from scheduler.crawl import crawl_once
from scheduler.records import Progress
from sources import Source
from storage import Store
from storage.backfills import BackfillRow

_SETTINGS = {"VESTNIK_RECHECK_LIMIT": 0, "CLOSESPIDER_TIMEOUT": 0}
"""A backfill looks at nothing again that is stored, and takes the time it takes."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is still to be asked for: pages of lists and articles, at most ``seconds`` apart in all. ``pages`` and
    ``articles`` are None where the lists name neither days nor a last page."""

    pages: int | None
    articles: int | None
    delay_s: float

    @property
    def requests(self) -> int | None:
        """Pages and articles together."""
        return None if self.pages is None or self.articles is None else self.pages + self.articles

    @property
    def seconds(self) -> float | None:
        """How long that takes at the least: one request at a time, with the delay between two."""
        return None if self.requests is None else self.requests * self.delay_s


@dataclass(slots=True)
class BackfillOutcome:
    """How a backfill ended. ``done`` says that every way in came back to the day and every article found was asked
    for; ``declined`` that the estimate was not agreed to."""

    estimate: Estimate
    ways: list[BackfillRow] = field(default_factory=list)
    report: CrawlReport | None = None
    waiting: int = 0
    done: bool = False
    declined: bool = False


async def backfill_source(
    source: Source,
    since: date,
    *,
    settings: Settings,
    database_url: str,
    agree: Callable[[Estimate], bool],
    clock: Callable[[], datetime] = utc_now,
    progress: Progress | None = None,
) -> BackfillOutcome:
    """Walk one source back to ``since``, after its first pages were read and ``agree`` was asked with an estimate.

    Goes on where an earlier one stopped, however it was stopped. ValueError for a source with nothing but feeds.
    """
    if not ways_back(source.entries, since, clock().date()):
        raise ValueError(f"{source.key} has only feeds, which name nothing but the latest articles")
    settings = settings.copy()
    settings.setdict(_SETTINGS, priority="cmdline")

    async def round_of(plan: Backfill, shown: Progress | None) -> CrawlReport | None:
        reports = await crawl_once(
            [source], settings=settings, database_url=database_url, clock=clock, backfill=plan, progress=shown
        )
        return reports[0] if reports else None

    report = await round_of(Backfill(since, survey=True), None)
    outcome = _look(source, since, settings, database_url, clock, report)
    if report is None or report.verdict not in ("ok", "partial"):
        return outcome
    if not agree(outcome.estimate):
        outcome.declined = True
        return outcome
    while not outcome.done:
        before = (outcome.waiting, [(way.way, way.pages, way.finished_at is None) for way in outcome.ways])
        report = await round_of(Backfill(since), progress)
        outcome = _look(source, since, settings, database_url, clock, report)
        after = (outcome.waiting, [(way.way, way.pages, way.finished_at is None) for way in outcome.ways])
        if report is None or report.verdict not in ("ok", "partial") or after == before:
            break
    return outcome


def _look(
    source: Source,
    since: date,
    settings: Settings,
    database_url: str,
    clock: Callable[[], datetime],
    report: CrawlReport | None,
) -> BackfillOutcome:
    """What the store now knows of the backfill."""
    with Store.open(database_url) as store:
        known = store.backfills(source.key)
        waiting = store.waiting_pages(source.key)
    today = clock().date()
    wanted = {f"{entry.kind} {entry.url}" for entry in ways_back(source.entries, since, today)}
    parts = [way for way in known if way.way in wanted or way.way.startswith("sitemap ")]
    delay = max(settings.getfloat("VESTNIK_MIN_DELAY_S"), source.delay_s, (report.delay_s or 0.0) if report else 0.0)
    finished = wanted <= {way.way for way in parts} and all(_is_back(way, since) for way in parts)
    return BackfillOutcome(
        estimate=estimate(parts, since, ways=len(wanted), waiting=waiting, delay_s=delay),
        ways=parts,
        report=report,
        waiting=waiting,
        done=finished and not waiting,
    )


def estimate(rows: Sequence[BackfillRow], since: date, *, ways: int, waiting: int, delay_s: float) -> Estimate:
    """What is left of a backfill, by what its lists have said so far.

    A list goes back at the pace of the pages read so far, and never past the last page that its pager names. Ways in
    that were not looked at yet (months of an archive) are taken to be like the others. Where several ways in name the
    same articles, the longest counts.
    """
    pages, articles = 0, 0
    for row in rows:
        left = _left(row, since)
        if left is None:
            return Estimate(None, None, delay_s)
        pages, articles = pages + left[0], max(articles, left[1])
    read = [row for row in rows if row.pages]
    if len(rows) < ways and read:
        missing = ways - len(rows)
        pages += missing * math.ceil(sum(row.pages for row in read) / len(read))
        articles += missing * math.ceil(sum(row.links for row in read) / len(read))
    return Estimate(pages, articles + waiting, delay_s)


def _is_back(row: BackfillRow, since: date) -> bool:
    """Whether one way in came back to the day, or to its own end."""
    return row.finished_at is not None and (row.since <= since or row.next_url is None)


def _left(row: BackfillRow, since: date) -> tuple[int, int] | None:
    """Pages and articles that one way in still has, or None where nothing says it."""
    if _is_back(row, since) or row.links == 0:
        return 0, 0
    per_page = max(row.links / max(row.pages, 1), 1.0)
    by_pager = max(row.last_page - row.pages, 0) if row.last_page is not None else None
    by_days = None
    if row.newest is not None and row.oldest is not None:
        pace = row.links / ((row.newest - row.oldest).days + 1)
        by_days = math.ceil(max((row.oldest - since).days, 0) * pace / per_page)
    known = [count for count in (by_pager, by_days) if count is not None]
    return (min(known), math.ceil(min(known) * per_page)) if known else None
