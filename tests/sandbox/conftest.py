from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.sandbox import Clock, Controls, Sandbox, create_app, serve

TOKEN = "4242:sandbox-test-token"
BEGINNING = datetime(2030, 3, 4, 6, 0, tzinfo=UTC)


@dataclass
class World:
    """A sandbox served over real HTTP, a script that talks to it and a python-telegram-bot client."""

    sandbox: Sandbox
    url: str
    script: httpx.AsyncClient
    bot: Bot

    async def type(self, chat_id: int, text: str, **more: object) -> dict:
        answer = await self.script.post(f"/sandbox/chats/{chat_id}/messages", json={"text": text, **more})
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def read(self, chat_id: int) -> list[dict]:
        return (await self.script.get(f"/sandbox/chats/{chat_id}/messages")).json()

    async def raw(self, method: str, **parameters: object) -> tuple[int, dict]:
        """A Bot API call without a library: the status and the body."""
        answer = await self.script.post(f"/bot{TOKEN}/{method}", json=parameters)
        return answer.status_code, answer.json()

    async def refusal(self, method: str, **parameters: object) -> str:
        status, body = await self.raw(method, **parameters)
        assert (body["ok"], body["error_code"]) == (False, status)
        return f"{status} {body['description']}"


def make_sandbox(saved: Path | None = None) -> Sandbox:
    return Sandbox(TOKEN, Clock(lambda: BEGINNING), saved=saved)


@asynccontextmanager
async def open_world(sandbox: Sandbox | None = None, controls: Controls | None = None) -> AsyncIterator[World]:
    sandbox = sandbox or make_sandbox()
    async with serve(create_app(sandbox, controls or Controls())) as url:
        # Reading the system's certificates takes longer than most of these tests, and nothing here is https.
        ask, poll = (HTTPXRequest(connection_pool_size=8, httpx_kwargs={"verify": False}) for _ in range(2))
        bot = Bot(TOKEN, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot", request=ask, get_updates_request=poll)
        async with httpx.AsyncClient(base_url=url, timeout=10, verify=False) as script, bot:
            yield World(sandbox, url, script, bot)


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with open_world() as opened:
        yield opened


@pytest.fixture
def sandbox() -> Sandbox:
    return make_sandbox()
