"""Outbox rows as they are read: an alert with everything a message needs to say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select, text

from storage.due import LONGEST_SEND
from storage.lease import owner_is_alive, owner_is_dead
from storage.outbox_health import health_of
from storage.records import AlertKind, AlertRow, AlertState, StoryPage
from storage.schema import alert, article, article_version, flag, source
from storage.story_pages import story_pages

own_clock = partial(datetime.now, UTC)
"""This machine's clock, for how far it is from the database's."""
_SAME_CLOCK = timedelta(seconds=1)
OPEN = ("pending", "sending", "retry", "dead")
"""The states of rows that are not settled: neither sent nor dropped."""

QUERY = (
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
        article.c.gone_at,
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


def free_to_take(
    connection: Connection, channel: str, now: datetime, *, owner: str | None = None
) -> ColumnElement[bool]:
    """The rows of a channel that are "sending" in nobody's hands any more: the lease ran out, or its owner is dead.

    ``now`` is ``lease_time``. One that reaches further ahead than any is taken for was written by a clock that ran
    ahead; or it is this process's that runs behind. So it is left to an owner who is known to live and is not
    ``owner``, who asks.
    """
    query = select(alert.c.lease_owner).where(alert.c.channel == channel, alert.c.state == "sending").distinct()
    owners = [one for one in connection.scalars(query) if one is not None]
    dead = [one for one in owners if owner_is_dead(one)]
    others = [one for one in owners if one != owner and owner_is_alive(one)]
    beyond = and_(alert.c.lease_until > now + LONGEST_SEND, alert.c.lease_owner.not_in(others))
    free = or_(alert.c.lease_until <= now, beyond, alert.c.lease_owner.in_(dead))
    return and_(alert.c.state == "sending", free)


def lease_time(connection: Connection, now: datetime) -> datetime:
    """``now`` as the database's clock has it, by which leases are written and read: processes on machines whose clocks
    differ hold none of each other's deliveries for free. Processes on one SQLite file have one machine's clock."""
    if connection.dialect.name == "sqlite":
        return now
    own = own_clock()
    behind: timedelta = connection.execute(text("SELECT clock_timestamp()")).scalar_one() - own
    return now + behind if abs(behind) > _SAME_CLOCK else now


def read_rows(connection: Connection, query: Select[*tuple[Any, ...]]) -> list[AlertRow]:
    """The outbox rows that ``query`` (made of ``QUERY``) finds, with the other pages of their stories."""
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
        gone_since=row.gone_at if row.kind == "withdrawn" else None,
    )
