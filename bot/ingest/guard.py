"""The guard at the socket: what newsbot may connect to, judged on the very address a connection is opened to.

Rule: there is no other way out. Names are looked up once; one answer that is not allowed refuses them all, so neither DNS
rebinding nor mixed answers get past; addresses written as numbers meet the same check when their socket is made.
"""

import asyncio
import socket
import ssl
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cache

import certifi
from aiohttp import TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.ingest.addresses import is_public

WEB_PORTS = frozenset({80, 443})
_MOST_ADDRESSES = 6  # of one name that are tried: a thousand answers make no port scanner of us
_IDLE = 3.0  # seconds an unused connection is kept; at hundreds of hosts a second more would use up the open files

Lookup = Callable[[str], Sequence[str]]  # a host's name to all its addresses; OSError when there are none


class Refused(OSError):
    """Not an address for us. An OSError, so that it goes every way that a refused connection goes."""


def look_up(host: str) -> Sequence[str]:
    """All addresses of a host, as the system finds them."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return tuple(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


@dataclass(frozen=True, slots=True)
class Guard:
    """Public addresses on web ports, for certificates that browsers trust; nothing in the environment opens more.

    For tests that have a server of their own: `also` opens exact (address, port) pairs, `lookup` gives names to
    addresses, `authority` is a file with one more certificate authority to trust.
    """

    also: frozenset[tuple[str, int]] = frozenset()
    lookup: Lookup = look_up
    authority: str | None = None

    def allows(self, address: str, port: int) -> bool:
        """Whether a connection may be opened to this numeric address and port."""
        return (port in WEB_PORTS and is_public(address)) or (address, port) in self.also


def guarded_connector(guard: Guard, executor: Executor, trust: ssl.SSLContext) -> TCPConnector:
    """The one connector of a `Fetcher`; names are looked up in `executor`, limits are kept by whoever gives out the turns."""

    def open_socket(info: tuple[int, int, int, str, tuple[object, ...]]) -> socket.socket:
        family, kind, protocol, _, target = info
        if not guard.allows(str(target[0]), int(str(target[1]))):
            raise Refused
        return socket.socket(family, kind, protocol)

    return TCPConnector(
        resolver=_GuardedResolver(guard, executor),
        socket_factory=open_socket,
        use_dns_cache=False,
        ssl=trust,
        limit=0,
        keepalive_timeout=_IDLE,
    )


@cache  # reading the authorities takes a quarter of a second
def trusted(authority: str | None) -> ssl.SSLContext:
    """The system's own certificate authorities, certifi's for systems that come without any, and one more if given."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    if authority:
        context.load_verify_locations(authority)
    return context


class _GuardedResolver(AbstractResolver):
    def __init__(self, guard: Guard, executor: Executor) -> None:
        self._guard = guard
        self._executor = executor

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_UNSPEC,  # noqa: ARG002 (the interface of aiohttp)
    ) -> list[ResolveResult]:
        addresses = await asyncio.get_running_loop().run_in_executor(self._executor, self._guard.lookup, host)
        if not addresses or not all(self._guard.allows(address, port) for address in addresses):
            raise Refused
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for address in addresses[:_MOST_ADDRESSES]
        ]

    async def close(self) -> None:
        """Nothing is held open."""
