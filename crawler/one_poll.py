"""One poll on its way: what it asked and what came; and how those that ended are written down together."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from crawler.downloading import response_of
from crawler.handed_over import Answer, HandedOver
from crawler.http_records import Came
from crawler.poll_plan import Ask
from crawler.poll_sender import size_of
from crawler.spiders.source import COUNTED, Plan
from crawler.verdict import CrawlReport
from sources import Source
from storage import Store
from storage.errors import StoreBusy, StoreUnreachable
from storage.hosts import HostNote
from storage.lease import process_owner
from storage.polls import DonePoll
from storage.records import PageRow

log = logging.getLogger(__name__)

_NOTHING = dict.fromkeys(COUNTED, 0)


@dataclass(slots=True)
class Poll:
    """One poll on its way. ``came`` are the answers to the first of ``asks``, or the error there was instead of the
    last of them; ``rows`` what is known of the ways in that are unchanged."""

    source: Source
    asks: list[Ask]
    number: int
    at: datetime
    began: float
    run_id: int = 0
    came: list[Came | Exception] = field(default_factory=list)
    rows: list[PageRow] = field(default_factory=list)

    def handed_over(self) -> HandedOver:
        """What its crawl is to go on with."""
        known = {ask.target.question: _answer(ask, came) for ask, came in zip(self.asks, self.came, strict=False)}
        return HandedOver(self.run_id, self.number, known)

    def counts(self) -> dict[str, int]:
        """What the counters of a crawl that asked the same would say."""
        unchanged, answers = len(self.rows), [came for came in self.came if isinstance(came, Came)]
        counts = _NOTHING | {
            "entries": len(self.asks),
            "entries_ok": unchanged,
            "entries_unchanged": unchanged,
            "conditional": sum(ask.conditional for ask in self.asks[: len(self.came)]),
            "requests": len(self.came),
            "bytes": sum(map(size_of, answers)),
            "not_modified": sum(came.status == 304 for came in answers),
            "duration_ms": round((time.monotonic() - self.began) * 1000),
        }
        if answers:  # a latency of 0 says that none is known
            counts["latency_ms"] = max(1, round(median(came.latency_s for came in answers) * 1000))
        return counts


def _answer(ask: Ask, came: Came | Exception) -> Answer:
    if isinstance(came, Exception):
        return Answer(error=came)
    return Answer(response_of(ask.target.url, came), latency_s=came.latency_s)


def record(
    store: Store,
    polls: Sequence[Poll],
    reports: Sequence[CrawlReport],
    notes: Sequence[HostNote],
    plan: Plan | None,
    now: datetime,
) -> None:
    """In the store's thread: when each source is due again, then everything in one transaction. A source of which that
    cannot be told has failed, alone."""
    done = []
    for poll, report, due in zip(polls, reports, _planned(store, polls, reports, plan, now), strict=True):
        if isinstance(due, Exception):
            log.error("%s: when it is due again cannot be told", poll.source.key, exc_info=due)
            report.verdict, report.hint = "failed", f"when it is due again cannot be told: {due!r}"[:300]
            store.finish_run(poll.run_id, now=now, verdict="failed", counts=report.counts, hint=report.hint)
            continue
        rows = tuple(row for row, ask in zip(poll.rows, poll.asks, strict=True) if row is not ask.row)
        done.append(DonePoll(poll.run_id, poll.source.key, poll.at, report.counts, due, rows))
    store.finish_polls(done, notes, now=now, worker=process_owner())


def _planned(
    store: Store, polls: Sequence[Poll], reports: Sequence[CrawlReport], plan: Plan | None, now: datetime
) -> list[datetime | Exception]:
    """When each source is due again, or why that cannot be told."""
    if plan is None:
        return [now + timedelta(seconds=poll.source.every) for poll in polls]
    try:
        with store.one_look():
            return [plan(store, poll.source, report, now) for poll, report in zip(polls, reports, strict=True)]
    except (StoreUnreachable, StoreBusy):
        raise
    except Exception as error:
        if len(polls) == 1:
            return [error]
    # One of them cannot be planned, and may have spoiled what all of them look at: each is looked at by itself.
    pairs = zip(polls, reports, strict=True)
    return [due for poll, report in pairs for due in _planned(store, [poll], [report], plan, now)]
