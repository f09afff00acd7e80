"""The first schema: sources, runs, pages, articles with their versions and raw pages, stories, flags, the outbox."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _source()
    _crawl_run()
    _page()
    _story()
    _raw_page()
    _article()
    _article_version()
    _flag()
    _alert()


def _source() -> None:
    op.create_table(
        "source",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("homepage", sa.Text(), nullable=False),
        sa.Column("config_hash", sa.Text(), nullable=False),
        sa.Column("every_s", sa.Integer(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("health", sa.Text(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("next_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_success_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_source")),
    )
    op.create_index(op.f("ix_source_next_due_at"), "source", ["next_due_at"], unique=False)


def _crawl_run() -> None:
    op.create_table(
        "crawl_run",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("worker", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("hint", sa.Text(), nullable=True),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["source_key"], ["source.key"], name=op.f("fk_crawl_run_source_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crawl_run")),
    )
    op.create_index(op.f("ix_crawl_run_source_key_started_at"), "crawl_run", ["source_key", "started_at"], unique=False)


def _page() -> None:
    op.create_table(
        "page",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("address_key", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body_hash", sa.Text(), nullable=True),
        sa.Column("cursor", sa.Text(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("date_text", sa.Text(), nullable=True),
        sa.Column("feed_date", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_check_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["source_key"], ["source.key"], name=op.f("fk_page_source_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page")),
        sa.UniqueConstraint("address_key", name=op.f("uq_page_address_key")),
    )
    op.create_index(
        op.f("ix_page_source_key_state_next_check_at"), "page", ["source_key", "state", "next_check_at"], unique=False
    )


def _story() -> None:
    op.create_table(
        "story",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story")),
    )


def _raw_page() -> None:
    op.create_table(
        "raw_page",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("encoding", sa.Text(), nullable=True),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("base", sa.Text(), nullable=True),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["base"], ["raw_page.sha256"], name=op.f("fk_raw_page_base")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_raw_page")),
    )


def _article() -> None:
    op.create_table(
        "article",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("address_key", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("canonical_url", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("authors", sa.Text(), nullable=False),
        sa.Column("rubric", sa.Text(), nullable=True),
        sa.Column("image", sa.Text(), nullable=True),
        sa.Column("attachments", sa.Text(), nullable=False),
        sa.Column("siblings", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("published_day", sa.Text(), nullable=True),
        sa.Column("published_value", sa.Text(), nullable=True),
        sa.Column("published_precision", sa.Text(), nullable=True),
        sa.Column("published_raw", sa.Text(), nullable=True),
        sa.Column("published_provenance", sa.Text(), nullable=True),
        sa.Column("published_confidence", sa.Float(), nullable=True),
        sa.Column("title_from", sa.Text(), nullable=False),
        sa.Column("body_from", sa.Text(), nullable=False),
        sa.Column("body_confidence", sa.Float(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("signature", sa.BigInteger(), nullable=False),
        sa.Column("story_id", sa.BigInteger(), nullable=False),
        sa.Column("page_sha256", sa.Text(), nullable=True),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["page_sha256"], ["raw_page.sha256"], name=op.f("fk_article_page_sha256")),
        sa.ForeignKeyConstraint(["source_key"], ["source.key"], name=op.f("fk_article_source_key")),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_article_story_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
        sa.UniqueConstraint("address_key", name=op.f("uq_article_address_key")),
    )
    op.create_index(op.f("ix_article_content_hash"), "article", ["content_hash"], unique=False)
    op.create_index(op.f("ix_article_first_seen_at"), "article", ["first_seen_at"], unique=False)
    op.create_index(op.f("ix_article_source_key_day"), "article", ["source_key", "day"], unique=False)
    op.create_index(op.f("ix_article_story_id"), "article", ["story_id"], unique=False)


def _article_version() -> None:
    op.create_table(
        "article_version",
        sa.Column("article_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("published_day", sa.Text(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("change_kind", sa.Text(), nullable=False),
        sa.Column("added", sa.Text(), nullable=False),
        sa.Column("removed", sa.Text(), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column("page_sha256", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_article_version_article_id")),
        sa.ForeignKeyConstraint(["page_sha256"], ["raw_page.sha256"], name=op.f("fk_article_version_page_sha256")),
        sa.ForeignKeyConstraint(["run_id"], ["crawl_run.id"], name=op.f("fk_article_version_run_id")),
        sa.PrimaryKeyConstraint("article_id", "version", name=op.f("pk_article_version")),
    )


def _flag() -> None:
    op.create_table(
        "flag",
        sa.Column("article_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("lexicon_version", sa.Text(), nullable=False),
        sa.Column("reviewed", sa.Text(), nullable=True),
        sa.Column("reviewed_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id", "version"],
            ["article_version.article_id", "article_version.version"],
            name=op.f("fk_flag_article_id_version"),
        ),
        sa.PrimaryKeyConstraint("article_id", "version", "topic", name=op.f("pk_flag")),
    )
    op.create_index(op.f("ix_flag_topic_grade"), "flag", ["topic", "grade"], unique=False)


def _alert() -> None:
    op.create_table(
        "alert",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("article_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivery_id", sa.Text(), nullable=True),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id", "version"],
            ["article_version.article_id", "article_version.version"],
            name=op.f("fk_alert_article_id_version"),
        ),
        sa.ForeignKeyConstraint(["source_key"], ["source.key"], name=op.f("fk_alert_source_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint(
            "article_id", "version", "topic", "channel", name=op.f("uq_alert_article_id_version_topic_channel")
        ),
    )
    op.create_index(
        op.f("ix_alert_channel_state_next_attempt_at"), "alert", ["channel", "state", "next_attempt_at"], unique=False
    )
    op.create_index(op.f("ix_alert_delivery_id"), "alert", ["delivery_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("there is no schema before the first one")
