"""How much a chat may ask for in an hour.

Rule: a bucket for each chat and kind of work, full at first, that refills steadily; what is refused costs nothing.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select, update

from bot.store import tables
from bot.store.database import Database
from bot.store.dialect import insert_new

_HOUR = timedelta(hours=1)


class Quota(StrEnum):
    """What is counted."""

    FETCH = "fetch"  # pages and feeds fetched because a person asked
    SUMMARY = "summary"  # links and texts summarised
    NOTICE = "notice"  # being told that a quota is used up

    @property
    def an_hour(self) -> int:
        """How many a chat may have."""
        return {Quota.FETCH: 30, Quota.SUMMARY: 20, Quota.NOTICE: 1}[self]


class Quotas(Database):
    """The part of the store that counts what chats ask for."""

    def spend(self, chat_id: int, what: Quota, now: datetime) -> bool:
        """Take one from the chat's bucket; False, and nothing is taken, when there is none left."""
        columns = tables.quota.c
        this = (columns.chat_id == chat_id) & (columns.what == what.value)
        full = {"chat_id": chat_id, "what": what.value, "left": float(what.an_hour), "filled_at": now}
        with self._writing() as connection:
            insert_new(connection, tables.quota, [full])
            row = connection.execute(select(tables.quota).where(this).with_for_update()).one()
            refilled = max(now - row.filled_at, timedelta()) / _HOUR * what.an_hour
            left = min(row.left + refilled, float(what.an_hour))
            if left < 1:
                return False
            connection.execute(update(tables.quota).where(this).values(left=left - 1, filled_at=now))
            return True

    def next_spend_at(self, chat_id: int, what: Quota, now: datetime) -> datetime:
        """When the chat may have one more: `now` if it may at once."""
        columns = tables.quota.c
        with self._reading() as connection:
            query = select(tables.quota).where(columns.chat_id == chat_id, columns.what == what.value)
            row = connection.execute(query).first()
        if row is None:
            return now
        full_at: datetime = row.filled_at + max(1 - row.left, 0) / what.an_hour * _HOUR
        return max(full_at, now)
