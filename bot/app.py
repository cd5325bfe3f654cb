"""Composition root: the one place where the parts meet; rule: start from the inside out, stop from the outside in."""

import asyncio
import logging
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from bot import commands, scheduling
from bot.delivery import Hop, Outbox
from bot.newsroom import Newsroom
from bot.settings import Settings
from bot.store import Store
from bot.telegram import Telegram, redact

if TYPE_CHECKING:  # the demo needs neither, and they load much
    from bot.ingest.fetch import Fetcher
    from bot.ingest.readers import Readers

# With three CPU-busy threads the event loop's p99 delay was 329 ms, with one 48 ms: few threads, and work at arrival.
_THREADS = 4
_RANK_EVERY = timedelta(minutes=5)
_PRUNE_EVERY = timedelta(hours=6)
_REFRESH_EVERY = timedelta(seconds=30)
_LOOK_AGAIN_S = 0.02  # while waiting for the bot to fall idle

log = logging.getLogger(__name__)


async def run(settings: Settings, now: Callable[[], datetime]) -> None:
    """Run the bot until the process is told to stop, or until Telegram says that going on is pointless (UserCanFix)."""
    from bot.ingest.fetch import Fetcher
    from bot.ingest.readers import Readers

    bot = Bot(settings, now, fetcher=Fetcher(now=now), readers=Readers())
    await bot.start()
    try:
        await until_stopped(bot)
    finally:
        await bot.stop()


async def until_stopped(bot: "Bot | None" = None) -> None:
    """Wait for SIGTERM or SIGINT; raises UserCanFix if `bot` can't go on before that."""
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        if sys.platform != "win32":  # its loop takes no handlers; there Ctrl-C raises KeyboardInterrupt
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    waiting: list[asyncio.Task[object]] = [asyncio.create_task(stopped.wait())]
    if bot:
        waiting.append(asyncio.create_task(bot.ended()))
    done, left = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for task in left:
        task.cancel()
    for task in done:
        task.result()


def log_to_stderr(settings: Settings) -> None:
    """Begin to log, without tokens and without article text."""
    logging.basicConfig(
        stream=sys.stderr, level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    redact.install([settings.bot_token])


class Bot:
    """The bot from one start to one stop, in one event loop.

    What is owed when it stops, or is killed, is in the store, and the next start goes on from there.
    """

    def __init__(
        self,
        settings: Settings,
        now: Callable[[], datetime],
        *,
        fetcher: "Fetcher | None" = None,
        readers: "Readers | None" = None,
    ) -> None:
        """Opens the store; raises UserCanFix when it can't be opened or the token can't be one.

        `fetcher` and `readers` are the bot's from now on, and closed with it; without them it stays off the web.
        """
        self._settings = settings
        self._now = now
        self._executor = ThreadPoolExecutor(_THREADS, thread_name_prefix="core")
        self._hop = Hop(self._executor)
        self._store = Store.open(settings.database_url)
        self._fetcher = fetcher
        self._readers = readers
        # Of its own: a refresh waits for the web, and must not wait in the threads that people wait for.
        self._refreshing = ThreadPoolExecutor(2, thread_name_prefix="refresh")
        self.newsroom = Newsroom(self._store, fetcher, readers)
        self._telegram = Telegram(
            settings.bot_token,
            partial(commands.answer, self.newsroom),
            store=self._store,
            now=now,
            executor=self._executor,
            api_url=settings.bot_api_url,
            commands=commands.MENU,
        )
        self._outbox = Outbox(self._store, self._telegram.post, now=now, executor=self._executor)
        self._ticks: scheduling.Ticks | None = None

    async def start(self) -> None:
        """Go online and begin to tick; what an earlier run left undone is done first."""
        await self._outbox.recover()
        await self._hop.call(self.newsroom.place_new, self._now())  # stored before a kill, and in no story yet
        await self._telegram.start()
        self._ticks = scheduling.start(
            {
                "deliver": (self._settings.tick, self._deliver),
                "rank": (_RANK_EVERY, self._rank),
                "prune": (_PRUNE_EVERY, self._prune),
                "refresh": (_REFRESH_EVERY, partial(self._refresh, failing=False)),
                "refresh failing sources": (_REFRESH_EVERY, partial(self._refresh, failing=True)),
            }
        )
        log.info("newsbot is online as @%s", self._telegram.username)

    async def stop(self) -> None:
        """Go offline without leaving a message in doubt."""
        self.newsroom.wind_down()
        # First the outbox: a tick that delivers a backlog ends only when it may claim nothing more.
        await self._outbox.drain()
        if self._ticks:
            await self._ticks.stop()
        await self._telegram.stop()
        await self._telegram.close()
        self._close_web()
        self._executor.shutdown()
        self._store.close()

    async def ended(self) -> None:
        """Wait until going on is pointless, then raise UserCanFix saying why."""
        await self._telegram.ended()

    async def idle(self) -> None:
        """Wait until everything that came in is answered and everything that is due is sent."""
        while not (self._telegram.idle() and await self._nothing_due()):  # noqa: ASYNC110 (three rooms would set the event)
            await asyncio.sleep(_LOOK_AGAIN_S)

    async def _nothing_due(self) -> bool:
        if not self._outbox.is_idle:
            return False
        digest, message = await self._hop.call(self.newsroom.next_due), await self._hop.call(self._store.next_owed_at)
        return all(due is None or due > self._now() for due in (digest, message))

    async def _deliver(self) -> None:
        """Plan what has come due, then send what is owed."""
        while await self._hop.call(self.newsroom.plan_due, self._now()):
            pass
        await self._outbox.deliver_due()

    async def _rank(self) -> None:
        while await self._hop.call(self.newsroom.rank_stale):
            pass

    async def _refresh(self, *, failing: bool) -> None:
        refreshed = await Hop(self._refreshing).call(self.newsroom.refresh, self._now(), failing=failing)
        if refreshed.polled or refreshed.completed:
            log.info("refreshed: %s", refreshed)

    def _close_web(self) -> None:
        """From the outside in: nothing is fetched any more, nothing waits to be read, nobody reads."""
        if self._fetcher:
            self._fetcher.close()
        self._refreshing.shutdown()
        if self._readers:
            self._readers.close()

    async def _prune(self) -> None:
        await self._hop.call(self._store.prune, self._now())
        await self._hop.call(self.newsroom.merge_moved_sources)
