"""How long things are kept.

Rule: what people wrote, and what was written to them, goes first; what proves that a digest came stays.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, null, update

from bot.store import tables
from bot.store.database import Database
from bot.store.outbox import FINISHED

INBOX = timedelta(days=7)
BODIES = timedelta(hours=48)
LISTINGS = timedelta(days=30)


class Retention(Database):
    """The part of the store that forgets."""

    def prune(self, now: datetime) -> None:
        """Forget answered updates after 7 days, texts of messages 48 hours after they were sent, listings after 30 days."""
        inbox, outbox, listing = tables.inbox.c, tables.outbox.c, tables.listing.c
        with self._writing() as connection:
            connection.execute(
                delete(tables.inbox).where(inbox.state.in_(("done", "dead")), inbox.changed_at < now - INBOX)
            )
            connection.execute(
                update(tables.outbox)
                .where(outbox.state.in_(FINISHED), outbox.changed_at < now - BODIES, outbox.body.is_not(None))
                .values(body=null())
            )
            connection.execute(delete(tables.listing).where(listing.made_at < now - LISTINGS))
