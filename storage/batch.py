"""Writing a group of independent items with a handful of statements, however many items there are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Insert, insert, update

from articles.reader_version import reader_version
from storage import rows
from storage.engine import Database
from storage.flag_days import stamp_flags
from storage.news import event, write_news
from storage.page_rows import write_pages
from storage.plan import Plan, plan_items
from storage.ready import Ready
from storage.recheck import Ages
from storage.records import ArticleItem, Route, SaveResult
from storage.reviews import carry_reviews
from storage.schema import address_key, article, article_event, article_version, flag, page, story
from storage.search import mark_for_search
from storage.siblings import join_language_versions
from storage.stories import StoryFinder, index_texts

_STORY, _ARTICLE, _VERSION = Ready(insert(story)), Ready(insert(article)), Ready(insert(article_version))
_FLAG = Ready(insert(flag))


def _page_row(db: Database) -> Insert:
    new = db.insert(page)
    replaced = {name: new.excluded[name] for name in rows.PAGE_ROW_REPLACED}
    return new.on_conflict_do_update(index_elements=["address_key"], set_=replaced)


class BatchWriter:
    """Stores items, none of which refers to another of them, inside a transaction of the caller's."""

    def __init__(
        self, db: Database, connection: Connection, routes: Sequence[Route], now: datetime, ages: Ages
    ) -> None:
        self._db = db
        self._connection = connection
        self._routes = routes
        self._now = now
        self._ages = ages

    def save(self, items: Sequence[ArticleItem]) -> list[SaveResult]:
        """Store them all, or raise and let the caller roll back. One result an item, in order."""
        plans = plan_items(self._connection, items)
        join_language_versions(self._db, self._connection, plans)
        write_pages(self._db, self._connection, plans)
        self._insert_articles([plan for plan in plans if plan.outcome == "new"])
        self._update_articles(plans)
        written = [plan for plan in plans if plan.writes]
        self._write_versions(written)
        self._write_flags(written)
        index_texts(self._db, self._connection, written)
        mark_for_search(self._db, self._connection, [plan.article_id for plan in written])
        write_news(self._connection, written, self._routes, self._now)
        self._write_restored(plans)
        self._write_page_rows(plans)
        return [
            SaveResult(plan.item.address, plan.outcome, plan.article_id, plan.version, plan.alerts) for plan in plans
        ]

    def _insert_articles(self, plans: Sequence[Plan]) -> None:
        if not plans:
            return
        StoryFinder(self._connection).find(plans)
        alone = [plan for plan in plans if not plan.joined and plan.twin is None]
        if alone:
            for plan, number in zip(alone, self._db.next_ids(self._connection, story, len(alone)), strict=True):
                plan.story_id = number
            _STORY.many(self._connection, [{"id": plan.story_id, "created_at": self._now} for plan in alone])
        for plan in plans:
            if plan.twin is not None:
                plan.story_id = plan.twin.story_id
        for plan, number in zip(plans, self._db.next_ids(self._connection, article, len(plans)), strict=True):
            plan.article_id = number
        values = [
            {
                **rows.article_values(plan.item, version=1, page_sha256=plan.page_sha256, first_seen_at=self._now),
                "id": plan.article_id,
                "address_key": address_key(plan.item.address),
                "address": plan.item.address,
                "source_key": plan.item.source_key,
                "story_id": plan.story_id,
                "first_seen_at": self._now,
                "last_seen_at": self._now,
                "gone_at": None,
            }
            for plan in plans
        ]
        _ARTICLE.many(self._connection, values)

    def _update_articles(self, plans: Sequence[Plan]) -> None:
        seen: dict[str, Any] = {"last_seen_at": self._now, "gone_at": None}
        unchanged = [plan.article_id for plan in plans if plan.outcome == "unchanged"]
        if unchanged:
            self._connection.execute(update(article).where(article.c.id.in_(unchanged)).values(seen))
        for plan in plans:
            if plan.outcome == "edited" and plan.stored is not None:
                values = rows.article_values(
                    plan.item,
                    version=plan.version,
                    page_sha256=plan.page_sha256,
                    first_seen_at=plan.stored.first_seen_at,
                    kept_day=plan.stored.published_day,
                )
                if plan.repeats:  # people are still sent to the article's own page
                    values = {name: value for name, value in values.items() if name not in rows.OF_ITS_OWN_PAGE}
                changed = update(article).where(article.c.id == plan.article_id)
                self._connection.execute(changed.values(values | seen))

    def _write_versions(self, plans: Sequence[Plan]) -> None:
        values = [
            {
                "article_id": plan.article_id,
                "version": plan.version,
                "seen_at": self._now,
                "title": plan.item.article.title,
                "body": plan.item.article.body,
                "published_day": plan.day,
                "content_hash": plan.item.content_hash,
                "change_kind": plan.change.kind,
                "added": plan.change.added,
                "removed": plan.change.removed,
                "run_id": plan.item.run_id,
                "page_sha256": plan.page_sha256,
                "reader": reader_version(),
            }
            for plan in plans
        ]
        if values:
            _VERSION.many(self._connection, values)

    def _write_flags(self, plans: Sequence[Plan]) -> None:
        values = [
            {
                "article_id": plan.article_id,
                "version": plan.version,
                "reviewed": None,
                "reviewed_by": None,
                **rows.flag_values(verdict),
                **rows.repeated_in_flags(plan.item, first_seen_at=self._now),
            }
            for plan in plans
            for verdict in plan.item.verdicts.values()
            if verdict.grade >= 1
        ]
        if values:
            carry_reviews(self._connection, values)
            _FLAG.many(self._connection, values)
        # An edit keeps what its reading did not find; and flags of earlier versions repeat what it changed, too.
        edited = [plan.article_id for plan in plans if plan.version > 1]
        if edited:
            stamp_flags(self._connection, edited)

    def _write_restored(self, plans: Sequence[Plan]) -> None:
        """A page that was gone and is there again; of an article stored under this very address."""
        back = [
            event(plan.article_id, plan.version, "restored", self._now)
            for plan in plans
            if plan.outcome in ("edited", "unchanged") and plan.stored is not None and plan.stored.gone_at is not None
        ]
        if back:
            self._connection.execute(insert(article_event), back)

    def _write_page_rows(self, plans: Sequence[Plan]) -> None:
        values = []
        for plan in plans:
            first = plan.stored.first_seen_at if plan.stored is not None else self._now
            day = plan.stored.published_day if plan.stored is not None else None
            original = plan.stored.address if plan.stored is not None and plan.repeats else None
            values.append(
                {
                    **rows.page_row_values(
                        plan.item, now=self._now.astimezone(UTC), first_seen_at=first, day=day, ages=self._ages
                    ),
                    "address_key": address_key(plan.item.address),
                    "note": f"duplicate of {original}" if original else None,
                    "duplicate_of": original,
                }
            )
        self._db.ready(_page_row).many(self._connection, values)
