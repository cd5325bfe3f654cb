"""Whose turn it is: no host is asked by more than a few at once or too often, and no slow host makes the others wait.

Rule: pure; a host that can't be asked now costs nothing, however many requests wait for it. `now` is seconds on any steady clock.
"""

from collections import deque
from collections.abc import Iterable
from heapq import heappop, heappush
from itertools import count
from math import inf
from typing import Generic, TypeVar

T = TypeVar("T")


class Hosts:
    """What is going on with each host, shared by all lines."""

    def __init__(self, *, at_once: int, pause: float) -> None:
        """At most `at_once` requests to one host, begun at least `pause` seconds apart."""
        self._at_once = at_once
        self._pause = pause
        self._busy: dict[str, int] = {}
        self._free_at: dict[str, float] = {}

    def free_at(self, host: str) -> float:
        """From when on the host may be asked; infinity while it has all that it may have."""
        return inf if self._busy.get(host, 0) >= self._at_once else self._free_at.get(host, -inf)

    def begin(self, host: str, now: float) -> None:
        """A request begins."""
        self._busy[host] = self._busy.get(host, 0) + 1
        self._free_at[host] = now + self._pause

    def end(self, host: str, now: float) -> None:
        """A request has ended, however it did."""
        self._busy[host] -= 1
        if not self._busy[host]:
            del self._busy[host]
        if len(self._free_at) > 4096:  # forget those whose pause is over
            self._free_at = {name: at for name, at in self._free_at.items() if at > now}


class Line(Generic[T]):
    """The requests of one caller, in the order in which their hosts come free; those of one host in their own order."""

    def __init__(self, hosts: Hosts, items: Iterable[tuple[str, T]]) -> None:
        """`items` are pairs of a host and what is wanted from it."""
        self._hosts = hosts
        self._waiting: dict[str, deque[T]] = {}
        for host, item in items:
            self._waiting.setdefault(host, deque()).append(item)
        self._count = count()
        self._next = [(-inf, next(self._count), host) for host in self._waiting]  # a heap
        self._full: set[str] = set()

    def take(self, now: float) -> tuple[str, T] | None:
        """The next host and item whose turn it is, begun; None when there is none at present."""
        while self._next and self._next[0][0] <= now:
            host = heappop(self._next)[2]
            if self._hosts.free_at(host) > now:  # another line was there first
                self._queue(host)
                continue
            item = self._waiting[host].popleft()
            self._hosts.begin(host, now)
            if self._waiting[host]:
                self._queue(host)
            else:
                del self._waiting[host]
            return host, item
        return None

    def next_at(self) -> float:
        """When it is worth asking again if no request ends before; infinity if only an end can help."""
        return self._next[0][0] if self._next else inf

    def freed(self, host: str) -> None:
        """A request to the host has ended."""
        if host in self._full:
            self._full.discard(host)
            self._queue(host)

    def _queue(self, host: str) -> None:
        at = self._hosts.free_at(host)
        if at == inf:
            self._full.add(host)
        else:
            heappush(self._next, (at, next(self._count), host))
