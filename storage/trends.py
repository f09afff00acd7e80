"""Flagged articles counted over time. Only the days asked for are read, from the indexes of flags by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select

from storage.engine import Database
from storage.filters import of_flagged
from storage.records import FlagFilter
from storage.schema import article, flag, source

_CURRENT = and_(flag.c.article_id == article.c.id, flag.c.version == article.c.version)


@dataclass(frozen=True, slots=True)
class DayCount:
    """The flagged articles of one source on one day (ISO), each counted once, for however many topics it is flagged."""

    day: str
    source_key: str
    source_name: str
    country: str
    articles: int


class Trends:
    """The part of ``Store`` that counts."""

    _db: Database

    def flags_by_day(self, wanted: FlagFilter) -> list[DayCount]:
        """The flagged articles that pass the filter, by day and source, oldest day first. Bound its days."""
        query = (
            select(flag.c.day, flag.c.source_key, func.count(flag.c.article_id.distinct()).label("articles"))
            .join(article, _CURRENT)
            .join(source, source.c.key == flag.c.source_key)
            .where(*of_flagged(wanted))
            .group_by(flag.c.day, flag.c.source_key)
            .order_by(flag.c.day, flag.c.source_key)
        )
        with self._db.read() as connection:
            named = {row.key: row for row in connection.execute(select(source.c.key, source.c.name, source.c.country))}
            return [
                DayCount(
                    row.day, row.source_key, named[row.source_key].name, named[row.source_key].country, row.articles
                )
                for row in connection.execute(query)
            ]

    def flag_evidence(self, wanted: FlagFilter, *, limit: int) -> list[tuple[int, Sequence[Mapping[str, Any]]]]:
        """(article, evidence) of the newest ``limit`` flags that pass the filter."""
        query = (
            select(flag.c.article_id, flag.c.evidence)
            .join(article, _CURRENT)
            .join(source, source.c.key == flag.c.source_key)
            .where(*of_flagged(wanted))
            .order_by(flag.c.day.desc(), flag.c.article_id.desc(), flag.c.topic)
            .limit(limit)
        )
        with self._db.read() as connection:
            return [(row.article_id, row.evidence) for row in connection.execute(query)]
