"""One update from being read to having been replied to.

Rule: commands know nothing of Telegram and nothing of waiting. Here their replies are sent in order, a press always gets
its spinner stopped, and a reply whose fate is unknown is never repeated: whoever misses it can ask again.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from datetime import datetime

from telegram import Bot, Update

from bot.delivery import Hop, Refusal
from bot.errors import TryLater, UserCanFix
from bot.message import Deferred, File, Message, Notice, Reply
from bot.model import ChatKind, Incoming
from bot.store import Store
from bot.telegram.admins import Admins
from bot.telegram.deferral import Deferral, Deferrals, Work
from bot.telegram.documents import fetch_document
from bot.telegram.incoming import ChatChange, Fate, read, read_change
from bot.telegram.post import Post
from bot.telegram.speech import Said, Speech

log = logging.getLogger(__name__)

SORRY = "Sorry, that went wrong on my side. It is noted and will be looked into; please try again later."
AWAY = "I was away for a while. Everything you sent has been read; this answers the last of your {count} messages."

Answer = Callable[[Incoming, datetime], Sequence[Reply]]

_TYPING_AFTER_S, _TYPING_AGAIN_S = 0.5, 4.5  # Telegram shows it for five seconds
_DOUBLE_TAP_S = 10.0
_REMEMBERED = 10_000


@dataclass(slots=True)
class Answers:
    """Answers updates by `answer(incoming, now)`, which is called in a thread of `executor`. `username` is the bot's.

    What it defers runs in `waiting`, another executor, so that it holds up nobody.
    """

    answer: Answer
    bot: Bot
    post: Post
    store: Store = field(kw_only=True)
    admins: Admins = field(kw_only=True)
    now: Callable[[], datetime] = field(kw_only=True)
    executor: Executor = field(kw_only=True)
    waiting: Executor = field(kw_only=True)
    username: str = field(default="", kw_only=True)
    _hop: Hop = field(init=False)
    _speech: Speech = field(init=False)
    _deferrals: Deferrals = field(init=False)
    _presses: dict[int, tuple[object, float]] = field(default_factory=dict, init=False)
    _typing: set[asyncio.Task[None]] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        self._hop = Hop(self.executor)
        self._speech = Speech(self.post, store=self.store, now=self.now, executor=self.executor)
        self._deferrals = Deferrals(self._speech, self.waiting)

    async def reply(
        self, update: Update, earlier: int = 0, *, announced: dict[int, int] | None = None
    ) -> bool | Deferral:
        """Do what the update asks for and send the replies; with `earlier` > 0 say that it stands for as many more.

        A Deferral is what is left to `finish`. False when Telegram refuses our token: the update is not answered and must
        be kept. `announced` are the messages that say which replies, by number, are coming: what was said before a crash
        is not said again but replaced, what is said now is added. Whatever a command raises that isn't meant for people
        comes out, nothing having been sent.
        """
        incoming = await self._heed(update)
        if incoming is None or (incoming.press is not None and self._is_double_tap(incoming)):
            await self._stop_spinner(update, None)
            return True
        self._presses.pop(incoming.address.chat, None)
        replies = await self._work_visibly(incoming)
        away = [Message(AWAY.format(count=earlier + 1))] if earlier else []
        handled = await self._send_all(update, incoming, away, replies, {} if announced is None else announced)
        if incoming.press is not None:
            self._remember_press(incoming)
        return handled

    async def do(self, update: Update, *, announced: Mapping[int, int]) -> bool | Deferral:
        """Do what the update asks for, and say nothing but what was announced before."""
        replies: Sequence[Reply] = ()
        incoming = await self._heed(update)
        if incoming is not None:
            replies = await self._hop.call(self._work, incoming)
        await self._stop_spinner(update, None)
        deferred: list[tuple[Work, int | None]] = []
        for number, reply in enumerate(_lasting(replies)):
            place = announced.get(number)
            if isinstance(reply, Deferred):
                deferred.append((reply.then, place))
            elif isinstance(reply, Message) and place is not None and incoming:
                await self._speech.say(incoming.address, [replace(reply, edits=True)], place=place)
        return Deferral(incoming.address, is_silent=True, left=deferred) if incoming and deferred else True

    async def finish(self, deferral: Deferral) -> bool:
        """Do what a reply left to do; see `Deferrals.run`."""
        return await self._deferrals.run(deferral)

    async def give_up(self, deferral: Deferral) -> None:
        """Say that it went wrong, where the result was to come."""
        await self._deferrals.give_up(deferral, Message(SORRY))

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
        if incoming is None:
            return None
        incoming = await fetch_document(self.bot, update, incoming)
        if incoming.is_admin or incoming.person is None:
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

    async def _send_all(
        self,
        update: Update,
        incoming: Incoming,
        first: Sequence[Message],
        replies: Sequence[Reply],
        announced: dict[int, int],
    ) -> bool | Deferral:
        notices = [reply for reply in replies if isinstance(reply, Notice)]
        if update.callback_query is not None:
            await self._stop_spinner(update, notices[0] if notices else None)
            notices = notices[1:]
        pressed = incoming.message_id if incoming.press is not None else None
        said = Said(incoming.address)
        deferral = Deferral(incoming.address)
        # A notice without a button is a message.
        words = [*first, *(Message(notice.text) for notice in notices)]
        for number, reply in enumerate((*words, *_lasting(replies)), start=-len(words)):
            place = announced.get(number)
            if isinstance(reply, Deferred):
                said, place = await self._announce(reply, said, pressed, place)
                if place is not None and announced.get(number) != place:
                    announced[number] = place
                    await self._hop.insist(self.store.announce, update.update_id, announced)
                deferral.left.append((reply.then, place))
            elif isinstance(reply, Message) and place is not None:  # it could be had at once this time
                said = await self._speech.say(said.address, [replace(reply, edits=True)], place=place)
            else:
                said = await self._speech.say(said.address, [reply], place=pressed)
            deferral.address = said.address
            if said.refused:
                log.warning(
                    "update %d: chat %d got no reply: %s", update.update_id, said.address.chat, said.refused.reason
                )
                return said.refused.kind is not Refusal.TOKEN_REVOKED
        return deferral if deferral.left else True

    async def _announce(
        self, reply: Deferred, said: Said, pressed: int | None, place: int | None
    ) -> tuple[Said, int | None]:
        """Say that it is coming, unless that was said in the message `place`; where it is to come."""
        if place is not None:
            return said, place
        pressed = pressed if reply.first.edits else None
        said = await self._speech.say(said.address, [reply.first], place=pressed)
        return said, said.message_id or pressed

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


def _lasting(replies: Sequence[Reply]) -> list[Message | File | Deferred]:
    """What stays in the chat."""
    return [reply for reply in replies if not isinstance(reply, Notice)]


def _press_key(incoming: Incoming) -> tuple[int, str | None, int | None]:
    return incoming.message_id, incoming.press, incoming.person.id if incoming.person else None


def _steady() -> float:
    return asyncio.get_running_loop().time()
