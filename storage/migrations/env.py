"""Alembic's entry: run the migrations on the connection that ``storage.upgrade`` hands over."""

from __future__ import annotations

from alembic import context

from storage.schema import metadata


def include_name(name: str | None, type_: str, _parents: object) -> bool:
    """Leave out full-text tables and their shadows: SQLite makes them itself, the metadata does not know them."""
    return type_ != "table" or name is None or "_fts" not in name


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    include_name=include_name,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
