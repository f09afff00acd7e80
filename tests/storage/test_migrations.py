"""The migrations and the tables the code works with are one and the same schema."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage import Store
from storage.schema import metadata
from storage.upgrade import HEAD, config


def test_head_is_the_newest_migration() -> None:
    script = ScriptDirectory.from_config(config())
    assert script.get_heads() == [HEAD]
    revisions = [revision.revision for revision in script.walk_revisions()]
    assert all(len(name) == 4 and name.isdigit() for name in revisions), "versions are compared as numbers"


def test_migrations_make_exactly_the_tables_of_the_schema(url: str) -> None:
    with Store.open(url) as store, store._db.raw() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
