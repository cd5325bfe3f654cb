"""The queue between polling and answering: what enters it is in the database first.

Rule: `put` returns only when the update is committed. python-telegram-bot awaits it before it moves the offset, and the
offset of the next getUpdates is what makes Telegram forget an update; so Telegram never forgets what we don't have.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime

from telegram import Update
from telegram.error import NetworkError

from bot.delivery import Hop
from bot.store import Store

log = logging.getLogger(__name__)

_MOST_WAITING = 1_000  # in memory; when so many wait, polling waits, and Telegram keeps the rest for a day
_REPLAYED = 100_000


@dataclass(frozen=True, slots=True)
class Letter:
    """An update as it lies in the database, not answered yet."""

    update_id: int
    raw: str  # JSON
    announced: dict[int, int] = field(default_factory=dict)  # number of a reply -> the message that says it is coming


class Inbox(asyncio.Queue[object]):
    """Takes Updates, gives Letters; an update that is known already is taken and dropped."""

    def __init__(self, store: Store, *, now: Callable[[], datetime], executor: Executor) -> None:
        super().__init__(_MOST_WAITING)
        self._store = store
        self._now = now
        self._hop = Hop(executor)
        self._arriving = 0

    @property
    def is_idle(self) -> bool:
        """Whether nothing waits and nothing is on its way in."""
        return self.empty() and not self._arriving

    async def put(self, update: object) -> None:
        """Commit the update, then queue it. Trouble with the store is a NetworkError: polling asks again, soon."""
        if not isinstance(update, Update):
            raise TypeError(f"an inbox takes updates, not {type(update).__name__}")
        self._arriving += 1
        try:
            raw = update.to_json()
            if await self._commit(update.update_id, raw):
                await super().put(Letter(update.update_id, raw))
        finally:
            self._arriving -= 1

    async def take(self) -> Letter:
        """The next letter, in the order of arrival."""
        letter = await self.get()
        assert isinstance(letter, Letter)
        return letter

    async def unanswered(self) -> tuple[Letter, ...]:
        """What was taken in before a stop and not answered, in order: to be answered before anything new."""
        rows = await self._hop.call(self._store.waiting, _REPLAYED)
        return tuple(Letter(row.update_id, row.raw, row.announced) for row in rows)

    async def _commit(self, update_id: int, raw: str) -> bool:
        try:
            return await self._hop.call(self._store.take_in, update_id, raw, self._now())
        except Exception as error:
            log.exception("update %d could not be stored; Telegram keeps it until it can", update_id)
            # The one family of errors after which the library's loop waits a little and asks for the same again.
            raise NetworkError("the inbox could not store an update") from error
