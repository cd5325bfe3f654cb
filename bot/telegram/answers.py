"""One update from being read to having been replied to.

Rule: commands know nothing of Telegram and nothing of waiting. Here their replies are sent in order, a press always gets
its spinner stopped, and a reply whose fate is unknown is never repeated: whoever misses it can ask again.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from telegram import Update

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
from bot.errors import TryLater, UserCanFix
from bot.message import Message, Notice, Reply, split
from bot.model import Address, ChatKind, Incoming
from bot.store import Store
from bot.telegram.admins import Admins
from bot.telegram.incoming import ChatChange, Fate, read, read_change
from bot.telegram.post import Post

log = logging.getLogger(__name__)

SORRY = "Sorry, that went wrong on my side. It is noted and will be looked into; please try again later."
AWAY = "I was away for a while. Everything you sent has been read; this answers the last of your {count} messages."

Answer = Callable[[Incoming, datetime], Sequence[Reply]]

_TYPING_AFTER_S, _TYPING_AGAIN_S = 0.5, 4.5  # Telegram shows it for five seconds
_PATIENCE = timedelta(seconds=60)  # for a chat's turn; a reply that would come later than that is no reply
_EDITS = 3  # times an edit is tried: repeating one is harmless
_LONGEST_PAUSE_S = 30.0
_DOUBLE_TAP_S = 10.0
_REMEMBERED = 10_000


@dataclass(slots=True)
class Answers:
    """Answers updates by `answer(incoming, now)`, which is called in a thread of `executor`. `username` is the bot's."""

    answer: Answer
    post: Post
    store: Store = field(kw_only=True)
    admins: Admins = field(kw_only=True)
    now: Callable[[], datetime] = field(kw_only=True)
    executor: Executor = field(kw_only=True)
    username: str = field(default="", kw_only=True)
    _hop: Hop = field(init=False)
    _presses: dict[int, tuple[object, float]] = field(default_factory=dict, init=False)
    _typing: set[asyncio.Task[None]] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        self._hop = Hop(self.executor)

    async def reply(self, update: Update, earlier: int = 0) -> bool:
        """Do what the update asks for and send the replies; with `earlier` > 0 say that it stands for as many more.

        False when Telegram refuses our token: the update is not answered and must be kept. Whatever a command raises that
        isn't meant for people comes out, nothing having been sent.
        """
        incoming = await self._heed(update)
        if incoming is None or (incoming.press is not None and self._is_double_tap(incoming)):
            await self._stop_spinner(update, None)
            return True
        self._presses.pop(incoming.address.chat, None)
        replies = await self._work_visibly(incoming)
        if earlier:
            away = Message(AWAY.format(count=earlier + 1))
            replies = (away, *replies)
        is_done = await self._send_all(update, incoming, replies)
        if incoming.press is not None:
            self._remember_press(incoming)
        return is_done

    async def do(self, update: Update) -> None:
        """Do what the update asks for, and say nothing."""
        if (incoming := await self._heed(update)) is not None:
            await self._hop.call(self._work, incoming)
        await self._stop_spinner(update, None)

    async def apologize(self, update: Update) -> None:
        """Say that it went wrong, once, whatever becomes of it."""
        incoming = read(update, self.username)
        if update.callback_query is not None:
            await self._stop_spinner(update, Notice(SORRY))
        elif incoming is not None:
            await self.post.send(incoming.address, Message(SORRY))

    async def _heed(self, update: Update) -> Incoming | None:
        """What was said, with the rights of who said it; news about the chat itself is stored here."""
        if (change := read_change(update)) is not None:
            await self._hop.call(self._store_change, change)
            return None
        incoming = read(update, self.username)
        if incoming is None or incoming.is_admin or incoming.person is None:
            return incoming
        is_admin = await self.admins.includes(incoming.address.chat, incoming.person.id)
        return replace(incoming, is_admin=is_admin)

    def _store_change(self, change: ChatChange) -> None:
        now = self.now()
        match change.fate:
            case Fate.LEFT:
                self.store.deactivate(change.chat, change.reason, now)
            case Fate.JOINED:
                self.store.reactivate(change.chat, now)
            case Fate.MIGRATED if change.new_chat is not None:
                self.store.migrate(change.chat, change.new_chat, now)

    def _work(self, incoming: Incoming) -> tuple[Reply, ...]:
        """The command itself, in a thread."""
        now = self.now()
        # Who writes to us in private has unblocked us, and a command in a group comes from where we can read.
        if incoming.kind is ChatKind.PRIVATE or incoming.command is not None:
            chat = self.store.chat_at(incoming.address)
            if chat is not None and not chat.is_active:
                self.store.reactivate(incoming.address.chat, now)
        try:
            return tuple(self.answer(incoming, now))
        except (UserCanFix, TryLater) as error:  # sentences for people; any other error is a bug, or the database's
            return (Message(str(error)),)

    async def _work_visibly(self, incoming: Incoming) -> tuple[Reply, ...]:
        """The command, with "typing…" in the chat as soon as it takes a moment."""
        work = asyncio.ensure_future(self._hop.call(self._work, incoming))
        pause = _TYPING_AFTER_S
        while not (await asyncio.wait({work}, timeout=pause))[0]:
            typing = asyncio.create_task(self.post.show_typing(incoming.address))
            self._typing.add(typing)
            typing.add_done_callback(self._typing.discard)
            pause = _TYPING_AGAIN_S
        return work.result()

    async def _send_all(self, update: Update, incoming: Incoming, replies: Sequence[Reply]) -> bool:
        notices = [reply for reply in replies if isinstance(reply, Notice)]
        if update.callback_query is not None:
            await self._stop_spinner(update, notices[0] if notices else None)
            notices = notices[1:]
        words = [Message(notice.text) for notice in notices]  # a notice without a button is a message
        words += [reply for reply in replies if isinstance(reply, Message)]
        address = incoming.address
        for part in (part for message in words for part in split(message)):
            address, outcome = await self._send(address, incoming, part)
            if isinstance(outcome, Refused):
                log.warning("update %d: chat %d got no reply: %s", update.update_id, address.chat, outcome.reason)
                return outcome.kind is not Refusal.TOKEN_REVOKED
        return True

    async def _send(self, address: Address, incoming: Incoming, part: Message) -> tuple[Address, Outcome]:
        """Send until it is sent, refused, or in doubt; the address changes when the chat migrates."""
        edits = part.edits and incoming.press is not None
        tries, pause = 0, 1.0
        while True:
            tries += 1
            outcome = (
                await self.post.edit(address, incoming.message_id, part)
                if edits
                else await self.post.send(address, part)
            )
            address = await self._heed_outcome(address, outcome)
            again_in = _again_in(outcome, pause, is_harmless=edits and tries < _EDITS)
            if again_in is None:
                return address, outcome
            await asyncio.sleep(again_in)
            pause = min(2 * pause, _LONGEST_PAUSE_S)

    async def _heed_outcome(self, address: Address, outcome: Outcome) -> Address:
        """Store what the outcome says about the chat; where the chat is now."""
        now = self.now()
        match action_after(outcome, now):
            case Hold(until):
                await self._hop.insist(self.store.hold_chat, address.chat, until)
            case Deactivate(reason):
                await self._hop.insist(self.store.deactivate, address.chat, reason, now)
            case Migrate(new_chat):
                await self._hop.insist(self.store.migrate, address.chat, new_chat, now)
                return replace(address, chat=new_chat)
            case Halt() | None:
                pass
        return address

    async def _stop_spinner(self, update: Update, notice: Notice | None) -> None:
        if update.callback_query is not None:
            await self.post.answer(update.callback_query.id, notice)

    def _is_double_tap(self, incoming: Incoming) -> bool:
        """Whether the same person pressed the same button just before and nothing else since (apps also send twice)."""
        key, at = self._presses.get(incoming.address.chat, (None, float("-inf")))
        return key == _press_key(incoming) and _steady() - at < _DOUBLE_TAP_S

    def _remember_press(self, incoming: Incoming) -> None:
        if len(self._presses) >= _REMEMBERED:
            self._presses.clear()
        self._presses[incoming.address.chat] = (_press_key(incoming), _steady())


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


def _press_key(incoming: Incoming) -> tuple[int, str | None, int | None]:
    return incoming.message_id, incoming.press, incoming.person.id if incoming.person else None


def _steady() -> float:
    return asyncio.get_running_loop().time()
