"""A group that became a supergroup has a new id: what we keep of it moves there.

Rule: it may be told several times, in any order, and after messages from the new id came in; the result is the same.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, exists, select, update

from bot.model import ChatKind
from bot.store import tables
from bot.store.cancellation import cancel_slots
from bot.store.dialect import insert_new
from bot.store.follows import merge_follows


def follow(connection: Connection, telegram_id: int) -> int:
    """The id the chat has now."""
    moved = tables.moved_chat.c
    newer = connection.scalar(select(moved.new_telegram_id).where(moved.old_telegram_id == telegram_id))
    return telegram_id if newer is None else newer


def migrate(connection: Connection, old_id: int, new_id: int, now: datetime) -> None:
    """See `Chats.migrate`."""
    if old_id == new_id:
        return
    moved = [{"old_telegram_id": old_id, "new_telegram_id": new_id, "moved_at": now}]
    insert_new(connection, tables.moved_chat, moved)
    connection.execute(update(tables.outbox).where(tables.outbox.c.telegram_id == old_id).values(telegram_id=new_id))
    for chat in _chats(connection, old_id):
        newer = next((row for row in _chats(connection, new_id) if row.topic == chat.topic), None)
        if newer is not None:
            _merge(connection, chat, newer)
        connection.execute(
            update(tables.chat)
            .where(tables.chat.c.id == chat.id)
            .values(telegram_id=new_id, kind=ChatKind.SUPERGROUP.value)
        )


def _chats(connection: Connection, telegram_id: int) -> Sequence[Row[Any]]:
    query = select(tables.chat).where(tables.chat.c.telegram_id == telegram_id).order_by(tables.chat.c.id)
    return connection.execute(query.with_for_update()).all()


def _merge(connection: Connection, chat: Row[Any], newer: Row[Any]) -> None:
    """All of `newer` becomes part of `chat`, whose settings stand unless only the newer one has them."""
    for subscription in connection.execute(
        select(tables.subscription).where(tables.subscription.c.chat_id == newer.id)
    ).all():
        _merge_subscription(connection, chat.id, subscription)
    kept = select(tables.told.c.article_id).where(tables.told.c.chat_id == chat.id)
    connection.execute(delete(tables.told).where(tables.told.c.chat_id == newer.id, tables.told.c.article_id.in_(kept)))
    merge_follows(connection, newer.id, chat.id)
    # What the newer one has asked for in the last hour is forgotten with it: a move makes nobody's bucket fuller than full.
    for table in (tables.subscription, tables.outbox, tables.told, tables.listing):
        _hand_over(connection, table, newer.id, chat.id)
    connection.execute(delete(tables.chat).where(tables.chat.c.id == newer.id))
    values = {"is_active": chat.is_active or newer.is_active}
    if newer.zone is not None:
        # Somebody has set the newer one up: what it says was said last.
        values |= {name: getattr(newer, name) for name in ("language", "zone", "length", "quiet_day")}
    connection.execute(update(tables.chat).where(tables.chat.c.id == chat.id).values(title=newer.title, **values))


def _merge_subscription(connection: Connection, chat_id: int, newer: Row[Any]) -> None:
    columns = tables.subscription.c
    same = connection.execute(
        select(tables.subscription).where(columns.chat_id == chat_id, columns.wish_digest == newer.wish_digest)
    ).first()
    if same is None:
        return
    slots, theirs = tables.slot.c, tables.slot.alias("theirs").c
    twice = (slots.subscription_id == newer.id) & exists().where(
        theirs.subscription_id == same.id, theirs.local_date == slots.local_date, theirs.label == slots.label
    )
    cancel_slots(connection, twice, reason="the same digest is owed to the chat it was merged with")
    connection.execute(delete(tables.slot).where(twice))
    connection.execute(update(tables.slot).where(slots.subscription_id == newer.id).values(subscription_id=same.id))
    if same.is_paused and not newer.is_paused:
        wish = {"is_paused": False, "next_slot_at": newer.next_slot_at}
        connection.execute(update(tables.subscription).where(columns.id == same.id).values(wish))
    connection.execute(delete(tables.subscription).where(columns.id == newer.id))


def _hand_over(connection: Connection, table: Table, old_chat_id: int, chat_id: int) -> None:
    connection.execute(update(table).where(table.c.chat_id == old_chat_id).values(chat_id=chat_id))
