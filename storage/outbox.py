"""The outbox: alert rows on their way to people, never lost, never in two hands at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, update

from storage.due import LONGEST_DIGEST, LONGEST_SEND, is_due
from storage.outbox_desk import OutboxDesk
from storage.outbox_rows import OPEN, QUERY, free_to_take, lease_time, read_rows
from storage.records import AlertRow
from storage.schema import alert, article

_OTHER = alert.alias()
_FIRST_OF_ITS_DELIVERY = (
    select(func.min(_OTHER.c.id))
    .where(_OTHER.c.delivery_id == alert.c.delivery_id, _OTHER.c.state.in_(OPEN))
    .scalar_subquery()
)


class Outbox(OutboxDesk):
    """The part of ``Store`` that hands alerts out and notes what became of them."""

    def claim_alerts(self, channel: str, *, now: datetime, owner: str, lease_s: float, limit: int) -> list[AlertRow]:
        """The next delivery of a channel, now "sending" and leased to ``owner`` for ``lease_s`` seconds; empty
        where nothing is due. All rows share one ``delivery_id``.

        First a delivery that was begun: one to be retried whose time has come, or one whose lease has run out or
        whose owner (``storage.lease.process_owner()``) is dead: the same id, the same rows, whatever ``limit``. Else
        up to ``limit`` pending rows whose digest is due (or that wait for none), oldest first, as a new delivery.
        Claiming counts as an attempt, so that a message that kills its sender is not tried for ever. No row is ever
        leased to two owners at once.
        """
        with self._db.write() as connection:
            at = lease_time(connection, now)
            delivery = self._unfinished(connection, channel, now, free_to_take(connection, channel, at, owner=owner))
            if delivery is not None:
                chosen = and_(alert.c.delivery_id == delivery, alert.c.state.in_(OPEN))
            else:
                pending = select(alert.c.id).where(alert.c.channel == channel, alert.c.state == "pending", _due(now))
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
                    lease_until=at + timedelta(seconds=lease_s),
                )
            )
            mine = and_(alert.c.delivery_id == delivery, alert.c.state == "sending")
            rows = read_rows(connection, QUERY.where(mine).order_by(alert.c.id))
            threads = _threads(connection, channel, {row.story_id for row in rows if row.story_id is not None})
        return [replace(row, thread=threads.get(row.story_id)) for row in rows]

    def finish_delivery(
        self,
        delivery_id: str,
        *,
        state: Literal["sent", "retry", "dead"],
        now: datetime,
        error: str | None = None,
        next_attempt_at: datetime | None = None,
        thread: str | None = None,
    ) -> None:
        """Note how a delivery ended: "sent", in the channel's ``thread`` where it told one; "retry" at
        ``next_attempt_at`` (None: as soon as asked for); or "dead", which only ``retry_alerts`` brings back. What was
        sent stays sent, whatever a second owner reports later, and what was dropped stays dropped."""
        values: dict[str, Any] = {"state": state, "error": error, "lease_owner": None, "lease_until": None}
        values["next_attempt_at"] = (next_attempt_at or now) if state == "retry" else None
        if state == "sent":
            values |= {"sent_at": now, "thread": thread}
        open_rows = and_(alert.c.delivery_id == delivery_id, alert.c.state.in_(OPEN))
        with self._db.write() as connection:
            connection.execute(update(alert).where(open_rows).values(values))

    def messages_since(self, channel: str, since: datetime) -> int:
        """How many messages a channel sent after ``since``; none of a clock that ran a day ahead."""
        query = select(func.count(alert.c.delivery_id.distinct()))
        sent = alert.c.sent_at.between(since + timedelta(microseconds=1), since + LONGEST_SEND)
        with self._db.read() as connection:
            return connection.scalar(query.where(alert.c.channel == channel, sent)) or 0

    def _unfinished(self, connection: Connection, channel: str, now: datetime, free: ColumnElement[bool]) -> str | None:
        """The oldest delivery of the channel that was begun and is to be retried now, or ``free`` to be taken up again.

        Only its first row is locked: whoever holds that one holds the delivery, so no two can share its rows.
        """
        due = or_(
            and_(alert.c.state == "retry", is_due(alert.c.next_attempt_at, now, LONGEST_SEND)),
            free,
        )
        query = select(alert.c.delivery_id).where(alert.c.channel == channel, due, alert.c.id == _FIRST_OF_ITS_DELIVERY)
        query = query.order_by(alert.c.id).limit(1).with_for_update(of=alert, skip_locked=True)
        return connection.scalar(query)


def _due(now: datetime) -> ColumnElement[bool]:
    return or_(alert.c.not_before.is_(None), is_due(alert.c.not_before, now, LONGEST_DIGEST))


def _threads(connection: Connection, channel: str, stories: Collection[int]) -> dict[int | None, str]:
    """Where the channel first told of each of these stories, for channels that keep threads."""
    if not stories:
        return {}
    query = (
        select(article.c.story_id, alert.c.thread)
        .join(alert, alert.c.article_id == article.c.id)
        .where(article.c.story_id.in_(stories), alert.c.channel == channel, alert.c.thread.is_not(None))
        .order_by(alert.c.id.desc())  # the first one wins: it is written last
    )
    return {story: thread for story, thread in connection.execute(query) if thread is not None}
