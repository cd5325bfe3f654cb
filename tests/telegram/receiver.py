"""A process that answers until it is killed; started afresh by the kill tests."""

import asyncio
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from bot.message import Deferred, Message, Reply
from bot.model import Incoming
from bot.store import Store
from bot.telegram import Telegram
from tests.delivery.world import BEGINNING, TOKEN

READING = Message("Reading slow.example …")


def echo(incoming: Incoming, now: datetime) -> Sequence[Reply]:
    return (Message(f"re: {incoming.words}"),) if incoming.command != "slow" else (Deferred(READING, never),)


def never() -> Sequence[Reply]:
    """A page that hangs for as long as this process lives."""
    time.sleep(3600)
    return ()


def answer(database: str, url: str) -> None:
    """Answer for ever."""
    asyncio.run(_answer(database, url))


async def _answer(database: str, url: str) -> None:
    with ThreadPoolExecutor(4) as threads, Store.open(database) as store:
        telegram = Telegram(TOKEN, echo, store=store, now=lambda: BEGINNING, executor=threads, api_url=url)
        await telegram.start()
        await asyncio.Event().wait()
