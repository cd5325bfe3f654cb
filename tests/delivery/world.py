"""A sandbox over real HTTP, a store in a file, and an outbox between them: what the tests of delivery stand in."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from bot.delivery import Outbox, Pace
from bot.message import Message
from bot.model import Address, Chat, ChatKind
from bot.sandbox import Clock, Controls, Sandbox, create_app, people, serve
from bot.store import Store
from bot.telegram.polling import PollingBot
from bot.telegram.post import Post

TOKEN = "123456:tests-of-delivery-use-this-token-00"
BEGINNING = datetime(2030, 3, 4, 6, 0, tzinfo=UTC)


class Unhurried(Pace):
    """For tests that are not about rates."""

    def wait(self, address: Address, now: float, patience: timedelta = timedelta.max) -> timedelta:
        return timedelta()


@dataclass
class World:
    sandbox: Sandbox
    url: str
    script: httpx.AsyncClient
    store: Store
    threads: ThreadPoolExecutor
    folder: Path
    clock: Clock
    bots: list[PollingBot] = field(default_factory=list)

    # --- people

    async def type(self, chat: int, text: str, **more: object) -> dict:
        answer = await self.script.post(f"/sandbox/chats/{chat}/messages", json={"text": text, **more})
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def do(self, path: str, **body: object) -> dict:
        answer = await self.script.post(f"/sandbox/{path}", json=body)
        assert answer.status_code < 300, answer.text
        return answer.json()

    async def group(self, **more: object) -> int:
        """A group with Ana (1), its admin, Ben (2), and the bot."""
        for person in (1, 2):
            await self.type(person, "/start")
        made = await self.do("chats", type="group", title="Readers", members=[1, 2], admins=[1], **more)
        return made["id"]

    async def fault(self, kind: str, **more: object) -> None:
        await self.do("faults", **{"kind": kind, "method": "sendMessage", **more})

    async def accepted(self, chat: int | None = None) -> list[str]:
        """The texts that arrived, in order: the server's own log, not the bot's."""
        log = (await self.script.get("/sandbox/log")).json()
        return [entry["text"] for entry in log if chat is None or entry["chat_id"] == chat]

    async def until_accepted(self, count: int) -> None:
        """Return at the moment at which the server accepts its `count`-th message."""
        heard = asyncio.Event()
        stop = self.sandbox.listen(lambda event: heard.set())
        while len(self.sandbox.state.accepted) < count:
            await heard.wait()
            heard.clear()
        stop()

    # --- the bot

    def meet(self, telegram_id: int, kind: ChatKind = ChatKind.PRIVATE) -> Chat:
        return self.store.meet(Address(telegram_id), kind, "someone", "en", self.clock.now())

    def reader(self, telegram_id: int) -> Chat:
        """A person who has started the bot."""
        people.send(self.sandbox, telegram_id, {"text": "/start"})
        return self.meet(telegram_id)

    def owe(self, chat: Chat, *texts: str, kind: str = "digest") -> None:
        self.store.owe(chat.id, [Message(text) for text in texts], kind, self.clock.now())

    def states(self) -> dict[str, int]:
        return {state: count for state, count in self.store.owing().items() if count}

    def post(self, pace: Pace | None = None, url: str | None = None) -> Post:
        bot = PollingBot(TOKEN, api_url=url or self.url, end=lambda why: None)
        self.bots.append(bot)
        return Post(bot, pace or Unhurried())

    def outbox(self, lanes: int = 8, **post: object) -> Outbox:
        return Outbox(
            self.store,
            self.post(**post),
            now=self.clock.now,
            executor=self.threads,
            lanes=lanes,
            chance=lambda: 0.5,
        )

    async def deliver_later(self, outbox: Outbox, seconds: float) -> int:
        self.clock.advance(timedelta(seconds=seconds))
        return await outbox.deliver_due()


@asynccontextmanager
async def open_world(folder: Path, *, controls: Controls | None = None, port: int = 0) -> AsyncIterator[World]:
    clock = Clock(lambda: BEGINNING)
    sandbox = Sandbox(TOKEN, clock)
    app = create_app(sandbox, controls or Controls())
    with ThreadPoolExecutor(4) as threads, Store.open(f"sqlite:///{folder / 'news.db'}") as store:
        async with serve(app, port=port) as url, httpx.AsyncClient(base_url=url, timeout=20, verify=False) as script:
            world = World(sandbox, url, script, store, threads, folder, clock)
            yield world
            for bot in world.bots:
                await bot.shutdown()
