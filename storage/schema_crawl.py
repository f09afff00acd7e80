"""The tables of crawls alone: hosts, backfills, profiles. As in ``storage.schema``, a change needs a migration."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, Table, TypedColumns

from storage.schema import metadata
from storage.types import JsonText, SafeText, UtcDateTime


class _HostColumns(TypedColumns):
    name = Column(SafeText, primary_key=True)  # with its port, as in an address
    lease_owner: Column[str | None] = Column(SafeText)
    lease_until: Column[datetime | None] = Column(UtcDateTime)
    next_at: Column[datetime | None] = Column(UtcDateTime)  # not to be asked before: its delay, or what it asked for
    day: Column[str | None] = Column(SafeText)  # the UTC day that ``requests`` counts
    requests = Column(Integer, nullable=False, default=0)
    robots_at: Column[datetime | None] = Column(UtcDateTime)
    robots_status: Column[int | None] = Column(Integer)
    robots_body: Column[bytes | None] = Column(LargeBinary)


host = Table("host", metadata, _HostColumns)


class _BackfillColumns(TypedColumns):
    source_key = Column(SafeText, ForeignKey("source.key"), primary_key=True)
    way = Column(SafeText, primary_key=True)  # kind and address of the way in
    since = Column(SafeText, nullable=False)
    next_url: Column[str | None] = Column(SafeText)
    pages = Column(Integer, nullable=False, default=0)
    links = Column(Integer, nullable=False, default=0)
    newest: Column[str | None] = Column(SafeText)
    oldest: Column[str | None] = Column(SafeText)
    last_page: Column[int | None] = Column(Integer)
    finished_at: Column[datetime | None] = Column(UtcDateTime)


backfill = Table("backfill", metadata, _BackfillColumns)


class _ProfileColumns(TypedColumns):
    source_key = Column(SafeText, ForeignKey("source.key"), primary_key=True)
    since = Column(UtcDateTime, primary_key=True)
    places: Column[Any] = Column(JsonText, nullable=False)  # the fields of articles.records.Profile
    hits = Column(Integer, nullable=False, default=0)
    fallbacks = Column(Integer, nullable=False, default=0)
    misses = Column(Integer, nullable=False, default=0)  # fall-backs in a row, over crawls
    missing_since: Column[datetime | None] = Column(UtcDateTime)  # when the present row of them began
    last_miss: Column[str | None] = Column(SafeText)
    retired_at: Column[datetime | None] = Column(UtcDateTime)
    retired_reason: Column[str | None] = Column(SafeText)


profile = Table("profile", metadata, _ProfileColumns)
