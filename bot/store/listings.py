"""The numbered lists that chats were shown.

Rule: number n of a list is the same story on every page of it and ever after.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select

from bot.model import Listing
from bot.store import tables
from bot.store.database import Database


class Listings(Database):
    """The part of the store that keeps listings."""

    def save_listing(self, chat_id: int, words: str, story_ids: Sequence[int], now: datetime) -> Listing:
        """Keep what the chat is shown."""
        values = {"chat_id": chat_id, "words": words, "story_ids": list(story_ids), "made_at": now}
        with self._writing() as connection:
            result = connection.execute(insert(tables.listing), values)
            assert result.inserted_primary_key is not None
            this = tables.listing.c.id == result.inserted_primary_key[0]
            return _listing(connection.execute(select(tables.listing).where(this)).one())

    def listing(self, listing_id: int) -> Listing | None:
        """The listing, if it is still kept (30 days)."""
        with self._reading() as connection:
            row = connection.execute(select(tables.listing).where(tables.listing.c.id == listing_id)).first()
            return None if row is None else _listing(row)

    def last_listing(self, chat_id: int) -> Listing | None:
        """What the chat was shown last."""
        columns = tables.listing.c
        query = select(tables.listing).where(columns.chat_id == chat_id).order_by(columns.id.desc()).limit(1)
        with self._reading() as connection:
            row = connection.execute(query).first()
            return None if row is None else _listing(row)


def _listing(row: Row[Any]) -> Listing:
    return Listing(row.id, row.chat_id, row.words, tuple(row.story_ids), row.made_at)
