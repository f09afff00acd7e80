"""Indexes of a part of a table. A change here needs a migration, as in ``storage.schema``.

They stand apart because SQLAlchemy loads each database's whole dialect to read their conditions: a fifth of the time
that ``vestnik status`` takes, which needs none of it. Only migrations and what compares them with the tables do.
"""

from __future__ import annotations

from sqlalchemy import Index, text

from storage.schema import crawl_run, flag

_REVIEWED = text("reviewed IS NOT NULL")
_UNFINISHED = text("finished_at IS NULL")

reviewed = Index("ix_flag_reviewed", flag.c.day, flag.c.article_id, sqlite_where=_REVIEWED, postgresql_where=_REVIEWED)
unfinished = Index(
    "ix_crawl_run_unfinished", crawl_run.c.source_key, sqlite_where=_UNFINISHED, postgresql_where=_UNFINISHED
)
