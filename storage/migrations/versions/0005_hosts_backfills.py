"""What is known of each host (whose turn it is, its robots.txt, today's requests), and how far backfills have come."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "host",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("day", sa.Text(), nullable=True),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("robots_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("robots_status", sa.Integer(), nullable=True),
        sa.Column("robots_body", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_host"),
    )
    op.create_table(
        "backfill",
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.Column("next_url", sa.Text(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("links", sa.Integer(), nullable=False),
        sa.Column("newest", sa.Text(), nullable=True),
        sa.Column("oldest", sa.Text(), nullable=True),
        sa.Column("last_page", sa.Integer(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("source_key", "way", name="pk_backfill"),
        sa.ForeignKeyConstraint(["source_key"], ["source.key"], name="fk_backfill_source_key"),
    )


def downgrade() -> None:
    raise NotImplementedError("restore the backup made before the upgrade")
