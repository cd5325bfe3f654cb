"""What is owed to chats: claimed, sent by somebody else, settled; row by row.

Rule: the intent is committed before anything is sent. Of all topics of a Telegram chat at most one row is on its way or in
doubt at a time, and none overtakes an earlier one.

    pending -> sending -> sent | pending (again) | dead | parked
                       -> unknown -> pending (again) | dead | parked
    pending -> cancelled | superseded
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, case, exists, func, insert, select, text, update

from bot.message import Message
from bot.model import Address
from bot.store import tables
from bot.store.bodies import body_from_message, message_from_body
from bot.store.columns import UtcDateTime
from bot.store.database import Database

UNFINISHED = ("pending", "sending", "unknown")  # these, and no others, keep later messages of their chat waiting
FINISHED = ("sent", "dead", "parked", "cancelled", "superseded")
_CLAIM_LOCK = 7_305_118_274


@dataclass(frozen=True, slots=True)
class Owed:
    """A message that was claimed, and is now ours to send until the lease ends."""

    id: int
    chat_id: int
    address: Address
    slot_id: int | None
    part: int
    kind: str
    message: Message
    attempts: int  # sends before this one that may have arrived
    resends: int
    lease: str


class Outbox(Database):
    """The part of the store that keeps what is owed."""

    def owe(self, chat_id: int, messages: Sequence[Message], kind: str, now: datetime) -> int:
        """Owe a chat messages that belong to no slot; how many."""
        with self._writing() as connection:
            put_out(connection, chat_id, messages, kind=kind, slot_id=None, now=now)
        return len(messages)

    def claim(self, now: datetime, *, limit: int, lease: str, lease_until: datetime) -> tuple[Owed, ...]:
        """Take up to `limit` messages to send, oldest first: the intent is committed when this returns.

        Only the earliest unfinished message of a chat is given out, and none while another of the chat (in any of its
        topics) is on its way or in doubt; nothing for chats that can't be reached or are held.
        """
        query = (
            _claimable()
            .where(tables.outbox.c.not_before <= now)
            .where(tables.chat.c.not_before.is_(None) | (tables.chat.c.not_before <= now))
            .order_by(tables.outbox.c.id)
            .limit(limit)
        )
        with self._writing() as connection:
            hold_claims(connection)
            rows = connection.execute(query.with_for_update(of=tables.outbox, skip_locked=True)).all()
            connection.execute(
                update(tables.outbox)
                .where(tables.outbox.c.id.in_([row.id for row in rows]))
                .values(state="sending", lease=lease, lease_until=lease_until, changed_at=now)
            )
        return tuple(_owed(row, lease) for row in rows)

    def settle(  # noqa: PLR0913 -- what can become of a send
        self,
        owed_id: int,
        lease: str,
        *,
        state: str,
        now: datetime,
        spend_attempt: bool,
        message_id: int | None = None,
        not_before: datetime | None = None,
        last_class: str | None = None,
        reason: str | None = None,
    ) -> bool:
        """Record what became of a claimed message; whether it was still ours.

        Who has lost the lease changes nothing any more, but a `message_id` is kept, for it is proof. Settling twice alike
        is settling once, so a lost connection is answered by asking again.
        """
        values: dict[str, Any] = {"state": state, "changed_at": now, "last_class": last_class, "reason": reason}
        if message_id is not None:
            values["message_id"] = message_id
        if not_before is not None:
            values["not_before"] = not_before
        if spend_attempt:
            values["attempts"] = tables.outbox.c.attempts + 1
        columns = tables.outbox.c
        ours = (columns.id == owed_id) & (columns.lease == lease)
        with self._writing() as connection:
            if connection.execute(
                update(tables.outbox).where(ours, columns.state == "sending").values(values)
            ).rowcount:
                return True
            if message_id is not None:
                unproven = (columns.id == owed_id) & columns.message_id.is_(None)
                connection.execute(update(tables.outbox).where(unproven).values(message_id=message_id))
            again = exists().where(ours, columns.state == state, columns.changed_at == now)
            return bool(connection.scalar(select(again)))

    def recover(self, now: datetime) -> tuple[int, ...]:
        """At start, with no other sender alive: what was on its way is in doubt now; the ids of these messages."""
        return self._doubt(now, tables.outbox.c.state == "sending")

    def reap(self, now: datetime) -> tuple[int, ...]:
        """Messages whose sender has not settled them within its lease are in doubt; their ids."""
        return self._doubt(now, tables.outbox.c.lease_until < now)

    def resend_unknown(
        self, now: datetime, *, older_than: timedelta, most: int, kinds: Collection[str] | None = None
    ) -> int:
        """Send again what has been in doubt for `older_than` (of these kinds, if given); how many messages.

        What has a message id by now was sent; what may have been sent `most` times already is dead; what an unreachable
        chat was owed is cancelled.
        """
        columns = tables.outbox.c
        old = (columns.state == "unknown") & (columns.changed_at <= now - older_than)
        if kinds is not None:
            old &= columns.kind.in_(kinds)
        unreachable = exists().where(tables.chat.c.id == columns.chat_id, ~tables.chat.c.is_active)
        spent = columns.attempts >= most
        proven = columns.message_id.is_not(None)
        with self._writing() as connection:
            sent = {"state": "sent", "changed_at": now}
            connection.execute(update(tables.outbox).where(old, proven).values(sent))
            gone = {"state": "cancelled", "reason": "the chat could not be reached", "changed_at": now}
            connection.execute(update(tables.outbox).where(old, unreachable).values(gone))
            dead = {"state": "dead", "reason": f"sent {most} times without an answer", "changed_at": now}
            connection.execute(update(tables.outbox).where(old, spent).values(dead))
            again = {"state": "pending", "resends": columns.resends + 1, "not_before": now, "changed_at": now}
            return connection.execute(update(tables.outbox).where(old).values(again)).rowcount

    def park_unknown(self, now: datetime, *, kinds: Collection[str], reason: str) -> int:
        """Leave messages of these kinds that are in doubt as they are, for good: a repeat would be worse; how many."""
        columns = tables.outbox.c
        with self._writing() as connection:
            return connection.execute(
                update(tables.outbox)
                .where(columns.state == "unknown", columns.kind.in_(kinds))
                .values(state="parked", reason=reason, changed_at=now)
            ).rowcount

    def owing(self) -> Mapping[str, int]:
        """How many messages are in each state."""
        with self._reading() as connection:
            states = tables.outbox.c.state
            rows = connection.execute(select(states, func.count()).group_by(states).order_by(states))
            return {row[0]: row[1] for row in rows}

    def next_owed_at(self) -> datetime | None:
        """When the next message may be claimed, as far as is known now; may have passed."""
        own, chats = tables.outbox.c.not_before, tables.chat.c.not_before
        later = case((chats > own, chats), else_=own)
        with self._reading() as connection:
            earliest: datetime | None = connection.scalar(
                _claimable().with_only_columns(func.min(later, type_=UtcDateTime))
            )
            return earliest

    def _doubt(self, now: datetime, which: ColumnElement[bool]) -> tuple[int, ...]:
        columns = tables.outbox.c
        values = {"state": "unknown", "attempts": columns.attempts + 1, "changed_at": now, "last_class": "unsettled"}
        doubt = update(tables.outbox).where(columns.state == "sending", which).values(values).returning(columns.id)
        with self._writing() as connection:
            return tuple(sorted(connection.scalars(doubt)))


def hold_claims(connection: Connection) -> None:
    """Nobody else claims a message until this transaction ends."""
    if connection.dialect.name == "postgresql":
        # Two senders at once would judge "nothing of this chat on its way" by what the other has not committed. SQLite has one writer.
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _CLAIM_LOCK})


def put_out(  # noqa: PLR0913 -- what a row is made of
    connection: Connection, chat_id: int, messages: Sequence[Message], *, kind: str, slot_id: int | None, now: datetime
) -> None:
    """Owe the chat these messages, in this order; KeyError if there is no such chat."""
    telegram_id = connection.scalar(select(tables.chat.c.telegram_id).where(tables.chat.c.id == chat_id))
    if telegram_id is None:
        raise KeyError(chat_id)
    common = {"chat_id": chat_id, "telegram_id": telegram_id, "slot_id": slot_id, "kind": kind}
    state = {"state": "pending", "attempts": 0, "resends": 0}
    times = {"not_before": now, "created_at": now, "changed_at": now}
    # One statement a row: the ids are the order of delivery.
    for part, message in enumerate(messages):
        body = body_from_message(message)
        connection.execute(insert(tables.outbox), {**common, **state, **times, "part": part, "body": body})


def _claimable() -> Select[Any]:
    """The messages that are next in line in their Telegram chat, times not looked at."""
    other = tables.outbox.alias("other").c
    same_chat = other.telegram_id == tables.outbox.c.telegram_id
    # Two conditions, not one with OR, and no chat in them: each is one look in the index of (telegram_id, state, id).
    # Measured with 100,000 pending: with OR and a join to the chats, SQLite took minutes and PostgreSQL 0.4 s a claim.
    on_its_way = exists().where(same_chat, other.state.in_(("sending", "unknown")))
    earlier = exists().where(same_chat, other.state == "pending", other.id < tables.outbox.c.id)
    return (
        select(tables.outbox, tables.chat.c.topic)
        .join(tables.chat, tables.chat.c.id == tables.outbox.c.chat_id)
        .where(tables.outbox.c.state == "pending", tables.chat.c.is_active, ~on_its_way, ~earlier)
    )


def _owed(row: Row[Any], lease: str) -> Owed:
    return Owed(
        id=row.id,
        chat_id=row.chat_id,
        address=Address(row.telegram_id, row.topic),
        slot_id=row.slot_id,
        part=row.part,
        kind=row.kind,
        message=message_from_body(row.body),
        attempts=row.attempts,
        resends=row.resends,
        lease=lease,
    )
