"""The process in which foreign documents are read: confined before it sees a byte of them, and free to die.

Rule: nothing here may be trusted afterwards. What it sends back is plain values, and whoever receives them allows no others.
"""

import importlib
import os
import pickle  # noqa: TID251 (values between our own processes, never stored; the receiver allows plain values only)
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Self

from bot.errors import Unreadable
from bot.ingest.document import read_document
from bot.ingest.outcomes import Fetched
from bot.ingest.preparation import prepare
from bot.ingest.reading import Reading
from bot.model import Draft, Prepared

READY = b"ready"
OUT_OF_MEMORY = "memory"
TOO_LONG = "size"
_PORTION = 300_000  # characters of text, a second of work or two
_FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.kill", "ctypes.")
_SAMPLES = (
    ("warm.html", b"<!doctype html><html><body><article><h1>Warm</h1>" + b"<p>A first page.</p>" * 9 + b"</article></body></html>"),
    ("warm.xml", b"<rss version='2.0'><channel><title>Warm</title><item><title>Up</title></item></channel></rss>"),
    ("warm.md", b"# Warm\n\nThe *first* text of the day is read. It is short. Nobody minds that at all."),
    ("warm.txt", "Une première nouvelle, brève. Elle n'est lue par personne. Demain il y en aura d'autres.".encode("latin-1")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Confines:
    """What one document may cost, and how long a process lives. The time is for reading it, and again for each portion of its articles."""

    memory: int = 2**30  # bytes of address space of the whole process
    cpu: int = 10  # seconds
    wall: float = 60.0  # seconds in which it does nothing; one that only waits for its turn on a busy machine is let be
    niceness: int = 0  # of the process: how far it steps back for others
    documents: int = 200  # after which a fresh process takes over: what leaks, leaks for so long
    result: int = 32 * 2**20  # bytes


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes to read; see `read_document` for the rest. `known` are keys of drafts that are neither read in full nor prepared."""

    name: str
    content: bytes
    url: str | None = None
    known: frozenset[str] = frozenset()
    charset: str | None = None

    @classmethod
    def fetched(cls, name: str, outcome: Fetched, known: frozenset[str] = frozenset()) -> Self:
        return cls(name, outcome.content, outcome.url, known, outcome.charset)


def warm() -> None:
    """Load what reading needs, models and all, so that processes forked from here begin at once."""
    for name, content in _SAMPLES:
        with suppress(Unreadable):
            for draft in read_document(name, content).drafts:
                prepare(draft)


def work(pipe: Connection, confines: Confines) -> None:
    """Read documents until the pipe is closed or enough were read.

    Takes (name, url, keys of drafts that are known, charset) and the content; sends, in one pickle so that each draft is in it once,
    the reading and what was prepared; or why not.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever has the pipe's other end
    if sys.platform != "win32":
        os.nice(confines.niceness)
    importlib.import_module("bot.ingest.preloaded")
    _confine(confines)
    pipe.send_bytes(READY)
    for _ in range(confines.documents):
        try:
            name, *rest = pipe.recv()
            content = pipe.recv_bytes()
        except EOFError:
            return
        packed = pickle.dumps(_outcome(Document(name, content, *rest), confines.cpu))
        pipe.send_bytes(packed if len(packed) <= confines.result else pickle.dumps(TOO_LONG))


def _outcome(document: Document, cpu: int) -> tuple[Reading, tuple[Prepared, ...]] | Unreadable | str:
    _renew_cpu(cpu)
    try:
        reading = read_document(
            document.name, document.content, url=document.url, known=document.known, charset=document.charset
        )
        prepared: list[Prepared] = []
        for drafts in _portions([draft for draft in reading.drafts if draft.key not in document.known]):
            _renew_cpu(cpu)
            prepared += map(prepare, drafts)
    except Unreadable as error:
        return error
    except MemoryError:
        return OUT_OF_MEMORY
    return reading, tuple(prepared)


def _portions(drafts: Iterable[Draft]) -> Iterator[list[Draft]]:
    """Drafts in portions of about equal work: 500 long articles in a feed are much to do, and nothing wrong."""
    portion: list[Draft] = []
    size = 0
    for draft in drafts:
        portion.append(draft)
        size += len(draft.text)
        if size >= _PORTION:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def _confine(confines: Confines) -> None:
    sys.addaudithook(_forbid)
    try:
        import resource
    except ImportError:  # Windows has no such limits; the time by the clock still holds
        return
    resource.setrlimit(resource.RLIMIT_AS, (confines.memory, confines.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _renew_cpu(seconds: int) -> None:
    """The limit counts from the birth of the process, so each document moves it on."""
    with suppress(ImportError):
        import resource

        usage = resource.getrusage(resource.RUSAGE_SELF)
        used = int(usage.ru_utime + usage.ru_stime) + 1
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, hard))


def _forbid(event: str, _: tuple[Any, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(f"{event} is forbidden where foreign documents are read")
