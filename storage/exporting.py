"""What an export reads of the archive: rows, marks of what changed, stored pages; and what it is proved against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from hashlib import blake2b
from typing import Any, Literal

from sqlalchemy import Connection, Select, String, and_, cast, exists, func, select, tuple_

from storage.engine import Database
from storage.errors import DatabaseDamaged
from storage.filters import of_article, of_flag
from storage.pages import batched
from storage.raw_pages import read_page
from storage.reading import ROWS_AT_ONCE
from storage.records import FlagFilter
from storage.schema import article, article_event, article_version, flag, raw_page, source
from storage.views import ExportMark, ExportPage, ExportRow, VersionFacts

_CURRENT_FLAG = and_(flag.c.article_id == article.c.id, flag.c.version == article.c.version)
_CURRENT_VERSION = and_(article_version.c.article_id == article.c.id, article_version.c.version == article.c.version)
_ROW = (
    article.c.id.label("article_id"),
    article.c.version,
    article.c.source_key,
    source.c.name.label("source_name"),
    source.c.country,
    article.c.title,
    article.c.published_day,
    article.c.published_raw,
    article.c.published_provenance,
    article.c.published_confidence,
    article.c.language,
    article.c.url,
    flag.c.topic,
    flag.c.grade,
    flag.c.score,
    flag.c.evidence,
    article.c.first_seen_at,
    article.c.last_seen_at,
    article.c.story_id,
    article.c.page_sha256,
    article.c.body,
    flag.c.reviewed,
    article_version.c.change_kind,
    article.c.gone_at,
)
"""In the order of the fields of ``ExportRow``."""
_EVIDENCE = [column.name for column in _ROW].index("evidence")
_LAST_EVENT = (
    select(func.max(article_event.c.id)).where(article_event.c.article_id == article.c.id).scalar_subquery()
).label("last_event")
_DETAILS = (
    article.c.canonical_url,
    article.c.authors,
    article.c.rubric,
    article.c.image,
    article.c.attachments,
    article.c.siblings,
    article.c.published_value,
    article.c.published_precision,
    article.c.title_from,
    article.c.body_from,
    article.c.body_confidence,
    article.c.content_hash,
    article_version.c.reader,
    flag.c.lexicon_version,
    flag.c.reviewed_by,
)
_MARKED = tuple(column for column in _ROW if column.name not in ("title", "body", "last_seen_at"))
_VERSION = (
    article_version.c.version,
    article_version.c.seen_at,
    article_version.c.title,
    article_version.c.body,
    article_version.c.published_day.label("published"),
    article_version.c.change_kind.label("edit"),
    article_version.c.added,
    article_version.c.removed,
    article_version.c.page_sha256,
)


class Exporting:
    """The part of ``Store`` that exports read. Streams: memory does not grow with their length."""

    _db: Database

    def export_rows(
        self,
        wanted: FlagFilter,
        *,
        all_articles: bool = False,
        ids: Sequence[int] | None = None,
        details: bool = False,
        versions: bool = False,
    ) -> Iterator[ExportRow]:
        """Rows in the order the articles were first stored: one for each flag of an article's current version that
        passes the filter. With ``all_articles`` also one, without a topic, for each article that has no such flag.
        ``ids``: of these articles only, in their order. ``details`` and ``versions`` fill those fields."""
        query = _joined(select(*_ROW, _LAST_EVENT, *(_DETAILS if details else ())), wanted, all_articles)
        query = query.order_by(article.c.id, flag.c.topic)
        with self._frugal() as connection:
            for part in _parts(connection, query, ids):
                yield from _completed(connection, part, details, versions)

    def export_count(self, wanted: FlagFilter, *, all_articles: bool = False) -> int:
        """How many rows ``export_rows`` gives."""
        query = _joined(select(func.count()), wanted, all_articles)
        with self._frugal() as connection:
            return connection.scalar(query) or 0

    def export_marks(self, wanted: FlagFilter, *, all_articles: bool = False) -> Iterator[ExportMark]:
        """What ``export_rows`` would tell, in short and in the same order, without reading the texts. What changes with
        every look at a page (``last_seen_at``) is left out."""
        columns = (*_MARKED, article.c.content_hash, article_version.c.reader, _LAST_EVENT, article.c.day)
        query = _joined(select(*columns), wanted, all_articles).order_by(article.c.id, flag.c.topic)
        with self._frugal() as connection:
            for part in _parts(connection, query, None):
                for row in part:
                    mark = blake2b(repr(tuple(row)).encode("utf-8", "replace"), digest_size=16).digest()
                    yield ExportMark(row.article_id, row.day[:7], mark)

    def export_pages(
        self,
        wanted: FlagFilter,
        *,
        all_articles: bool = False,
        bodies: bool = True,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Iterator[ExportPage]:
        """The stored pages that any version of the articles of an export was read from, each once, in the order they
        came; those that came from ``since`` on and before ``until``. DatabaseDamaged where one cannot be restored."""
        read_as = func.aggregate_strings(
            cast(article_version.c.article_id, String) + "/" + cast(article_version.c.version, String), ","
        )
        query = (
            select(raw_page.c.sha256, raw_page.c.fetched_at, read_as.label("read_as"))
            .select_from(article)
            .join(source, source.c.key == article.c.source_key)
            .join(article_version, article_version.c.article_id == article.c.id)
            .join(raw_page, raw_page.c.sha256 == article_version.c.page_sha256)
            .where(*of_article(wanted))
            .group_by(raw_page.c.sha256, raw_page.c.fetched_at)
            .order_by(raw_page.c.fetched_at, raw_page.c.sha256)
        )
        if since is not None:
            query = query.where(raw_page.c.fetched_at >= since)
        if until is not None:
            query = query.where(raw_page.c.fetched_at < until)
        if not all_articles:
            query = query.where(exists().where(_CURRENT_FLAG, *of_flag(wanted)))
        with self._frugal() as connection:
            for part in _parts(connection, query, None):
                for row in part:
                    names = sorted(row.read_as.split(","), key=lambda name: [int(half) for half in name.split("/")])
                    page = read_page(connection, row.sha256) if bodies else None
                    yield ExportPage(row.sha256, row.fetched_at, tuple(names), page)

    def stored_versions(self, keys: Collection[tuple[int, int]]) -> dict[tuple[int, int], VersionFacts]:
        """What is stored of these (article, version); those that are not there are left out."""
        columns = (article_version.c.article_id, article_version.c.version)
        facts = (article_version.c.title, article_version.c.body, article_version.c.page_sha256)
        days = (article_version.c.published_day, article.c.published_day.label("newest_day"))
        query = select(*columns, *facts, *days, article.c.version.label("newest")).join(
            article, article.c.id == article_version.c.article_id
        )
        found: dict[tuple[int, int], VersionFacts] = {}
        with self._frugal() as connection:
            for part in batched(sorted(keys)):
                for row in connection.execute(query.where(tuple_(*columns).in_(list(part)))):
                    own = (row.published_day, row.newest_day) if row.version == row.newest else (row.published_day,)
                    found[row.article_id, row.version] = VersionFacts(row.title, row.body, own, row.page_sha256)
        return found

    def page_state(self, sha256: str) -> Literal["whole", "damaged", "missing"]:
        """Is the page of that sha256 stored, and do its bytes still have that hash?"""
        with self._frugal() as connection:
            try:
                return "missing" if read_page(connection, sha256) is None else "whole"
            except DatabaseDamaged:
                return "damaged"

    @contextmanager
    def _frugal(self) -> Iterator[Connection]:
        """A connection that reads with little memory: what passes once through an export need not be kept."""
        with self._db.read() as connection:
            if not self._db.is_sqlite:
                yield connection
                return
            kept = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() or 0 for name in _FRUGAL}
            _set(connection, _FRUGAL)
            try:
                yield connection
            finally:
                _set(connection, kept)


_FRUGAL = {"cache_size": -8_000, "mmap_size": 0}


def _set(connection: Connection, pragmas: Mapping[str, object]) -> None:
    for name, value in pragmas.items():
        connection.exec_driver_sql(f"PRAGMA {name}={value}")


def _joined(query: Select[*tuple[Any, ...]], wanted: FlagFilter, all_articles: bool) -> Select[*tuple[Any, ...]]:
    query = query.select_from(article).join(source, source.c.key == article.c.source_key)
    query = query.join(article_version, _CURRENT_VERSION)
    return query.join(flag, and_(_CURRENT_FLAG, *of_flag(wanted)), isouter=all_articles).where(*of_article(wanted))


def _parts(
    connection: Connection, query: Select[*tuple[Any, ...]], ids: Sequence[int] | None
) -> Iterator[Sequence[Any]]:
    """The answer in parts of bounded size."""
    if ids is None:
        result = connection.execute(query, execution_options={"yield_per": ROWS_AT_ONCE})
        yield from result.partitions()
        return
    for part in batched(ids):
        yield connection.execute(query.where(article.c.id.in_(list(part)))).all()


def _completed(connection: Connection, part: Sequence[Any], details: bool, versions: bool) -> Iterator[ExportRow]:
    width, names = len(_ROW), [column.name for column in _DETAILS]
    events = _events_in_words(connection, {row.article_id for row in part if row.last_event is not None})
    told = _versions_of(connection, {row.article_id for row in part}) if versions else {}
    for row in part:
        values = list(row[:width])
        values[_EVIDENCE] = tuple(values[_EVIDENCE] or ())
        more = dict(zip(names, row[width + 1 :], strict=True)) if details else None
        values += [events.get(row.article_id, ""), more, told.get(row.article_id)]
        yield ExportRow(*values)


def _events_in_words(connection: Connection, ids: Collection[int]) -> dict[int, str]:
    """The events of articles for a cell."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for part in batched(sorted(ids)):
        query = select(article_event).where(article_event.c.article_id.in_(part)).order_by(article_event.c.id)
        for row in connection.execute(query):
            found[row.article_id].append(f"{row.seen_at:%Y-%m-%d} {row.kind} {row.topic or ''}".rstrip())
    return {number: "; ".join(words) for number, words in found.items()}


def _versions_of(connection: Connection, ids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    found: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    query = select(article_version.c.article_id, *_VERSION).order_by(
        article_version.c.article_id, article_version.c.version
    )
    for part in batched(sorted(ids)):
        for row in connection.execute(query.where(article_version.c.article_id.in_(part))):
            values = dict(row._mapping)
            found[values.pop("article_id")].append(values)
    return found
