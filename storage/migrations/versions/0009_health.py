"""How sources fare, as their judge keeps it, and each crawl's troubles in words by kind."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("crawl_run", sa.Column("problems", sa.Text(), nullable=True))
    op.create_table(
        "health",
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("advice", sa.Text(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_answer_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("silent_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expected", sa.Float(), nullable=False),
        sa.Column("got", sa.Float(), nullable=False),
        sa.Column("weeks", sa.Text(), nullable=False),
        sa.Column("memory", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source_key", name="pk_health"),
    )


def downgrade() -> None:
    raise NotImplementedError("restore the backup made before the upgrade")
