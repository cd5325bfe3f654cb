"""The one door to the web: requests in, outcomes out, whatever the other side does.

Rule: synchronous outside, one event loop on a thread of its own inside; nothing of the loop leaks. aiohttp does the talking, behind
our guard (`bot.ingest.guard`): with a connection for each request it took half the processor time of httpx one by one, and a
quarter with 64 at once.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import lru_cache
from importlib.metadata import version
from math import ceil, inf
from queue import SimpleQueue
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from aiohttp import ClientSession, ClientTimeout, DummyCookieJar
from tld import get_fld

from bot.ingest.guard import Guard, guarded_connector, trusted
from bot.ingest.limits import Limits
from bot.ingest.outcomes import Failed, Failure, Fetched, Kind, NotModified, Outcome, Request
from bot.ingest.turns import Hosts, Line
from bot.ingest.visit import Visits

__all__ = ["Failed", "Failure", "Fetched", "Fetcher", "Guard", "Kind", "Limits", "NotModified", "Outcome", "Request"]

_LOOKUPS = 64  # threads that wait for names; one dead name server must not keep the others waiting
_MOST_UNREAD = 64  # outcomes that wait for their reader before no more are fetched for it
_LONGEST_HEADER = 16_384  # bytes; there are never more than 128 of them


class Fetcher:
    """Fetches what it is asked for, and never from where it must not; see `Guard`, `Limits` and `Outcome`.

    Safe to use from several threads. Close it, or use it as a context, to end its thread and connections.
    """

    def __init__(
        self,
        *,
        now: Callable[[], datetime],
        guard: Guard | None = None,
        limits: Limits | None = None,
        agent: str | None = None,
    ) -> None:
        """`now` dates what servers ask for in dates; `agent` names us, its part before the slash in robots.txt too."""
        self._now = now
        self._guard = guard or Guard()
        self._limits = limits or Limits()
        self._agent = agent or f"newsbot/{version('newsbot')} (a reader of news)"
        self._trust = trusted(self._guard.authority)
        self._is_open = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="fetcher", daemon=True)
        self._thread.start()
        self._is_open.wait()

    def fetch(self, request: Request) -> Outcome:
        """What comes of one request, at most the deadline and a little later. It doesn't wait for a free connection, but
        takes its turn at its host.

        UNREACHABLE takes a whole number of `Limits.unreachable_takes`, so that whoever asked can't tell a refused address
        from a dead one by the clock.
        """
        batch = self._begin([request], is_urgent=True)
        try:
            found = batch.next()
        finally:
            self._tell(self._remove, batch)
        return found[1] if found else Failed(Failure.TIMEOUT)

    def fetch_many(self, requests: Iterable[Request]) -> Iterator[tuple[Request, Outcome]]:
        """Every request with its outcome, as they finish: a slow host delays nobody but itself.

        Each is asked exactly once, all are read first. Hosts are asked as politely as `Limits` says, so requests to one
        host take a pause each. Outcomes that nobody reads stop the fetching, not the memory; leaving early cancels the rest.
        """
        batch = self._begin(requests, is_urgent=False)
        try:
            for _ in range(batch.size):
                found = batch.next()
                if found is None:
                    return
                yield found
                if batch.is_held and batch.has_room:
                    self._tell(self._pump)
        finally:
            self._tell(self._remove, batch)

    def close(self) -> None:
        """End the thread and all connections. Whoever still waits gets TIMEOUT, or the end of the outcomes."""
        if self._tell(self._closing.set):
            self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _begin(self, requests: Iterable[Request], *, is_urgent: bool) -> "_Batch":
        batch = _Batch(self._hosts, requests, is_urgent=is_urgent)
        if not self._tell(self._add, batch):
            batch.give_up()
        return batch

    def _tell(self, callback: Callable[..., object], *arguments: object) -> bool:
        """Have the loop call it; False once there is no loop any more."""
        try:
            self._loop.call_soon_threadsafe(callback, *arguments)
        except RuntimeError:
            return False
        return True

    # --- on the loop ------------------------------------------------------------------------------------------------

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._closing = asyncio.Event()
        self._hosts = Hosts(at_once=self._limits.at_one_host, pause=self._limits.pause)
        self._batches: deque[_Batch] = deque()
        self._running = 0
        self._alarm: asyncio.TimerHandle | None = None
        executor = ThreadPoolExecutor(_LOOKUPS, thread_name_prefix="lookup")
        async with ClientSession(
            connector=guarded_connector(self._guard, executor, self._trust),
            headers={"User-Agent": self._agent},
            cookie_jar=DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            timeout=ClientTimeout(total=None),  # ours is the deadline of a visit
            max_field_size=_LONGEST_HEADER,
        ) as session:
            self._visits = Visits(session, limits=self._limits, agent=self._agent, now=self._now, executor=executor)
            self._is_open.set()
            await self._closing.wait()
            for batch in list(self._batches):
                self._remove(batch)
                batch.give_up()
            executor.shutdown(wait=False, cancel_futures=True)

    def _add(self, batch: "_Batch") -> None:
        if self._closing.is_set():
            batch.give_up()
            return
        self._batches.append(batch)
        if batch.is_urgent:  # its wait for a turn counts too
            batch.alarm = self._loop.call_later(self._limits.deadline, batch.give_up)
        self._pump()

    def _remove(self, batch: "_Batch") -> None:
        if batch in self._batches:
            self._batches.remove(batch)
        if batch.alarm:
            batch.alarm.cancel()
        for task in batch.tasks:
            task.cancel()

    def _pump(self) -> None:
        """Begin whatever may begin now, and wake up when more may."""
        now = self._loop.time()
        self._batches.rotate(-1)  # the free connections go to another batch first each time
        for batch in self._batches:
            while (batch.is_urgent or self._running < self._limits.connections) and not batch.hold():
                turn = batch.line.take(now)
                if turn is None:
                    break
                self._begin_turn(batch, *turn)
        if self._alarm:
            self._alarm.cancel()
        soonest = min((at for batch in self._batches if (at := batch.line.next_at()) > now), default=inf)
        self._alarm = self._loop.call_at(soonest, self._pump) if soonest < inf else None

    def _begin_turn(self, batch: "_Batch", host: str, request: Request) -> None:
        start = self._loop.time()

        def end(task: asyncio.Task[Outcome]) -> None:
            # Here and not in the task: one that is cancelled before its first step never runs a line of its own.
            batch.tasks.discard(task)
            self._running -= 1
            self._hosts.end(host, self._loop.time())
            for each in self._batches:
                each.line.freed(host)
            self._pump()
            if task.cancelled():
                return
            if error := task.exception():
                batch.done.put(error)  # a bug of ours: whoever waits for the outcome gets it
            else:
                self._hand_over(batch, request, task.result(), start)

        self._running += 1
        task = self._loop.create_task(self._visits.visit(request))
        batch.tasks.add(task)
        task.add_done_callback(end)

    def _hand_over(self, batch: "_Batch", request: Request, outcome: Outcome, start: float) -> None:
        if batch.is_urgent and isinstance(outcome, Failed) and outcome.kind is Failure.UNREACHABLE:
            step = self._limits.unreachable_takes
            taken = self._loop.time() - start
            self._loop.call_later(ceil(taken / step) * step - taken if step else 0, batch.done.put, (request, outcome))
        else:
            batch.done.put((request, outcome))


class _Batch:
    """The requests of one call, and their outcomes on the way to its thread."""

    def __init__(self, hosts: Hosts, requests: Iterable[Request], *, is_urgent: bool) -> None:
        asked = [(_host(request.url), request) for request in requests]
        self.size = len(asked)
        self.line = Line(hosts, asked)
        self.is_urgent = is_urgent
        self.is_held = False
        self.tasks: set[asyncio.Task[Outcome]] = set()
        self.alarm: asyncio.TimerHandle | None = None
        self.done: SimpleQueue[tuple[Request, Outcome] | BaseException | None] = SimpleQueue()

    @property
    def has_room(self) -> bool:
        """Whether so much was read that more may be fetched."""
        return self.done.qsize() <= _MOST_UNREAD // 2

    def next(self) -> tuple[Request, Outcome] | None:
        """The next outcome; waits for it. None when there will be no more."""
        found = self.done.get()
        if isinstance(found, BaseException):
            raise found
        return found

    def hold(self) -> bool:
        """Whether too much is unread to fetch more. Held first and looked at after, lest the reader's last look be missed."""
        self.is_held = True
        self.is_held = self.done.qsize() >= _MOST_UNREAD
        return self.is_held

    def give_up(self) -> None:
        """Tell whoever waits that there is nothing more to wait for."""
        self.done.put(None)


@lru_cache(4096)
def _host(url: str) -> str:
    """Who is asked: the registered domain, for names below one are free to have and would each count as a host."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return get_fld(f"http://{host}/", fail_silently=True, search_private=True) or host
