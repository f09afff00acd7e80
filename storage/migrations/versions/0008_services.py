"""The services that run on a database; how long each source's rhythm is, and which sources were asked for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("source", sa.Column("rhythm_s", sa.Integer(), nullable=True))
    op.add_column("source", sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "service",
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("loads", sa.Integer(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("owner", name="pk_service"),
    )


def downgrade() -> None:
    raise NotImplementedError("restore the backup made before the upgrade")
