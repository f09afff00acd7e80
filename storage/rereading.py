"""Reading the archive again: what is stored of an article with its page, and what a new reading changes in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, select, update

from articles.records import Change
from storage import rows
from storage.engine import Database
from storage.errors import DatabaseDamaged
from storage.flag_days import stamp_flags
from storage.news import alert_values, countries_of, told_of_stories
from storage.pages import batched
from storage.plan import Plan
from storage.raw_pages import read_page
from storage.records import ArticleItem, KnownArticle, RawPage, Route
from storage.routing import alerts_of
from storage.schema import alert, article, article_version, flag, page
from storage.stories import index_texts

_CARD = (page.c.title, page.c.date_text, page.c.feed_date)
_STORED = (
    select(
        article,
        article_version.c.change_kind,
        article_version.c.added,
        article_version.c.removed,
        article_version.c.reader,
        article_version.c.run_id,
        *(column.label(f"card_{column.name}") for column in _CARD),
    )
    .join(
        article_version,
        and_(article_version.c.article_id == article.c.id, article_version.c.version == article.c.version),
    )
    .outerjoin(page, page.c.address_key == article.c.address_key)
)
_FLAGS = select(flag.c.article_id, flag.c.topic, flag.c.grade, flag.c.reviewed).join(
    article, and_(article.c.id == flag.c.article_id, article.c.version == flag.c.version)
)


@dataclass(frozen=True, slots=True)
class StoredReading:
    """The current version of an article as it was read, with what it was read from. ``page`` is None where none is
    stored, or where it is damaged (``damage`` says how); ``grades`` are those of the version by topic."""

    row: Mapping[str, Any]
    page: RawPage | None
    damage: str | None
    grades: Mapping[str, int]
    reviewed: Mapping[str, str]

    def item(self) -> ArticleItem:
        """An item to be filled with a new reading: same article, same page (its bytes left out), same edit."""
        row, received = self.row, self.page
        if received is None:
            raise ValueError(f"article {row['id']} has no stored page to be read again")
        known = None
        if row["version"] > 1:
            known = KnownArticle(
                row["id"], row["address"], row["version"], row["title"], row["body"], row["published_day"],
                row["content_hash"], row["gone_at"] is not None,
            )  # fmt: skip
        return ArticleItem(
            source_key=row["source_key"],
            run_id=row["run_id"] or 0,
            address=row["address"],
            article=rows.article_of(row),
            page=RawPage(received.url, b"", {}, received.status, received.fetched_at, received.encoding),
            known=known,
            change=Change(row["change_kind"], row["added"], row["removed"]),
        )


@dataclass(frozen=True, slots=True)
class Rereading:
    """What reading a stored page again brings. ``changed`` names the columns of the article that differ; ``grades``
    are (before, after) of every topic whose grade differs. Applied only where the article still has that version."""

    article_id: int
    version: int
    item: ArticleItem
    values: Mapping[str, Any]
    changed: tuple[str, ...]
    grades: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    reader: str = ""


class Rereadings:
    """The part of ``Store`` that reads its pages again."""

    _db: Database

    def article_ids(self, *, sources: Sequence[str] = (), since: date | None = None) -> list[tuple[str, int]]:
        """(source, id) of the stored articles, those of one source together; of some sources, from a day on."""
        query = select(article.c.source_key, article.c.id).order_by(article.c.source_key, article.c.id)
        if sources:
            query = query.where(article.c.source_key.in_(sources))
        if since is not None:
            query = query.where(article.c.day >= since.isoformat())
        with self._db.read() as connection:
            return [(row.source_key, row.id) for row in connection.execute(query)]

    def stored_readings(self, ids: Sequence[int]) -> Iterator[StoredReading]:
        """The current versions of these articles with their pages, in no order."""
        with self._db.read() as connection:
            for part in batched(ids):
                grades: dict[int, dict[str, int]] = {}
                reviewed: dict[int, dict[str, str]] = {}
                for row in connection.execute(_FLAGS.where(article.c.id.in_(part))):
                    grades.setdefault(row.article_id, {})[row.topic] = row.grade
                    if row.reviewed is not None:
                        reviewed.setdefault(row.article_id, {})[row.topic] = row.reviewed
                for found in connection.execute(_STORED.where(article.c.id.in_(part))).all():
                    received, damage = _page_of(connection, found.page_sha256)
                    values = dict(found._mapping)
                    yield StoredReading(values, received, damage, grades.get(found.id, {}), reviewed.get(found.id, {}))

    def apply_rereadings(
        self, readings: Iterable[Rereading], *, routes: Sequence[Route], now: datetime
    ) -> tuple[int, int]:
        """Take new readings over, all in ONE transaction: after a failure or a kill the archive is as it was. Texts,
        dates and flags of the current versions change; reviews, versions, pages and stories stay.

        Alert rows are written for what reaches one of ``routes`` now and did not before (none without routes). Returns
        how many were applied and how many were not, because a crawl stored a newer version meanwhile.
        """
        applied = skipped = 0
        with self._db.write() as connection:
            for reading in readings:
                if self._apply(connection, reading, routes, now):
                    applied += 1
                else:
                    skipped += 1
        return applied, skipped

    def _apply(self, connection: Connection, reading: Rereading, routes: Sequence[Route], now: datetime) -> bool:
        same = and_(article.c.id == reading.article_id, article.c.version == reading.version)
        stored = connection.execute(
            select(article.c.body, article.c.story_id).where(same).with_for_update()
        ).one_or_none()
        if stored is None:
            return False
        values = dict(reading.values)
        if values:
            connection.execute(update(article).where(same).values(values))
        this = and_(article_version.c.article_id == reading.article_id, article_version.c.version == reading.version)
        kept = {name: values[name] for name in ("title", "body", "published_day", "content_hash") if name in values}
        connection.execute(update(article_version).where(this).values(kept | {"reader": reading.reader}))
        if "body" in values:
            plan = Plan(reading.item, "edited", Change("body"), stored, article_id=reading.article_id)
            index_texts(self._db, connection, [plan])
        self._apply_flags(connection, reading)
        stamp_flags(connection, [reading.article_id])
        if routes and reading.grades:
            self._apply_alerts(connection, reading, stored.story_id, routes, now)
        return True

    def _apply_flags(self, connection: Connection, reading: Rereading) -> None:
        for topic, verdict in reading.item.verdicts.items():
            values = rows.flag_values(verdict) | {"article_id": reading.article_id, "version": reading.version}
            this = and_(
                flag.c.article_id == reading.article_id, flag.c.version == reading.version, flag.c.topic == topic
            )
            judged = {name: values[name] for name in ("grade", "score", "evidence", "lexicon_version")}
            if verdict.grade >= 1:
                keys = ["article_id", "version", "topic"]
                new = self._db.insert(flag)
                connection.execute(new.on_conflict_do_update(index_elements=keys, set_=judged), values)
            else:
                connection.execute(delete(flag).where(this, flag.c.reviewed.is_(None)))
                connection.execute(update(flag).where(this).values(judged))

    def _apply_alerts(
        self, connection: Connection, reading: Rereading, story: int, routes: Sequence[Route], now: datetime
    ) -> None:
        item = reading.item
        before = {topic: pair[0] for topic, pair in reading.grades.items()}
        told = told_of_stories(connection, [story])
        kind = rows.alert_kind(reading.version)
        risen = {topic for topic, (old, new) in reading.grades.items() if new > old}
        news = alerts_of(
            {topic: verdict.grade for topic, verdict in item.verdicts.items()},
            routes,
            kind=kind,
            source_key=item.source_key,
            country=countries_of(connection, [item.source_key]).get(item.source_key, ""),
            language=item.article.language,
            before=before,
            now=now,
        )
        for one in news:
            if one.topic in risen and told.get((story, one.topic, one.channel), 0) < one.grade:
                told[story, one.topic, one.channel] = one.grade
                values = alert_values(reading.article_id, reading.version, item.source_key, kind, one, now)
                connection.execute(self._db.insert(alert).on_conflict_do_nothing(), values)


def _page_of(connection: Connection, key: str | None) -> tuple[RawPage | None, str | None]:
    if key is None:
        return None, None
    try:
        received = read_page(connection, key)
    except DatabaseDamaged as error:
        return None, str(error)
    return received, None if received is not None else f"stored page {key}: is missing"
