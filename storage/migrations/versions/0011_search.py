"""Full-text search: the index, what is in it, and what waits to be."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_entry",
        sa.Column("article_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", name="pk_search_entry"),
    )
    op.create_table(
        "search_pending",
        sa.Column("article_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("article_id", name="pk_search_pending"),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE article_fts USING fts5(title, body, tokenize = 'unicode61 remove_diacritics 0')"
        )
    else:
        op.execute("CREATE TABLE article_fts (entry BIGINT PRIMARY KEY, words tsvector NOT NULL)")
        op.execute("CREATE INDEX ix_article_fts_words ON article_fts USING gin (words)")
    op.execute("INSERT INTO search_pending (article_id) SELECT id FROM article")


def downgrade() -> None:
    raise NotImplementedError("restore the backup made before the upgrade")
