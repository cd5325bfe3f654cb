"""New articles get their stories; the open stories are kept in memory from one batch to the next.

Rule: the store has the last word. When memory and store disagree, memory is made anew from the store.
"""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot import stories
from bot.model import Article
from bot.store import Store

_KEPT = timedelta(days=1)  # the index never forgets a word; made anew it knows those of its window alone
_AT_ONCE = 500  # articles placed in one transaction


class Placing:
    """Places what is unplaced. Safe from several threads: two groupings at once could open two stories for one event."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._turn = threading.Lock()
        self._index: stories.Index | None = None
        self._begins = self._made_at = datetime.min.replace(tzinfo=UTC)
        self._last_id = 0

    def place_new(self, now: datetime) -> int:
        """Give every article that has none its story; how many there were."""
        count = 0
        with self._turn:
            while arrivals := self._store.unplaced(_AT_ONCE):
                try:
                    self._place(arrivals, now)
                except BaseException:
                    self._index = None  # it may know of places that the store doesn't
                    raise
                count += len(arrivals)
        return count

    def _place(self, arrivals: Sequence[Article], now: datetime) -> None:
        index = self._index_for(arrivals, now)
        found = index.place(arrivals)
        placed = self._store.place(found, now)
        index.name({story: placed[article] for article, story in found.items() if story < 0})
        self._last_id = max(self._last_id, *placed)

    def _index_for(self, arrivals: Sequence[Article], now: datetime) -> stories.Index:
        """The open stories; those that another process has opened or filled since are taken in."""
        begins = arrivals[0].published_at - stories.WINDOW
        if self._index is not None and begins >= self._begins and now - self._made_at < _KEPT:
            self._index.add(self._store.placed_after(self._last_id))
            return self._index
        begins = min(begins, now - 2 * stories.WINDOW)  # so that what is a little older doesn't mean to begin anew
        window = self._store.window(begins)
        self._index, self._begins, self._made_at = stories.Index(window), begins, now
        self._last_id = max((article.id for article in window), default=0)
        return self._index
