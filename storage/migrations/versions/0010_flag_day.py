"""Flags know the day of their article: the newest of them are read from an index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("flag", sa.Column("day", sa.Text(), nullable=False, server_default=""))
    op.execute("UPDATE flag SET day = (SELECT day FROM article WHERE article.id = flag.article_id)")
    op.drop_index("ix_flag_topic_grade", "flag")
    op.create_index("ix_flag_day_article_id", "flag", ["day", "article_id"], unique=False)
    op.create_index("ix_flag_topic_day_article_id", "flag", ["topic", "day", "article_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("restore the backup made before the upgrade")
