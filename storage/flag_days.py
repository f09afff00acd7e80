"""What each flag repeats of its article: its day, source and language. The newest flags of a source or a language are
then found by an index, however large the archive is and however few they are."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, or_, select, update

from storage.pages import batched
from storage.schema import article, flag

REPEATED = ("day", "source_key", "language")
"""The columns that a flag and its article share."""
_THEIRS = {
    name: select(article.c[name]).where(article.c.id == flag.c.article_id).scalar_subquery() for name in REPEATED
}


def stamp_flags(connection: Connection, article_ids: Collection[int]) -> None:
    """Repeat the day, source and language of these articles in all their flags. To be called by whatever writes flags,
    or changes one of the three of an article, in the same transaction."""
    differs = or_(*(flag.c[name].is_distinct_from(theirs) for name, theirs in _THEIRS.items()))
    for part in batched(sorted(set(article_ids))):
        connection.execute(update(flag).where(flag.c.article_id.in_(part), differs).values(_THEIRS))
