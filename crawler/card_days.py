"""The day that a list or a feed states of an article, by the calendar of its site."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from articles.dates import parse_date
from crawler.discovery import Found
from sources.records import Source


def local_day(source: Source, moment: datetime) -> date:
    """The day that it is at ``source`` at a ``moment`` (aware)."""
    return moment.astimezone(ZoneInfo(source.timezone)).date()


def stated_day(source: Source, card: Found, now: datetime) -> date | None:
    """The day of ``card`` of ``source``, read at ``now`` (aware); None where it states none, or only one that may be
    read in two ways. "Yesterday" is counted back from the day that it is at the site: with UTC's, it would be wrong
    for the hours between the two midnights."""
    if card.feed_date is not None:
        return local_day(source, card.feed_date)
    if not card.date_text:
        return None
    language = next(iter(source.languages), None)
    there = now.astimezone(ZoneInfo(source.timezone))
    read = parse_date(card.date_text, language=language, now=there, order=source.hints.at(now).date_order)
    return read.value.date() if read is not None else None
