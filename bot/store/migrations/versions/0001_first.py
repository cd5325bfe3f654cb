"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_source()
    _create_story()
    _create_article()
    _create_article_key()
    _create_ranking()
    _create_search()
    _create_chat()
    _create_moved_chat()
    _create_subscription()
    _create_slot()
    _create_outbox()
    _create_told()
    _create_listing()
    _create_inbox()


def _create_source() -> None:
    op.create_table(
        "source",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("url_digest", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sa.Text()),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("url_digest", name=op.f("uq_source_url_digest")),
        sqlite_autoincrement=True,
    )


def _create_story() -> None:
    op.create_table(
        "story",
        sa.Column("id", ID, nullable=False),
        sa.Column("newest_at", MOMENT, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_story_newest_at"), "story", ["newest_at"])


def _create_article() -> None:
    op.create_table(
        "article",
        sa.Column("id", ID, nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("story_id", ID),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_digest", sa.String(length=64), nullable=False),
        sa.Column("extent", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("url", sa.Text()),
        sa.Column("author", sa.Text()),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("stored_at", MOMENT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_article_source_id")),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_article_story_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_article_published_at"), "article", ["published_at"])
    op.create_index(op.f("ix_article_source_id_title_digest"), "article", ["source_id", "title_digest"])
    op.create_index(op.f("ix_article_stored_at"), "article", ["stored_at"])
    op.create_index(op.f("ix_article_story_id"), "article", ["story_id"])


def _create_article_key() -> None:
    op.create_table(
        "article_key",
        sa.Column("source_id", ID, nullable=False),
        sa.Column("key_digest", sa.String(length=64), nullable=False),
        sa.Column("article_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_article_key_article_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_article_key_source_id")),
        sa.PrimaryKeyConstraint("source_id", "key_digest", name=op.f("pk_article_key")),
    )
    op.create_index(op.f("ix_article_key_article_id"), "article_key", ["article_id"])


def _create_ranking() -> None:
    op.create_table(
        "ranking",
        sa.Column("article_id", ID, autoincrement=False, nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("spans", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_ranking_article_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_ranking")),
    )
    op.create_index(op.f("ix_ranking_version"), "ranking", ["version"])


def _create_search() -> None:
    op.create_table(
        "search",
        sa.Column("article_id", ID, autoincrement=False, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_search_article_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_search")),
    )


def _create_chat() -> None:
    op.create_table(
        "chat",
        sa.Column("id", ID, nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("topic", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text()),
        sa.Column("length", sa.Text(), nullable=False),
        sa.Column("quiet_day", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("inactive_at", MOMENT),
        sa.Column("not_before", MOMENT),
        sa.Column("met_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat")),
        sa.UniqueConstraint("telegram_id", "topic", name=op.f("uq_chat_telegram_id_topic")),
        sqlite_autoincrement=True,
    )


def _create_moved_chat() -> None:
    op.create_table(
        "moved_chat",
        sa.Column("old_telegram_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("new_telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("moved_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("old_telegram_id", name=op.f("pk_moved_chat")),
    )


def _create_subscription() -> None:
    op.create_table(
        "subscription",
        sa.Column("id", ID, nullable=False),
        sa.Column("chat_id", ID, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("weekdays", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("wish_digest", sa.String(length=64), nullable=False),
        sa.Column("is_paused", sa.Boolean(), nullable=False),
        sa.Column("next_slot_at", MOMENT),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name=op.f("fk_subscription_chat_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
        sa.UniqueConstraint("chat_id", "wish_digest", name=op.f("uq_subscription_chat_id_wish_digest")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_subscription_next_slot_at"), "subscription", ["next_slot_at"])


def _create_slot() -> None:
    op.create_table(
        "slot",
        sa.Column("id", ID, nullable=False),
        sa.Column("subscription_id", ID, nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("planned_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscription.id"], name=op.f("fk_slot_subscription_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot")),
        sa.UniqueConstraint(
            "subscription_id", "local_date", "label", name=op.f("uq_slot_subscription_id_local_date_label")
        ),
        sqlite_autoincrement=True,
    )


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", ID, nullable=False),
        sa.Column("chat_id", ID, nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("slot_id", ID),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("resends", sa.Integer(), nullable=False),
        sa.Column("lease", sa.Text()),
        sa.Column("lease_until", MOMENT),
        sa.Column("not_before", MOMENT, nullable=False),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("last_class", sa.Text()),
        sa.Column("reason", sa.Text()),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name=op.f("fk_outbox_chat_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_outbox_slot_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("slot_id", "part", name=op.f("uq_outbox_slot_id_part")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_outbox_chat_id"), "outbox", ["chat_id"])
    op.create_index(op.f("ix_outbox_state_id"), "outbox", ["state", "id"])
    op.create_index(op.f("ix_outbox_telegram_id_state_id"), "outbox", ["telegram_id", "state", "id"])


def _create_told() -> None:
    op.create_table(
        "told",
        sa.Column("chat_id", ID, nullable=False),
        sa.Column("article_id", ID, nullable=False),
        sa.Column("told_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_told_article_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name=op.f("fk_told_chat_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("chat_id", "article_id", name=op.f("pk_told")),
    )
    op.create_index(op.f("ix_told_article_id"), "told", ["article_id"])


def _create_listing() -> None:
    op.create_table(
        "listing",
        sa.Column("id", ID, nullable=False),
        sa.Column("chat_id", ID, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("story_ids", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name=op.f("fk_listing_chat_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_listing_chat_id"), "listing", ["chat_id"])
    op.create_index(op.f("ix_listing_made_at"), "listing", ["made_at"])


def _create_inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_inbox")),
    )
    op.create_index(op.f("ix_inbox_state_update_id"), "inbox", ["state", "update_id"])
