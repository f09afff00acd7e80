"""What the store tells people: how sources do, one article whole, one row of an export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from storage.records import FlaggedArticle, RawPage, RunSummary


@dataclass(frozen=True, slots=True)
class SourceState:
    """How one source is doing: the line of ``vestnik status`` and of the dashboard's table."""

    key: str
    name: str
    country: str
    health: str | None
    failures: int
    paused: bool
    last_run: RunSummary | None
    last_success_at: datetime | None
    next_due_at: datetime | None
    articles: int
    flagged: int


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version of an article: what it said, how it differs from the one before, its stored page, and which reader
    read it (``articles.reader_version``)."""

    version: int
    seen_at: datetime
    title: str
    body: str
    published_day: str | None
    change_kind: str
    added: str
    removed: str
    page_sha256: str | None
    reader: str | None = None


EventKind = Literal["withdrawn", "restored", "now-mentions", "no-longer-mentions"]
"""What happens to an article beside an edit of its text. A page is withdrawn once it has answered 404 or 410 twice, a
day apart, and restored when it answers again; the other two come with a version and name a topic."""


@dataclass(frozen=True, slots=True)
class EventView:
    """One event of an article; ``version`` is the one that brought it, or was the newest then."""

    kind: EventKind
    seen_at: datetime
    version: int
    topic: str | None


@dataclass(frozen=True, slots=True)
class ArticleView:
    """One stored article with everything known of it. ``published_value`` is ISO 8601, with an offset only where the
    page named one. ``flags`` are those of the current version, ``versions`` oldest first, ``story_members`` the ids
    of the other articles of its story."""

    id: int
    address: str
    url: str
    canonical_url: str | None
    source_key: str
    source_name: str
    country: str
    version: int
    title: str
    body: str
    language: str | None
    authors: tuple[str, ...]
    rubric: str | None
    image: str | None
    attachments: tuple[str, ...]
    siblings: Mapping[str, str]
    published_day: str | None
    published_value: str | None
    published_precision: str | None
    published_raw: str | None
    published_provenance: str | None
    published_confidence: float | None
    title_from: str
    body_from: str
    body_confidence: float
    content_hash: str
    story_id: int
    story_members: tuple[int, ...]
    page_sha256: str | None
    first_seen_at: datetime
    last_seen_at: datetime
    gone_at: datetime | None
    flags: tuple[FlaggedArticle, ...]
    versions: tuple[VersionView, ...]
    events: tuple[EventView, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """What a person said of one version of an article: about the topic ("yes") or not ("no"), and who said so.
    ``grade`` is the one the topic had given it then."""

    article_id: int
    version: int
    source_key: str
    language: str | None
    rubric: str | None
    title: str
    body: str
    grade: int
    answer: str
    by: str | None


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What is known of a stored page without its bytes. ``size`` counts bytes as received, ``stored`` those in the
    archive; ``base`` is the page it is compressed against."""

    sha256: str
    url: str
    status: int
    fetched_at: datetime
    encoding: str | None
    size: int
    stored: int
    base: str | None
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One row of an export: an article and, where it has one, its flag for one topic. ``change_kind`` is the current
    version's; ``events`` are joined by "; ", each as "2024-06-28 now-mentions china". ``details`` (what else is known)
    and ``versions`` (all of them, oldest first) are there only where they were asked for."""

    article_id: int
    version: int
    source_key: str
    source_name: str
    country: str
    title: str
    published_day: str | None
    published_raw: str | None
    published_provenance: str | None
    published_confidence: float | None
    language: str | None
    url: str
    topic: str | None
    grade: int | None
    score: float | None
    evidence: tuple[Mapping[str, object], ...]
    first_seen_at: datetime
    last_seen_at: datetime
    story_id: int
    page_sha256: str | None
    body: str
    reviewed: str | None = None
    change_kind: str = "new"
    gone_at: datetime | None = None
    events: str = ""
    details: Mapping[str, Any] | None = None
    versions: Sequence[Mapping[str, Any]] | None = None


@dataclass(frozen=True, slots=True)
class ExportMark:
    """What an export would tell of an article, in short: where two marks are equal, so are the rows. ``month`` is that
    of its day, "2024-06"."""

    article_id: int
    month: str
    mark: bytes


@dataclass(frozen=True, slots=True)
class ExportPage:
    """A stored page of an export: when it came, and which versions of which articles were read from it, as "17/2".
    ``page`` is there only where the bytes were asked for."""

    sha256: str
    fetched_at: datetime
    read_as: tuple[str, ...]
    page: RawPage | None = None


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """What a row of an export is proved against: a version as it is stored. ``days`` are those it may show: that of
    the version, and, where it is the newest, the article's own."""

    title: str
    body: str
    days: tuple[str | None, ...]
    page_sha256: str | None
