"""The tables, as the newest migration leaves them.

Rule: only the store sees them; a change here comes with a migration (`alembic check` compares the two).
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

from bot.store.columns import Json, RowId, UtcDateTime, Words

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Every table that gives out ids is AUTOINCREMENT in SQLite: without it the id of a deleted row is given out again, and
# the button under an old message would act on something else.

source = Table(
    "source",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("kind", Words, nullable=False),
    Column("url", Words, nullable=False),
    Column("url_digest", String(64), nullable=False),
    Column("title", Words, nullable=False),
    Column("language", Words),
    Column("created_at", UtcDateTime, nullable=False),
    Column("is_shared", Boolean, nullable=False),  # everybody reads it; else only the chats that follow it
    UniqueConstraint("url_digest"),
    sqlite_autoincrement=True,
)

story = Table(
    "story",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("newest_at", UtcDateTime, nullable=False),  # the newest published_at of its articles
    Column("opened_at", UtcDateTime, nullable=False),
    Index(None, "newest_at"),
    sqlite_autoincrement=True,
)

article = Table(
    "article",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("source_id", ForeignKey("source.id"), nullable=False),
    Column("story_id", ForeignKey("story.id", ondelete="SET NULL")),
    Column("key", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("title_digest", String(64), nullable=False),  # of the folded title
    Column("extent", Words, nullable=False),
    Column("language", Words, nullable=False),
    Column("url", Words),
    Column("link_digest", String(64)),  # of the address without what only tracks its readers
    Column("author", Words),
    Column("published_at", UtcDateTime, nullable=False),
    Column("stored_at", UtcDateTime, nullable=False),
    Column("is_past", Boolean, nullable=False),  # known, but never news: in no story
    Column("text", Words, nullable=False),
    Index(None, "story_id"),
    Index(None, "source_id", "title_digest"),
    Index(None, "source_id", "link_digest"),
    Index(None, "link_digest"),
    Index(None, "published_at"),
    Index(None, "stored_at"),
    sqlite_autoincrement=True,
)

# Every key an article was ever known by: a headline that became whole is still found by the headline's key.
article_key = Table(
    "article_key",
    metadata,
    Column("source_id", ForeignKey("source.id"), primary_key=True),
    Column("key_digest", String(64), primary_key=True),
    Column("article_id", ForeignKey("article.id", ondelete="CASCADE"), nullable=False),
    Index(None, "article_id"),
)

ranking = Table(
    "ranking",
    metadata,
    Column("article_id", ForeignKey("article.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("version", Words, nullable=False),
    Column("spans", Json, nullable=False),  # [[start, end, score], ...], best first
    Index(None, "version"),
)

search = Table(
    "search",
    metadata,
    Column("article_id", ForeignKey("article.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("words", Words, nullable=False),  # folded title and text
)

chat = Table(
    "chat",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("telegram_id", BigInteger, nullable=False),
    Column("topic", BigInteger, nullable=False),
    Column("kind", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("language", Words, nullable=False),
    Column("zone", Words),
    Column("length", Words, nullable=False),
    Column("quiet_day", Words, nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("asked", Words, nullable=False),
    Column("reason", Words),  # why it can't be reached
    Column("inactive_at", UtcDateTime),
    Column("not_before", UtcDateTime),  # Telegram asked for silence until then
    Column("met_at", UtcDateTime, nullable=False),
    UniqueConstraint("telegram_id", "topic"),
    sqlite_autoincrement=True,
)

# A group that became a supergroup: late updates still name it by its old id.
moved_chat = Table(
    "moved_chat",
    metadata,
    Column("old_telegram_id", BigInteger, primary_key=True, autoincrement=False),
    Column("new_telegram_id", BigInteger, nullable=False),
    Column("moved_at", UtcDateTime, nullable=False),
)

subscription = Table(
    "subscription",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("chat_id", ForeignKey("chat.id", ondelete="CASCADE"), nullable=False),
    Column("at", Words, nullable=False),  # "07:30"
    Column("zone", Words, nullable=False),
    Column("weekdays", Words, nullable=False),  # "01234" is Monday to Friday
    Column("words", Json, nullable=False),
    Column("wish_digest", String(64), nullable=False),  # of all of the above
    Column("is_paused", Boolean, nullable=False),
    Column("next_slot_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("chat_id", "wish_digest"),
    Index(None, "next_slot_at"),
    sqlite_autoincrement=True,
)

slot = Table(
    "slot",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("subscription_id", ForeignKey("subscription.id", ondelete="CASCADE"), nullable=False),
    Column("local_date", Date, nullable=False),
    Column("label", Words, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("status", Words, nullable=False),  # planned, empty, superseded
    Column("planned_at", UtcDateTime, nullable=False),
    UniqueConstraint("subscription_id", "local_date", "label"),
    sqlite_autoincrement=True,
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", RowId, primary_key=True),  # the order in which a chat gets its messages
    Column("chat_id", ForeignKey("chat.id", ondelete="CASCADE"), nullable=False),
    Column(
        "telegram_id", BigInteger, nullable=False
    ),  # the chat's, here so that "next in line" is one look in an index
    Column("slot_id", ForeignKey("slot.id", ondelete="SET NULL")),
    Column("part", Integer, nullable=False),
    Column("kind", Words, nullable=False),
    Column("body", Json),  # frozen, so that a resend is equal; erased some time after it was sent
    Column("state", Words, nullable=False),
    Column("attempts", Integer, nullable=False),  # sends that may have arrived
    Column("resends", Integer, nullable=False),
    Column("lease", Words),
    Column("lease_until", UtcDateTime),
    Column("not_before", UtcDateTime, nullable=False),
    Column("message_id", BigInteger),
    Column("last_class", Words),
    Column("reason", Words),
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),  # when it came into its state
    UniqueConstraint("slot_id", "part"),
    Index(None, "state", "id"),
    Index(None, "telegram_id", "state", "id"),
    Index(None, "chat_id"),
    sqlite_autoincrement=True,
)

told = Table(
    "told",
    metadata,
    Column("chat_id", ForeignKey("chat.id", ondelete="CASCADE"), primary_key=True),
    Column("article_id", ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
    Column("told_at", UtcDateTime, nullable=False),
    Index(None, "article_id"),
)

listing = Table(
    "listing",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("chat_id", ForeignKey("chat.id", ondelete="CASCADE"), nullable=False),
    Column("words", Words, nullable=False),
    Column("story_ids", Json, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Index(None, "chat_id"),
    Index(None, "made_at"),
    sqlite_autoincrement=True,
)

inbox = Table(
    "inbox",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("raw", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("announced", Json, nullable=False),  # [[number of the reply, message that says it is coming], ...]
    Column("received_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Index(None, "state", "update_id"),
)

# A chat and a source: it follows one that is not shared, or has muted one.
follow = Table(
    "follow",
    metadata,
    Column("chat_id", ForeignKey("chat.id", ondelete="CASCADE"), primary_key=True),
    Column("source_id", ForeignKey("source.id", ondelete="CASCADE"), primary_key=True),
    Column("is_muted", Boolean, nullable=False),
    Index(None, "source_id"),
)

polling = Table(
    "polling",
    metadata,
    Column("source_id", ForeignKey("source.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("next_poll_at", UtcDateTime),  # none: never again
    Column("interval_s", Integer, nullable=False),
    Column("least_s", Integer, nullable=False),  # the source asked not to be polled more often
    Column("quiet_hours", Json, nullable=False),  # nor in these hours of UTC
    Column("etag", Words),
    Column("last_modified", Words),
    Column("content_digest", Words, nullable=False),
    Column("read_at", UtcDateTime),
    Column("polled_at", UtcDateTime),
    Column("failures", Integer, nullable=False),
    Column("failing_since", UtcDateTime),
    Column("problem", Words, nullable=False),
    Column("is_told", Boolean, nullable=False),
    Column("moved_to", Words),
    Column("moved_times", Integer, nullable=False),
    Column("is_gone", Boolean, nullable=False),
    Column("deadly_digest", Words, nullable=False),
    Column("deaths", Integer, nullable=False),
    Index(None, "next_poll_at"),
)

# Pages to be fetched because their source gave only the beginning of the article.
errand = Table(
    "errand",
    metadata,
    Column("article_id", ForeignKey("article.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", UtcDateTime, nullable=False),
    Index(None, "not_before"),
)

# What a chat may still ask for: a bucket that fills up by the hour.
quota = Table(
    "quota",
    metadata,
    Column("chat_id", ForeignKey("chat.id", ondelete="CASCADE"), primary_key=True),
    Column("what", String(20), primary_key=True),
    Column("left", Float, nullable=False),
    Column("filled_at", UtcDateTime, nullable=False),
)
