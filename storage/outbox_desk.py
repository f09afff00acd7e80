"""The outbox as people look after it: what waits, what failed, another try, and what is not wanted any more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import get_args

from sqlalchemy import ColumnElement, Connection, and_, func, literal, or_, select, union_all, update

from storage.engine import Database
from storage.outbox_rows import QUERY, free_to_take, lease_time, read_rows
from storage.pages import batched
from storage.records import AlertRow, AlertState
from storage.schema import alert

_CHANNELS_AT_ONCE = 50
"""SQLite takes 500 parts of one compound question, six of them for each channel."""
DROPPABLE: tuple[AlertState, ...] = ("pending", "retry", "dead")


class OutboxDesk:
    """The part of ``Store`` that lists alerts, brings them back and drops them."""

    _db: Database

    def alerts(
        self,
        *,
        states: Sequence[AlertState] | None = None,
        channel: str | None = None,
        limit: int = 100,
        ids: Sequence[int] | None = None,
        before: int | None = None,
        delivery_id: str | None = None,
    ) -> list[AlertRow]:
        """Outbox rows, newest first; of some states, of one channel, of some numbers or of one message only, where
        asked; those ``before`` a number for the next part of the list."""
        query = QUERY.order_by(alert.c.id.desc()).limit(limit)
        if states is not None:
            query = query.where(alert.c.state.in_(states))
        if channel is not None:
            query = query.where(alert.c.channel == channel)
        if ids is not None:
            query = query.where(alert.c.id.in_(ids))
        if before is not None:
            query = query.where(alert.c.id < before)
        if delivery_id is not None:
            query = query.where(alert.c.delivery_id == delivery_id)
        with self._db.read() as connection:
            return read_rows(connection, query)

    def retry_alerts(self, ids: Sequence[int] | None, *, now: datetime) -> int:
        """Make "dead" and "retry" deliveries due now, counting their attempts from 0: all of them, or those that hold
        one of the rows ``ids``. A delivery is one message: its other rows go with it, its id stays, so that a receiver
        that did get it can tell. Named rows that wait for a digest wait no more, and dropped ones come back, as a
        message of their own. Returns the number of rows."""
        wanted: ColumnElement[bool] = alert.c.state.in_(("dead", "retry"))
        count = 0
        with self._db.write() as connection:
            if ids is not None:
                holding = select(alert.c.delivery_id).where(alert.c.id.in_(ids))
                wanted = and_(wanted, alert.c.delivery_id.in_(holding))
                waiting = and_(alert.c.state == "pending", alert.c.not_before > now)
                named = and_(alert.c.id.in_(ids), or_(waiting, alert.c.state == "dropped"))
                anew = {"state": "pending", "not_before": None, "attempts": 0, "delivery_id": None, "error": None}
                count = connection.execute(update(alert).where(named).values(anew)).rowcount
            due = update(alert).where(wanted).values(state="retry", next_attempt_at=now, attempts=0)
            return count + connection.execute(due).rowcount

    def drop_alerts(
        self,
        *,
        now: datetime,
        ids: Sequence[int] | None = None,
        channel: str | None = None,
        states: Sequence[AlertState] = DROPPABLE,
        count_only: bool = False,
    ) -> int:
        """Give alerts up: those of ``ids``, or all of a ``channel``, that are in one of ``states`` ("pending", "retry",
        "dead"), and what a dead process left "sending". They stay as "dropped". What is being sent, was sent or was
        dropped before is left alone. Returns the number of rows; ``count_only`` changes nothing.

        Raises ValueError where neither ``ids`` nor ``channel`` is given."""
        if ids is None and channel is None:
            raise ValueError("name alerts or a channel")
        with self._db.write() as connection:
            chosen: ColumnElement[bool] = alert.c.state.in_([state for state in states if state in DROPPABLE])
            of_channel = select(alert.c.channel).where(alert.c.state == "sending").distinct()
            channels = [channel] if channel is not None else list(connection.scalars(of_channel))
            at = lease_time(connection, now)
            left = [and_(alert.c.channel == one, free_to_take(connection, one, at)) for one in channels]
            chosen = or_(chosen, *left)
            if ids is not None:
                chosen = and_(chosen, alert.c.id.in_(ids))
            if channel is not None:
                chosen = and_(chosen, alert.c.channel == channel)
            if count_only:
                return connection.scalar(select(func.count()).select_from(alert).where(chosen)) or 0
            values = {"state": "dropped", "next_attempt_at": None, "lease_owner": None, "lease_until": None}
            return connection.execute(update(alert).where(chosen).values(values)).rowcount

    def alert_counts(self, *, most: int | None = None) -> dict[tuple[str, str], int]:
        """The number of outbox rows by (channel, state). With ``most`` none is counted further than one more: that
        costs the same however many alerts were ever sent."""
        with self._db.read() as connection:
            if most is not None:
                return _counted_up_to(connection, most + 1)
            query = select(alert.c.channel, alert.c.state, func.count()).group_by(alert.c.channel, alert.c.state)
            return {(channel, state): number for channel, state, number in connection.execute(query)}


def _counted_up_to(connection: Connection, most: int) -> dict[tuple[str, str], int]:
    channels: list[str] = []
    first = connection.scalar(select(func.min(alert.c.channel)))
    while first is not None:
        channels.append(first)
        first = connection.scalar(select(func.min(alert.c.channel)).where(alert.c.channel > first))
    counted: dict[tuple[str, str], int] = {}
    for some in batched(channels, _CHANNELS_AT_ONCE):
        counts = []
        for channel in some:
            for state in get_args(AlertState):
                same = (alert.c.channel == channel, alert.c.state == state)
                found = select(alert.c.id).where(*same).limit(most).subquery()
                counts.append(select(literal(channel), literal(state), func.count()).select_from(found))
        rows = connection.execute(union_all(*counts))
        counted |= {(channel, state): number for channel, state, number in rows if number}
    return counted
