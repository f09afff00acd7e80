"""What is known of a source's ways in, and what follows from it: which are asked today, and which conditionally."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sources import Source
from sources.records import Entry
from storage.records import PageRow

PRIORITY = {"feed": 300, "json": 200, "listing": 200, "sitemap": 100}
"""Feeds first: their dates and titles then stand by when the listing names the same articles."""
TRUST = timedelta(days=1)
"""How long validators and an equal body are believed before a way in is read in full again."""
INDEX = "an index of sitemaps"
BY_TIME = "names lists by month or year, no articles"
INDEXES = (INDEX, BY_TIME)
ALONE = "names articles that the feed does not"


def row_of(rows: Mapping[str, PageRow], source_key: str, entry: Entry) -> PageRow:
    """The row of a way in among those of its source, by address; a new one where it was never saved."""
    address = f"{source_key} {entry.kind} {entry.url}"
    return rows.get(address) or PageRow(address, source_key, entry.url, entry.kind, "entry")


def is_complete(row: PageRow) -> bool:
    """Whether the last walk came to its end."""
    return row.body_hash is not None and row.cursor is None


def is_trusted(row: PageRow, now: datetime) -> bool:
    """Whether a way in was read in full within the last day. A time further ahead was set by a wrong clock."""
    return row.next_check_at is not None and now < row.next_check_at <= now + TRUST


def ways_to_ask(source: Source, rows: Mapping[str, PageRow], now: datetime) -> tuple[list[Entry], list[Entry]]:
    """The ways in to ask now, the cheapest kind first, and those that can wait a day.

    A listing or sitemap beside a feed is read once a day: the feed says at once what is new. Not where the listing's
    head names articles that the feed does not, nor where a last walk is unfinished.
    """
    entries: Sequence[Entry] = sorted(source.entries, key=lambda entry: -PRIORITY[entry.kind])
    lead = entries[0].kind
    known = [(entry, row_of(rows, source.key, entry)) for entry in entries]
    may_wait = all(is_complete(row) for entry, row in known if entry.kind == lead)
    asked: list[Entry] = []
    spare: list[Entry] = []
    for entry, row in known:
        waits = entry.kind != lead and is_complete(row) and row.note != ALONE and is_trusted(row, now)
        (spare if may_wait and waits else asked).append(entry)
    return asked, spare


def is_conditional(row: PageRow, now: datetime) -> bool:
    """Whether a way in is asked by its validators: where the last walk came to its end, and for a day at the most. A
    validator that never changes must not hide what is new (an index of sitemaps is always read, for its parts)."""
    return is_complete(row) and row.note not in INDEXES and is_trusted(row, now)
