"""What the scheduler asks of others: who shows its progress, begins a crawl, looks at a report, works beside it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from scrapy.settings import Settings

from alerts.records import Channel
from crawler.verdict import CrawlReport
from scheduler.schedule import Schedule
from sources import Catalogue, Source
from storage.thread import StoreThread

if TYPE_CHECKING:
    from apscheduler.triggers.base import BaseTrigger

Begin = Callable[[Source], Awaitable[CrawlReport | None]]
"""Begin the crawl of a source that is due. Returns its report at its end, or None where it is not crawled in this
process (handed to a queue) or there is nothing to do any more."""

AfterCrawl = Callable[[StoreThread, Source, CrawlReport], Awaitable[None]]
"""Called with every report of a crawl that has begun, after the run is closed in the store. What it raises is logged
and touches neither the crawl nor the others."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something else that the service does by the clock: retention, an export. ``name`` is unique and is what the log
    says; ``work`` is never begun again while it runs."""

    name: str
    trigger: BaseTrigger
    work: Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Setup:
    """What a configuration comes to: all that a service is given, and that a reload gives it anew. Times are in
    seconds; ``catch_up_s`` is over how long crawls are spread that are due all at once; ``living`` are the keys of all
    sources there are, where the catalogue holds a share of them."""

    catalogue: Catalogue
    channels: Sequence[Channel]
    settings: Settings
    database_url: str
    schedule: Schedule = field(default_factory=Schedule)
    concurrency: int = 8
    deliver_s: float = 30.0
    catch_up_s: float = 600.0
    after_crawl: Sequence[AfterCrawl] = ()
    jobs: Sequence[Job] = ()
    living: frozenset[str] | None = None


class Progress(Protocol):
    """A live view of crawls: ``vestnik.progress`` draws it, tests record it."""

    def start(self, source_key: str, name: str) -> None:
        """A crawl begins."""

    def update(
        self,
        source_key: str,
        *,
        requests: int,
        pages: int,
        new: int,
        edited: int,
        flagged: int,
        rejected: int,
        total_hint: int | None,
    ) -> None:
        """The counts so far; ``rejected`` pages hold no article, ``total_hint`` article pages are wanted."""

    def finish(self, source_key: str, verdict: str, hint: str | None) -> None:
        """A crawl has ended."""


class NoProgress:
    """Shows nothing."""

    def start(self, source_key: str, name: str) -> None:
        """Nothing to show."""

    def update(
        self,
        source_key: str,
        *,
        requests: int,
        pages: int,
        new: int,
        edited: int,
        flagged: int,
        rejected: int,
        total_hint: int | None,
    ) -> None:
        """Nothing to show."""

    def finish(self, source_key: str, verdict: str, hint: str | None) -> None:
        """Nothing to show."""
