"""`newsbot run` with a token, against a server that speaks the Bot API."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx

from bot.sandbox import Clock, Sandbox, create_app, serve
from tests.acceptance.conftest import PATIENCE_S, START_S, environment

TOKEN = "5550001:abcdefghijklmnopqrstuvwxyz0123456789"
SEEDS = Path(__file__).parents[2] / "seeds"


def real_time() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 (the bot is another process and reads the real clock too)


@asynccontextmanager
async def served() -> AsyncIterator[tuple[str, httpx.AsyncClient]]:
    """A Bot API server, and the hands of the people on it."""
    sandbox = create_app(Sandbox(TOKEN, Clock(real_time)))
    async with serve(sandbox) as url, httpx.AsyncClient(base_url=url, timeout=PATIENCE_S) as people:
        yield url, people


@asynccontextmanager
async def running(folder: Path, *arguments: str, **variables: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        cwd=folder,
        env=environment(**variables),
        stderr=asyncio.subprocess.PIPE,
    )
    yield process
    if process.returncode is None:
        process.kill()
        await process.wait()


async def answers(people: httpx.AsyncClient, chat: int, wanted: int) -> list[str]:
    """What the bot has said, once it is this much."""
    async with asyncio.timeout(START_S):
        while True:
            said = [
                one["text"]
                for one in (await people.get(f"/sandbox/chats/{chat}/messages")).json()
                if one["from"]["is_bot"]
            ]
            if len(said) >= wanted:
                return said
            await asyncio.sleep(0.1)


async def test_the_same_bot_answers_wherever_bot_api_url_points(tmp_path: Path) -> None:
    async with served() as (url, people):
        settings = {"BOT_TOKEN": TOKEN, "BOT_API_URL": url, "DATABASE_URL": f"sqlite:///{tmp_path / 'news.db'}"}
        async with running(tmp_path, "import", str(SEEDS / "front-page.txt"), **settings) as importing:
            assert await importing.wait() == 0
        await people.post("/sandbox/chats/9/messages", json={"text": "/latest"})
        async with running(tmp_path, "run", **settings) as bot:
            (listed,) = await answers(people, 9, 1)
            assert "North Korea orders mass production of attack drones" in listed

            # Told to stop, it stops in order; what was said meanwhile is answered after the next start.
            bot.send_signal(signal.SIGTERM)
            async with asyncio.timeout(START_S):
                _, log = await bot.communicate()
            assert bot.returncode == 0, log.decode()
            assert TOKEN not in log.decode()
        await people.post("/sandbox/chats/9/messages", json={"text": "/help"})
        async with running(tmp_path, "run", **settings):
            assert "/subscribe" in (await answers(people, 9, 2))[1]


async def test_settings_are_read_from_a_env_file(tmp_path: Path) -> None:
    async with served() as (url, people):
        (tmp_path / ".env").write_text(f"BOT_TOKEN={TOKEN}\nBOT_API_URL={url}\n")
        await people.post("/sandbox/chats/9/messages", json={"text": "/start"})
        async with running(tmp_path, "run"):
            assert await answers(people, 9, 1)
        assert (tmp_path / "newsbot.db").exists()


async def test_a_token_telegram_does_not_know_ends_the_run_with_a_sentence(tmp_path: Path) -> None:
    stranger = "5550002:" + "x" * 35
    async with served() as (url, _), running(tmp_path, "run", BOT_TOKEN=stranger, BOT_API_URL=url) as bot:
        async with asyncio.timeout(START_S):
            _, log = await bot.communicate()
        assert bot.returncode == 2
        assert "BotFather" in log.decode()
        assert "Traceback" not in log.decode()
