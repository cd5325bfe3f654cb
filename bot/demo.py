"""The demo: the real bot over the sandbox, with starter news dated to now; rule: nothing in the bot knows that it is one."""

import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from bot import ingest
from bot.app import Bot, until_stopped
from bot.errors import UserCanFix
from bot.ingest import Reading
from bot.ingest.readers import Readers
from bot.newsroom import Newsroom
from bot.sandbox import Clock, Controls, Sandbox, create_app
from bot.sandbox import serve as serve_sandbox
from bot.settings import Settings

_TOKEN = "424242:newsbot-demo-needs-no-secret"  # noqa: S105 (the sandbox takes any)
_SEEDS = Path(__file__).parent.parent / "seeds"
_FRONT_PAGE = ("front-page.txt", "The Dhaka Ledger")
_NEWEST = timedelta(minutes=6)  # how old the newest starter article is when the demo begins
_VISITOR = 1001  # the chat of `converse`
_TICK = timedelta(seconds=1)  # a jump of the clock is noticed at once


async def serve(
    now: Callable[[], datetime], *, host: str, port: int, data: Path | None, ready: Callable[[str], None]
) -> None:
    """Run the demo until the process is told to stop; `ready` gets the address once it can be talked to."""
    async with _running(now, host=host, port=port, data=data) as url:
        ready(url)
        await until_stopped()


async def converse(lines: Sequence[str], now: Callable[[], datetime], *, data: Path | None) -> list[str]:
    """Say these lines to the bot, one after the other; what was said and answered, as lines for a terminal."""
    said = [line for line in lines if line.strip()]
    async with _running(now, host="127.0.0.1", port=0, data=data) as url, httpx.AsyncClient(timeout=None) as client:  # noqa: S113
        told: list[str] = []
        for line in said:
            sent = await client.post(f"{url}/sandbox/chats/{_VISITOR}/messages?wait=60", json={"text": line})
            told += [f"> {line}", "", *(_in_terminal(message) for message in sent.raise_for_status().json()["replies"])]
        return told


def _in_terminal(message: dict[str, Any]) -> str:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = "\n".join("  ".join(f"[{button['text']}]" for button in row) for row in rows)
    return f"{message['text']}\n\n{buttons}\n" if buttons else f"{message['text']}\n"


@asynccontextmanager
async def _running(now: Callable[[], datetime], *, host: str, port: int, data: Path | None) -> AsyncIterator[str]:
    with tempfile.TemporaryDirectory(prefix="newsbot-demo-") as fresh:
        folder = data or Path(fresh)
        folder.mkdir(parents=True, exist_ok=True)
        clock = Clock(now)
        sandbox = Sandbox(_TOKEN, clock, saved=folder / "sandbox.json" if data else None)
        holder = _Restartable(clock.now)
        controls = Controls(next_due=holder.next_due, restart=holder.restart, idle=holder.idle)
        async with serve_sandbox(create_app(sandbox, controls), host=host, port=port) as url:
            settings = Settings(_TOKEN, url, f"sqlite:///{folder / 'newsbot.db'}", tick=_TICK)
            await holder.start(settings)
            try:
                yield url
            finally:
                await holder.stop()


class _Restartable:
    """The bot, which the visitor may stop and start to see that nothing gets lost."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._settings = Settings()
        self._bot: Bot | None = None

    async def start(self, settings: Settings) -> None:
        self._settings = settings
        self._bot = Bot(settings, self._now, readers=Readers(workers=1))  # files can be read; the web is out of reach
        fill(self._bot.newsroom, self._now())
        await self._bot.start()

    async def stop(self) -> None:
        if self._bot:
            await self._bot.stop()
            self._bot = None

    async def restart(self) -> None:
        await self.stop()
        await self.start(self._settings)

    async def idle(self) -> None:
        if self._bot:
            await self._bot.idle()

    def next_due(self) -> datetime | None:
        return self._bot.newsroom.next_due() if self._bot else None


def fill(newsroom: Newsroom, now: datetime) -> None:
    """Put the starter news into an empty newsroom, moved in time so that its newest article is minutes old."""
    if newsroom.recent("", now):
        return
    if not _SEEDS.is_dir():
        raise UserCanFix("The starter news is missing: run the demo from a clone of the project (make demo).")
    feeds = [_read(path) for path in sorted((_SEEDS / "feeds").iterdir())]
    newest = max(draft.published_at for reading in feeds for draft in reading.drafts if draft.published_at)
    for reading in feeds:
        newsroom.take(_moved(reading, now - _NEWEST - newest), now)
    name, outlet = _FRONT_PAGE
    newsroom.take(_dated(_read(_SEEDS / name), now - timedelta(minutes=50)), now, name=outlet)


def _read(path: Path) -> Reading:
    return ingest.read_document(path.name, path.read_bytes())


def _moved(reading: Reading, by: timedelta) -> Reading:
    drafts = (replace(draft, published_at=draft.published_at and draft.published_at + by) for draft in reading.drafts)
    return replace(reading, drafts=tuple(drafts))


def _dated(reading: Reading, at: datetime) -> Reading:
    return replace(reading, drafts=tuple(replace(draft, published_at=at) for draft in reading.drafts))
