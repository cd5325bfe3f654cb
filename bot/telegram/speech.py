"""Says things in a chat: one after the other, each until it is sent, refused, or in doubt.

Rule: what is in doubt is never repeated, for whoever misses it can ask again; an edit is, for repeating one is harmless.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.delivery import (
    Deactivate,
    Halt,
    Hold,
    Hop,
    Migrate,
    NotSent,
    Outcome,
    Refusal,
    Refused,
    Sent,
    Unknown,
    action_after,
)
from bot.message import File, Message, split
from bot.model import Address
from bot.store import Store
from bot.telegram.post import Post

_PATIENCE = timedelta(seconds=60)  # for a chat's turn; a reply that would come later than that is no reply
_EDITS = 3  # times an edit is tried
_LONGEST_PAUSE_S = 30.0


@dataclass(frozen=True, slots=True)
class Said:
    """What became of it: where the chat is now, the message that was sent last if we know it, and who said no."""

    address: Address
    message_id: int | None = None
    refused: Refused | None = None


class Speech:
    """Sends by `post`, and stores what is learned about chats. Use from one event loop."""

    def __init__(self, post: Post, *, store: Store, now: Callable[[], datetime], executor: Executor) -> None:
        self.post = post
        self._store = store
        self._now = now
        self._hop = Hop(executor)

    async def say(self, address: Address, replies: Iterable[Message | File], *, place: int | None = None) -> Said:
        """Say all of it, in parts where it is long; what `edits` takes the place of the message `place`, if there is one.

        The first refusal ends it.
        """
        said = Said(address)
        for part in _parts(replies):
            edited = place if isinstance(part, Message) and part.edits else None
            said = await self._insist(said.address, part, edited)
            if said.refused:
                break
        return said

    async def _insist(self, address: Address, part: Message | File, place: int | None) -> Said:
        tries, pause = 0, 1.0
        while True:
            tries += 1
            outcome = await self._try(address, part, place)
            address = await self._heed(address, outcome)
            again_in = _again_in(outcome, pause, is_harmless=place is not None and tries < _EDITS)
            if again_in is None:
                message_id = outcome.message_id if isinstance(outcome, Sent) else None
                return Said(address, message_id, outcome if isinstance(outcome, Refused) else None)
            await asyncio.sleep(again_in)
            pause = min(2 * pause, _LONGEST_PAUSE_S)

    async def _try(self, address: Address, part: Message | File, place: int | None) -> Outcome:
        if isinstance(part, File):
            return await self.post.send_file(address, part)
        return await (self.post.send(address, part) if place is None else self.post.edit(address, place, part))

    async def _heed(self, address: Address, outcome: Outcome) -> Address:
        """Store what the outcome says about the chat; where the chat is now."""
        now = self._now()
        match action_after(outcome, now):
            case Hold(until):
                await self._hop.insist(self._store.hold_chat, address.chat, until)
            case Deactivate(reason):
                await self._hop.insist(self._store.deactivate, address.chat, reason, now)
            case Migrate(new_chat):
                await self._hop.insist(self._store.migrate, address.chat, new_chat, now)
                return replace(address, chat=new_chat)
            case Halt() | None:
                pass
        return address


def _parts(replies: Iterable[Message | File]) -> Iterator[Message | File]:
    for reply in replies:
        yield from (reply,) if isinstance(reply, File) else split(reply)


def _again_in(outcome: Outcome, pause: float, *, is_harmless: bool) -> float | None:
    """After how many seconds to send again; None = that was it."""
    match outcome:
        case Sent():
            return None
        case NotSent():
            return pause
        case Unknown():
            return pause if is_harmless else None
        case Refused(Refusal.MIGRATED, new_chat=int()):
            return pause
        case Refused(Refusal.TOO_MANY, retry_after=timedelta() as hold) if hold <= _PATIENCE:
            return hold.total_seconds()
        case Refused():
            return None
