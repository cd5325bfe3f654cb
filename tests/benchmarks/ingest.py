"""How fast sources are read: 10,000 on a loopback server, beside the loop everybody writes first.

    python -m tests.benchmarks.ingest [--sources 10000] [--changed 500] [--tarpit 1000] [--rounds 3] [--json]

Parsing alone, feed after feed in turn, in one process, by its processor time. The same bytes go in, and out come articles with title,
link, date, author and clean text. The loop: `feedparser.parse`, then `trafilatura.extract` of each entry's content, else summary.
Ours: `read_document`, which besides tells teasers from whole texts, leaves captions and "Read more" out, finds the key of each
article and the language of the feed. Neither ranks or stores.

With the network: the loop is httpx, feedparser and trafilatura in one thread and stores nothing; it has no validators, so it reads
everything again each time. Ours is the whole way: fetched (with the guard), read in the confined processes, ranked, stored in
SQLite, placed in stories. Its processor time is of all processes but the server. Pages of teasers are not fetched.
"""

import argparse
import json
import multiprocessing
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from io import BytesIO
from statistics import median
from typing import Any

from sqlalchemy import select, update

from bot import ingest
from bot.ingest.fetch import Fetcher, Guard, Limits
from bot.ingest.outcomes import Fetched, Kind, Outcome, Request
from bot.ingest.readers import Document, Readers
from bot.model import Polling, Source, SourceKind
from bot.newsroom import Newsroom
from bot.store import Store, tables
from bot.store.columns import digest_of
from bot.store.polling import _columns
from tests.benchmarks.feed_server import NOW, entry_count, feed, serve
from tests.benchmarks.processes import cpu_of_all, memory_of_all

KNOWN = Polling(Source(0, SourceKind.FEED, "", ""), NOW, timedelta(minutes=30), etag='"0"', read_at=NOW, polled_at=NOW)


@dataclass
class Row:
    """One way of reading, measured."""

    name: str
    sources: int
    articles: int  # that were in the documents that were read
    new: int
    seconds: float
    cpu: float  # seconds, all processes but the server
    memory: int  # MiB, of all processes but the server, when it was done

    @property
    def cells(self) -> list[str]:
        per_cpu = f"{self.articles / self.cpu:.0f}" if self.articles and self.cpu else ""
        return [
            self.name,
            *(str(count) for count in (self.sources, self.articles, self.new)),
            f"{self.seconds:.1f}",
            f"{self.cpu:.1f}",
            f"{self.sources / self.seconds:.0f}",
            f"{self.articles / self.seconds:.0f}",
            per_cpu,
            str(self.memory),
        ]


# --- parsing alone --------------------------------------------------------------------------------------------------


def parse_only(count: int, rounds: int) -> dict[str, Any]:
    """Articles per CPU-second of the loop's parsing and of ours, and how many times ours is faster."""
    contents = [feed(n, 0) for n in range(count)]
    ways = {"loop": _loop_parse, "ours": lambda content: len(ingest.read_document("f", content).drafts)}
    for parse in ways.values():
        parse(contents[0])  # whatever is loaded when it is first used
    found: list[dict[str, float]] = []
    for _ in range(rounds):
        spent, read = dict.fromkeys(ways, 0.0), dict.fromkeys(ways, 0)
        for content in contents:
            for name, parse in ways.items():
                start = time.process_time()
                read[name] += parse(content)
                spent[name] += time.process_time() - start
        found.append({name: read[name] / spent[name] for name in ways})
    ratios = sorted(each["ours"] / each["loop"] for each in found)
    rates = {name: median(each[name] for each in found) for name in ways}
    return rates | {"ratio": median(ratios), "least": ratios[0], "most": ratios[-1]}


def _loop_parse(content: bytes) -> int:
    import feedparser
    import trafilatura

    entries = feedparser.parse(BytesIO(content)).entries
    for entry in entries:
        html = entry.content[0].value if "content" in entry else entry.get("summary", "")
        trafilatura.extract(f"<html><body><article>{html}</article></body></html>")
    return len(entries)


def loop(port: int, urls: list[str]) -> Row:
    """What everybody writes first."""
    import httpx

    articles = 0
    cpu, start = time.process_time(), time.perf_counter()
    with httpx.Client() as client:
        for url in urls:
            host = url.removeprefix("http://").partition(":")[0]
            content = client.get(f"http://127.0.0.1:{port}/feed", headers={"Host": f"{host}:{port}"}).content
            articles += _loop_parse(content)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    return Row("the obvious loop", len(urls), articles, articles, seconds, cpu, memory_of_all(0))


# --- the whole way --------------------------------------------------------------------------------------------------


class Watched:
    """A fetcher that notes when each answer came."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self.came: dict[str, float] = {}
        self.read: list[int] = []  # sources that gave a document

    def fetch(self, request: Request) -> Outcome:
        return self._fetcher.fetch(request)

    def fetch_many(self, requests: Iterable[Request]) -> Iterator[tuple[Request, Outcome]]:
        asked = list(requests)
        if not asked or asked[0].kind is Kind.PAGE:
            return
        start = time.perf_counter()
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


class Bench:
    """A newsroom and all it needs, over a store of its own."""

    def __init__(self, folder: str, port: int, server: int) -> None:
        self._server = server
        self.store = Store.open(f"sqlite:///{folder}/news.db")
        guard = Guard(frozenset({("127.0.0.1", port)}), lambda _host: ("127.0.0.1",))
        self._fetcher = Fetcher(now=lambda: NOW, guard=guard, limits=Limits(pause=0.0))
        self._readers = Readers()
        self.watched = Watched(self._fetcher)
        self.newsroom = Newsroom(self.store, self.watched, self._readers)

    def start_readers(self) -> Row:
        """From nothing to the first document read: models are loaded once, for all processes to come."""
        cpu, start = cpu_of_all(self._server), time.perf_counter()
        self._readers.read(Document("f", feed(0, 0)))
        seconds, cpu = time.perf_counter() - start, cpu_of_all(self._server) - cpu
        return Row("newsbot, readers started", 1, entry_count(0), 0, seconds, cpu, memory_of_all(self._server))

    def add(self, urls: list[str], like: Polling) -> None:
        """Sources in this state, all in one transaction: adding them one by one is not what is measured."""
        same = {"kind": "feed", "created_at": NOW, "is_shared": True}
        rows = [{**same, "url": url, "url_digest": digest_of(url), "title": url} for url in urls]
        with self.store._engine.begin() as connection:
            connection.execute(tables.source.insert(), rows)
            ids = dict(connection.execute(select(tables.source.c.url, tables.source.c.id)).all())
            state = _columns(like)
            connection.execute(tables.polling.insert(), [{**state, "source_id": ids[url]} for url in urls])

    def drop(self, count: int) -> None:
        """The sources added last are asked no more."""
        ids = select(tables.polling.c.source_id).order_by(tables.polling.c.source_id.desc()).limit(count)
        with self.store._engine.begin() as connection:
            connection.execute(tables.polling.delete().where(tables.polling.c.source_id.in_(ids)))

    def rest(self) -> None:
        """All sources are due and known again, as if they had last been read at `NOW`."""
        with self.store._engine.begin() as connection:
            connection.execute(update(tables.polling).values(next_poll_at=NOW, failures=0, read_at=NOW))

    def refresh(self, name: str, now: datetime) -> Row:
        """Everything that is due is asked."""
        cpu, start = cpu_of_all(self._server), time.perf_counter()
        refreshed = self.newsroom.refresh(now)
        seconds = time.perf_counter() - start
        read_articles = sum(map(entry_count, self.watched.read))
        spent = cpu_of_all(self._server) - cpu
        return Row(name, refreshed.polled, read_articles, refreshed.new, seconds, spent, memory_of_all(self._server))

    def close(self) -> None:
        self._fetcher.close()
        self._readers.close()
        self.store.close()


# --- measuring ------------------------------------------------------------------------------------------------------


def run(sources: int, changed: int, tarpit: int, rounds: int) -> dict[str, Any]:
    context = multiprocessing.get_context("spawn")
    edition, theirs = context.Pipe()
    server = context.Process(target=serve, args=(theirs, changed), daemon=True)
    server.start()
    port = edition.recv()
    urls = [f"http://s{n}.test:{port}/feed" for n in range(sources)]
    parsing = parse_only(min(100, changed), rounds)
    rows = [loop(port, urls[: min(200, changed)])]
    alone, beside = [], []
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(folder, port, server.pid or 0)
        rows.append(bench.start_readers())
        bench.add(urls[:changed], replace(KNOWN, etag=None, read_at=None, polled_at=None))
        rows.append(bench.refresh("newsbot, first reading", NOW))
        edition.send(1)
        bench.rest()
        rows.append(bench.refresh("newsbot, one new in each", NOW + timedelta(hours=1)))
        bench.add(urls[changed:], KNOWN)
        edition.send(2)
        bench.rest()
        rows.append(bench.refresh("newsbot, mixed 200 and 304", NOW + timedelta(hours=2)))
        for _ in range(rounds):
            bench.rest()
            rows.append(bench.refresh("newsbot, nothing new", NOW + timedelta(hours=3)))
        bench.drop(tarpit)  # 10,000 are asked in one go: the tarpit takes the place of as many
        for n in range(rounds):
            bench.rest()
            rows.append(bench.refresh("newsbot, nothing new, fewer", NOW + timedelta(hours=3)))
            alone.append(bench.watched.p99())
            bench.rest()
            first = replace(KNOWN, next_poll_at=NOW - timedelta(hours=1))
            bench.add([f"http://tarpit.test:{port}/{n}/{each}" for each in range(tarpit)], first)
            rows.append(bench.refresh("newsbot, those and a tarpit", NOW + timedelta(hours=3)))
            beside.append(bench.watched.p99())
            bench.drop(tarpit)
        bench.close()
    edition.send(None)
    server.join(5)
    return {"parsing": parsing, "rows": rows, "alone": alone, "beside": beside, "load": os.getloadavg()}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=int, default=10_000)
    parser.add_argument("--changed", type=int, default=500, help="of them that have something new")
    parser.add_argument("--tarpit", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = run(options.sources, options.changed, options.tarpit, options.rounds)
    if options.json:
        print(json.dumps(found | {"rows": [asdict(row) for row in found["rows"]]}))
        return
    print(
        "parsing: loop {loop:.0f}, ours {ours:.0f} articles/CPU-s: {ratio:.1f} times ({least:.1f} to {most:.1f})".format(
            **found["parsing"]
        )
    )
    head = ["", "sources", "articles", "new", "s", "CPU s", "sources/s", "articles/s", "articles/CPU s", "MiB"]
    for cells in [head, *(row.cells for row in found["rows"])]:
        print(f"{cells[0]:36}" + "".join(f"{cell:>15}" for cell in cells[1:]))
    for name in ("alone", "beside"):
        times = ", ".join(f"{seconds:.2f}" for seconds in found[name])
        print(
            f"p99 of the others, {name if name == 'alone' else f'beside a tarpit of {options.tarpit}'}: {times} s (median {median(found[name]):.2f})"
        )
    print("load averages", *(f"{load:.1f}" for load in found["load"]), f"on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
