"""Alembic's entry: run the migrations on the connection that ``storage.upgrade`` hands over."""

from __future__ import annotations

from alembic import context

import storage.schema_partial  # noqa: F401  # its indexes are part of the metadata
from storage.schema import metadata
from storage.schema_search import known_by_name

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    include_name=known_by_name,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
