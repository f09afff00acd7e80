"""When sources are crawled: what is due, what is known of their articles' hours, pauses, and crawls asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Integer, bindparam, false, func, or_, select, update

from storage.engine import Database
from storage.errors import StoreError
from storage.ready import Ready
from storage.schema import article, crawl_run, source

LATEST = 200
"""Articles of a source that its rhythm is learned from: a bound, so that no crawl costs more as the archive grows."""
_FEW = 100
_SLACK = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Arrival:
    """When one article came: as its page says (ISO 8601, an offset only where the page names one; None where it says
    nothing), how exactly, and when it was first seen."""

    published_value: str | None
    precision: str | None
    first_seen_at: datetime


@dataclass(frozen=True, slots=True)
class Planned:
    """When a source is due, how many crawls in a row have failed, and whether the last one began in the future: by a
    clock that has been set back since."""

    next_due_at: datetime
    failures: int
    crawled_ahead: bool


_ARRIVALS = Ready(
    select(article.c.published_value, article.c.published_precision, article.c.first_seen_at)
    .where(article.c.source_key == bindparam("its"), article.c.day <= bindparam("until"))
    .order_by(article.c.day.desc())
    .limit(bindparam("most", type_=Integer))
)
"""Asked after every crawl: built once."""


class Planning:
    """The part of ``Store`` that knows when sources are due."""

    _db: Database

    def due_sources(self, now: datetime, limit: int, among: Collection[str] | None = None) -> list[str]:
        """The keys of the enabled, not paused sources that are due: first those a person asked for, then those never
        crawled, then those that are late by most of their own rhythm. Only those ``among`` the given ones, where any
        are given: a source taken out of the catalogue stays in the store."""
        due = or_(source.c.next_due_at.is_(None), source.c.next_due_at <= now, source.c.asked_at.is_not(None))
        columns = (source.c.key, source.c.next_due_at, source.c.rhythm_s, source.c.asked_at)
        query = select(*columns).where(source.c.enabled, ~source.c.paused, due).order_by(source.c.key)
        if among is not None and len(among) <= _FEW:
            query = query.where(source.c.key.in_(list(among)))
        with self._db.read() as connection:
            rows = [row for row in connection.execute(query) if among is None or row.key in among]
        return [row.key for row in sorted(rows, key=lambda row: _urgency(row, now), reverse=True)[:limit]]

    def asked_for(self, keys: Collection[str]) -> set[str]:
        """Those of ``keys`` that a person asked to crawl at once."""
        with self._db.read() as connection:
            asked = connection.scalars(select(source.c.key).where(source.c.asked_at.is_not(None)))
            return {key for key in asked if key in keys}

    def arrivals(self, source_key: str, *, now: datetime, limit: int = LATEST) -> list[Arrival]:
        """When the latest articles of a source came, by the day they name, newest first. Days more than one ahead are
        left out: they are announcements, or faults."""
        tomorrow = (now + timedelta(days=1)).date().isoformat()
        with self._db.read() as connection:
            rows = _ARRIVALS.all(connection, {"its": source_key, "until": tomorrow, "most": limit})
        return [Arrival(*row) for row in rows]

    def failures(self, source_key: str) -> int:
        """How many crawls in a row have failed; 0 for a source that is not known."""
        with self._db.read() as connection:
            return connection.scalar(select(source.c.failures).where(source.c.key == source_key)) or 0

    def plan_sources(self, due: Mapping[str, datetime]) -> None:
        """Set when sources are due, by key. Nothing else of them changes."""
        with self._db.write() as connection:
            for key, moment in due.items():
                connection.execute(update(source).where(source.c.key == key).values(next_due_at=moment))

    def planned(self, now: datetime) -> dict[str, Planned]:
        """When each source that was ever planned is due, by key."""
        latest = select(func.max(crawl_run.c.started_at)).where(crawl_run.c.source_key == source.c.key)
        ahead = latest.scalar_subquery() > now + _SLACK
        query = select(source.c.key, source.c.next_due_at, source.c.failures, func.coalesce(ahead, false()))
        with self._db.read() as connection:
            rows = connection.execute(query)
            return {key: Planned(due, failures, bool(was)) for key, due, failures, was in rows if due is not None}

    def pause_source(self, source_key: str, paused: bool) -> bool:
        """Crawl a source no more by itself (or again). Survives every start and every change of its file. Returns
        whether that changed anything. StoreError for a source that is not registered."""
        changed = update(source).where(source.c.key == source_key, source.c.paused != paused).values(paused=paused)
        with self._db.write() as connection:
            self._must_exist(connection, source_key)
            return bool(connection.execute(changed).rowcount)

    def due_now(self, source_key: str, *, now: datetime) -> None:
        """Have a source crawled as soon as the service looks, before all others and in quiet hours too; a paused one
        when it is resumed. StoreError for a source that is not registered."""
        with self._db.write() as connection:
            self._must_exist(connection, source_key)
            connection.execute(update(source).where(source.c.key == source_key).values(asked_at=now))

    def is_registered(self, source_key: str) -> bool:
        """Whether there ever was a source of that key, be it retired since."""
        with self._db.read() as connection:
            return _is_registered(connection, source_key)

    def _must_exist(self, connection: Connection, source_key: str) -> None:
        if not _is_registered(connection, source_key):
            raise StoreError(f"source {source_key!r} is not registered in {self._db.place}: it was never crawled")


def _is_registered(connection: Connection, source_key: str) -> bool:
    return connection.scalar(select(source.c.key).where(source.c.key == source_key)) is not None


def _urgency(row: Any, now: datetime) -> tuple[bool, bool, float]:
    if row.next_due_at is None:
        return row.asked_at is not None, True, 0.0
    return row.asked_at is not None, False, (now - row.next_due_at).total_seconds() / max(row.rhythm_s or 3600, 60)
