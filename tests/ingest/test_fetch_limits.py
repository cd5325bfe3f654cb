"""No answer costs more than it may: in bytes, in memory, in time; over real sockets, with short limits."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from time import sleep

import pytest

from bot.ingest.fetch import Failed, Failure, Fetched, Fetcher, Guard, Kind, Limits, Request
from tests.ingest.world import FEED, NOW, Web, answer, bomb, drip, gzipped, packed, redirect, tarpit

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
GZIP = HEAD + b"Content-Encoding: gzip\r\n\r\n"
MIB = 2**20


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    with Web() as web:
        yield web


@pytest.fixture(scope="module")
def fetcher(web: Web) -> Iterator[Fetcher]:
    with web.fetcher() as fetcher:
        yield fetcher


@pytest.fixture(scope="module")
def hasty(web: Web) -> Iterator[Fetcher]:
    with web.fetcher(deadline=0.8, patience=0.4) as fetcher:
        yield fetcher


# --- bytes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "largest"), [(Kind.FEED, 5 * MIB), (Kind.PAGE, 8 * MIB), (Kind.LINK, 8 * MIB)])
@pytest.mark.parametrize("pack", [bytes, gzipped], ids=["plain", "packed"])
def test_the_largest_document_is_read_and_one_byte_more_is_not(web: Web, kind: Kind, largest: int, pack: type) -> None:
    with web.fetcher(deadline=20) as fetcher:
        told = {"Content_Encoding": "gzip"} if pack is gzipped else {}
        fits = web.has("fits.test", answer(200, pack(b"a" * largest), **told), "/fits")
        over = web.has("fits.test", answer(200, pack(b"a" * (largest + 1)), **told), "/over")
        outcome = fetcher.fetch(Request(fits, kind))
        assert isinstance(outcome, Fetched)
        assert len(outcome.content) == largest
        assert fetcher.fetch(Request(over, kind)) == Failed(Failure.TOO_LARGE, status=None if pack is gzipped else 200)


def test_a_length_that_lies_changes_nothing(web: Web, fetcher: Fetcher) -> None:
    lying = HEAD + b"Content-Length: 10\r\n\r\n"
    outcome = fetcher.fetch(Request(web.has("modest.test", drip(lying, b"x" * 60_000, 0))))
    assert not isinstance(outcome, Fetched) or outcome.content == b"x" * 10
    boast = HEAD + b"Content-Length: 99999999999\r\n\r\n"
    outcome = fetcher.fetch(Request(web.has("boast.test", drip(boast, b"x", 9))))
    assert outcome == Failed(Failure.TOO_LARGE, status=200)


def growth(port: int, *times: int) -> list[float]:
    """The most memory (MiB) so many bombs take, measured in a fresh process: elsewhere old memory hides new."""
    grown = []
    with Fetcher(now=lambda: NOW, guard=Guard(frozenset({("127.0.0.1", port)})), limits=Limits(pause=0)) as fetcher:
        fetcher.fetch(Request(f"http://127.0.0.1:{port}/page", Kind.LINK))  # what is loaded once is not the bomb's
        for count in times:
            Path("/proc/self/clear_refs").write_text("5")  # forget the most memory there ever was
            start = _held("VmRSS")
            bombs = [Request(f"http://127.0.0.1:{port}/bomb", Kind.LINK)] * count
            assert {outcome for _, outcome in fetcher.fetch_many(bombs)} == {Failed(Failure.TOO_LARGE)}
            grown.append((_held("VmHWM") - start) / 1024)
    return grown


def _held(name: str) -> int:
    return int(Path("/proc/self/status").read_text().split(f"{name}:")[1].split()[0])


@pytest.mark.skipif(
    not Path("/proc/self/clear_refs").exists(), reason="only Linux tells how much memory was held at most"
)
def test_a_bomb_costs_little_memory_however_often_it_comes(web: Web) -> None:
    charge = bomb(512 * MIB)
    web.has("127.0.0.1", packed(charge), "/bomb")
    web.has("127.0.0.1", packed(gzipped(FEED)), "/page")
    with get_context("spawn").Pool(1) as process:
        one, hundred = process.apply(growth, (web.port, 1, 100))
    print(f"\n{len(charge) // 1000} kB that unpack to 512 MiB: once +{one:.1f} MiB, a hundred times +{hundred:.1f} MiB")
    assert 1 <= one <= 20
    assert hundred <= 20


def test_a_bomb_in_a_bomb_is_not_even_unpacked(web: Web, fetcher: Fetcher) -> None:
    url = web.has("nested.test", packed(gzipped(bomb(64 * MIB)), "gzip, gzip"))
    assert fetcher.fetch(Request(url, Kind.LINK)) == Failed(Failure.NOT_A_DOCUMENT, status=200)


# --- answers without an end -------------------------------------------------------------------------------------------

ENDLESS = {
    "many headers": (HEAD, b"X-A: b\r\n" * 1000, 0.0),
    "one long header": (HEAD + b"X-A: ", b"b" * 60_000, 0.0),
    "one long status": (b"HTTP/1.1 200 ", b"O" * 60_000, 0.0),
    "informed for ever": (b"", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 1000, 0.0),
    "blank lines": (b"", b"\r\n" * 30_000, 0.0),
    "noise": (b"", b"\x00\xff" * 30_000, 0.0),
    "trailers": (CHUNKED + b"0\r\n", b"X-A: b\r\n" * 1000, 0.0),
    "one long trailer": (CHUNKED + b"0\r\nX-A: ", b"b" * 60_000, 0.0),
    "the length of a chunk": (CHUNKED, b"0" * 60_000, 0.0),
    "a chunk's extension": (CHUNKED + b"5;", b"a" * 60_000, 0.0),
    "tiny chunks": (CHUNKED, b"1\r\nx\r\n" * 10_000, 0.0),
    "body": (HEAD + b"\r\n", b"x" * 60_000, 0.0),
    "gzip that unpacks to nothing": (GZIP + b"\x1f\x8b\x08\0\0\0\0\0\0\3", b"\0\0\0\xff\xff" * 10_000, 0.0),
    "empty gzip files": (GZIP, gzipped(b"") * 3000, 0.0),
    "a header now and then": (HEAD, b"X-A: b\r\n", 0.05),
    "a byte now and then": (HEAD + b"\r\n", b"x", 0.05),
    "a chunk now and then": (CHUNKED, b"1\r\nx\r\n", 0.05),
}


@pytest.mark.parametrize("what", ENDLESS)
def test_an_endless_answer_ends_in_time(web: Web, hasty: Fetcher, what: str) -> None:
    url = web.has("endless.test", drip(*ENDLESS[what]))
    outcome = hasty.fetch(Request(url))
    assert isinstance(outcome, Failed)
    assert outcome.kind in {Failure.TIMEOUT, Failure.TOO_LARGE, Failure.UNREACHABLE}


# --- time -----------------------------------------------------------------------------------------------------------


def test_one_deadline_holds_over_all_redirects_together(web: Web, hasty: Fetcher) -> None:
    def slowly(then: object) -> object:
        async def handle(asked: object, writer: object) -> None:
            await asyncio.sleep(0.3)
            await then(asked, writer)  # type: ignore[operator]

        return handle

    for number in range(5):
        web.has(f"slow-{number}.test", slowly(redirect(web.url(f"slow-{number + 1}.test"))))  # type: ignore[arg-type]
    web.has("slow-5.test", answer(200, FEED))
    assert hasty.fetch(Request(web.url("slow-0.test"))) == Failed(Failure.TIMEOUT)
    assert web.paths("slow-1.test")
    assert not web.paths("slow-3.test")


def test_a_name_server_that_never_answers_is_waited_for_no_longer(web: Web) -> None:
    is_over = threading.Event()

    def lookup(host: str) -> tuple[str, ...]:
        is_over.wait(30)
        return ()

    with Fetcher(now=web.now, guard=replace(web.guard, lookup=lookup), limits=Limits(deadline=0.3)) as fetcher:
        assert fetcher.fetch(Request("http://nameless.example/")) == Failed(Failure.TIMEOUT)
        is_over.set()


def test_a_host_that_never_shakes_hands_is_waited_for_no_longer(web: Web) -> None:
    silent = socket.create_server(("127.0.0.1", 0))
    port = silent.getsockname()[1]
    guard = Guard(frozenset({("127.0.0.1", port)}))
    with Fetcher(now=web.now, guard=guard, limits=Limits(deadline=0.3)) as fetcher:
        assert fetcher.fetch(Request(f"https://127.0.0.1:{port}/")) == Failed(Failure.TIMEOUT)
        assert fetcher.fetch(Request(f"http://127.0.0.1:{port}/")) == Failed(Failure.TIMEOUT)
    silent.close()


def test_a_slow_document_that_keeps_coming_is_read(web: Web) -> None:
    pieces = [FEED[start : start + 20] for start in range(0, len(FEED), 20)]

    async def slowly(asked: object, writer: object) -> None:
        writer.write(HEAD + b"Connection: close\r\n\r\n")  # type: ignore[attr-defined]
        for piece in pieces:
            writer.write(piece)  # type: ignore[attr-defined]
            await asyncio.sleep(0.05)

    with web.fetcher(patience=0.1, slowest=100) as fetcher:
        outcome = fetcher.fetch(Request(web.has("slow.test", slowly)))
    assert isinstance(outcome, Fetched)
    assert outcome.content == FEED


def test_a_person_waits_no_longer_for_a_host_that_is_busy(web: Web) -> None:
    pit = web.has("pit.test", tarpit)
    with web.fetcher(deadline=0.8, at_one_host=1) as fetcher:
        threading.Thread(target=lambda: list(fetcher.fetch_many([Request(pit)] * 3)), daemon=True).start()
        while not web.paths("pit.test"):
            sleep(0.01)
        assert fetcher.fetch(Request(pit)) == Failed(Failure.TIMEOUT)
