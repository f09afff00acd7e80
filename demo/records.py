"""The records of the replica sites: one site's facts, one article of it, one line of the gold file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

BlockKind = Literal["p", "lead", "list", "table", "quote", "figure"]


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """One replica site. ``key`` is its source key, ``group`` the university (hosts of one group tell the same
    stories), ``newest`` the day of its newest article, None where days count back from today."""

    key: str
    host: str
    group: str
    name: str
    name_en: str
    short: str
    language: str
    zone: ZoneInfo
    newest: date | None
    country: str = "RU"
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a body. ``rows`` are a list's items (one cell each) or a table's rows; ``source`` an image."""

    kind: BlockKind
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    source: str = ""


@dataclass(slots=True)
class Item:
    """One article of one site. ``number`` is its id in the CMS (the newest has the highest), ``published`` None where
    the site states no date, ``updated`` the date of an edit that the page shows, ``changed`` the last real change."""

    number: int
    slug: str
    title: str
    blocks: list[Block]
    published: datetime | None
    entered: datetime
    rubric: str
    rubric_slug: str
    language: str
    grade: int
    near_miss: bool
    why: str
    story_id: str
    path: str = ""
    updated: datetime | None = None
    changed: datetime | None = None

    @property
    def opening(self) -> str:
        """The first paragraph."""
        return next(block.text for block in self.blocks if block.kind in ("p", "lead"))

    @property
    def modified(self) -> datetime:
        """The last moment at which something about this article changed."""
        return max(filter(None, (self.entered, self.updated, self.changed)))

    def preview(self, size: int = 160) -> str:
        """The opening, cut at a word (or at ``size`` characters where there are no spaces) with "..."."""
        if len(self.opening) <= size:
            return self.opening
        return self.opening[:size].rsplit(" ", 1)[0].rstrip(" ,.;:") + "..."


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """What a faithful reader must find: written from the invented news and the calendar, never from a reader.

    ``day`` is the site's own calendar day (None where the site states none); ``grade`` 0..3 for China and ``why``;
    ``siblings`` maps a language to the address of the same story in that language; ``body`` is its text, block by
    block (list items and table cells joined by spaces).
    """

    site: str
    url: str
    path: str
    title: str
    day: str | None
    language: str
    grade: int
    near_miss: bool
    why: str
    story_id: str
    siblings: Mapping[str, str] = field(default_factory=dict)
    days_before: int | None = None
    body: tuple[str, ...] = ()
