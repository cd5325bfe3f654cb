"""Who is answered when: in one chat one after the other, different chats side by side.

Rule: a letter is finished in the database only after its replies are sent or their fate is unknown. What fails is tried
three times and then set aside as dead; it never holds up anything but its own chat.
"""

import asyncio
import json
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from telegram import Update

from bot.delivery import Hop
from bot.store import Store
from bot.telegram.answers import Answers
from bot.telegram.deferral import Deferral
from bot.telegram.inbox import Inbox, Letter
from bot.telegram.incoming import read
from bot.telegram.polling import UNREADABLE

log = logging.getLogger(__name__)

LANES = 4  # chats answered at once; as many as the core has threads
_MOST_TAKEN = 1_000  # letters out of the inbox and not answered yet
_FIRST_PAUSE_S, _PAUSE_GROWS = 0.2, 5  # between the attempts at a letter that fails
# Telegram keeps updates for a day. What is younger than an hour is a conversation; what is older than two days comes from
# a server whose clock we can't compare with ours, and is answered like any other.
_LATE, _TOO_LATE_TO_BE_TRUE = timedelta(hours=1), timedelta(hours=48)
_GATHER_S = 1.0  # what is late comes in bunches: the rest of the bunch is waited for


@dataclass(frozen=True, slots=True)
class _Job:
    letter: Letter
    update: Update


_Handle = Callable[[_Job], Awaitable[bool | Deferral]]


@dataclass(slots=True)
class Dispatch:
    """Answers what the inbox gives. Use from one event loop."""

    inbox: Inbox
    answers: Answers
    store: Store = field(kw_only=True)
    now: Callable[[], datetime] = field(kw_only=True)
    executor: Executor = field(kw_only=True)
    _hop: Hop = field(init=False)
    _jobs: dict[int, deque[_Job]] = field(default_factory=dict, init=False)
    _workers: set[asyncio.Task[None]] = field(default_factory=set, init=False)
    _lanes: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(LANES), init=False)
    _room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_MOST_TAKEN), init=False)
    _taken: int = field(default=0, init=False)  # letters taken and not finished
    _is_closing: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self._hop = Hop(self.executor)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being answered or waits for it."""
        return not self._taken and self.inbox.is_idle

    async def run(self, unanswered: Iterable[Letter]) -> None:
        """Answer these letters of an earlier run, then whatever comes in; ends when cancelled."""
        waiting = deque(unanswered)
        self._taken += len(waiting)
        while waiting:
            await self._accept(waiting.popleft())
        while True:
            letter = await self.inbox.take()
            self._taken += 1
            await self._accept(letter)

    async def stop(self, most_s: float) -> None:
        """Finish what is being answered, `most_s` seconds at most; what waits stays in the database for the next start."""
        self._is_closing = True
        if self._workers:
            _, late = await asyncio.wait(self._workers, timeout=most_s)
            for worker in late:
                worker.cancel()

    async def _accept(self, letter: Letter) -> None:
        """Put the letter into the line of its chat."""
        await self._room.acquire()
        update = _read_letter(letter)
        if update is None:
            await self._bury(letter)
            return
        chat = _chat_of(update) or 0
        jobs = self._jobs.get(chat)
        if jobs is None:
            jobs = self._jobs[chat] = deque()
            self._employ(self._serve(chat, jobs), name=f"chat {chat}")
        jobs.append(_Job(letter, update))

    def _employ(self, work: Coroutine[None, None, None], name: str) -> None:
        worker = asyncio.create_task(work, name=name)
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)

    async def _serve(self, chat: int, jobs: deque[_Job]) -> None:
        """One chat's line, until it is empty."""
        while jobs and not self._is_closing:
            if self._is_late(jobs[0]):
                await asyncio.sleep(_GATHER_S)
            async with self._lanes:
                await self._answer_next(jobs)
        del self._jobs[chat]

    async def _answer_next(self, jobs: deque[_Job]) -> None:
        if self._is_closing:
            return
        late = self._late_ones(jobs)
        for job in late:
            await self._attempt(job, self._do)
        await self._attempt(jobs.popleft(), partial(self._reply, len(late)))

    async def _reply(self, earlier: int, job: _Job) -> bool | Deferral:
        return await self.answers.reply(job.update, earlier, announced=job.letter.announced)

    async def _do(self, job: _Job) -> bool | Deferral:
        return await self.answers.do(job.update, announced=job.letter.announced)

    async def _attempt(self, job: _Job, handle: _Handle) -> None:
        """Handle the letter and finish it; if it can't be handled, say so once and set it aside.

        What takes long is finished beside the line: the chat's next letter need not wait for it, nor does a lane.
        """
        is_handed_on = False
        try:
            handled = await self._insist(job, handle, self._apologize)
            if isinstance(handled, Deferral):
                self._employ(self._finish_later(job, handled), name=f"update {job.letter.update_id}")
                is_handed_on = True
            elif handled:
                await self._close(job)
        finally:
            if not is_handed_on:
                self._leave()

    async def _finish_later(self, job: _Job, deferral: Deferral) -> None:
        async def finish(_job: _Job) -> bool:
            return await self.answers.finish(deferral)

        async def give_up(_job: _Job) -> bool:
            await self.answers.give_up(deferral)
            return True

        try:
            if await self._insist(job, finish, give_up):
                await self._close(job)
        finally:
            self._leave()

    async def _insist(self, job: _Job, handle: _Handle, apologize: _Handle) -> bool | Deferral:
        """What `handle` says, tried again if it fails; after the last time it is set aside, with an apology: False."""
        pause = _FIRST_PAUSE_S
        while (handled := await self._try(job, handle)) is None:
            if await self._hop.insist(self.store.fail, job.letter.update_id, self.now()) == "dead":
                await self._try(job, apologize)
                return False
            await asyncio.sleep(pause)
            pause *= _PAUSE_GROWS
        return handled

    async def _close(self, job: _Job) -> None:
        await self._hop.insist(self.store.finish, job.letter.update_id, self.now())

    async def _try(self, job: _Job, handle: _Handle) -> bool | Deferral | None:
        """What `handle` says; None if it failed, which is logged."""
        try:
            return await handle(job)
        except Exception:  # the edge: a bug in a command is logged with ids, and costs one letter
            log.exception("update %d in chat %s failed", job.letter.update_id, _chat_of(job.update))
            return None

    async def _apologize(self, job: _Job) -> bool:
        await self.answers.apologize(job.update)
        return True

    async def _bury(self, letter: Letter) -> None:
        """Set aside what can't even be read; reading it again would not help."""
        log.error("update %d can't be read and is set aside", letter.update_id)
        while await self._hop.insist(self.store.fail, letter.update_id, self.now()) != "dead":
            pass
        self._leave()

    def _leave(self) -> None:
        self._taken -= 1
        self._room.release()

    def _late_ones(self, jobs: deque[_Job]) -> list[_Job]:
        """Takes from the line what waited too long to be answered one by one; the last of it is left in."""
        late = []
        while len(jobs) > 1 and self._is_late(jobs[0]) and self._is_late(jobs[1]):
            late.append(jobs.popleft())
        return late

    def _is_late(self, job: _Job) -> bool:
        message = job.update.message
        if message is None or read(job.update, self.answers.username) is None:
            return False
        return _LATE < self.now() - message.date < _TOO_LATE_TO_BE_TRUE


def _read_letter(letter: Letter) -> Update | None:
    try:
        update = Update.de_json(json.loads(letter.raw))
    except Exception:  # whatever a malformed update does to the library
        log.exception("update %d does not parse", letter.update_id)
        return None
    return None if UNREADABLE in update.api_kwargs else update


def _chat_of(update: Update) -> int | None:
    return update.effective_chat.id if update.effective_chat is not None else None
