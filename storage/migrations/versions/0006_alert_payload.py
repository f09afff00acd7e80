"""Alerts of the health of sources and of withdrawn articles, alerts that wait for their digest, threads in chats."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("alert") as batch:
        batch.add_column(sa.Column("payload", sa.Text(), nullable=True))
        batch.add_column(sa.Column("not_before", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("thread", sa.Text(), nullable=True))
        batch.drop_constraint("uq_alert_article_id_version_topic_channel", type_="unique")
        batch.create_unique_constraint(
            "uq_alert_article_id_version_topic_channel_kind", ["article_id", "version", "topic", "channel", "kind"]
        )
    op.create_index("ix_alert_channel_sent_at", "alert", ["channel", "sent_at"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("restore the backup made before the upgrade")
