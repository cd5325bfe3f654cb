"""Sources that are polled, followed and muted; articles known by their link; quotas."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _share_sources()
    _link_articles()
    _create_follow()
    _create_polling()
    _create_errand()
    _create_quota()


def _share_sources() -> None:
    """All there were so far are the operator's, but for what people sent."""
    op.add_column("source", sa.Column("is_shared", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.execute(sa.text("UPDATE source SET is_shared = :no WHERE kind = 'sent'").bindparams(no=False))


def _link_articles() -> None:
    op.add_column("article", sa.Column("link_digest", sa.String(length=64)))
    op.add_column("article", sa.Column("is_past", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index(op.f("ix_article_source_id_link_digest"), "article", ["source_id", "link_digest"])
    op.create_index(op.f("ix_article_link_digest"), "article", ["link_digest"])


def _create_follow() -> None:
    op.create_table(
        "follow",
        sa.Column("chat_id", ID, nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("is_muted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name=op.f("fk_follow_chat_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_follow_source_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("chat_id", "source_id", name=op.f("pk_follow")),
    )
    op.create_index(op.f("ix_follow_source_id"), "follow", ["source_id"])


def _create_polling() -> None:
    op.create_table(
        "polling",
        sa.Column("source_id", ID, autoincrement=False, nullable=False),
        sa.Column("next_poll_at", MOMENT),
        sa.Column("interval_s", sa.Integer(), nullable=False),
        sa.Column("least_s", sa.Integer(), nullable=False),
        sa.Column("quiet_hours", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text()),
        sa.Column("last_modified", sa.Text()),
        sa.Column("content_digest", sa.Text(), nullable=False),
        sa.Column("read_at", MOMENT),
        sa.Column("polled_at", MOMENT),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", MOMENT),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("is_told", sa.Boolean(), nullable=False),
        sa.Column("moved_to", sa.Text()),
        sa.Column("moved_times", sa.Integer(), nullable=False),
        sa.Column("is_gone", sa.Boolean(), nullable=False),
        sa.Column("deadly_digest", sa.Text(), nullable=False),
        sa.Column("deaths", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_polling_source_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("source_id", name=op.f("pk_polling")),
    )
    op.create_index(op.f("ix_polling_next_poll_at"), "polling", ["next_poll_at"])


def _create_errand() -> None:
    op.create_table(
        "errand",
        sa.Column("article_id", ID, autoincrement=False, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_errand_article_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_errand")),
    )
    op.create_index(op.f("ix_errand_not_before"), "errand", ["not_before"])


def _create_quota() -> None:
    op.create_table(
        "quota",
        sa.Column("chat_id", ID, nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("left", sa.Float(), nullable=False),
        sa.Column("filled_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name=op.f("fk_quota_chat_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("chat_id", "what", name=op.f("pk_quota")),
    )
