"""The bot's place in Telegram, or in whatever speaks the Bot API at the address it is given.

Rule: this is the only room that knows python-telegram-bot, and nothing here knows whether the other side is Telegram.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from telegram import Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Updater

from bot.delivery import Pace
from bot.errors import UserCanFix
from bot.store import Store
from bot.telegram import redact
from bot.telegram.admins import Admins
from bot.telegram.answers import Answer, Answers
from bot.telegram.dispatch import Dispatch
from bot.telegram.inbox import Inbox
from bot.telegram.polling import PollingBot, wrong_token
from bot.telegram.post import Post
from bot.telegram.refusals import reason_of

__all__ = ["TELEGRAM_URL", "Answer", "Post", "Telegram", "redact"]

log = logging.getLogger(__name__)

TELEGRAM_URL = "https://api.telegram.org"

_LISTENS_TO = (Update.MESSAGE, Update.CHANNEL_POST, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER)
_LONG_POLL = timedelta(seconds=30)
_STOP_POLLING_S, _STOP_ANSWERING_S = 5.0, 15.0
_LONGEST_PAUSE_S = 30.0
_WAITING_THREADS = 16  # they wait for pages of the web, 20 s at most each, and cost next to nothing meanwhile


@dataclass(slots=True)
class Telegram:
    """Everything between the core and Telegram: updates in by long polling, replies and digests out by `post`.

    `answer(incoming, now)` gives the replies; it and the store are called in threads of `executor`, what it defers in
    threads of our own. `commands` are the (name, description) pairs people see in the menu. Use from one event loop, for
    one start and one stop.
    """

    token: str = field(repr=False)
    answer: Answer
    store: Store = field(kw_only=True)
    now: Callable[[], datetime] = field(kw_only=True)
    executor: Executor = field(kw_only=True)
    api_url: str = field(default=TELEGRAM_URL, kw_only=True)
    commands: Sequence[tuple[str, str]] = field(default=(), kw_only=True)
    post: Post = field(init=False)  # where the outbox sends
    _bot: PollingBot = field(init=False, repr=False)
    _inbox: Inbox = field(init=False)
    _answers: Answers = field(init=False)
    _dispatch: Dispatch = field(init=False)
    _updater: Updater = field(init=False)
    _waiting: Executor = field(init=False)
    _answering: asyncio.Task[None] | None = field(default=None, init=False)
    _ended: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _why: UserCanFix | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        """Raises UserCanFix for a token that can't be one."""
        try:
            self._bot = PollingBot(self.token, api_url=self.api_url, end=self._end)
        except InvalidToken:
            raise wrong_token() from None  # the library's sentence quotes the token
        self.post = Post(self._bot, Pace())
        self._inbox = Inbox(self.store, now=self.now, executor=self.executor)
        self._waiting = ThreadPoolExecutor(_WAITING_THREADS, thread_name_prefix="waiting")
        self._answers = Answers(
            self.answer,
            self._bot,
            self.post,
            admins=Admins(self._bot),
            store=self.store,
            now=self.now,
            executor=self.executor,
            waiting=self._waiting,
        )
        self._dispatch = Dispatch(self._inbox, self._answers, store=self.store, now=self.now, executor=self.executor)
        self._updater = Updater(self._bot, self._inbox)

    @property
    def username(self) -> str:
        """The bot's name, without @; empty before the start."""
        return self._answers.username

    async def start(self) -> None:
        """Come online: what an earlier run left unanswered is answered first, then what comes in.

        Waits for a server that can't be reached, saying so in the log; raises UserCanFix when it refuses the token.
        """
        await self._introduce()
        unanswered = await self._inbox.unanswered()
        await self._updater.initialize()
        self._answering = asyncio.create_task(self._dispatch.run(unanswered), name="answering")
        await self._updater.start_polling(
            timeout=_LONG_POLL,
            bootstrap_retries=-1,
            allowed_updates=_LISTENS_TO,
            drop_pending_updates=False,  # what people wrote while we were away is theirs
            error_callback=_log_trouble,
        )

    async def ended(self) -> None:
        """Wait until going on is pointless, then raise UserCanFix saying why (wrong token, a rival); else never return."""
        await self._ended.wait()
        assert self._why is not None
        raise self._why

    def idle(self) -> bool:
        """Whether everything that came in has been answered."""
        return self._dispatch.is_idle

    async def stop(self) -> None:
        """Go offline: no more updates, what is being answered is finished; the rest waits for the next start."""
        if self._updater.running:
            with contextlib.suppress(TelegramError, TimeoutError):
                async with asyncio.timeout(_STOP_POLLING_S):
                    await self._updater.stop()
        if self._answering is not None:
            self._answering.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._answering
            await self._dispatch.stop(_STOP_ANSWERING_S)

    async def close(self) -> None:
        """Give back the connections and threads. After `stop`, and after the outbox has been drained: it sends through them."""
        # A fetch that can't be cancelled may still use the store for some seconds: whoever closes that waits for us.
        await asyncio.to_thread(self._waiting.shutdown, cancel_futures=True)
        with contextlib.suppress(TelegramError, RuntimeError):
            await self._updater.shutdown()
            await self._bot.shutdown()

    async def _introduce(self) -> None:
        """Learn our own name, and tell Telegram our commands."""
        pause = 1.0
        while True:
            try:
                await self._bot.initialize()
                break
            except InvalidToken:
                raise wrong_token() from None
            except TelegramError as error:
                log.warning("%s can't be reached (%s); trying again in %.0f s", self.api_url, reason_of(error), pause)
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_S)
        self._answers.username = self._bot.username
        try:
            await self._bot.set_my_commands(self.commands)
        except TelegramError as error:  # a menu that is out of date is no reason to stay silent
            log.warning("the menu of commands was not set: %s", reason_of(error))

    def _end(self, why: UserCanFix) -> None:
        self._why = self._why or why
        self._ended.set()


def _log_trouble(error: TelegramError) -> None:
    log.warning("no updates at the moment: %s", reason_of(error))
