"""The whole way from a person's message to the bot's reply, with a tiny bot behind it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.message import Button, Message, Notice, Reply
from bot.model import Incoming
from bot.sandbox import Controls
from bot.telegram import Telegram
from tests.delivery.world import TOKEN, World, open_world

COMMANDS = (("start", "Begin"), ("latest", "What is new"))


@dataclass
class ToyBot:
    """Says what it heard; some words make it behave."""

    heard: list[Incoming] = field(default_factory=list)
    does: dict[str, Callable[[Incoming], Sequence[Reply]]] = field(default_factory=dict)

    def __call__(self, incoming: Incoming, now: datetime) -> Sequence[Reply]:
        self.heard.append(incoming)
        key = incoming.command or incoming.press or incoming.words
        if key in self.does:
            return self.does[key](incoming)
        return (Message(f"you said {key}"),)

    def keys(self) -> list[str | None]:
        return [incoming.command or incoming.press or incoming.words for incoming in self.heard]


def a_list(_incoming: Incoming) -> Sequence[Reply]:
    return (Message("a list", buttons=((Button("1", press="one"), Button("2", press="two")),)),)


def replace_list(_incoming: Incoming) -> Sequence[Reply]:
    return (Notice("done"), Message("the first", edits=True))


@dataclass
class Conversation:
    world: World
    toy: ToyBot
    telegram: Telegram

    async def say(self, text: str, chat: int = 7, **more: object) -> list[str]:
        """Say it, wait until the bot has nothing left to do; what it said since."""
        answer = await self.world.script.post(f"/sandbox/chats/{chat}/messages?wait=15", json={"text": text, **more})
        assert answer.status_code == 201, answer.text
        assert answer.json()["idle"], "the bot never finished"
        return [reply.get("text", "") for reply in answer.json()["replies"]]

    async def press(self, data: str, chat: int = 7, **more: object) -> dict:
        """Press the button with this data on the newest message that has it."""
        messages = await self.read(chat)
        found = [one for one in messages if f"'{data}'" in str(one.get("reply_markup"))]
        body = {"message_id": found[-1]["message_id"], "data": data, **more}
        answer = await self.world.script.post(f"/sandbox/chats/{chat}/press?wait=15", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def read(self, chat: int = 7) -> list[dict]:
        return (await self.world.script.get(f"/sandbox/chats/{chat}/messages")).json()

    async def stop(self) -> None:
        await self.telegram.stop()
        await self.telegram.close()

    async def start_again(self) -> None:
        """Start another bot on the same database."""
        self.telegram = make_telegram(self.world, self.toy)
        await self.telegram.start()


def make_telegram(world: World, toy: ToyBot, token: str = TOKEN) -> Telegram:
    return Telegram(
        token,
        toy,
        store=world.store,
        now=world.clock.now,
        executor=world.threads,
        api_url=world.url,
        commands=COMMANDS,
    )


@asynccontextmanager
async def open_conversation(folder: Path) -> AsyncIterator[Conversation]:
    held: list[Conversation] = []

    async def idle() -> None:
        while not held[0].telegram.idle():  # noqa: ASYNC110 - nobody tells when it becomes idle
            await asyncio.sleep(0.005)

    async with open_world(folder, controls=Controls(idle=idle)) as world:
        toy = ToyBot(does={"list": a_list, "one": replace_list})
        held.append(Conversation(world, toy, make_telegram(world, toy)))
        await held[0].telegram.start()
        yield held[0]
        await held[0].stop()
