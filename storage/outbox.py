"""The outbox: alert rows on their way to people, never lost, never in two hands at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, cast
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, update

from storage.engine import Database
from storage.lease import owner_is_dead
from storage.outbox_health import health_of
from storage.records import AlertKind, AlertRow, AlertState, StoryPage
from storage.schema import alert, article, article_version, flag, source
from storage.story_pages import story_pages

_QUERY = (
    select(
        alert.c.id,
        alert.c.delivery_id,
        alert.c.channel,
        alert.c.kind,
        alert.c.state,
        alert.c.attempts,
        alert.c.created_at,
        alert.c.next_attempt_at,
        alert.c.error,
        alert.c.article_id,
        alert.c.version,
        alert.c.topic,
        alert.c.sent_at,
        alert.c.source_key,
        alert.c.payload,
        alert.c.not_before,
        flag.c.grade,
        flag.c.evidence,
        article_version.c.title,
        article_version.c.published_day,
        article_version.c.change_kind,
        article_version.c.added,
        article_version.c.removed,
        article.c.url,
        article.c.language,
        article.c.first_seen_at,
        article.c.story_id,
        source.c.name.label("source_name"),
        source.c.country,
    )
    .join(source, source.c.key == alert.c.source_key)
    .outerjoin(article, article.c.id == alert.c.article_id)
    .outerjoin(
        article_version,
        and_(article_version.c.article_id == alert.c.article_id, article_version.c.version == alert.c.version),
    )
    .outerjoin(
        flag,
        and_(flag.c.article_id == alert.c.article_id, flag.c.version == alert.c.version, flag.c.topic == alert.c.topic),
    )
)

_OTHER = alert.alias()
_FIRST_OF_ITS_DELIVERY = (
    select(func.min(_OTHER.c.id)).where(_OTHER.c.delivery_id == alert.c.delivery_id).scalar_subquery()
)


class Outbox:
    """The part of ``Store`` that hands alerts out and notes what became of them."""

    _db: Database

    def claim_alerts(self, channel: str, *, now: datetime, owner: str, lease_s: float, limit: int) -> list[AlertRow]:
        """The next delivery of a channel, now "sending" and leased to ``owner`` until ``now`` + ``lease_s``; empty
        where nothing is due. All rows share one ``delivery_id``.

        First a delivery that was begun: one to be retried whose time has come, or one whose lease has run out or
        whose owner (``storage.lease.process_owner()``) is dead: the same id, the same rows, whatever ``limit``. Else
        up to ``limit`` pending rows, oldest first, as a new delivery. Claiming counts as an attempt, so that a message
        that kills its sender is not tried for ever. No row is ever leased to two owners at once.
        """
        with self._db.write() as connection:
            delivery = self._unfinished(connection, channel, now)
            if delivery is not None:
                chosen = alert.c.delivery_id == delivery
            else:
                pending = select(alert.c.id).where(alert.c.channel == channel, alert.c.state == "pending")
                pending = pending.order_by(alert.c.id).limit(limit).with_for_update(skip_locked=True)
                ids = connection.scalars(pending).all()
                if not ids:
                    return []
                delivery, chosen = str(uuid4()), alert.c.id.in_(ids)
            connection.execute(
                update(alert)
                .where(chosen)
                .values(
                    state="sending",
                    delivery_id=delivery,
                    attempts=alert.c.attempts + 1,
                    next_attempt_at=None,
                    lease_owner=owner,
                    lease_until=now + timedelta(seconds=lease_s),
                )
            )
            return _rows(connection, _QUERY.where(alert.c.delivery_id == delivery).order_by(alert.c.id))

    def finish_delivery(
        self,
        delivery_id: str,
        *,
        state: Literal["sent", "retry", "dead"],
        now: datetime,
        error: str | None = None,
        next_attempt_at: datetime | None = None,
    ) -> None:
        """Note how a delivery ended: "sent"; "retry" at ``next_attempt_at`` (None: as soon as asked for); or "dead",
        which only ``retry_alerts`` brings back. What was sent stays sent, whatever a second owner reports later."""
        values: dict[str, Any] = {"state": state, "error": error, "lease_owner": None, "lease_until": None}
        values["next_attempt_at"] = (next_attempt_at or now) if state == "retry" else None
        if state == "sent":
            values["sent_at"] = now
        open_rows = and_(alert.c.delivery_id == delivery_id, alert.c.state != "sent")
        with self._db.write() as connection:
            connection.execute(update(alert).where(open_rows).values(values))

    def alerts(
        self, *, states: Sequence[AlertState] | None = None, channel: str | None = None, limit: int = 100
    ) -> list[AlertRow]:
        """Outbox rows, newest first; of some states or of one channel only, where asked."""
        query = _QUERY.order_by(alert.c.id.desc()).limit(limit)
        if states is not None:
            query = query.where(alert.c.state.in_(states))
        if channel is not None:
            query = query.where(alert.c.channel == channel)
        with self._db.read() as connection:
            return _rows(connection, query)

    def retry_alerts(self, ids: Sequence[int] | None, *, now: datetime) -> int:
        """Make "dead" and "retry" deliveries due now, counting their attempts from 0: all of them, or those that hold
        one of the rows ``ids``. A delivery is one message: its other rows go with it, its id stays, so that a receiver
        that did get it can tell. Returns the number of rows."""
        wanted: ColumnElement[bool] = alert.c.state.in_(("dead", "retry"))
        if ids is not None:
            holding = select(alert.c.delivery_id).where(alert.c.id.in_(ids))
            wanted = and_(wanted, alert.c.delivery_id.in_(holding))
        with self._db.write() as connection:
            due = update(alert).where(wanted).values(state="retry", next_attempt_at=now, attempts=0)
            return connection.execute(due).rowcount

    def alert_counts(self) -> dict[tuple[str, str], int]:
        """The number of outbox rows by (channel, state)."""
        query = select(alert.c.channel, alert.c.state, func.count()).group_by(alert.c.channel, alert.c.state)
        with self._db.read() as connection:
            return {(channel, state): number for channel, state, number in connection.execute(query)}

    def _unfinished(self, connection: Connection, channel: str, now: datetime) -> str | None:
        """The oldest delivery of the channel that was begun and is free to be taken up again.

        Only its first row is locked: whoever holds that one holds the delivery, so no two can share its rows.
        """
        dead = self._dead_owners(connection, channel)
        free = or_(alert.c.lease_until <= now, alert.c.lease_owner.in_(dead))
        due = or_(
            and_(alert.c.state == "retry", alert.c.next_attempt_at <= now), and_(alert.c.state == "sending", free)
        )
        query = select(alert.c.delivery_id).where(alert.c.channel == channel, due, alert.c.id == _FIRST_OF_ITS_DELIVERY)
        query = query.order_by(alert.c.id).limit(1).with_for_update(of=alert, skip_locked=True)
        return connection.scalar(query)

    def _dead_owners(self, connection: Connection, channel: str) -> list[str]:
        query = select(alert.c.lease_owner).where(alert.c.channel == channel, alert.c.state == "sending").distinct()
        return [owner for owner in connection.scalars(query) if owner is not None and owner_is_dead(owner)]


def _rows(connection: Connection, query: Select[*tuple[Any, ...]]) -> list[AlertRow]:
    rows = connection.execute(query).all()
    pages = story_pages(connection, {row.story_id for row in rows if row.story_id is not None})
    return [_alert_row(row, pages.get(row.story_id, ())) for row in rows]


def _alert_row(row: Any, pages: Sequence[StoryPage]) -> AlertRow:
    health = health_of(row.source_key, row.payload)
    return AlertRow(
        id=row.id,
        delivery_id=row.delivery_id,
        channel=row.channel,
        kind=cast("AlertKind", row.kind),
        state=cast("AlertState", row.state),
        attempts=row.attempts,
        created_at=row.created_at,
        next_attempt_at=row.next_attempt_at,
        error=row.error,
        article_id=row.article_id,
        version=row.version,
        topic=row.topic,
        grade=row.grade,
        title=row.title or (health.title if health else ""),
        url=row.url or "",
        source_key=row.source_key,
        source_name=row.source_name,
        country=row.country,
        language=row.language,
        published_day=row.published_day,
        first_seen_at=row.first_seen_at,
        evidence=tuple(row.evidence or ()),
        story_id=row.story_id,
        change_kind=row.change_kind,
        added=row.added or "",
        removed=row.removed or "",
        sent_at=row.sent_at,
        others=tuple(page for page in pages if page.article_id != row.article_id),
        health=health,
        not_before=row.not_before,
    )
