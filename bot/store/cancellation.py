"""Taking back what is owed and not yet on its way.

Rule: a message that is being sent, or may have arrived, is never cancelled: its fate is still told by its own row.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, select, update

from bot.store import tables


def cancel_pending(
    connection: Connection, chats: ColumnElement[bool], *, reason: str, before: datetime | None = None
) -> int:
    """Cancel what the chats that fulfil the condition are owed (since `before` then); how many messages."""
    owner: ColumnElement[bool] = tables.outbox.c.chat_id.in_(select(tables.chat.c.id).where(chats))
    if before is not None:
        owner = and_(owner, tables.outbox.c.created_at < before)
    return _cancel(connection, owner, reason)


def cancel_slots(connection: Connection, slots: ColumnElement[bool], *, reason: str, state: str = "cancelled") -> int:
    """Cancel what is owed for the slots that fulfil the condition; how many messages. `state` is what they are then."""
    owner = tables.outbox.c.slot_id.in_(select(tables.slot.c.id).where(slots))
    return _cancel(connection, owner, reason, state)


def _cancel(connection: Connection, owner: ColumnElement[bool], reason: str, state: str = "cancelled") -> int:
    pending = tables.outbox.c.state == "pending"
    change = update(tables.outbox).where(pending, owner).values(state=state, reason=reason)
    return connection.execute(change).rowcount
