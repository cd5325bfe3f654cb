"""A process that delivers what is owed until it is killed; started afresh by the kill tests."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from bot.delivery import Outbox
from bot.store import Store
from bot.telegram.polling import PollingBot
from bot.telegram.post import Post
from tests.delivery.world import TOKEN, Unhurried


def deliver(database: str, url: str, start: str) -> None:
    """Deliver for ever; the clock begins at `start` (ISO) and runs with real time."""
    asyncio.run(_deliver(database, url, datetime.fromisoformat(start)))


async def _deliver(database: str, url: str, start: datetime) -> None:
    began = time.monotonic()

    def now() -> datetime:
        return start + timedelta(seconds=time.monotonic() - began)

    post = Post(PollingBot(TOKEN, api_url=url, end=lambda why: None), Unhurried())
    with ThreadPoolExecutor(4) as threads, Store.open(database) as store:
        outbox = Outbox(store, post, now=now, executor=threads)
        await outbox.recover()
        while True:
            await outbox.deliver_due()
            await asyncio.sleep(0.01)
