"""A loopback web: hosts that answer, redirect, drip, hang and bomb, and a name service that tells what a test wants.

All of it listens on one address and port, and only that pair is opened in the guard: whatever else is reached is a breach.
"""

import asyncio
import gzip
import ssl
import threading
import zlib
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Self

from bot.ingest.fetch import Fetcher, Guard, Limits
from bot.ingest.guard import look_up

NOW = datetime(2030, 3, 4, 12, 0, tzinfo=UTC)
FEED = b'<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour Post</title></channel></rss>'
PAGE = b"<!doctype html><html><head><title>Bridge</title></head><body><p>The bridge is open.</p></body></html>"


@dataclass(frozen=True)
class Asked:
    """A request as it came over the wire; header names in lower case."""

    host: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)


Handler = Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]


def answer(status: int = 200, body: bytes = b"", /, **headers: str) -> Handler:
    """A plain answer; header names are written with underscores."""
    told = {"Content-Length": str(len(body)), "Connection": "close"}
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = f"HTTP/1.1 {status} X\r\n" + "".join(f"{name}: {value}\r\n" for name, value in told.items() if value)

    async def handle(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(head.encode("utf-8", "surrogateescape") + b"\r\n" + body)

    return handle


def redirect(location: str, status: int = 302) -> Handler:
    return answer(status, b"", Location=location)


def meta_refresh(target: str, delay: str = "0") -> Handler:
    page = f'<html><head><meta http-equiv="refresh" content="{delay}; url={target}"></head><body>moved</body></html>'
    return answer(200, page.encode(), Content_Type="text/html")


def packed(body: bytes, encoding: str = "gzip") -> Handler:
    return answer(200, body, Content_Encoding=encoding, Content_Type="text/html")


def bomb(unpacked: int) -> bytes:
    """Gzip that unpacks to so many bytes of nothing, made without ever holding them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    piece = bytes(2**20)
    return b"".join([*(packer.compress(piece) for _ in range(unpacked // len(piece))), packer.flush()])


def drip(head: bytes, piece: bytes, every: float) -> Handler:
    """`head` at once, then a piece now and then, for ever."""

    async def handle(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while not writer.is_closing():
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(every)

    return handle


async def tarpit(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """Takes the request and never says a word."""
    await asyncio.sleep(3600)


async def hang_up(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """Ends the connection without an answer."""
    writer.close()


def gzipped(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)


class Web:
    """A web of hosts, each with a handler for a path or for all ("*"). Use it as a context."""

    def __init__(self, *, tls: ssl.SSLContext | None = None, authority: str | None = None) -> None:
        self.hits: list[Asked] = []
        self.connections = 0
        self.lookups: list[str] = []
        self.at_once: dict[str, int] = {}
        self.most_at_once: dict[str, int] = {}
        self.clock = timedelta()
        self._tls = tls
        self._authority = authority
        self._handlers: dict[tuple[str, str], Handler] = {}
        self._names: dict[str, list[Sequence[str]]] = {}
        self._started: Future[int] = Future()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    # --- what tests say

    def has(self, host: str, handler: Handler, path: str = "*") -> str:
        """The host answers so; gives the address."""
        self._handlers[host, path] = handler
        return self.url(host, "/" if path == "*" else path)

    def names(self, host: str, *answers: Sequence[str]) -> None:
        """What the name service says: the first time, the second, and the last one ever after."""
        self._names[host] = list(answers)

    def url(self, host: str, path: str = "/") -> str:
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}{path}"

    def now(self) -> datetime:
        return NOW + self.clock

    def fetcher(self, **limits: float) -> Fetcher:
        """A fetcher that may reach this web and nothing else of this machine; in a hurry unless told otherwise."""
        quick = {"pause": 0.0, "unreachable_takes": 0.0, "deadline": 5.0}
        return Fetcher(now=self.now, guard=self.guard, limits=Limits(**(quick | limits)))

    @property
    def guard(self) -> Guard:
        return Guard(frozenset({("127.0.0.1", self.port)}), self.look_up, self._authority)

    def look_up(self, host: str) -> Sequence[str]:
        """Names of tests live here; every other one is whatever this machine makes of it."""
        self.lookups.append(host)
        if told := self._names.get(host):
            found = told.pop(0) if len(told) > 1 else told[0]
            if not found:
                raise OSError(f"no such host: {host}")
            return found
        return ("127.0.0.1",) if host.endswith(".test") else look_up(host)

    def paths(self, host: str) -> list[str]:
        return [asked.path for asked in self.hits if asked.host == host]

    # --- how it runs

    def __enter__(self) -> Self:
        self._thread.start()
        self.port = self._started.result(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0, ssl=self._tls, backlog=1000)
        self._started.set_result(server.sockets[0].getsockname()[1])
        await self._stop.wait()
        server.close()
        for task in self._tasks:
            task.cancel()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        try:
            await self._answer(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in count():
            asked = _read(await reader.readuntil(b"\r\n\r\n"))
            self.hits.append(asked)
            self.at_once[asked.host] = self.at_once.get(asked.host, 0) + 1
            self.most_at_once[asked.host] = max(self.most_at_once.get(asked.host, 0), self.at_once[asked.host])
            try:
                await self._handler(asked)(asked, writer)
                await writer.drain()
            finally:
                self.at_once[asked.host] -= 1
            if asked.headers.get("connection") == "close" or writer.is_closing():
                return

    def _handler(self, asked: Asked) -> Handler:
        path = asked.path.partition("?")[0]
        found = self._handlers.get((asked.host, path)) or self._handlers.get((asked.host, "*"))
        return found or answer(404)


def _read(head: bytes) -> Asked:
    first, *lines = head.decode("utf-8", "surrogateescape").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines) if name}
    return Asked(headers.get("host", "").rpartition(":")[0] or headers.get("host", ""), first.split(" ")[1], headers)
