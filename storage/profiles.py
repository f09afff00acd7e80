"""Learned profiles: where each site keeps its parts, how that has done, and the pages it is learned from."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, insert, select, update

from articles.records import Profile
from storage.engine import Database
from storage.raw_pages import read_page
from storage.records import ProfileRow, RawPage
from storage.schema import article, raw_page
from storage.schema_crawl import profile

_NAMES = frozenset(field.name for field in fields(Profile))


class Profiles:
    """The part of ``Store`` that keeps learned profiles."""

    _db: Database

    def current_profile(self, source_key: str) -> ProfileRow | None:
        """The profile that a source's pages are read with now, None where none is learned."""
        query = select(profile).where(profile.c.source_key == source_key, profile.c.retired_at.is_(None))
        with self._db.read() as connection:
            row = connection.execute(query.order_by(profile.c.since.desc()).limit(1)).one_or_none()
        return _row(row) if row is not None else None

    def profiles(self, source_key: str) -> list[ProfileRow]:
        """All profiles a source ever had, the newest first."""
        query = select(profile).where(profile.c.source_key == source_key).order_by(profile.c.since.desc())
        with self._db.read() as connection:
            return [_row(row) for row in connection.execute(query)]

    def save_profile(self, source_key: str, learned: Profile, *, now: datetime) -> None:
        """Use ``learned`` from now on; one in use before is retired as replaced. The same instant replaces the same
        row, so that a repeated call does no harm."""
        key = and_(profile.c.source_key == source_key, profile.c.since == now)
        with self._db.write() as connection:
            _retire(connection, source_key, now, "replaced by a newer one")
            if connection.execute(select(profile.c.since).where(key)).first() is None:
                counts = {"hits": 0, "fallbacks": 0, "misses": 0}
                row = insert(profile).values(source_key=source_key, since=now, places=asdict(learned), **counts)
                connection.execute(row)
            else:
                again = {"places": asdict(learned), "retired_at": None, "retired_reason": None}
                connection.execute(update(profile).where(key).values(again))

    def note_profile(
        self,
        source_key: str,
        since: datetime,
        *,
        hits: int,
        fallbacks: int,
        misses: int,
        missing_since: datetime | None,
        last_miss: str | None,
    ) -> None:
        """Add what one crawl did with the profile that began at ``since``: ``hits`` and ``fallbacks`` are added, the
        rest replaces what was noted; ``last_miss`` None keeps the old words."""
        values: dict[str, Any] = {
            "hits": profile.c.hits + hits,
            "fallbacks": profile.c.fallbacks + fallbacks,
            "misses": misses,
            "missing_since": missing_since,
        }
        if last_miss is not None:
            values["last_miss"] = last_miss
        key = and_(profile.c.source_key == source_key, profile.c.since == since)
        with self._db.write() as connection:
            connection.execute(update(profile).where(key).values(values))

    def retire_profile(self, source_key: str, *, now: datetime, reason: str) -> None:
        """Use the source's profile no more; ``reason`` says in words why."""
        with self._db.write() as connection:
            _retire(connection, source_key, now, reason)

    def learning_pages(
        self, source_key: str, *, limit: int, since: datetime | None = None, before: datetime | None = None
    ) -> list[RawPage]:
        """The pages of a source's newest articles, one each, the newest first; with ``since`` and ``before``, only
        those fetched at or after the one, before the other. At most ``limit``: each is decompressed."""
        query = select(article.c.page_sha256).where(article.c.source_key == source_key, article.c.gone_at.is_(None))
        query = query.join(raw_page, raw_page.c.sha256 == article.c.page_sha256)
        if since is not None:
            query = query.where(raw_page.c.fetched_at >= since)
        if before is not None:
            query = query.where(raw_page.c.fetched_at < before)
        with self._db.read() as connection:
            keys = connection.scalars(query.order_by(article.c.id.desc()).limit(limit)).all()
            return [page for key in dict.fromkeys(keys) if key and (page := read_page(connection, key)) is not None]


def _retire(connection: Connection, source_key: str, now: datetime, reason: str) -> None:
    living = and_(profile.c.source_key == source_key, profile.c.retired_at.is_(None))
    connection.execute(update(profile).where(living).values(retired_at=now, retired_reason=reason))


def _row(row: Any) -> ProfileRow:
    places: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in row.places.items()
        if name in _NAMES  # an older or newer program may know other places
    }
    return ProfileRow(
        source_key=row.source_key,
        since=row.since,
        profile=Profile(**places),
        hits=row.hits,
        fallbacks=row.fallbacks,
        misses=row.misses,
        missing_since=row.missing_since,
        last_miss=row.last_miss,
        retired_at=row.retired_at,
        retired_reason=row.retired_reason,
    )
