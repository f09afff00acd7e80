"""What happens to an article beside its text, the index of near duplicates, and which reader read a version."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from articles.fingerprint import text_keys

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_AT_ONCE = 500


def upgrade() -> None:
    op.add_column("article_version", sa.Column("reader", sa.Text(), nullable=True))
    op.create_table(
        "article_event",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("article_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_article_event_article_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_event")),
    )
    op.create_index(op.f("ix_article_event_article_id"), "article_event", ["article_id"], unique=False)
    op.create_table(
        "text_key",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("article_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("key", "article_id", name=op.f("pk_text_key")),
        sqlite_with_rowid=False,
    )
    _index_what_is_stored()


def _index_what_is_stored() -> None:
    """The keys of every stored article, so that today's news finds yesterday's."""
    connection = op.get_bind()
    article = sa.table("article", sa.column("id", sa.BigInteger()), sa.column("body", sa.Text()))
    key = sa.table("text_key", sa.column("key", sa.BigInteger()), sa.column("article_id", sa.BigInteger()))
    last = 0
    while True:
        query = sa.select(article.c.id, article.c.body).where(article.c.id > last).order_by(article.c.id)
        rows = connection.execute(query.limit(_AT_ONCE)).all()
        if not rows:
            return
        values = [{"key": number, "article_id": row.id} for row in rows for number in text_keys(row.body)]
        if values:
            connection.execute(sa.insert(key), values)
        last = rows[-1].id


def downgrade() -> None:
    raise NotImplementedError("restore the backup made before the upgrade")
