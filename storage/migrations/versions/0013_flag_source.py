"""Flags know the source and language of their article, too; reviewed flags and the states of alerts have an index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("flag", sa.Column("source_key", sa.Text(), nullable=False, server_default=""))
    op.add_column("flag", sa.Column("language", sa.Text(), nullable=True))
    op.execute(
        "UPDATE flag SET source_key = (SELECT source_key FROM article WHERE article.id = flag.article_id),"
        " language = (SELECT language FROM article WHERE article.id = flag.article_id)"
    )
    op.create_index("ix_flag_source_key_day_article_id", "flag", ["source_key", "day", "article_id"], unique=False)
    op.create_index("ix_flag_language_day_article_id", "flag", ["language", "day", "article_id"], unique=False)
    reviewed = sa.text("reviewed IS NOT NULL")
    op.create_index(
        "ix_flag_reviewed",
        "flag",
        ["day", "article_id"],
        unique=False,
        sqlite_where=reviewed,
        postgresql_where=reviewed,
    )
    op.create_index("ix_alert_state_id", "alert", ["state", "id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("restore the backup made before the upgrade")
