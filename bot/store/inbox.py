"""What came in from Telegram, kept before it is confirmed, until it is answered.

Rule: an update_id is taken in once; what fails three times is set aside, so that nothing stands in the way for ever.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select, update

from bot.store import tables
from bot.store.database import Database
from bot.store.dialect import insert_new


class Waiting(NamedTuple):
    """An update that is not answered yet."""

    update_id: int
    raw: str  # JSON, as it came
    attempts: int
    announced: dict[int, int]  # number of a reply -> the message that says it is coming


class Inbox(Database):
    """The part of the store that keeps what came in."""

    def take_in(self, update_id: int, raw: str, now: datetime) -> bool:
        """Keep the update; False if it is known already, answered or not."""
        row = {"update_id": update_id, "raw": raw, "state": "waiting", "attempts": 0, "announced": []}
        with self._writing() as connection:
            return insert_new(connection, tables.inbox, [{**row, "received_at": now, "changed_at": now}]) == 1

    def waiting(self, limit: int) -> tuple[Waiting, ...]:
        """Updates that are not answered yet, in Telegram's order."""
        columns = tables.inbox.c
        query = (
            select(columns.update_id, columns.raw, columns.attempts, columns.announced)
            .where(columns.state == "waiting")
            .order_by(columns.update_id)
            .limit(limit)
        )
        with self._reading() as connection:
            return tuple(Waiting(*row[:3], dict(row.announced)) for row in connection.execute(query))

    def announce(self, update_id: int, announced: Mapping[int, int]) -> None:
        """These replies to the update were said to be coming, in these messages."""
        with self._writing() as connection:
            this = tables.inbox.c.update_id == update_id
            connection.execute(update(tables.inbox).where(this).values(announced=list(announced.items())))

    def finish(self, update_id: int, now: datetime) -> None:
        """The update is answered, or needs no answer."""
        with self._writing() as connection:
            this = tables.inbox.c.update_id == update_id
            connection.execute(update(tables.inbox).where(this).values(state="done", changed_at=now))

    def fail(self, update_id: int, now: datetime, most: int = 3) -> str:
        """Answering it failed: "waiting" for another try, or "dead" after `most` of them. KeyError if it is unknown."""
        this = tables.inbox.c.update_id == update_id
        with self._writing() as connection:
            attempts = tables.inbox.c.attempts + 1
            connection.execute(update(tables.inbox).where(this).values(attempts=attempts, changed_at=now))
            spent = this & (tables.inbox.c.attempts >= most)
            connection.execute(update(tables.inbox).where(spent).values(state="dead"))
            state = connection.scalar(select(tables.inbox.c.state).where(this))
        if state is None:
            raise KeyError(update_id)
        return str(state)
