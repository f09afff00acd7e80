"""The tables of full-text search beside its index. As in ``storage.schema``, a change needs a migration.

The index itself, ``article_fts``, is an FTS5 table on SQLite (``title`` and ``body`` in stems, its rowid the entry) and
a table with a ``tsvector`` on PostgreSQL (``entry``, ``words``); a migration makes it, nothing else knows it.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Table, TypedColumns

from storage.schema import metadata


class _EntryColumns(TypedColumns):
    # No foreign keys: both tables can always be made again from the articles.
    article_id = Column(BigInteger, primary_key=True, autoincrement=False)
    entry = Column(BigInteger, nullable=False)  # storage.search_find.entry_of() of what is in the index


search_entry = Table("search_entry", metadata, _EntryColumns)


class _PendingColumns(TypedColumns):
    article_id = Column(BigInteger, primary_key=True, autoincrement=False)


search_pending = Table("search_pending", metadata, _PendingColumns)


def known_by_name(name: str | None, type_: str, _parents: object) -> bool:
    """Leave out full-text tables and their shadows: the metadata does not know them. For Alembic's ``include_name``."""
    return type_ != "table" or name is None or "_fts" not in name
