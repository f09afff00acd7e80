"""The day of its article in each flag: the newest flags are then found by an index, however large the archive is."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select, update

from storage.pages import batched
from storage.schema import article, flag

_DAY = select(article.c.day).where(article.c.id == flag.c.article_id).scalar_subquery()


def stamp_days(connection: Connection, article_ids: Collection[int]) -> None:
    """Note the day of these articles in all their flags. To be called by whatever writes flags, or moves an article to
    another day, in the same transaction."""
    for part in batched(sorted(set(article_ids))):
        connection.execute(update(flag).where(flag.c.article_id.in_(part), flag.c.day != _DAY).values(day=_DAY))
