"""What the JSON API answers, as OpenAPI describes it. Moments are UTC; a ``…_day`` is the site's own calendar day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from storage.records import AlertKind, AlertState, FlaggedArticle
from storage.views import EventKind


class _Out(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class Problem(BaseModel):
    """What is wrong, and what to do about it."""

    detail: str


class FlagOut(_Out):
    """One flagged article, for one topic. ``grade``: 1 passing mention, 2 significant, 3 main subject; ``reviewed``:
    "yes" or "no" where a person said so."""

    article_id: int
    version: int
    topic: str
    grade: int
    score: float
    source: str
    source_name: str
    country: str
    title: str
    url: str
    language: str | None
    published_day: str | None
    published_provenance: str | None
    found_at: datetime
    story_id: int | None
    reviewed: str | None
    evidence: list[dict[str, Any]]

    @classmethod
    def of(cls, row: FlaggedArticle) -> FlagOut:
        """The flag of a row."""
        same = {name: getattr(row, name) for name in cls.model_fields if hasattr(row, name)}
        evidence = [dict(entry) for entry in row.evidence]
        return cls(**(same | {"source": row.source_key, "found_at": row.first_seen_at, "evidence": evidence}))


class FlagsOut(BaseModel):
    """A part of the list, newest first. ``cursor`` asks for the part that follows, ``next`` is its address; both are
    null at the end. What is stored meanwhile moves nothing."""

    flags: list[FlagOut]
    cursor: str | None
    next: str | None


class VersionOut(_Out):
    """One version: ``added`` and ``removed`` say how it differs from the one before."""

    version: int
    seen_at: datetime
    title: str
    body: str
    published_day: str | None
    change_kind: str
    added: str
    removed: str
    page_sha256: str | None
    reader: str | None


class EventOut(_Out):
    """What happened to an article beside an edit of its text."""

    kind: EventKind
    seen_at: datetime
    version: int
    topic: str | None


class StoryPageOut(_Out):
    """Another page of the same story: a language version, or the same news elsewhere."""

    article_id: int
    title: str
    url: str
    language: str | None
    source: str = Field(validation_alias="source_key")
    source_name: str


class ArticleOut(_Out):
    """One article with everything known of it; ``…_from``, ``published_provenance`` and ``…_confidence`` say where its
    fields came from. ``versions`` and ``events`` are oldest first."""

    id: int
    address: str
    url: str
    canonical_url: str | None
    source: str = Field(validation_alias="source_key")
    source_name: str
    country: str
    version: int
    title: str
    body: str
    language: str | None
    authors: list[str]
    rubric: str | None
    image: str | None
    attachments: list[str]
    siblings: dict[str, str]
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
    page_sha256: str | None
    first_seen_at: datetime
    last_seen_at: datetime
    gone_at: datetime | None
    story_id: int
    story: list[StoryPageOut] = []
    flags: list[FlagOut] = []
    versions: list[VersionOut]
    events: list[EventOut]


class HitOut(_Out):
    """One article that answers a search. ``grades`` are by topic; the marks are (start, end) of the words found."""

    article_id: int
    version: int
    title: str
    title_marks: list[tuple[int, int]]
    snippet: str
    snippet_marks: list[tuple[int, int]]
    url: str
    day: str
    published_day: str | None
    language: str | None
    story_id: int
    source: str
    source_name: str
    country: str
    grades: dict[str, int]


class SearchOut(BaseModel):
    """Answers, newest first. ``waiting`` articles are stored and not indexed yet. ``until`` is the day to which a
    search has come that would have taken too long: ``next`` looks further back, also where there are no hits."""

    hits: list[HitOut]
    waiting: int
    until: str | None
    cursor: str | None
    next: str | None


class SourceOut(_Out):
    """One source: how it fares, what is expected of it, when it is crawled. ``articles_a_week`` are the last twelve
    weeks, the oldest first."""

    key: str
    name: str
    country: str
    state: str
    reason: str | None
    advice: str | None
    since: datetime | None
    articles_a_week: list[int]
    crawling: bool
    verdict: str | None
    hint: str | None
    failures: int
    last_success_at: datetime | None
    last_crawl_at: datetime | None
    next_due_at: datetime | None


class SourcesOut(BaseModel):
    """Sources, by key. ``next`` is the address of the part that follows."""

    sources: list[SourceOut]
    cursor: str | None
    next: str | None


class AlertOut(_Out):
    """One alert of the outbox: its article (none for news of a source's health), its channel, how far it came."""

    id: int
    delivery_id: str | None
    channel: str
    kind: AlertKind
    state: AlertState
    attempts: int
    created_at: datetime
    next_attempt_at: datetime | None
    not_before: datetime | None
    sent_at: datetime | None
    error: str | None
    article_id: int | None
    version: int | None
    topic: str | None
    grade: int | None
    title: str
    url: str
    source: str = Field(validation_alias="source_key")
    source_name: str
    country: str
    language: str | None
    published_day: str | None
    story_id: int | None


class AlertsOut(BaseModel):
    """A part of the outbox, newest first, and the number of all its rows by channel and state."""

    alerts: list[AlertOut]
    counts: dict[str, dict[str, int]]
    cursor: str | None
    next: str | None


class HealthOut(BaseModel):
    """Whether the dashboard can read its store."""

    status: str
    schema_version: str | None = None


class CountOut(BaseModel):
    """So many flagged articles of a week (its Monday), a source (its key), a country (its code) or a partner."""

    name: str
    articles: int


class TrendsOut(BaseModel):
    """Flagged articles counted over the days from ``since`` to ``until``; the weeks oldest first, the others most
    frequent first. Partners are counted in the newest ``partners_read`` flags."""

    since: date
    until: date
    articles: int
    weeks: list[CountOut]
    universities: list[CountOut]
    countries: list[CountOut]
    partners: list[CountOut]
    partners_read: int


class TallyOut(BaseModel):
    """Right and wrong flags among the reviews of one language ("all": of every one)."""

    texts: int
    right: int
    false: int
    missed: int
    precision: float
    recall: float
    f1: float


class TopicOut(BaseModel):
    """A topic that is judged: from which scores a short text is significant or main, and what people said of its
    flags, by language."""

    name: str
    title: str
    version: str
    terms: int
    significant: float
    main: float
    reviews: dict[str, TallyOut]


class TopicsOut(BaseModel):
    """Every topic that is judged."""

    topics: list[TopicOut]
