"""What people ask of the archive: flagged articles, one article whole, a stored page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select, tuple_

from storage.engine import Database
from storage.filters import of_flagged
from storage.raw_pages import read_page
from storage.records import FlagFilter, FlaggedArticle, RawPage, StoryPage
from storage.schema import article, article_event, article_version, flag, raw_page, source
from storage.story_pages import story_pages
from storage.views import ArticleView, EventView, PageFacts, VersionView

ROWS_AT_ONCE = 200
"""Rows fetched from the database at a time while streaming: memory stays constant, however long the answer is."""

_CURRENT_FLAG = and_(flag.c.article_id == article.c.id, flag.c.version == article.c.version)
_FLAGGED = (
    select(
        article.c.id.label("article_id"),
        article.c.version,
        flag.c.topic,
        flag.c.grade,
        flag.c.score,
        flag.c.evidence,
        article.c.source_key,
        source.c.name.label("source_name"),
        source.c.country,
        article.c.title,
        article.c.url,
        article.c.language,
        article.c.published_day,
        article.c.published_provenance,
        article.c.first_seen_at,
        article.c.page_sha256,
        article.c.story_id,
        flag.c.reviewed,
    )
    .select_from(article)
    .join(flag, _CURRENT_FLAG)
    .join(source, source.c.key == flag.c.source_key)
)
_EVENTS = (article_event.c.kind, article_event.c.seen_at, article_event.c.version, article_event.c.topic)
_EVENTS_OF = (
    select(article_event.c.article_id, *_EVENTS)
    .where(article_event.c.article_id == bindparam("article"))
    .order_by(article_event.c.id)
)
_PLAIN = tuple(
    name
    for name in ArticleView.__dataclass_fields__
    if name not in ("source_name", "country", "authors", "attachments", "story_members", "flags", "versions", "events")
)


class FlagPlace(NamedTuple):
    """The place of a flag in the list of them all: by day (ISO), then by article, newest first, then by topic. What is
    stored meanwhile moves no place."""

    day: str
    article_id: int
    topic: str

    @classmethod
    def of(cls, row: FlaggedArticle) -> FlagPlace:
        """Where a flag stands: on the day its page states, else on that of the first sight."""
        return cls(row.published_day or row.first_seen_at.date().isoformat(), row.article_id, row.topic)


class Reading:
    """The part of ``Store`` that only reads."""

    _db: Database

    def flags(
        self, wanted: FlagFilter, *, limit: int | None = None, after: FlagPlace | None = None
    ) -> Iterator[FlaggedArticle]:
        """The flagged articles in their current version that pass the filter, one for each topic, newest day first;
        those ``after`` a place for the next part of the list. A stream: memory does not grow with its length."""
        query = _FLAGGED.where(*of_flagged(wanted))
        if after is not None:
            query = query.where(*_follows(after))
        query = query.order_by(flag.c.day.desc(), flag.c.article_id.desc(), flag.c.topic).limit(limit)
        for row in self._stream(query):
            yield _flagged(row)

    def flags_before(self, wanted: FlagFilter, place: FlagPlace, *, limit: int) -> list[FlaggedArticle]:
        """The part of the same list that ends just before a place, in the same order."""
        query = _FLAGGED.where(*of_flagged(wanted), *_precedes(place))
        query = query.order_by(flag.c.day, flag.c.article_id, flag.c.topic.desc()).limit(limit)
        return [_flagged(row) for row in self._stream(query)][::-1]

    def changed_at(self, article_ids: Iterable[int], *, version: int | None = None) -> dict[int, datetime]:
        """When the current version of each of these articles (at most some hundred) was first seen, or that
        ``version``; by article."""
        wanted = article.c.version if version is None else version
        query = select(article.c.id, article_version.c.seen_at).join(
            article_version, and_(article_version.c.article_id == article.c.id, article_version.c.version == wanted)
        )
        with self._db.read() as connection:
            return {row.id: row.seen_at for row in connection.execute(query.where(article.c.id.in_(set(article_ids))))}

    def article(self, article_id: int) -> ArticleView | None:
        """Everything known of one article, None where there is none of that number."""
        with self._db.read() as connection:
            query = select(article, source.c.name.label("source_name"), source.c.country)
            query = query.join(source, source.c.key == article.c.source_key).where(article.c.id == article_id)
            row = connection.execute(query).one_or_none()
            if row is None:
                return None
            flags = connection.execute(_FLAGGED.where(article.c.id == article_id).order_by(flag.c.topic)).all()
            versions = connection.execute(
                select(article_version)
                .where(article_version.c.article_id == article_id)
                .order_by(article_version.c.version)
            ).all()
            events = connection.execute(_EVENTS_OF, {"article": article_id}).all()
            members = connection.scalars(
                select(article.c.id)
                .where(article.c.story_id == row.story_id, article.c.id != article_id)
                .order_by(article.c.id)
            ).all()
        names = VersionView.__dataclass_fields__
        return ArticleView(
            **{name: getattr(row, name) for name in _PLAIN},
            source_name=row.source_name,
            country=row.country,
            authors=tuple(row.authors),
            attachments=tuple(row.attachments),
            story_members=tuple(members),
            flags=tuple(_flagged(found) for found in flags),
            versions=tuple(VersionView(**{name: getattr(found, name) for name in names}) for found in versions),
            events=tuple(EventView(found.kind, found.seen_at, found.version, found.topic) for found in events),
        )

    def recent_bodies(self, source_key: str, *, limit: int) -> list[str]:
        """The texts of the articles of a source that were stored last, oldest of them first."""
        query = select(article.c.body).where(article.c.source_key == source_key).order_by(article.c.id.desc())
        with self._db.read() as connection:
            return list(reversed(connection.scalars(query.limit(limit)).all()))

    def raw_page(self, sha256: str) -> RawPage | None:
        """The page of that sha256 exactly as it was received, None where there is none. DatabaseDamaged where the
        stored bytes no longer have that hash."""
        with self._db.read() as connection:
            return read_page(connection, sha256)

    def page_facts(self, sha256: str) -> PageFacts | None:
        """What is known of a stored page, None where there is none of that sha256."""
        columns = [raw_page.c[name] for name in PageFacts.__dataclass_fields__ if name != "stored"]
        query = select(*columns, func.length(raw_page.c.data).label("stored")).where(raw_page.c.sha256 == sha256)
        with self._db.read() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else PageFacts(**row._mapping)

    def story(self, story_id: int) -> list[StoryPage]:
        """The pages of a story, oldest first; none where it has one page only."""
        with self._db.read() as connection:
            return story_pages(connection, [story_id]).get(story_id, [])

    def _stream(self, query: Select[*tuple[Any, ...]]) -> Iterator[Any]:
        with self._db.read() as connection:
            yield from connection.execution_options(yield_per=ROWS_AT_ONCE).execute(query)


def _follows(place: FlagPlace) -> tuple[ColumnElement[bool], ...]:
    """That a flag stands after a place. The first condition is a range of the indexes, the second drops the few rows of
    the same article that came before."""
    range_ = tuple_(flag.c.day, flag.c.article_id) <= tuple_(place.day, place.article_id)
    return range_, or_(flag.c.day != place.day, flag.c.article_id != place.article_id, flag.c.topic > place.topic)


def _precedes(place: FlagPlace) -> tuple[ColumnElement[bool], ...]:
    """That a flag stands before a place."""
    range_ = tuple_(flag.c.day, flag.c.article_id) >= tuple_(place.day, place.article_id)
    return range_, or_(flag.c.day != place.day, flag.c.article_id != place.article_id, flag.c.topic < place.topic)


def _flagged(row: Any) -> FlaggedArticle:
    values = dict(row._mapping)
    values["evidence"] = tuple(values["evidence"])
    return FlaggedArticle(**values)
