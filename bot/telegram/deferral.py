"""Replies that take seconds: something is said at once, the work is done beside the line, its result takes that place.

Rule: a deferral belongs to the letter that asked for it, which is finished only when the deferral is; one that was cut off
by a crash is run again, and its result takes the place of what was announced before the crash. (Killed in the moment between
Telegram's taking the announcement and our noting where it stands, it is announced again, and the first one stays.)
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from weakref import WeakValueDictionary

from bot.delivery import Hop, Refusal
from bot.errors import TryLater, UserCanFix
from bot.message import Deferred, File, Message, Notice, Reply
from bot.model import Address
from bot.telegram.speech import Speech

_AT_ONCE_IN_A_CHAT = 2  # so that one chat's slow links don't take every thread

Work = Callable[[], Sequence[Reply]]


@dataclass(slots=True)
class Deferral:
    """What is still to be done for an update: each `Work`, with the message whose place its result takes if there is one."""

    address: Address
    is_silent: bool = False  # done for its effect, because nobody waits for words any more; but announced is promised
    left: list[tuple[Work, int | None]] = field(default_factory=list)


class Deferrals:
    """Runs deferrals in threads of `executor`, whose business is waiting. Use from one event loop."""

    def __init__(self, speech: Speech, executor: Executor) -> None:
        self._speech = speech
        self._hop = Hop(executor)
        self._turns: WeakValueDictionary[int, asyncio.Semaphore] = WeakValueDictionary()

    async def run(self, deferral: Deferral) -> bool:
        """Do what is left and put the results in place; call it again if it raises, and only what failed is repeated.

        False when Telegram refuses our token: then the letter must be kept.
        """
        turns = self._turns.setdefault(deferral.address.chat, asyncio.Semaphore(_AT_ONCE_IN_A_CHAT))
        done = await asyncio.gather(
            *(self._run_one(deferral, each, turns) for each in tuple(deferral.left)), return_exceptions=True
        )
        broken = [error for error in done if isinstance(error, BaseException)]
        if broken:
            raise broken[0]
        return all(done)

    async def give_up(self, deferral: Deferral, sorry: Message) -> None:
        """Say so in place of what was announced."""
        for _, place in deferral.left:
            await self._speech.say(deferral.address, [replace(sorry, edits=True)], place=place)

    async def _run_one(self, deferral: Deferral, part: tuple[Work, int | None], turns: asyncio.Semaphore) -> bool:
        work, place = part
        async with turns:
            replies = await self._hop.call(_result, work)
            is_done = (deferral.is_silent and place is None) or await self._put(deferral.address, replies, place)
        deferral.left.remove(part)
        return is_done

    async def _put(self, address: Address, replies: Sequence[Message | File], place: int | None) -> bool:
        first, *others = replies or (Message("That is done."),)
        first = replace(first, edits=True) if isinstance(first, Message) else first
        said = await self._speech.say(address, [first, *others], place=place)
        return said.refused is None or said.refused.kind is not Refusal.TOKEN_REVOKED


def _result(work: Work) -> list[Message | File]:
    """What it gives, as messages; what it defers once more is done on the spot, for we are waiting anyway."""
    try:
        replies = work()
    except (UserCanFix, TryLater) as error:  # sentences for people; any other error is a bug
        return [Message(str(error))]
    done: list[Message | File] = []
    for reply in replies:
        match reply:
            case Deferred():
                done += _result(reply.then)
            case Notice():
                done.append(Message(reply.text))
            case _:
                done.append(reply)
    return done
