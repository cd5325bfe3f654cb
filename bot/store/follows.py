"""Which chat reads which source: it follows its own, has muted some that everybody reads, and sees no others.

Rule: what a chat may see is decided by one condition, `visible_to`, wherever articles are read.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, exists, func, insert, select, update

from bot.model import Follow, Source, SourceKind
from bot.store import tables
from bot.store.database import Database

FOLLOWED = 50  # sources of its own that a chat may have


class Follows(Database):
    """The part of the store that knows who reads what."""

    def follow(self, chat_id: int, source_id: int, most: int = FOLLOWED) -> bool:
        """The chat reads the source from now on, muted or not before; False if it has `most` of its own already."""
        with self._writing() as connection:
            if _set(connection, chat_id, source_id, is_muted=False) or _is_shared(connection, source_id):
                return True
            if _count(connection, chat_id) >= most:
                return False
            values = {"chat_id": chat_id, "source_id": source_id, "is_muted": False}
            connection.execute(insert(tables.follow), values)
            return True

    def mute(self, chat_id: int, source_id: int) -> bool:
        """The chat hears no more of the source until it unmutes it; False for a source that it doesn't read."""
        with self._writing() as connection:
            if _set(connection, chat_id, source_id, is_muted=True):
                return True
            if not _is_shared(connection, source_id):
                return False
            values = {"chat_id": chat_id, "source_id": source_id, "is_muted": True}
            connection.execute(insert(tables.follow), values)
            return True

    def unmute(self, chat_id: int, source_id: int) -> bool:
        """The chat hears of the source again; False if it had not muted it. Nobody comes to another's source this way."""
        with self._writing() as connection:
            muted = (*_this(chat_id, source_id), tables.follow.c.is_muted)
            return connection.execute(update(tables.follow).where(*muted).values(is_muted=False)).rowcount > 0

    def unfollow(self, chat_id: int, source_id: int) -> bool:
        """The chat is done with the source: a shared one is muted, another is forgotten. False if it didn't read it."""
        with self._writing() as connection:
            if not _is_shared(connection, source_id):
                return connection.execute(delete(tables.follow).where(*_this(chat_id, source_id))).rowcount > 0
        return self.mute(chat_id, source_id)

    def follows(self, chat_id: int) -> tuple[Follow, ...]:
        """All sources that the chat reads or has muted, by title: its own and those everybody reads."""
        columns, own = tables.source.c, tables.follow
        query = (
            select(tables.source, own.c.is_muted)
            .outerjoin(own, (own.c.source_id == columns.id) & (own.c.chat_id == chat_id))
            .where(columns.is_shared | own.c.chat_id.is_not(None), columns.kind != SourceKind.SENT.value)
            .order_by(columns.title, columns.id)
        )
        with self._reading() as connection:
            return tuple(Follow(source_from_row(row), bool(row.is_muted)) for row in connection.execute(query))

    def followers(self, source_id: int) -> tuple[int, ...]:
        """Ids of the chats that follow the source by their own wish, have not muted it, and can be reached."""
        with self._reading() as connection:
            query = (
                select(tables.follow.c.chat_id)
                .join(tables.chat, tables.chat.c.id == tables.follow.c.chat_id)
                .where(tables.follow.c.source_id == source_id, ~tables.follow.c.is_muted, tables.chat.c.is_active)
                .order_by(tables.follow.c.chat_id)
            )
            return tuple(connection.scalars(query))

    def follower_counts(self) -> dict[int, int]:
        """How many chats follow each source by their own wish; sources of nobody are left out."""
        columns = tables.follow.c
        query = select(columns.source_id, func.count()).where(~columns.is_muted).group_by(columns.source_id)
        with self._reading() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}


def visible_to(chat_id: int | None) -> ColumnElement[bool]:
    """Whether a chat may see what a source (of a query that holds `source`) says; None is nobody in particular."""
    columns = tables.source.c
    news = columns.kind != SourceKind.SENT.value
    if chat_id is None:
        return news & columns.is_shared
    own = exists().where(tables.follow.c.source_id == columns.id, tables.follow.c.chat_id == chat_id)
    muted = own.where(tables.follow.c.is_muted)
    return news & ((columns.is_shared & ~muted) | (~columns.is_shared & own & ~muted))


def is_read() -> ColumnElement[bool]:
    """Whether anybody reads a source: it is shared, or a chat that can be reached follows it."""
    follows = (
        exists()
        .where(tables.follow.c.source_id == tables.source.c.id, ~tables.follow.c.is_muted)
        .where(tables.chat.c.id == tables.follow.c.chat_id, tables.chat.c.is_active)
    )
    return tables.source.c.is_shared | follows


def source_from_row(row: Row[Any]) -> Source:
    """The source of a row that holds the columns of `source`."""
    return Source(row.id, SourceKind(row.kind), row.url, row.title, row.language, row.is_shared)


def merge_follows(connection: Connection, old_chat_id: int, chat_id: int) -> None:
    """What one chat follows and has muted goes to another, where the other has said nothing about the source itself."""
    columns = tables.follow.c
    said = select(columns.source_id).where(columns.chat_id == chat_id)
    connection.execute(delete(tables.follow).where(columns.chat_id == old_chat_id, columns.source_id.in_(said)))
    connection.execute(update(tables.follow).where(columns.chat_id == old_chat_id).values(chat_id=chat_id))


def _this(chat_id: int, source_id: int) -> Sequence[ColumnElement[bool]]:
    return tables.follow.c.chat_id == chat_id, tables.follow.c.source_id == source_id


def _set(connection: Connection, chat_id: int, source_id: int, *, is_muted: bool) -> bool:
    change = update(tables.follow).where(*_this(chat_id, source_id)).values(is_muted=is_muted)
    return connection.execute(change).rowcount > 0


def _is_shared(connection: Connection, source_id: int) -> bool:
    return bool(connection.scalar(select(tables.source.c.is_shared).where(tables.source.c.id == source_id)))


def _count(connection: Connection, chat_id: int) -> int:
    # The chat's row is held, so that two at once can't both be the fiftieth.
    connection.execute(select(tables.chat.c.id).where(tables.chat.c.id == chat_id).with_for_update())
    shared = select(tables.source.c.id).where(tables.source.c.is_shared)
    columns = tables.follow.c
    query = select(func.count()).where(columns.chat_id == chat_id, columns.source_id.not_in(shared))
    return int(connection.scalar(query) or 0)
