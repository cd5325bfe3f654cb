"""The subscriptions, and the slots that are planned for them.

Rule: a slot exists once for ever, and its messages, what they tell, and the next slot are written together or not at all.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from typing import Any, TypedDict, Unpack

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, exists, func, select, update

from bot.message import Message
from bot.model import Slot, Subscription
from bot.store import tables
from bot.store.cancellation import cancel_slots
from bot.store.columns import digest_of
from bot.store.database import Database
from bot.store.dialect import insert_new
from bot.store.outbox import hold_claims, put_out


class SubscriptionChanges(TypedDict, total=False):
    """What may be changed of a subscription."""

    at: time
    zone: str
    weekdays: tuple[int, ...]
    words: tuple[str, ...]
    is_paused: bool
    next_slot_at: datetime | None


class Subscriptions(Database):
    """The part of the store that keeps subscriptions and slots."""

    def subscribe(  # noqa: PLR0913, PLR0917 -- what a subscription is made of
        self,
        chat_id: int,
        at: time,
        zone: str,
        weekdays: tuple[int, ...],
        words: tuple[str, ...],
        next_slot_at: datetime,
        now: datetime,
    ) -> Subscription:
        """A new subscription; the one the chat has already, no longer paused, if it wishes for the same."""
        wish = _wish(Subscription(0, chat_id, at, zone, weekdays, words))
        values = {**wish, "chat_id": chat_id, "is_paused": False, "next_slot_at": next_slot_at, "created_at": now}
        columns = tables.subscription.c
        this = (columns.chat_id == chat_id) & (columns.wish_digest == wish["wish_digest"])
        with self._writing() as connection:
            if not insert_new(connection, tables.subscription, [values]):
                revived = {"is_paused": False, "next_slot_at": next_slot_at}
                connection.execute(update(tables.subscription).where(this, columns.is_paused).values(revived))
            return _subscription(connection.execute(select(tables.subscription).where(this)).one())

    def subscription(self, subscription_id: int) -> Subscription | None:
        """The subscription, if there is one with this id."""
        with self._reading() as connection:
            row = _row(connection, subscription_id)
            return None if row is None else _subscription(row)

    def subscriptions(self, chat_id: int) -> tuple[Subscription, ...]:
        """All of a chat, earliest local time first, paused ones among them."""
        columns = tables.subscription.c
        query = select(tables.subscription).where(columns.chat_id == chat_id).order_by(columns.at, columns.id)
        with self._reading() as connection:
            return tuple(_subscription(row) for row in connection.execute(query))

    def change_subscription(self, subscription_id: int, **changes: Unpack[SubscriptionChanges]) -> Subscription:
        """The subscription as it is then; KeyError if there is none with this id.

        If the chat has another with the same wish, that one is returned and this one is gone. One that is not paused
        needs its `next_slot_at` (ValueError); a paused one has none.
        """
        with self._writing() as connection:
            row = _row(connection, subscription_id)
            if row is None:
                raise KeyError(subscription_id)
            changed = _changed(_subscription(row), changes)
            columns = tables.subscription.c
            wish = _wish(changed)
            same = connection.execute(
                select(tables.subscription)
                .where(columns.chat_id == changed.chat_id, columns.wish_digest == wish["wish_digest"])
                .where(columns.id != subscription_id)
            ).first()
            if same is not None:
                connection.execute(delete(tables.subscription).where(columns.id == subscription_id))
                changed = _changed(
                    _subscription(same), {"is_paused": changed.is_paused, "next_slot_at": changed.next_slot_at}
                )
            state = {"is_paused": changed.is_paused, "next_slot_at": changed.next_slot_at}
            connection.execute(update(tables.subscription).where(columns.id == changed.id).values(wish | state))
            return changed

    def unsubscribe(self, subscription_id: int) -> bool:
        """Whether there was such a subscription; it is gone with its slots, and what was owed for it is cancelled."""
        with self._writing() as connection:
            of_it = tables.slot.c.subscription_id == subscription_id
            cancel_slots(connection, of_it, reason="the subscription was ended")
            this = tables.subscription.c.id == subscription_id
            return connection.execute(delete(tables.subscription).where(this)).rowcount > 0

    def due(self, now: datetime, limit: int = 100) -> tuple[Subscription, ...]:
        """Subscriptions whose next slot has come, longest overdue first; of chats that can be reached."""
        columns = tables.subscription.c
        query = (
            select(tables.subscription)
            .where(_awaited(), columns.next_slot_at <= now)
            .order_by(columns.next_slot_at, columns.id)
            .limit(limit)
        )
        with self._reading() as connection:
            return tuple(_subscription(row) for row in connection.execute(query))

    def next_due(self) -> datetime | None:
        """When the next slot of any subscription comes; may have passed."""
        with self._reading() as connection:
            earliest = select(func.min(tables.subscription.c.next_slot_at)).where(_awaited())
            due_at: datetime | None = connection.scalar(earliest)
            return due_at

    def plan(  # noqa: PLR0913, PLR0917 -- all that must be written together
        self,
        subscription: Subscription,
        slot: Slot,
        messages: Sequence[Message],
        told: Sequence[int],
        next_slot_at: datetime,
        now: datetime,
        status: str = "planned",
    ) -> bool:
        """Owe the chat the digest of this slot: slot, messages, told articles (ids) and the next slot in one transaction.

        False, and nothing is owed, if the slot was planned before (the next slot is still moved on), or if the
        subscription is no longer as given: ended, paused, moved on, or its chat can't be reached. Without messages the
        slot is recorded as "empty".
        """
        with self._writing() as connection:
            if not _move_on(connection, subscription, next_slot_at):
                return False
            slot_id = _record(connection, subscription.id, slot, (status if messages else "empty", now))
            if slot_id is None:
                return False
            put_out(connection, subscription.chat_id, messages, kind="digest", slot_id=slot_id, now=now)
            rows = [{"chat_id": subscription.chat_id, "article_id": id_, "told_at": now} for id_ in dict.fromkeys(told)]
            for at in range(0, len(rows), 500):
                insert_new(connection, tables.told, rows[at : at + 500])
            return True

    def supersede(
        self, subscription: Subscription, slots: Sequence[Slot], next_slot_at: datetime, now: datetime
    ) -> bool:
        """Record slots that are passed over for a later one, and move on to `next_slot_at`.

        False, and nothing is recorded, if the subscription is no longer as given (see `plan`).
        """
        with self._writing() as connection:
            if not _move_on(connection, subscription, next_slot_at):
                return False
            for slot in slots:
                _record(connection, subscription.id, slot, ("superseded", now))
            return True

    def take_back(self, subscription: Subscription, newer: Slot) -> int:
        """Take back the digests of this subscription that were not begun, so that a newer slot tells what they would have told; how many.

        After a day in which Telegram could not be reached, or asked for rest, nobody wants yesterday's digest and then today's.
        One that was planned in the same moment as another of its chat stays: which of the two told what is not kept.
        """
        columns, part, other = tables.slot.c, tables.outbox.c, tables.slot.alias("other")
        waiting = select(part.slot_id).where(part.chat_id == subscription.chat_id, part.state == "pending")
        begun = exists().where(part.slot_id == columns.id, (part.state != "pending") | (part.attempts > 0))
        of_chat = select(tables.subscription.c.id).where(tables.subscription.c.chat_id == subscription.chat_id)
        beside = exists().where(
            other.c.planned_at == columns.planned_at, other.c.id != columns.id, other.c.subscription_id.in_(of_chat)
        )
        older = (columns.subscription_id == subscription.id) & (columns.due_at < newer.due_at)
        unsent = select(columns.id, columns.planned_at).where(older, columns.id.in_(waiting), ~begun, ~beside)
        with self._writing() as connection:
            hold_claims(connection)
            found = connection.execute(unsent).all()
            if not found:
                return 0  # as nearly always
            these = columns.id.in_([row.id for row in found])
            cancel_slots(connection, these, reason="a newer digest tells it", state="superseded")
            connection.execute(update(tables.slot).where(these).values(status="superseded"))
            told = tables.told.c
            theirs = told.told_at.in_([row.planned_at for row in found])
            connection.execute(delete(tables.told).where(told.chat_id == subscription.chat_id, theirs))
            return len(found)

    def told(self, chat_id: int, since: datetime | None = None) -> frozenset[int]:
        """Ids of the articles the chat's digests have told it, `since` then or ever."""
        columns = tables.told.c
        query = select(columns.article_id).where(columns.chat_id == chat_id)
        if since is not None:
            query = query.where(columns.told_at >= since)
        with self._reading() as connection:
            return frozenset(connection.scalars(query))


def _awaited() -> ColumnElement[bool]:
    reachable = exists().where(tables.chat.c.id == tables.subscription.c.chat_id, tables.chat.c.is_active)
    return and_(~tables.subscription.c.is_paused, reachable)


def _move_on(connection: Connection, subscription: Subscription, next_slot_at: datetime) -> bool:
    """Whether the subscription is still as given; then its next slot is moved on, never back."""
    columns = tables.subscription.c
    # The chat's row is held, so that it can't be blocked or moved between this and the messages.
    chat = select(tables.chat.c.id).where(tables.chat.c.id == subscription.chat_id, tables.chat.c.is_active)
    if connection.execute(chat.with_for_update()).first() is None or subscription.next_slot_at is None:
        return False
    moved = connection.execute(
        update(tables.subscription)
        .where(columns.id == subscription.id, ~columns.is_paused, columns.next_slot_at == subscription.next_slot_at)
        .values(next_slot_at=max(next_slot_at, subscription.next_slot_at))
    )
    return moved.rowcount == 1


def _record(connection: Connection, subscription_id: int, slot: Slot, outcome: tuple[str, datetime]) -> int | None:
    """The id of the slot's new row; None if there is one already."""
    status, now = outcome
    key = {"subscription_id": subscription_id, "local_date": slot.local_date, "label": slot.label}
    row = {**key, "due_at": slot.due_at, "status": status, "planned_at": now}
    if not insert_new(connection, tables.slot, [row]):
        return None
    return connection.scalar(select(tables.slot.c.id).filter_by(**key))


def _changed(subscription: Subscription, changes: SubscriptionChanges) -> Subscription:
    changed = replace(subscription, **changes)
    if changed.is_paused:
        return replace(changed, next_slot_at=None)
    if changed.next_slot_at is None:
        raise ValueError("a subscription that is not paused needs its next_slot_at")
    return changed


def _wish(subscription: Subscription) -> dict[str, Any]:
    """The columns that say what is wished for."""
    at, zone, words = subscription.at.strftime("%H:%M"), subscription.zone, list(subscription.words)
    weekdays = "".join(str(day) for day in sorted(set(subscription.weekdays)))
    digest = digest_of(json.dumps([at, zone, weekdays, words]))
    return {"at": at, "zone": zone, "weekdays": weekdays, "words": words, "wish_digest": digest}


def _row(connection: Connection, subscription_id: int) -> Row[Any] | None:
    this = tables.subscription.c.id == subscription_id
    return connection.execute(select(tables.subscription).where(this).with_for_update()).first()


def _subscription(row: Row[Any]) -> Subscription:
    return Subscription(
        id=row.id,
        chat_id=row.chat_id,
        at=time.fromisoformat(row.at),
        zone=row.zone,
        weekdays=tuple(int(day) for day in row.weekdays),
        words=tuple(row.words),
        is_paused=row.is_paused,
        next_slot_at=row.next_slot_at,
    )
