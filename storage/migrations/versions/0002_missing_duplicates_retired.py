"""Since when a page answers 404, which article a page only repeats, and which sources nobody names any more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_NOTE = "duplicate of "


def upgrade() -> None:
    op.add_column("page", sa.Column("missing_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("page", sa.Column("duplicate_of", sa.Text(), nullable=True))
    op.add_column("source", sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True))
    page = sa.table("page", sa.column("state", sa.Text()), sa.column("note", sa.Text()), sa.column("duplicate_of"))
    noted = sa.and_(page.c.state == "stored", page.c.note.startswith(_NOTE))
    op.execute(sa.update(page).where(noted).values(duplicate_of=sa.func.substr(page.c.note, len(_NOTE) + 1)))


def downgrade() -> None:
    raise NotImplementedError("restore the backup made before the upgrade")
