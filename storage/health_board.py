"""The board of ``vestnik status``: a line a source, read without what the rest of the store needs to be loaded, and
without a look at the archive: it is as quick after a million articles as after one."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, select

from storage.engine import Database, file_of, parse_url
from storage.errors import DatabaseMissing
from storage.files import check_file
from storage.health_records import MACHINE, HealthRow
from storage.schema import crawl_run, source
from storage.schema_health import health
from storage.upgrade import check_version, current_version


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One source: its last crawl (``verdict`` None while it runs, or where there was none), and how it fares; ``state``
    is one of ``SourceHealth``, "paused", or "new" where it was never judged. ``articles_a_week`` are the last twelve
    weeks, the oldest first."""

    key: str
    name: str
    country: str
    state: str
    reason: str | None
    advice: str | None
    since: datetime | None
    articles_a_week: tuple[int, ...]
    crawling: bool
    verdict: str | None
    hint: str | None
    failures: int
    last_success_at: datetime | None
    last_crawl_at: datetime | None
    next_due_at: datetime | None


class SourceState(NamedTuple):
    """The little of a source that lists of all of them need."""

    key: str
    name: str
    country: str
    state: str


class Board:
    """An open database, for its board."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def states(self) -> list[SourceState]:
        """Every source that some catalogue names, by key."""
        columns = (source.c.key, source.c.name, source.c.country, source.c.paused, health.c.state)
        query = select(*columns).outerjoin(health, health.c.source_key == source.c.key)
        with self._db.read() as connection:
            return [
                SourceState(key, name, country, "paused" if paused else state or "new")
                for key, name, country, paused, state in connection.execute(
                    query.where(source.c.retired_at.is_(None)).order_by(source.c.key)
                )
            ]

    def lines(
        self, *, keys: Collection[str] | None = None, after: str | None = None, limit: int | None = None
    ) -> list[BoardLine]:
        """Every source that some catalogue names, by key; of ``keys`` alone, ``after`` a key, the first ``limit``,
        where asked."""
        query = _lines().limit(limit)
        if keys is not None:
            query = query.where(source.c.key.in_(keys))
        if after is not None:
            query = query.where(source.c.key > after)
        with self._db.read() as connection:
            return [
                BoardLine(
                    key=row.key,
                    name=row.name,
                    country=row.country,
                    state="paused" if row.paused else row.state or "new",
                    reason=row.reason,
                    advice=row.advice,
                    since=row.since,
                    articles_a_week=tuple(row.weeks or ()),
                    crawling=row.started_at is not None and row.finished_at is None,
                    verdict=row.verdict,
                    hint=row.hint,
                    failures=row.failures,
                    last_success_at=row.last_success_at,
                    last_crawl_at=row.started_at,
                    next_due_at=row.next_due_at,
                )
                for row in connection.execute(query)
            ]

    def machine(self) -> HealthRow | None:
        """The trouble of this machine's own network, where it has any."""
        columns = (health.c.judged_at, health.c.reason, health.c.advice, health.c.since)
        query = select(*columns).where(health.c.source_key == MACHINE, health.c.state == "broken")
        with self._db.read() as connection:
            row = connection.execute(query).one_or_none()
        return HealthRow(MACHINE, row.judged_at, "broken", None, row.reason, row.advice, row.since) if row else None


def _lines() -> Select[*tuple[Any, ...]]:
    """Sources by key, each with its health and its newest run."""
    newest = (
        select(crawl_run.c.id)
        .where(crawl_run.c.source_key == source.c.key)
        .order_by(crawl_run.c.started_at.desc())
        .limit(1)
        .correlate(source)
        .scalar_subquery()
    )
    return (
        select(
            source.c.key,
            source.c.name,
            source.c.country,
            source.c.paused,
            source.c.failures,
            source.c.last_success_at,
            source.c.next_due_at,
            health.c.state,
            health.c.reason,
            health.c.advice,
            health.c.since,
            health.c.weeks,
            crawl_run.c.started_at,
            crawl_run.c.finished_at,
            crawl_run.c.verdict,
            crawl_run.c.hint,
        )
        .outerjoin(health, health.c.source_key == source.c.key)
        .outerjoin(crawl_run, and_(crawl_run.c.id == newest))
        .where(source.c.retired_at.is_(None))
        .order_by(source.c.key)
    )


@contextmanager
def open_board(url: str) -> Iterator[Board]:
    """Open an existing database for its board alone. Raises as ``Store.open`` does."""
    parsed = parse_url(url)
    path = file_of(parsed)
    if path is not None:
        if not path.exists():
            raise DatabaseMissing(f"{path}: there is no database yet. The first crawl makes it.")
        check_file(path)
    database = Database(parsed, lambda: datetime.now(UTC))
    try:
        with database.read() as connection:
            check_version(current_version(connection), database.place)
        yield Board(database)
    finally:
        database.dispose()
