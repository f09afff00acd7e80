"""The search index of PostgreSQL put in order after it has grown, and its planner told of it."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import text

from storage.engine import Database
from storage.errors import StoreError

_TIDY = text("SELECT gin_clean_pending_list('ix_article_fts_words'::regclass)")
_STALE = text(
    "SELECT reltuples < 0 OR n_mod_since_analyze > 1000 + reltuples / 10 FROM pg_class"
    " JOIN pg_stat_user_tables ON relid = pg_class.oid WHERE pg_class.oid = 'article_fts'::regclass"
)
"""Whether the planner's figures are of another size of the index than it has."""


def settle(db: Database) -> None:
    """What autovacuum does a minute later, if at all. What the index holds unsorted is read whole by every question,
    and without figures the planner reads the articles one by one: 107 ms a question instead of 1 at 5,000 articles."""
    with suppress(StoreError), db.write() as connection:  # the answers are the same without it
        connection.execute(_TIDY)
        if connection.scalar(_STALE):
            connection.execute(text("ANALYZE article_fts, search_entry, article, flag, source"))
