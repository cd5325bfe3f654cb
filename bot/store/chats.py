"""The chats, and what happens to them: met, changed, blocked, back again, moved.

Rule: Telegram's word about a chat (blocked, moved) holds for all its topics; settings belong to one topic.
"""

from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import Connection, Row, select, update

from bot.model import Address, Chat, ChatKind, Length, QuietDay
from bot.store import tables
from bot.store.cancellation import cancel_pending
from bot.store.database import Database
from bot.store.dialect import insert_new
from bot.store.migration import follow, migrate


class ChatChanges(TypedDict, total=False):
    """What may be changed of a chat."""

    title: str
    language: str
    zone: str | None
    length: Length
    quiet_day: QuietDay
    asked: str


class Chats(Database):
    """The part of the store that keeps chats."""

    def meet(self, address: Address, kind: ChatKind, title: str, language: str, now: datetime) -> Chat:
        """The chat at this address, made if it is new; kind and title are kept up to date, the language is not.

        A chat that moved is found by its old address as well, and left as it is. Nothing is reactivated by this.
        """
        with self._writing() as connection:
            telegram_id = follow(connection, address.chat)
            at = tables.chat.c.telegram_id == telegram_id, tables.chat.c.topic == address.topic
            row = connection.execute(select(tables.chat).where(*at)).first()
            if row is None:
                _make(connection, Address(telegram_id, address.topic), (kind, title, language), now)
            elif telegram_id == address.chat and (row.kind, row.title) != (kind.value, title):
                connection.execute(update(tables.chat).where(*at).values(kind=kind.value, title=title))
            return _chat(connection.execute(select(tables.chat).where(*at)).one())

    def chat(self, chat_id: int) -> Chat | None:
        """The chat with this id of ours."""
        with self._reading() as connection:
            row = connection.execute(select(tables.chat).where(tables.chat.c.id == chat_id)).first()
            return None if row is None else _chat(row)

    def chat_at(self, address: Address) -> Chat | None:
        """The chat at this address of Telegram's, also if it has moved since."""
        with self._reading() as connection:
            telegram_id = follow(connection, address.chat)
            columns = tables.chat.c
            query = select(tables.chat).where(columns.telegram_id == telegram_id, columns.topic == address.topic)
            row = connection.execute(query).first()
            return None if row is None else _chat(row)

    def change_chat(self, chat_id: int, **changes: Unpack[ChatChanges]) -> Chat:
        """The chat with other settings; KeyError if there is none with this id."""
        with self._writing() as connection:
            this = tables.chat.c.id == chat_id
            if changes:
                connection.execute(update(tables.chat).where(this).values(**changes))
            row = connection.execute(select(tables.chat).where(this)).first()
            if row is None:
                raise KeyError(chat_id)
            return _chat(row)

    def deactivate(self, telegram_id: int, reason: str, now: datetime) -> None:
        """Telegram can't reach it: nothing more is sent to any of its topics, and what is owed is cancelled.

        Its subscriptions stay for the day it comes back.
        """
        with self._writing() as connection:
            these = tables.chat.c.telegram_id == telegram_id
            connection.execute(
                update(tables.chat)
                .where(these, tables.chat.c.is_active)
                .values(is_active=False, reason=reason, inactive_at=now)
            )
            cancel_pending(connection, these, reason=reason)

    def reactivate(self, telegram_id: int, now: datetime) -> None:
        """It can be reached again, and starts afresh: what was owed it before `now` is cancelled."""
        with self._writing() as connection:
            these = tables.chat.c.telegram_id == telegram_id
            inactive = these & ~tables.chat.c.is_active
            cancel_pending(connection, inactive, reason="the chat could not be reached", before=now)
            connection.execute(
                update(tables.chat)
                .where(inactive)
                .values(is_active=True, reason=None, inactive_at=None, not_before=None)
            )

    def hold_chat(self, telegram_id: int, until: datetime) -> None:
        """Send nothing to any of its topics before `until`; a longer hold that stands is kept."""
        with self._writing() as connection:
            columns = tables.chat.c
            shorter = columns.not_before.is_(None) | (columns.not_before < until)
            connection.execute(
                update(tables.chat).where(columns.telegram_id == telegram_id, shorter).values(not_before=until)
            )

    def migrate(self, old_telegram_id: int, new_telegram_id: int, now: datetime) -> None:
        """A group became a supergroup: everything of its topics goes to the new id, once, in whatever order it is told.

        What is owed is owed to the new address. Where both ids have a chat, the two become one: nothing is lost, and a
        subscription or a digest both have is there once.
        """
        with self._writing() as connection:
            migrate(connection, old_telegram_id, new_telegram_id, now)


def _make(connection: Connection, address: Address, about: tuple[ChatKind, str, str], now: datetime) -> None:
    kind, title, language = about
    chat = Chat(0, address, kind, title, language)
    values = {
        "telegram_id": address.chat,
        "topic": address.topic,
        "kind": chat.kind.value,
        "title": chat.title,
        "language": chat.language,
        "length": chat.length.value,
        "quiet_day": chat.quiet_day.value,
        "is_active": chat.is_active,
        "asked": chat.asked,
        "met_at": now,
    }
    insert_new(connection, tables.chat, [values])


def _chat(row: Row[Any]) -> Chat:
    return Chat(
        id=row.id,
        address=Address(row.telegram_id, row.topic),
        kind=ChatKind(row.kind),
        title=row.title,
        language=row.language,
        zone=row.zone,
        length=Length(row.length),
        quiet_day=QuietDay(row.quiet_day),
        is_active=row.is_active,
        asked=row.asked,
    )
