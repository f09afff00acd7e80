"""The records of this room: what one article page says, and where each part was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Precision = Literal["day", "minute", "second"]
Provenance = Literal[
    "json-ld", "meta", "microdata", "label", "near-title", "listing", "feed", "url", "htmldate", "site"
]
"""Where a publication date was found. ``time`` elements count as "microdata"; "site" is a selector or label a
source's own file names; "htmldate" is the low-trust guess from the first date of the text."""


@dataclass(frozen=True, slots=True)
class PublishedDate:
    """A publication date as the page states it.

    ``value`` is aware where the page (or the hints) name an offset or a zone, else naive. With precision "day" its
    time part is midnight and says nothing. ``raw`` is the text as found; ``confidence`` runs from 0 to 1.
    """

    value: datetime
    precision: Precision
    raw: str
    provenance: Provenance
    confidence: float

    @property
    def day(self) -> date:
        """The calendar day as the site states it (never shifted to another zone)."""
        return self.value.date()


@dataclass(frozen=True, slots=True)
class Hints:
    """What is already known of a page before it is read: from its listing card, its feed item or its source's file.

    ``listing_date`` and ``listing_title`` are texts of the listing card as found, whole or cut; ``feed_date`` is a
    feed's own date. Selectors are CSS. ``date_order`` settles 03.04.2024: "dmy", "mdy" or "ymd". ``timezone`` is an
    IANA name, in which relative and year-less dates are resolved against the fetch time.
    """

    listing_title: str | None = None
    listing_date: str | None = None
    feed_title: str | None = None
    feed_date: datetime | None = None
    title_selector: str | None = None
    body_selector: str | None = None
    date_selector: str | None = None
    date_label: str | None = None
    date_order: Literal["dmy", "mdy", "ymd"] | None = None
    remove_selectors: tuple[str, ...] = ()
    timezone: str | None = None
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """Where one site keeps title, body and date, learned from its first pages.

    Selectors are CSS, None where the pages did not agree; ``body_selector`` may match several boxes, the parts of a
    split text, and ``remove_selectors`` are parts inside it that are never text. ``date_provenance`` says how the date
    is read, ``date_order`` how its numbers stand. ``agreement`` is the share of the learning pages (0..1) on which the
    profile's answer equalled the careful readers'; ``pages`` how many there were.

    ``sizes`` are the shortest, the median and the longest body of the learning pages in characters, ``around`` the
    median of the text outside of it, ``dated`` the share of the pages that state a date and ``provenances`` where those
    were found: what a later page is compared with.
    """

    title_selector: str | None
    body_selector: str | None
    date_selector: str | None
    date_provenance: Provenance | None
    agreement: float
    pages: int
    remove_selectors: tuple[str, ...] = ()
    rubric_selector: str | None = None
    date_order: Literal["dmy", "mdy", "ymd"] | None = None
    sizes: tuple[int, int, int] = (0, 0, 0)
    around: int = 0
    dated: float = 0.0
    provenances: tuple[Provenance, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One article as read from its page. ``body`` is its paragraphs joined by a blank line ("\\n\\n").

    ``url`` is the address it was read from, ``canonical_url`` the page's own word on it (absolute, same registered
    domain left to the caller to check). ``siblings`` maps a language code to the address of the same story in that
    language (hreflang). ``title_from`` and ``body_from`` name the reader that won, for ``vestnik read``;
    ``body_confidence`` runs from 0 to 1. Empty ``title`` and ``body`` are honest: nothing readable was found.
    ``missed_hints`` names the selectors of the hints that matched nothing ("title", "body", "date"), ``profile_miss``
    says in words why a profile that was given was not believed here.
    """

    url: str
    title: str
    body: str
    published: PublishedDate | None = None
    language: str | None = None
    authors: tuple[str, ...] = ()
    rubric: str | None = None
    image: str | None = None
    links: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    canonical_url: str | None = None
    siblings: Mapping[str, str] = field(default_factory=dict)
    title_from: str = ""
    body_from: str = ""
    body_confidence: float = 0.0
    date_candidates: tuple[PublishedDate, ...] = ()
    missed_hints: tuple[str, ...] = ()
    profile_miss: str = ""


EditKind = Literal["new", "unchanged", "typo", "title", "date", "body", "encoding"]


@dataclass(frozen=True, slots=True)
class Change:
    """How a version differs from the one before it. ``added`` and ``removed`` are the passages that came and went."""

    kind: EditKind
    added: str = ""
    removed: str = ""
