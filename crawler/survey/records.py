"""What a survey of a site comes to."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.discovery.found import Found
from sources.records import Entry, Source


@dataclass(frozen=True, slots=True)
class Sample:
    """One article as the crawl would read it. ``day`` is the site's own (YYYY-MM-DD), ``provenance`` where on the page
    it was found; ``problem`` says what is missing, in words."""

    url: str
    title: str = ""
    day: str | None = None
    provenance: str = ""
    first_line: str = ""
    language: str | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """One way in that was tried and brought articles."""

    entry: Entry
    cards: tuple[Found, ...]
    words: str
    comment: str = ""


@dataclass(slots=True)
class Survey:
    """A surveyed site: the source it would be, or ``problem`` in words where no way in was found.

    ``facts`` say how each part was found, ``doubts`` what a person should look at, ``help`` what would help where
    there is no way in; ``comments`` belong into the source file (see ``sources.write``).
    """

    asked: str
    source: Source | None = None
    samples: list[Sample] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    help: list[str] = field(default_factory=list)
    comments: dict[str, str] = field(default_factory=dict)
    problem: str | None = None
    requests: int = 0
    seconds: float = 0.0
