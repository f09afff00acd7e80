"""What one page of a way in says: links to articles, and where it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

MAX_LINKS = 2000
"""Links taken from one page; a page of 100,000 links is cut here and reported as such."""


@dataclass(frozen=True, slots=True)
class Found:
    """A link to an article with its card's or item's words. ``title`` may be cut; ``date_text`` is as shown."""

    url: str
    title: str | None = None
    date_text: str | None = None
    feed_date: datetime | None = None


@dataclass(frozen=True, slots=True)
class FoundPage:
    """One page of a way in. ``next_url`` is where its pager leads; ``more`` are further ways in (a sitemap index);
    ``problem`` says why there is nothing, in words for a person."""

    links: tuple[Found, ...] = ()
    next_url: str | None = None
    more: tuple[str, ...] = ()
    problem: str | None = None
    cut: bool = False
