"""Crawls under way have an index: whether a source has one is asked before each look at it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    unfinished = sa.text("finished_at IS NULL")
    op.create_index(
        "ix_crawl_run_unfinished",
        "crawl_run",
        ["source_key"],
        unique=False,
        sqlite_where=unfinished,
        postgresql_where=unfinished,
    )


def downgrade() -> None:
    raise NotImplementedError("restore the backup made before the upgrade")
