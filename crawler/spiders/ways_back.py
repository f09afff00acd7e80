"""Which of a source's ways in lead into the past, and where an archive has its months."""

from __future__ import annotations

from datetime import date
from urllib.parse import urljoin

from crawler.addresses import period_address
from sources.records import Entry, FeedEntry, ListingEntry

_OLDEST = date(1991, 1, 1)
"""No archive on the web goes further back."""


def ways_back(entries: tuple[Entry, ...], since: date, today: date) -> list[Entry]:
    """The ways in that lead into the past: sitemaps, lists with their pagers, and of a list with an archive one way for
    each month (or year) back to ``since`` (or the first web page), newest first. A feed names only what is new."""
    ways: list[Entry] = []
    for entry in entries:
        if isinstance(entry, ListingEntry) and entry.archive is not None:
            addresses = dict.fromkeys(urljoin(entry.url, part) for part in _periods(entry.archive, since, today))
            ways += [entry.model_copy(update={"url": url, "pager": None, "archive": None}) for url in addresses]
        elif not isinstance(entry, FeedEntry):
            ways.append(entry)
    return ways


def _periods(template: str, since: date, today: date) -> list[str]:
    oldest = max(since, _OLDEST)
    years, months = today.year - oldest.year, today.month - oldest.month
    periods = 12 * years + months if "{month}" in template else years
    return [period_address(template, n, today) for n in range(periods + 1)]
