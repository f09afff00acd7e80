"""Writing a group of independent items with a handful of statements, however many items there are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, Select, and_, func, insert, select, update

from articles.compare import compare_versions
from articles.records import Change
from storage import rows
from storage.engine import Database
from storage.errors import DatabaseDamaged
from storage.raw_pages import Base, pack, page_key, page_values, read_bases
from storage.records import AlertKind, ArticleItem, Route, SaveResult
from storage.schema import address_key, alert, article, article_version, flag, page, raw_page, story
from storage.stories import stories_of_siblings

_STORED = select(
    article.c.id,
    article.c.address,
    article.c.address_key,
    article.c.source_key,
    article.c.version,
    article.c.title,
    article.c.body,
    article.c.published_day,
    article.c.content_hash,
    article.c.first_seen_at,
    article.c.page_sha256,
)
_NEW = Change("new")


@dataclass(slots=True)
class _Plan:
    """What is to become of one item. ``stored`` is the article's own row, or a duplicate's original."""

    item: ArticleItem
    outcome: Literal["new", "edited", "unchanged", "duplicate"]
    change: Change
    stored: Row[*tuple[Any, ...]] | None = None
    page_sha256: str = ""
    article_id: int = 0
    version: int = 1
    alerts: int = 0

    @property
    def repeats(self) -> bool:
        """True where the item is a page of an article that is stored under another address."""
        return self.stored is not None and self.stored.address != self.item.address

    @property
    def day(self) -> str | None:
        """The published day after this item: the article's own page says it, and a reading without one keeps it."""
        own = None if self.repeats else rows.published_day(self.item.article)
        return own or (self.stored.published_day if self.stored is not None else None)

    @property
    def writes(self) -> bool:
        """True where a version is to be written."""
        return self.outcome in ("new", "edited")


class BatchWriter:
    """Stores items, none of which refers to another of them, inside a transaction of the caller's."""

    def __init__(self, db: Database, connection: Connection, routes: Sequence[Route], now: datetime) -> None:
        self._db = db
        self._connection = connection
        self._routes = routes
        self._now = now

    def save(self, items: Sequence[ArticleItem]) -> list[SaveResult]:
        """Store them all, or raise and let the caller roll back. One result an item, in order."""
        plans = self._plan(items)
        self._write_pages_received(plans)
        self._insert_articles([plan for plan in plans if plan.outcome == "new"])
        self._update_articles(plans)
        self._write_versions([plan for plan in plans if plan.writes])
        self._write_flags([plan for plan in plans if plan.writes])
        self._write_alerts([plan for plan in plans if plan.writes])
        self._write_page_rows(plans)
        return [
            SaveResult(plan.item.address, plan.outcome, plan.article_id, plan.version, plan.alerts) for plan in plans
        ]

    def _plan(self, items: Sequence[ArticleItem]) -> list[_Plan]:
        known = self._by_address(
            {a for item in items for a in (item.address, item.duplicate_of, rows.known_as(item)) if a}
        )
        plans = []
        for item in items:
            stored = known.get(item.address)
            original, read = known.get(item.duplicate_of or ""), known.get(rows.known_as(item))
            if stored is not None:
                plans.append(self._plan_known(item, stored))
            elif original is not None:
                plans.append(_Plan(item, "duplicate", _NEW, original, article_id=original.id, version=original.version))
            elif read is not None:  # another page of that article: what changed here changed there
                plans.append(self._plan_known(item, read))
            else:
                plans.append(_Plan(item, "new", _NEW))
        return plans

    def _plan_known(self, item: ArticleItem, stored: Row[*tuple[Any, ...]]) -> _Plan:
        plan = _Plan(item, "unchanged", Change("unchanged"), stored, article_id=stored.id, version=stored.version)
        day = plan.day
        same = stored.content_hash == item.content_hash and stored.published_day == day
        fresh = item.known is not None and item.known.version == stored.version
        change = item.change
        if not same and (not fresh or change is None):
            change = compare_versions(
                old_title=stored.title,
                old_body=stored.body,
                old_day=stored.published_day,
                new_title=item.article.title,
                new_body=item.article.body,
                new_day=day,
            )
        if same or change is None or change.kind == "unchanged":
            plan.outcome = "duplicate" if plan.repeats else "unchanged"
            return plan
        return replace(plan, outcome="edited", change=change, version=stored.version + 1)

    def _by_address(self, addresses: Iterable[str]) -> dict[str, Row[*tuple[Any, ...]]]:
        wanted = set(addresses)
        query = _STORED.where(article.c.address_key.in_([address_key(address) for address in wanted]))
        return {row.address: row for row in self._rows(query) if row.address in wanted}

    def _rows(self, query: Select[*tuple[Any, ...]]) -> Sequence[Row[*tuple[Any, ...]]]:
        return self._connection.execute(query).all()

    def _write_pages_received(self, plans: Sequence[_Plan]) -> None:
        values = []
        for plan in plans:
            if plan.writes:
                body = plan.item.page.body
                base = self._base(plan.stored.page_sha256) if plan.stored is not None else None
                plan.page_sha256 = page_key(body)
                if base is None or base.sha256 != plan.page_sha256:
                    values.append(page_values(plan.item.page, plan.page_sha256, pack(body, base)))
        if values:
            self._connection.execute(self._db.insert(raw_page).on_conflict_do_nothing(), values)

    def _base(self, key: str | None) -> Base | None:
        if key is None:
            return None
        try:
            return read_bases(self._connection, [key]).get(key)
        except DatabaseDamaged:
            return None  # this version is kept whole then; the damage is for the check of the archive to report

    def _insert_articles(self, plans: Sequence[_Plan]) -> None:
        if not plans:
            return
        stories = stories_of_siblings(self._connection, [plan.item for plan in plans])
        alone = [plan for plan in plans if plan.item.address not in stories]
        if alone:
            new = insert(story).returning(story.c.id, sort_by_parameter_order=True)
            ids = self._connection.scalars(new, [{"created_at": self._now}] * len(alone)).all()
            stories |= {plan.item.address: number for plan, number in zip(alone, ids, strict=True)}
        values = [
            {
                **rows.article_values(plan.item, version=1, page_sha256=plan.page_sha256, first_seen_at=self._now),
                "address_key": address_key(plan.item.address),
                "address": plan.item.address,
                "source_key": plan.item.source_key,
                "story_id": stories[plan.item.address],
                "first_seen_at": self._now,
                "last_seen_at": self._now,
            }
            for plan in plans
        ]
        added = insert(article).returning(article.c.id, sort_by_parameter_order=True)
        for plan, number in zip(plans, self._connection.scalars(added, values).all(), strict=True):
            plan.article_id = number

    def _update_articles(self, plans: Sequence[_Plan]) -> None:
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

    def _write_versions(self, plans: Sequence[_Plan]) -> None:
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
            }
            for plan in plans
        ]
        if values:
            self._connection.execute(insert(article_version), values)

    def _write_flags(self, plans: Sequence[_Plan]) -> None:
        values = [
            {"article_id": plan.article_id, "version": plan.version, **rows.flag_values(verdict)}
            for plan in plans
            for verdict in plan.item.verdicts.values()
            if verdict.grade >= 1
        ]
        if values:
            self._connection.execute(insert(flag), values)

    def _write_alerts(self, plans: Sequence[_Plan]) -> None:
        values = []
        edited = {plan.article_id: plan.version - 1 for plan in plans if plan.outcome == "edited"}
        before, told = self._grades(edited), self._told(edited)
        for plan in plans:
            kind: AlertKind = "new" if plan.outcome == "new" else "edit"
            grades = before.get(plan.article_id, {})
            for topic, channel, grade in rows.alerts_of(plan.item, kind, self._routes, before=grades):
                # A text that goes back and forth between two versions is news once.
                if told.get((plan.article_id, topic, channel), 0) < grade:
                    plan.alerts += 1
                    values.append(
                        {
                            "article_id": plan.article_id,
                            "version": plan.version,
                            "topic": topic,
                            "channel": channel,
                            "kind": kind,
                            "source_key": plan.item.source_key,
                            "state": "pending",
                            "created_at": self._now,
                        }
                    )
        if values:
            self._connection.execute(insert(alert), values)

    def _grades(self, versions: Mapping[int, int]) -> dict[int, dict[str, int]]:
        """The grades by topic of one version each of some articles."""
        found: dict[int, dict[str, int]] = {}
        query = select(flag.c.article_id, flag.c.version, flag.c.topic, flag.c.grade)
        if versions:
            for row in self._connection.execute(query.where(flag.c.article_id.in_(versions))):
                if row.version == versions[row.article_id]:
                    found.setdefault(row.article_id, {})[row.topic] = row.grade
        return found

    def _told(self, articles: Collection[int]) -> dict[tuple[int | None, str | None, str], int]:
        """The highest grade each channel was ever alerted of, by (article, topic, channel)."""
        same = (
            flag.c.article_id == alert.c.article_id,
            flag.c.version == alert.c.version,
            flag.c.topic == alert.c.topic,
        )
        query = (
            select(alert.c.article_id, alert.c.topic, alert.c.channel, func.max(flag.c.grade))
            .join(flag, and_(*same))
            .where(alert.c.article_id.in_(articles))
            .group_by(alert.c.article_id, alert.c.topic, alert.c.channel)
        )
        rows_told = self._connection.execute(query) if articles else ()
        return {(number, topic, channel): grade for number, topic, channel, grade in rows_told}

    def _write_page_rows(self, plans: Sequence[_Plan]) -> None:
        values = []
        for plan in plans:
            first = plan.stored.first_seen_at if plan.stored is not None else self._now
            day = plan.stored.published_day if plan.stored is not None else None
            original = plan.stored.address if plan.stored is not None and plan.repeats else None
            values.append(
                {
                    **rows.page_row_values(plan.item, now=self._now.astimezone(UTC), first_seen_at=first, day=day),
                    "address_key": address_key(plan.item.address),
                    "note": f"duplicate of {original}" if original else None,
                    "duplicate_of": original,
                }
            )
        new = self._db.insert(page)
        replaced = {name: new.excluded[name] for name in rows.PAGE_ROW_REPLACED}
        self._connection.execute(new.on_conflict_do_update(index_elements=["address_key"], set_=replaced), values)
