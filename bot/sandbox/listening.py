"""Waiting for something to happen in the sandbox, and what has happened meanwhile.

The rule to remember: begin to listen before you act, or the answer may come before you hear.
"""

import asyncio
from collections.abc import Callable
from typing import Self

from bot.sandbox.emulation import Sandbox
from bot.sandbox.wire import JsonObject


class Listening:
    """Events from now on, kept until asked for; stops listening when left."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._queue: asyncio.Queue[JsonObject] = asyncio.Queue()
        self._heard: list[JsonObject] = []
        self._stop: Callable[[], None] = sandbox.listen(self._note)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def _note(self, event: JsonObject) -> None:
        self._heard.append(event)
        self._queue.put_nowait(event)

    async def next(self) -> JsonObject:
        return await self._queue.get()

    async def first(self, wanted: Callable[[JsonObject], bool], *, within_s: float) -> JsonObject | None:
        """The first event that is wanted, or None when none came in time."""
        try:
            async with asyncio.timeout(within_s):
                while not wanted(event := await self.next()):
                    pass
                return event
        except TimeoutError:
            return None

    def replies(self, chat_id: int, bot_id: int) -> list[JsonObject]:
        """What the bot wrote or edited in the chat, each message once, as it stands now."""
        found: dict[int, JsonObject] = {}
        for event in self._heard:
            if event["type"] in {"message", "edited"} and event["chat_id"] == chat_id:
                message = event["message"]
                if message["from"]["id"] == bot_id:
                    found[message["message_id"]] = message
        return list(found.values())
