"""Sends what is owed: claims a row, commits that, sends, commits what became of it; the async edge of the core.

Rule: the intent is committed before the send and the result right after it, row by row. So a crash leaves at most one
message per chat in doubt, and at most as many as there are lanes; what is in doubt is sent again rather than lost.
"""

import asyncio
import logging
import random
import uuid
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.delivery.breaker import Breaker
from bot.delivery.hop import Hop
from bot.delivery.outcome import (
    MOST_SENDS,
    NEVER_RESENT,
    RESEND_AFTER,
    Action,
    Deactivate,
    Decision,
    Halt,
    Hold,
    Migrate,
    NotSent,
    Outcome,
    Refusal,
    Refused,
    Sent,
    State,
    Unknown,
    decide,
)
from bot.message import Message
from bot.model import Address
from bot.store import Owed, Store

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=120)  # longer than a send can take (read timeout 60 s) and then some
DRAIN_S = 60.0


class Post(Protocol):
    """The way out. It never raises: whatever happens is an outcome."""

    async def send(self, address: Address, message: Message) -> Outcome:
        """Send this message once, and say what became of it."""
        ...


@dataclass(slots=True)
class Outbox:
    """Everything that is owed, on its way out through `post`.

    `executor` runs the store's calls; `lanes` sends may be under way at once, each to another chat; `chance` gives
    numbers in [0, 1). Use from one event loop. One outbox per database is active at a time.
    """

    store: Store
    post: Post
    now: Callable[[], datetime] = field(kw_only=True)
    executor: Executor = field(kw_only=True)
    lanes: int = field(default=8, kw_only=True)
    chance: Callable[[], float] = field(default=random.random, kw_only=True)
    halted: str | None = field(default=None, init=False)  # why nothing is sent any more
    _hop: Hop = field(init=False)
    _breaker: Breaker = field(init=False)
    _in_flight: set[asyncio.Task[bool]] = field(default_factory=set, init=False)
    _is_delivering: bool = field(default=False, init=False)
    _is_closing: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self._hop = Hop(self.executor)
        self._breaker = Breaker(self.lanes, self.chance)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being sent at this moment."""
        return not self._is_delivering and not self._in_flight

    async def recover(self) -> None:
        """At start, before the first delivery: what a crash left in doubt rests for a minute and is sent again."""
        await self._hop.call(self.store.recover, self.now())

    async def deliver_due(self) -> int:
        """Send everything that is due, and say how many messages arrived.

        Returns when nothing more can be sent now: all is sent, the rest isn't due yet, or Telegram can't be reached.
        While one call is at work another returns 0 at once. Trouble with the store is logged and left to the next call.
        """
        if self._is_delivering or self._is_closing or self.halted:
            return 0
        self._is_delivering = True
        try:
            await self._settle_doubts()
            return await self._run_lanes()
        except Exception:  # the edge: a tick that fails is logged, and the next one tries again
            log.exception("the outbox could not be read; the next tick tries again")
            return 0
        finally:
            self._is_delivering = False

    async def drain(self, most_s: float = DRAIN_S) -> None:
        """Claim nothing more and wait for what is under way, `most_s` seconds at most; then this outbox is closed."""
        self._is_closing = True
        if self._in_flight:
            _, late = await asyncio.wait(self._in_flight, timeout=most_s)
            for task in late:
                task.cancel()

    async def _settle_doubts(self) -> None:
        # Only while nothing of ours is under way: a clock that jumps must not void the lease of a send in progress.
        if self._in_flight:
            return
        now = self.now()
        await self._hop.call(self.store.reap, now)
        await self._hop.call(self.store.park_unknown, now, kinds=NEVER_RESENT, reason="perhaps sent; not repeated")
        await self._hop.call(self.store.resend_unknown, now, older_than=RESEND_AFTER, most=MOST_SENDS)

    async def _run_lanes(self) -> int:
        arrived = 0
        while True:
            for owed in await self._claim():
                self._in_flight.add(asyncio.create_task(self._carry(owed), name=f"owed {owed.id}"))
            if not self._in_flight:
                return arrived
            done, _ = await asyncio.wait(self._in_flight, return_when=asyncio.FIRST_COMPLETED)
            self._in_flight -= done
            arrived += sum(task.result() for task in done if not task.cancelled())

    async def _claim(self) -> tuple[Owed, ...]:
        """As many rows as lanes are free; each is marked as being sent before this returns."""
        free = self._breaker.width(_steady()) - len(self._in_flight)
        if free <= 0 or self._is_closing or self.halted:
            return ()
        now = self.now()
        return await self._hop.call(self.store.claim, now, limit=free, lease=uuid.uuid4().hex, lease_until=now + LEASE)

    async def _carry(self, owed: Owed) -> bool:
        """One row from claim to result; whether it arrived."""
        outcome = await self._send(owed)
        self._note(outcome)
        decision = decide(outcome, owed, self.now())
        # The chat first, then the row: as long as the row counts as being sent, nothing else goes to this chat.
        if decision.action is not None:
            await self._act(owed.address, decision.action)
        await self._settle(owed, decision, outcome)
        return isinstance(outcome, Sent)

    async def _send(self, owed: Owed) -> Outcome:
        try:
            return await self.post.send(owed.address, owed.message)
        except Exception as error:  # the edge: a message that breaks the post must not stop the others
            log.exception("owed %d (chat %d, part %d) broke the post", owed.id, owed.chat_id, owed.part)
            return Refused(Refusal.OTHER, f"{type(error).__name__} while sending")

    def _note(self, outcome: Outcome) -> None:
        if isinstance(outcome, NotSent | Unknown):
            self._breaker.failed(_steady())
        else:
            self._breaker.succeeded()

    async def _act(self, address: Address, action: Action) -> None:
        match action:
            case Hold(until):
                await self._hop.insist(self.store.hold_chat, address.chat, until)
            case Deactivate(reason):
                log.info("chat %d is inactive now: %s", address.chat, reason)
                await self._hop.insist(self.store.deactivate, address.chat, reason, self.now())
            case Migrate(new_chat):
                log.info("chat %d is chat %d now", address.chat, new_chat)
                await self._hop.insist(self.store.migrate, address.chat, new_chat, self.now())
            case Halt(reason) if self.halted is None:
                log.critical("sending stops, what is owed is kept: Telegram refuses the token (%s)", reason)
                self.halted = reason

    async def _settle(self, owed: Owed, decision: Decision, outcome: Outcome) -> None:
        if decision.state in {State.DEAD, State.PARKED}:
            log.warning(
                "owed %d (chat %d, slot %s, part %d) is %s: %s",
                *(owed.id, owed.chat_id, owed.slot_id, owed.part, decision.state, decision.reason),
            )
        is_ours = await self._hop.insist(
            self.store.settle,
            owed.id,
            owed.lease,
            state=decision.state.value,
            now=self.now(),
            message_id=outcome.message_id if isinstance(outcome, Sent) else None,
            not_before=decision.not_before,
            last_class=_class_of(outcome),
            reason=decision.reason,
            spend_attempt=decision.spends,
        )
        if not is_ours:
            log.warning("owed %d: the result came after the lease had passed to someone else", owed.id)


def _steady() -> float:
    return asyncio.get_running_loop().time()


def _class_of(outcome: Outcome) -> str:
    """One word for the outbox table."""
    return outcome.kind.value if isinstance(outcome, Refused) else type(outcome).__name__.lower()
