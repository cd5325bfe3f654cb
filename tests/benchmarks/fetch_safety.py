"""What fetching and reading cost when the web is kind, slow and hostile.

    python -m tests.benchmarks.fetch_safety [--sources N] [--documents N] [--hostile N] [--rounds N] [--only unchanged|tarpit|hostile]... [--json]

unchanged  sources a second that have nothing new (304): httpx one by one, httpx and aiohttp 64 at once, and our fetcher with its guard
tarpit     when the others are done (p50, p99), without and with a host of 1,000 sources that never answers
hostile    60 hostile documents in a stream of 10,000 good ones: see hostile_stream.py
The server is another process on the same machine; CPU seconds are those of the process that fetches.
"""

import argparse
import asyncio
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing import get_context
from statistics import quantiles
from typing import Any

import aiohttp
import httpx

from bot.ingest.fetch import Fetcher, Guard, Limits, NotModified, Request
from tests.benchmarks import hostile_stream

NOT_MODIFIED = b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\nConnection: close\r\n\r\n'
FOUND = (
    b'HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nETag: "1"\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<rss/>'
)


class Answering(asyncio.Protocol):
    """As little of a server as will do: hosts called "pit" get no answer."""

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if b"\r\n\r\n" in data and b"Host: pit" not in data:
            self._transport.write(NOT_MODIFIED if b"if-none-match" in data.lower() else FOUND)
            self._transport.close()


def serve(port: Any) -> None:
    async def forever() -> None:
        server = await asyncio.get_running_loop().create_server(Answering, "127.0.0.1", 0, backlog=4096)
        port.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(forever())


@contextmanager
def server() -> Iterator[int]:
    context = get_context("spawn")
    port = context.Queue()
    process = context.Process(target=serve, args=(port,), daemon=True)
    process.start()
    yield port.get()
    process.kill()
    process.join()


# --- unchanged ------------------------------------------------------------------------------------------------------


def unchanged(count: int) -> dict[str, Any]:
    ways = {
        "httpx, one by one": one_by_one,
        "httpx, 64 at once": httpx_64,
        "aiohttp, 64 at once": aiohttp_64,
        "our fetcher": ours,
    }
    figures = {}
    with server() as port:
        for name, way in ways.items():
            own = min(count, 2000) if name.startswith("httpx") else count
            wall, cpu = time.perf_counter(), time.process_time()
            assert way(port, own) == own
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            figures[name] = {"sources/s": round(own / wall), "CPU ms/source": round(cpu / own * 1000, 2)}
    return figures


def one_by_one(port: int, count: int) -> int:
    with httpx.Client() as client:
        url = f"http://127.0.0.1:{port}/"
        return sum(client.get(url, headers={"If-None-Match": '"1"'}).status_code == 304 for _ in range(count))


def httpx_64(port: int, count: int) -> int:
    async def run() -> int:
        async with httpx.AsyncClient(limits=httpx.Limits(max_connections=64), timeout=30) as client:

            async def get() -> bool:
                return (
                    await client.get(f"http://127.0.0.1:{port}/", headers={"If-None-Match": '"1"'})
                ).status_code == 304

            return await in_64_lanes(count, get)

    return asyncio.run(run())


def aiohttp_64(port: int, count: int) -> int:
    async def run() -> int:
        async with aiohttp.ClientSession() as client:

            async def get() -> bool:
                async with client.get(f"http://127.0.0.1:{port}/", headers={"If-None-Match": '"1"'}) as response:
                    return response.status == 304

            return await in_64_lanes(count, get)

    return asyncio.run(run())


async def in_64_lanes(count: int, get: Callable[[], Any]) -> int:
    left = iter(range(count))

    async def lane() -> int:
        return sum([await get() for _ in left])

    return sum(await asyncio.gather(*(lane() for _ in range(64))))


def ours(port: int, count: int) -> int:
    with fetcher(port) as fetching:
        requests = (Request(f"http://s{n}.test:{port}/", etag='"1"') for n in range(count))
        return sum(isinstance(outcome, NotModified) for _, outcome in fetching.fetch_many(requests))


def fetcher(port: int, **limits: float) -> Fetcher:
    guard = Guard(frozenset({("127.0.0.1", port)}), lambda _: ("127.0.0.1",))
    return Fetcher(now=lambda: datetime.now(UTC), guard=guard, limits=Limits(**limits))


# --- tarpit ---------------------------------------------------------------------------------------------------------


def tarpit(count: int) -> dict[str, Any]:
    figures = {}
    with server() as port:
        pit = [Request(f"http://pit.test:{port}/{n}", etag='"1"') for n in range(1000)]
        others = [Request(f"http://s{n}.test:{port}/", etag='"1"') for n in range(count)]
        for name, requests in (
            ("warm-up", others),
            ("without", others),
            ("with", [*pit, *others]),
            ("without, again", others),
        ):
            with fetcher(port) as fetching:
                began, done = time.perf_counter(), []
                for request, _ in fetching.fetch_many(requests):
                    if "pit.test" not in request.url:
                        done.append(time.perf_counter() - began)
                    if len(done) == count:
                        break
            at = quantiles(done, n=100)
            figures[name] = {"p50 s": round(at[49], 2), "p99 s": round(at[98], 2)}
    return figures


# --- what is asked --------------------------------------------------------------------------------------------------


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=int, default=10_000)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--hostile", type=int, default=60, help="how many of the 60 hostile documents")
    parser.add_argument("--only", action="append", choices=["unchanged", "tarpit", "hostile"])
    parser.add_argument("--rounds", type=int, default=3, help="how often the stream is read without and with them")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    topics = {
        "unchanged": lambda: unchanged(options.sources),
        "tarpit": lambda: tarpit(min(options.sources, 5000)),
        "hostile": lambda: hostile_stream.measure(options.documents, options.hostile, options.rounds),
    }
    figures = {}
    for topic in options.only or topics:
        figures[topic] = topics[topic]()
        if not options.json:
            print(topic)
            for name, values in figures[topic].items():
                print(f"  {name:22}", "  ".join(f"{key} {value}" for key, value in values.items()), flush=True)
    if options.json:
        print(json.dumps(figures, ensure_ascii=False))


if __name__ == "__main__":
    main()
