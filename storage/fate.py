"""What follows for a page from one look at it that brought no article: pure, no SQL."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from storage.recheck import (
    AGES,
    FINAL_AFTER,
    FINAL_FAILURES,
    GONE_AFTER,
    RECHECK_RETRY_FIRST,
    RETRY_FIRST,
    Ages,
    article_due,
    retry_due,
)
from storage.records import PageState

_FAILED = ("failed", "rejected", "gone")
_MISSING = (404, 410)
_WAS_THERE = (None, 200, 304)


@dataclass(frozen=True, slots=True)
class Marked:
    """What was known of a page before. ``article_id`` and ``gone_at`` are of the article stored under the page's own
    address; ``first_seen_at`` and ``published_day`` of the article it shows, which may be stored under another."""

    address: str
    state: PageState
    failures: int
    missing_since: datetime | None
    article_id: int | None
    gone_at: datetime | None
    first_seen_at: datetime | None
    published_day: str | None


@dataclass(frozen=True, slots=True)
class Fate:
    """What is to be written of a page, and of its article (``article``: the columns that change)."""

    state: PageState
    failures: int = 0
    missing_since: datetime | None = None
    next_check_at: datetime | None = None
    article: dict[str, Any] = field(default_factory=dict)


def fate_of(
    known: Marked, state: PageState, status: int | None, *, again: bool, now: datetime, ages: Ages = AGES
) -> Fate:
    """The fate of a page that was found in ``state``, as ``storage.page_marks`` describes it."""
    if state not in _FAILED:
        return _there(known, state, status, now, ages)
    failures, missing_since = known.failures + 1, None
    if state == "gone" or status in _MISSING:
        missing_since = known.missing_since or now
    elif state == "failed":
        missing_since = known.missing_since  # no answer, or a broken one, says nothing of whether it is there
    if again:
        due = retry_due(address=known.address, now=now, failures=failures, first=RECHECK_RETRY_FIRST)
        gone = missing_since is not None and now - missing_since >= GONE_AFTER and known.gone_at is None
        return Fate(known.state, failures, missing_since, due, {"gone_at": missing_since} if gone else {})
    if state == "gone" and known.article_id is not None:
        return Fate("gone", article={} if known.gone_at else {"gone_at": now})
    if state == "gone" and failures >= FINAL_FAILURES and missing_since and now - missing_since >= FINAL_AFTER:
        return Fate("gone", failures, missing_since)
    due = retry_due(address=known.address, now=now, failures=failures, first=RETRY_FIRST)
    return Fate("failed" if state == "gone" else state, failures, missing_since, due)


def _there(known: Marked, state: PageState, status: int | None, now: datetime, ages: Ages) -> Fate:
    if state != "stored":
        return Fate(state)
    due = article_due(
        address=known.address,
        now=now,
        first_seen_at=known.first_seen_at or now,
        published_day=known.published_day,
        ages=ages,
    )
    if status not in _WAS_THERE:
        return Fate(state, missing_since=known.missing_since, next_check_at=due)
    return Fate(state, next_check_at=due, article={"gone_at": None, "last_seen_at": now})
