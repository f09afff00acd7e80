"""The tables, typed. A change here needs a migration in ``migrations/versions`` (a test compares the two).

Indexes of a part of a table stand in ``schema_partial``."""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    TypedColumns,
    UniqueConstraint,
)

from storage.types import BigId, JsonText, SafeText, UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def address_key(address: str) -> int:
    """The 64 bits an address is looked up by: a seventh of the index its text would need, and no length limit.

    Two addresses sharing a key (one chance in 37 million among a million) are told apart by their text.
    """
    return int.from_bytes(blake2b(address.encode("utf-8", "replace"), digest_size=8).digest(), "big", signed=True)


class _SourceColumns(TypedColumns):
    key = Column(SafeText, primary_key=True)
    name = Column(SafeText, nullable=False)
    name_en = Column(SafeText, nullable=False)
    country = Column(SafeText, nullable=False)
    homepage = Column(SafeText, nullable=False)
    config_hash = Column(SafeText, nullable=False)
    every_s = Column(Integer, nullable=False)
    enabled = Column(Boolean, nullable=False)
    paused = Column(Boolean, nullable=False, default=False)
    health: Column[str | None] = Column(SafeText)
    failures = Column(Integer, nullable=False, default=0)
    next_due_at: Column[datetime | None] = Column(UtcDateTime)
    rhythm_s: Column[int | None] = Column(Integer)  # from the end of the last crawl to when the next was planned
    asked_at: Column[datetime | None] = Column(UtcDateTime)  # when a person asked for a crawl; the next one clears it
    last_success_at: Column[datetime | None] = Column(UtcDateTime)
    retired_at: Column[datetime | None] = Column(UtcDateTime)  # since when no catalogue names it; registering clears it


source = Table("source", metadata, _SourceColumns, Index(None, "next_due_at"))


class _PageColumns(TypedColumns):
    id = Column(BigId, primary_key=True)
    address_key = Column(BigInteger, nullable=False)
    address = Column(SafeText, nullable=False)
    source_key = Column(SafeText, ForeignKey("source.key"), nullable=False)
    url = Column(SafeText, nullable=False)
    kind = Column(SafeText, nullable=False)
    state = Column(SafeText, nullable=False)
    etag: Column[str | None] = Column(SafeText)
    last_modified: Column[str | None] = Column(SafeText)
    status: Column[int | None] = Column(Integer)
    body_hash: Column[str | None] = Column(SafeText)
    cursor: Column[str | None] = Column(SafeText)
    failures = Column(Integer, nullable=False, default=0)
    note: Column[str | None] = Column(SafeText)
    title: Column[str | None] = Column(SafeText)
    date_text: Column[str | None] = Column(SafeText)
    feed_date: Column[datetime | None] = Column(UtcDateTime)
    next_check_at: Column[datetime | None] = Column(UtcDateTime)
    missing_since: Column[datetime | None] = Column(UtcDateTime)  # the first 404 or 410 since it last was there
    duplicate_of: Column[str | None] = Column(SafeText)  # the address of the stored article this page only repeats


page = Table(
    "page",
    metadata,
    _PageColumns,
    UniqueConstraint("address_key"),
    Index(None, "source_key", "state", "next_check_at"),
)


class _StoryColumns(TypedColumns):
    id = Column(BigId, primary_key=True)
    created_at = Column(UtcDateTime, nullable=False)


story = Table("story", metadata, _StoryColumns)


class _RawPageColumns(TypedColumns):
    sha256 = Column(SafeText, primary_key=True)
    url = Column(SafeText, nullable=False)
    status = Column(Integer, nullable=False)
    headers = Column(JsonText, nullable=False)
    encoding: Column[str | None] = Column(SafeText)
    fetched_at = Column(UtcDateTime, nullable=False)
    size = Column(BigInteger, nullable=False)
    base: Column[str | None] = Column(SafeText, ForeignKey("raw_page.sha256"))
    depth = Column(Integer, nullable=False)
    data = Column(LargeBinary, nullable=False)


raw_page = Table("raw_page", metadata, _RawPageColumns)


class _ArticleColumns(TypedColumns):
    id = Column(BigId, primary_key=True)
    address_key = Column(BigInteger, nullable=False)
    address = Column(SafeText, nullable=False)
    source_key = Column(SafeText, ForeignKey("source.key"), nullable=False)
    url = Column(SafeText, nullable=False)
    canonical_url: Column[str | None] = Column(SafeText)
    version = Column(Integer, nullable=False)
    title = Column(SafeText, nullable=False)
    body = Column(SafeText, nullable=False)
    language: Column[str | None] = Column(SafeText)
    authors = Column(JsonText, nullable=False)
    rubric: Column[str | None] = Column(SafeText)
    image: Column[str | None] = Column(SafeText)
    attachments = Column(JsonText, nullable=False)
    siblings = Column(JsonText, nullable=False)
    day = Column(SafeText, nullable=False)  # the published day, else the UTC day of first_seen_at: what lists sort by
    published_day: Column[str | None] = Column(SafeText)
    published_value: Column[str | None] = Column(SafeText)
    published_precision: Column[str | None] = Column(SafeText)
    published_raw: Column[str | None] = Column(SafeText)
    published_provenance: Column[str | None] = Column(SafeText)
    published_confidence: Column[float | None] = Column(Float)
    title_from = Column(SafeText, nullable=False)
    body_from = Column(SafeText, nullable=False)
    body_confidence = Column(Float, nullable=False)
    content_hash = Column(SafeText, nullable=False)
    signature = Column(BigInteger, nullable=False)
    story_id = Column(BigInteger, ForeignKey("story.id"), nullable=False)
    page_sha256: Column[str | None] = Column(SafeText, ForeignKey("raw_page.sha256"))
    first_seen_at = Column(UtcDateTime, nullable=False)
    last_seen_at = Column(UtcDateTime, nullable=False)
    gone_at: Column[datetime | None] = Column(UtcDateTime)


article = Table(
    "article",
    metadata,
    _ArticleColumns,
    UniqueConstraint("address_key"),
    Index(None, "source_key", "day"),
    Index(None, "content_hash"),
    Index(None, "story_id"),
    Index(None, "first_seen_at"),
)


class _VersionColumns(TypedColumns):
    article_id = Column(BigInteger, ForeignKey("article.id"), primary_key=True)
    version = Column(Integer, primary_key=True)
    seen_at = Column(UtcDateTime, nullable=False)
    title = Column(SafeText, nullable=False)
    body = Column(SafeText, nullable=False)
    published_day: Column[str | None] = Column(SafeText)
    content_hash = Column(SafeText, nullable=False)
    change_kind = Column(SafeText, nullable=False)
    added = Column(SafeText, nullable=False)
    removed = Column(SafeText, nullable=False)
    run_id: Column[int | None] = Column(BigInteger, ForeignKey("crawl_run.id"))
    page_sha256: Column[str | None] = Column(SafeText, ForeignKey("raw_page.sha256"))
    reader: Column[str | None] = Column(SafeText)  # articles.reader_version.reader_version() of the reading


article_version = Table("article_version", metadata, _VersionColumns)


class _EventColumns(TypedColumns):
    id = Column(BigId, primary_key=True)
    article_id = Column(BigInteger, ForeignKey("article.id"), nullable=False)
    version = Column(Integer, nullable=False)  # the article's version when it happened, or the one that brought it
    seen_at = Column(UtcDateTime, nullable=False)
    kind = Column(SafeText, nullable=False)
    topic: Column[str | None] = Column(SafeText)


article_event = Table("article_event", metadata, _EventColumns, Index(None, "article_id"))


class _TextKeyColumns(TypedColumns):
    key = Column(BigInteger, primary_key=True, autoincrement=False)
    # No foreign key: this is an index, eight narrow rows an article, that can always be made again from the texts.
    article_id = Column(BigInteger, primary_key=True, autoincrement=False)


text_key = Table("text_key", metadata, _TextKeyColumns, sqlite_with_rowid=False)


class _FlagColumns(TypedColumns):
    article_id = Column(BigInteger, primary_key=True)
    version = Column(Integer, primary_key=True)
    topic = Column(SafeText, primary_key=True)
    grade = Column(Integer, nullable=False)
    score = Column(Float, nullable=False)
    evidence = Column(JsonText, nullable=False)
    lexicon_version = Column(SafeText, nullable=False)
    reviewed: Column[str | None] = Column(SafeText)
    reviewed_by: Column[str | None] = Column(SafeText)
    # The article's own, repeated for the indexes (storage.flag_days).
    day = Column(SafeText, nullable=False, server_default="")
    source_key = Column(SafeText, nullable=False, server_default="")
    language: Column[str | None] = Column(SafeText)


flag = Table(
    "flag",
    metadata,
    _FlagColumns,
    ForeignKeyConstraint(["article_id", "version"], ["article_version.article_id", "article_version.version"]),
    Index(None, "day", "article_id"),
    Index(None, "topic", "day", "article_id"),
    Index(None, "source_key", "day", "article_id"),
    Index(None, "language", "day", "article_id"),
)


class _AlertColumns(TypedColumns):
    id = Column(BigId, primary_key=True)
    channel = Column(SafeText, nullable=False)
    kind = Column(SafeText, nullable=False)
    source_key = Column(SafeText, ForeignKey("source.key"), nullable=False)
    article_id: Column[int | None] = Column(BigInteger)
    version: Column[int | None] = Column(Integer)
    topic: Column[str | None] = Column(SafeText)
    state = Column(SafeText, nullable=False)
    attempts = Column(Integer, nullable=False, default=0)
    created_at = Column(UtcDateTime, nullable=False)
    next_attempt_at: Column[datetime | None] = Column(UtcDateTime)
    delivery_id: Column[str | None] = Column(SafeText)
    lease_owner: Column[str | None] = Column(SafeText)
    lease_until: Column[datetime | None] = Column(UtcDateTime)
    error: Column[str | None] = Column(SafeText)
    sent_at: Column[datetime | None] = Column(UtcDateTime)
    # What an alert that is of no article says: the fields of HealthNews.
    payload: Column[dict[str, Any] | None] = Column(JsonText)
    not_before: Column[datetime | None] = Column(UtcDateTime)  # when the digest is due that a pending row waits for
    thread: Column[str | None] = Column(SafeText)  # the channel's own name of the message it was sent with


alert = Table(
    "alert",
    metadata,
    _AlertColumns,
    UniqueConstraint("article_id", "version", "topic", "channel", "kind"),
    ForeignKeyConstraint(["article_id", "version"], ["article_version.article_id", "article_version.version"]),
    Index(None, "channel", "state", "next_attempt_at"),
    Index(None, "delivery_id"),
    Index(None, "channel", "sent_at"),
    Index(None, "state", "id"),
)


class _RunColumns(TypedColumns):
    id = Column(BigId, primary_key=True)
    source_key = Column(SafeText, ForeignKey("source.key"), nullable=False)
    started_at = Column(UtcDateTime, nullable=False)
    finished_at: Column[datetime | None] = Column(UtcDateTime)
    worker = Column(SafeText, nullable=False)
    version: Column[str | None] = Column(SafeText)  # of the program; none before schema 0007
    verdict: Column[str | None] = Column(SafeText)
    hint: Column[str | None] = Column(SafeText)
    problems: Column[Any | None] = Column(JsonText)  # the first trouble of each kind, in words
    counts: Column[Any] = Column(JsonText, nullable=False)


crawl_run = Table("crawl_run", metadata, _RunColumns, Index(None, "source_key", "started_at"))
