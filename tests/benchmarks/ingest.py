"""How fast sources are read: 10,000 on a loopback server, beside the loop everybody writes first.

    python -m tests.benchmarks.ingest [--sources 10000] [--changed 500] [--tarpit 1000] [--json]

The server is a process of its own. Ours is the whole way: fetched, read in the confined processes, ranked, stored in SQLite,
placed in stories. The loop is httpx, feedparser and trafilatura in one thread, and stores nothing.
"""

import argparse
import asyncio
import json
import multiprocessing
import os
import resource
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from io import BytesIO
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from bot.ingest.fetch import Fetcher, Guard, Limits
from bot.ingest.outcomes import Fetched, Outcome, Request
from bot.ingest.readers import Readers
from bot.model import Polling, Source, SourceKind
from bot.newsroom import Newsroom
from bot.store import Store, tables
from bot.store.columns import digest_of
from bot.store.polling import _columns

NOW = datetime(2026, 3, 10, 6, 0, tzinfo=UTC)
ENTRIES = (10, 15, 20, 25, 40)  # of a feed; the mean is 22
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Row:
    """One way of reading, measured."""

    name: str
    sources: int
    articles: int
    seconds: float
    cpu: float  # seconds, all processes but the server
    memory: int  # MiB, of this process, the most so far

    @property
    def cells(self) -> list[str]:
        rates = (self.sources / self.seconds, self.articles / self.seconds, self.articles / self.cpu if self.cpu else 0)
        return [
            self.name,
            str(self.sources),
            str(self.articles),
            f"{self.seconds:.1f}",
            f"{self.cpu:.1f}",
            *(f"{rate:.0f}" for rate in rates),
            str(self.memory),
        ]


# --- the server -----------------------------------------------------------------------------------------------------


def feed(number: int, edition: int) -> bytes:
    """A feed of full texts; each edition has one article that the one before hadn't."""
    count = ENTRIES[number % len(ENTRIES)]
    items = "".join(_item(number, count + edition - n) for n in range(count))
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Outlet {number}</title><link>http://s{number}.test/</link>{items}</channel></rss>'.encode()


def _item(source: int, number: int) -> str:
    at = format_datetime(NOW - timedelta(hours=60 - number))
    name = f"{source:x}q{number:x}"
    text = "".join(
        f"<p>The council of {name} met for the {n}th time on Monday and spoke about the harbour, the school and the road to {n}{name}. "
        f"Nobody from {name} had asked for it.</p>"
        for n in range(6)
    )
    link = f"http://s{source}.test/{number}"
    return f"<item><title>Council {name} meets about harbour {number}</title><link>{link}</link><guid>{link}</guid><pubDate>{at}</pubDate><description><![CDATA[{text}]]></description></item>"


def serve(pipe: Connection, changed: int) -> None:
    """Every host name is a source; `tarpit.test` never answers. The pipe says which edition is out."""
    asyncio.run(_serve(pipe, changed))


async def _serve(pipe: Connection, changed: int) -> None:
    edition = 0
    held: list[asyncio.StreamWriter] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()
            return
        host = head.partition(b"\r\nHost: ")[2].partition(b":")[0]
        if host == b"tarpit.test":
            held.append(writer)
            return
        number = int(host[1:].partition(b".")[0])
        own = edition if number < changed else 0
        etag = b'"%d"' % own
        if b"If-None-Match: " + etag in head:
            writer.write(b"HTTP/1.1 304 X\r\nETag: %s\r\nConnection: close\r\n\r\n" % etag)
        else:
            body = feed(number, own)
            writer.write(
                b"HTTP/1.1 200 X\r\nContent-Type: application/rss+xml\r\nETag: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
                % (etag, len(body))
                + body
            )
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=1000)
    pipe.send(server.sockets[0].getsockname()[1])
    while (told := await asyncio.to_thread(pipe.recv)) is not None:
        edition = told


# --- the two ways ---------------------------------------------------------------------------------------------------


class Watched:
    """A fetcher that notes when each answer came."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self.came: dict[str, float] = {}
        self.read: list[int] = []  # sources that gave a document

    def fetch(self, request: Request) -> Outcome:
        return self._fetcher.fetch(request)

    def fetch_many(self, requests: Iterable[Request]) -> Iterator[tuple[Request, Outcome]]:
        start = time.perf_counter()
        asked = list(requests)
        if asked:  # the errands that follow a refresh have none here
            self.came.clear()
            self.read.clear()
        for request, outcome in self._fetcher.fetch_many(asked):
            self.came[request.url] = time.perf_counter() - start
            if isinstance(outcome, Fetched):
                self.read.append(int(request.url.partition(".")[0].removeprefix("http://s")))
            yield request, outcome

    def p99(self) -> float:
        times = sorted(at for url, at in self.came.items() if "tarpit" not in url)
        return times[int(len(times) * 0.99) - 1]


def newsroom_at(folder: str, port: int, urls: list[str]) -> tuple[Newsroom, Store, Watched, Fetcher, Readers]:
    store = Store.open(f"sqlite:///{folder}/news.db")
    add(store, urls, Polling(_source(0, ""), NOW, timedelta(minutes=30)))
    guard = Guard(frozenset({("127.0.0.1", port)}), lambda _host: ("127.0.0.1",))
    fetcher, readers = Fetcher(now=lambda: NOW, guard=guard, limits=Limits(pause=0.0)), Readers()
    watched = Watched(fetcher)
    return Newsroom(store, watched, readers), store, watched, fetcher, readers


def add(store: Store, urls: list[str], like: Polling) -> None:
    """Sources in this state, all in one transaction: adding them one by one is not what is measured."""
    with store._engine.begin() as connection:
        rows = [
            {
                "kind": "feed",
                "url": url,
                "url_digest": digest_of(url),
                "title": url,
                "created_at": NOW,
                "is_shared": True,
            }
            for url in urls
        ]
        connection.execute(tables.source.insert(), rows)
        ids = dict(connection.execute(select(tables.source.c.url, tables.source.c.id)).all())
        state = _columns(like)
        connection.execute(tables.polling.insert(), [{**state, "source_id": ids[url]} for url in urls])


def _source(id_: int, url: str) -> Source:
    return Source(id_, SourceKind.FEED, url, url)


def measure(name: str, newsroom: Newsroom, now: datetime, server: int) -> Row:
    cpu, start = _cpu(server), time.perf_counter()
    refreshed = newsroom.refresh(now)
    seconds = time.perf_counter() - start
    watched: Watched = newsroom._fetcher  # type: ignore[assignment]
    read = sum(ENTRIES[n % len(ENTRIES)] for n in watched.read)
    return Row(name, refreshed.polled, read, seconds, _cpu(server) - cpu, _memory())


def loop(port: int, urls: list[str]) -> Row:
    """What everybody writes first."""
    import feedparser
    import httpx
    import trafilatura

    articles = 0
    cpu, start = time.process_time(), time.perf_counter()
    with httpx.Client() as client:
        for url in urls:
            host = url.removeprefix("http://").partition(":")[0]
            content = client.get(f"http://127.0.0.1:{port}/feed", headers={"Host": f"{host}:{port}"}).content
            for entry in feedparser.parse(BytesIO(content)).entries:
                trafilatura.extract(f"<html><body><article>{entry.get('summary', '')}</article></body></html>")
                articles += 1
    return Row(
        "the obvious loop", len(urls), articles, time.perf_counter() - start, time.process_time() - cpu, _memory()
    )


def parse_only(count: int) -> list[Row]:
    """Parsing alone, the same feeds: feedparser, and what our readers do before ranking."""
    import feedparser

    from bot import ingest

    contents = [feed(n, 0) for n in range(count)]
    ingest.read_document("warm", contents[0])
    rows = []
    for name, parse in (
        ("feedparser alone", lambda content: len(feedparser.parse(BytesIO(content)).entries)),
        ("our parser, with clean texts", lambda content: len(ingest.read_document("f", content).drafts)),
    ):
        cpu, start = time.process_time(), time.perf_counter()
        articles = sum(parse(content) for content in contents)
        rows.append(Row(name, count, articles, time.perf_counter() - start, time.process_time() - cpu, _memory()))
    return rows


def _rest(store: Store, at: datetime) -> None:
    """All sources are due and known again, as they were before the last row."""
    with store._engine.begin() as connection:
        again = {"next_poll_at": at, "failures": 0, "read_at": at}
        connection.execute(update(tables.polling).values(**again))


# --- measuring ------------------------------------------------------------------------------------------------------


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _cpu(server: int) -> float:
    """Seconds of this process and all below it, ended ones too, without the server."""
    parents: dict[int, int] = {}
    spent: dict[int, float] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(") ")[2].split()
        except OSError:
            continue
        pid = int(path.parent.name)
        parents[pid] = int(fields[1])
        spent[pid] = sum(int(ticks) for ticks in fields[11:15]) / TICKS
    own = os.getpid()
    return sum(seconds for pid, seconds in spent.items() if _is_below(pid, own, parents) and pid != server)


def _is_below(pid: int, top: int, parents: dict[int, int]) -> bool:
    while pid not in {0, 1, top}:
        pid = parents.get(pid, 0)
    return pid == top


def run(sources: int, changed: int, tarpit: int) -> dict[str, Any]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    server = context.Process(target=serve, args=(theirs, changed), daemon=True)
    server.start()
    port, pid = ours.recv(), server.pid or 0
    urls = [f"http://s{n}.test:{port}/feed" for n in range(sources)]
    rows = [*parse_only(min(300, changed)), loop(port, urls[: min(300, changed)])]
    with tempfile.TemporaryDirectory() as folder:
        newsroom, store, watched, fetcher, readers = newsroom_at(folder, port, urls[:changed])
        rows.append(measure("newsbot, first reading", newsroom, NOW, pid))
        known = Polling(_source(0, ""), NOW, timedelta(minutes=30), etag='"0"', read_at=NOW, polled_at=NOW)
        add(store, urls[changed:], known)
        rows.append(measure("newsbot, nothing new", newsroom, NOW + timedelta(hours=23), pid))
        alone = watched.p99()
        ours.send(1)
        _rest(store, NOW)
        rows.append(measure("newsbot, mixed", newsroom, NOW + timedelta(hours=23, minutes=50), pid))
        _rest(store, NOW)
        tarpits = [f"http://tarpit.test:{port}/{n}" for n in range(tarpit)]
        add(store, tarpits, replace(known, next_poll_at=NOW - timedelta(hours=1)))
        rows.append(measure("newsbot, nothing new, and a tarpit", newsroom, NOW + timedelta(hours=23), pid))
        beside = watched.p99()
        fetcher.close()
        readers.close()
        store.close()
    ours.send(None)
    server.join(5)
    return {"rows": rows, "p99 alone": alone, "p99 beside a tarpit": beside, "load": os.getloadavg()[0]}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=int, default=10_000)
    parser.add_argument("--changed", type=int, default=500, help="of them that have something new")
    parser.add_argument("--tarpit", type=int, default=1_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = run(options.sources, options.changed, options.tarpit)
    if options.json:
        print(json.dumps(found | {"rows": [asdict(row) for row in found["rows"]]}))
        return
    head = ["", "sources", "articles", "s", "CPU s", "sources/s", "articles/s", "articles/CPU s", "MiB"]
    for cells in [head, *(row.cells for row in found["rows"])]:
        print(f"{cells[0]:36}" + "".join(f"{cell:>16}" for cell in cells[1:]))
    print(
        f"p99 of the others: {found['p99 alone']:.2f} s alone, {found['p99 beside a tarpit']:.2f} s beside {options.tarpit} sources of one tarpit"
    )
    print(f"load average {found['load']:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
