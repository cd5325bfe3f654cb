"""A process that answers until it is killed; started afresh by the kill tests."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from bot.message import Message, Reply
from bot.model import Incoming
from bot.store import Store
from bot.telegram import Telegram
from tests.delivery.world import BEGINNING, TOKEN


def echo(incoming: Incoming, now: datetime) -> Sequence[Reply]:
    return (Message(f"re: {incoming.words}"),)


def answer(database: str, url: str) -> None:
    """Answer for ever."""
    asyncio.run(_answer(database, url))


async def _answer(database: str, url: str) -> None:
    with ThreadPoolExecutor(4) as threads, Store.open(database) as store:
        telegram = Telegram(TOKEN, echo, store=store, now=lambda: BEGINNING, executor=threads, api_url=url)
        await telegram.start()
        await asyncio.Event().wait()
