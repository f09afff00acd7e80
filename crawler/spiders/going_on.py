"""Where a walk goes on from one of its pages, and where it ends."""

from __future__ import annotations

from datetime import date

from crawler.discovery import FoundPage
from crawler.spiders.ways import Walk, archived, numbered

_EMPTY_PERIODS = 2
"""So many lists by month or year are read at least: the newest may be the listing's own matter, or still empty."""


def next_page(
    walk: Walk, found: FoundPage, page: int, *, today: date, limit: int, unseen: bool, new: bool
) -> str | None:
    """The address a walk goes on to from ``page``; where no page follows, of a list by month or year. It ends at a page
    without a link ``unseen`` in this walk (Bitrix answers page 1 past the end), at ``limit`` pages, and, after a first
    full walk, at a page without an article that is ``new`` to this crawl (by whichever way in: the feed is read first),
    however many known ones are pinned to the top."""
    following = numbered(walk.entry, page) or found.next_url
    if following is None:
        following = archived(walk, today)
        unseen = unseen or (following is not None and walk.periods < _EMPTY_PERIODS)  # this month's list, once more
        walk.periods += 1
    if not unseen or page >= limit or not (walk.full or new):
        return None
    return following if following not in walk.visited else None


def period_before(walk: Walk, today: date) -> str | None:
    """The list of this month or of the one before, where a listing only names such lists, and a new one is empty or
    not there yet."""
    following = archived(walk, today) if walk.periods < _EMPTY_PERIODS else None
    if following is None or following in walk.visited:
        return None
    walk.periods += 1
    return following
